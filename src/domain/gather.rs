//! Small dinners: who could sit at one table.
//!
//! A good table has somebody close and somebody a little known, everybody knows somebody,
//! and not everybody knows everybody. Among those tables the ones come first at which it is
//! time to see people again, and at which strangers have something to talk about.

mod places;

pub use places::{Place, named, places};

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::contact::{Contact, Kind};
use super::due;
use super::id::ContactId;
use super::naming::in_a_row;
use super::network::{CircleId, CircleKind, Network};
use super::rules::Rules;
use super::standing::Standing;
use super::tie::Tie;
use super::when;
use crate::text;

/// How many people sit at a table, you among them.
pub const SIZES: std::ops::RangeInclusive<usize> = 4..=8;
/// The size without a wish.
pub const SIZE: usize = 4;
/// How many tables are shown.
const SHOWN: usize = 3;
/// Of how many, by who it is time to see, all tables are tried.
const TRIED: usize = 25;
/// How many may share a tag so that they know each other by it.
const CLUB: usize = 15;
/// What two strangers with something in common add, and what two without take away.
const COMMON: f64 = 0.5;
const STRANGE: f64 = -0.25;

/// What is said where no table comes together; where to say who knows whom follows.
pub const NO_TABLE: &str = "no table comes together: it takes somebody close, somebody you know a \
                            little, and guests who each know another; say who knows whom with";

/// What is asked of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The city or circle they have in common; `None` for anywhere.
    pub place: Option<CircleId>,
    /// How many sit down, you among them; see [`SIZES`].
    pub size: usize,
    /// Who keeps their seat.
    pub with: Vec<ContactId>,
    /// Whom somebody else was wished for.
    pub without: Vec<ContactId>,
}

/// Who has what to do with whom, beside what the network holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acquaintance {
    /// Interests by contact, as spelled.
    pub interests: HashMap<ContactId, Vec<String>>,
    /// Who is related to whom in whatever way, each pair once in any order.
    pub related: Vec<(ContactId, ContactId)>,
}

/// A table and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Without you, by id.
    pub guests: Vec<ContactId>,
    /// Never shown.
    pub worth: f64,
    pub reasons: Vec<String>,
}

/// The best tables, best first, at most three; equally good ones by their guests' ids.
/// Empty where none is good.
pub fn tables(
    network: &Network,
    rules: &Rules,
    about: &Acquaintance,
    wish: &Wish,
    today: NaiveDate,
) -> Vec<Table> {
    let guests = wish.size.clamp(*SIZES.start(), *SIZES.end()) - 1;
    let candidates = candidates(network, rules, wish, today);
    let room = Room::of(network, about, candidates);
    let kept = wish
        .with
        .iter()
        .filter_map(|id| room.people.iter().position(|one| one.contact.id == *id))
        .fold(0u32, |seats, at| seats | 1 << at);
    if kept.count_ones() as usize != wish.with.len() {
        return Vec::new();
    }
    let mut best: Vec<(f64, u32)> = Vec::new();
    room.each_table(guests, &mut |worth, seats| {
        if seats & kept != kept {
            return;
        }
        let place = best.partition_point(|other| !room.is_better((worth, seats), *other));
        if place < SHOWN {
            best.insert(place, (worth, seats));
            best.truncate(SHOWN);
        }
    });
    best.into_iter()
        .map(|(worth, seats)| Table {
            guests: room.ids(seats),
            worth,
            reasons: room.reasons(seats, today),
        })
        .collect()
}

/// Whether somebody could sit at a table at all.
fn could_come(contact: &Contact) -> bool {
    contact.standing == Standing::Active && contact.kind == Kind::Person
}

/// Somebody who could come.
struct Candidate<'n> {
    contact: &'n Contact,
    /// r as of the last day of this week, 0 without a cadence.
    ratio: f64,
    weight: f64,
}

/// Those there and active whom it is most time to see, by id, everyone who keeps a seat
/// among them.
fn candidates<'n>(
    network: &'n Network,
    rules: &Rules,
    wish: &Wish,
    today: NaiveDate,
) -> Vec<Candidate<'n>> {
    let reach = super::bridge::Reach::of(network);
    let week_end = rules.week_end(today);
    let is_there = |contact: &Contact| {
        wish.place
            .is_none_or(|place| contact.circles().any(|circle| circle == place))
    };
    let mut all: Vec<Candidate<'_>> = network
        .contacts
        .iter()
        .filter(|contact| could_come(contact))
        .filter(|contact| !wish.without.contains(&contact.id))
        .filter(|contact| is_there(contact))
        .map(|contact| {
            let weighed = due::weighed(contact, rules, week_end, &reach);
            Candidate {
                contact,
                ratio: weighed.map_or(0.0, |due| due.ratio),
                weight: weighed.map_or(0.0, |due| due.weight),
            }
        })
        .collect();
    let seated = |one: &Candidate<'_>| wish.with.contains(&one.contact.id);
    all.sort_unstable_by(|a, b| {
        seated(b)
            .cmp(&seated(a))
            .then(b.weight.total_cmp(&a.weight))
            .then(a.contact.id.cmp(&b.contact.id))
    });
    all.truncate(TRIED);
    all.sort_unstable_by_key(|one| one.contact.id);
    all
}

/// The candidates with who knows whom, as bits by candidate.
struct Room<'n> {
    people: Vec<Candidate<'n>>,
    knows: Vec<u32>,
    /// Who of those that one does not know has something in common with them.
    common: Vec<u32>,
    /// The words for what two have in common.
    shared: HashMap<(usize, usize), String>,
    close: u32,
    loose: u32,
}

impl<'n> Room<'n> {
    fn of(network: &Network, about: &Acquaintance, people: Vec<Candidate<'n>>) -> Room<'n> {
        let at: HashMap<ContactId, usize> = people
            .iter()
            .enumerate()
            .map(|(at, one)| (one.contact.id, at))
            .collect();
        let mut room = Room {
            knows: vec![0; people.len()],
            common: vec![0; people.len()],
            shared: HashMap::new(),
            close: bits(&people, |tie| matches!(tie, Tie::Inner | Tie::Strong)),
            loose: bits(&people, |tie| matches!(tie, Tie::Moderate | Tie::Weak)),
            people,
        };
        let introduced = room.people.iter().filter_map(|one| {
            let by = one.contact.introduced_by()?;
            Some((one.contact.id, by))
        });
        let pairs: Vec<_> = about.related.iter().copied().chain(introduced).collect();
        for (one, other) in pairs {
            if let (Some(one), Some(other)) = (at.get(&one), at.get(&other)) {
                room.introduce(*one, *other);
            }
        }
        room.introduce_clubs(network);
        room.find_common(about);
        room
    }

    fn introduce(&mut self, one: usize, other: usize) {
        if one != other {
            self.knows[one] |= 1 << other;
            self.knows[other] |= 1 << one;
        }
    }

    /// Those who share a tag that few have know each other.
    fn introduce_clubs(&mut self, network: &Network) {
        let mut here: HashMap<CircleId, (Vec<usize>, usize)> = HashMap::new();
        for (at, one) in self.people.iter().enumerate() {
            for circle in one.contact.circles() {
                let is_tag = |circle: &super::network::Circle| circle.kind == CircleKind::Tag;
                if network.circles.get(circle).is_some_and(is_tag) {
                    here.entry(circle).or_default().0.push(at);
                }
            }
        }
        here.retain(|_, (members, _)| members.len() > 1);
        let members = network
            .contacts
            .iter()
            .filter(|contact| contact.standing.is_listed());
        for circle in members.flat_map(Contact::circles) {
            if let Some((_, all)) = here.get_mut(&circle) {
                *all += 1;
            }
        }
        for (members, all) in here.into_values() {
            if all <= CLUB {
                for (n, one) in members.iter().enumerate() {
                    for other in &members[n + 1..] {
                        self.introduce(*one, *other);
                    }
                }
            }
        }
    }

    fn find_common(&mut self, about: &Acquaintance) {
        let liked: Vec<Vec<(String, &str)>> = self
            .people
            .iter()
            .map(|one| {
                let interests = about.interests.get(&one.contact.id);
                let interests = interests.map_or(&[][..], Vec::as_slice);
                interests.iter().map(|i| (text::fold(i), &**i)).collect()
            })
            .collect();
        for one in 0..liked.len() {
            for other in one + 1..liked.len() {
                let theirs: HashSet<&str> = liked[other].iter().map(|(key, _)| &**key).collect();
                let both = liked[one].iter().find(|(key, _)| theirs.contains(&**key));
                if let Some((_, interest)) = both {
                    self.common[one] |= 1 << other;
                    self.common[other] |= 1 << one;
                    self.shared.insert((one, other), (*interest).to_owned());
                }
            }
        }
    }

    /// Hands over every good table of so many guests.
    fn each_table(&self, guests: usize, take: &mut dyn FnMut(f64, u32)) {
        let mut seats = Vec::with_capacity(guests);
        self.seat(guests, 0, &mut seats, 0, 0.0, take);
    }

    /// Tries everyone from `from` on for the next seat.
    fn seat(
        &self,
        guests: usize,
        from: usize,
        seated: &mut Vec<usize>,
        seats: u32,
        worth: f64,
        take: &mut dyn FnMut(f64, u32),
    ) {
        if seated.len() == guests {
            if self.is_good(seated, seats) {
                take(rounded(worth), seats);
            }
            return;
        }
        let missing = guests - seated.len();
        for one in from..(self.people.len() + 1).saturating_sub(missing) {
            let strangers = seats & !self.knows[one];
            let talk = (strangers & self.common[one]).count_ones();
            let silent = strangers.count_ones() - talk;
            let adds = self.people[one].ratio.min(2.0)
                + COMMON * f64::from(talk)
                + STRANGE * f64::from(silent);
            seated.push(one);
            self.seat(
                guests,
                one + 1,
                seated,
                seats | 1 << one,
                worth + adds,
                take,
            );
            seated.pop();
        }
    }

    /// Whether somebody close and somebody loose is there, everybody knows somebody, and
    /// not everybody knows everybody.
    fn is_good(&self, seated: &[usize], seats: u32) -> bool {
        seats & self.close != 0
            && seats & self.loose != 0
            && seated.iter().all(|one| self.knows[*one] & seats != 0)
            && seated
                .iter()
                .any(|one| (self.knows[*one] | 1 << one) & seats != seats)
    }

    fn is_better(&self, a: (f64, u32), b: (f64, u32)) -> bool {
        a.0.total_cmp(&b.0)
            .then_with(|| self.ids(b.1).cmp(&self.ids(a.1)))
            .is_gt()
    }

    fn ids(&self, seats: u32) -> Vec<ContactId> {
        self.at(seats)
            .map(|at| self.people[at].contact.id)
            .collect()
    }

    fn at(&self, seats: u32) -> impl Iterator<Item = usize> {
        (0..self.people.len()).filter(move |at| seats & 1 << at != 0)
    }

    /// Why this is a good table, in words: who knows whom, what strangers could talk about,
    /// whom it has been longest with.
    fn reasons(&self, seats: u32, today: NaiveDate) -> Vec<String> {
        let name = |at: usize| self.people[at].contact.name();
        let mut reasons = Vec::new();
        let mut told = 0u32;
        for one in self.at(seats) {
            let known: Vec<&str> = self.at(self.knows[one] & seats & !told).map(name).collect();
            told |= 1 << one;
            if !known.is_empty() {
                reasons.push(format!("{} knows {}", name(one), in_a_row(&known, "and")));
            }
        }
        for one in self.at(seats) {
            for other in self
                .at(seats & !self.knows[one])
                .filter(|other| *other > one)
            {
                if let Some(interest) = self.shared.get(&(one, other)) {
                    reasons.push(format!(
                        "{} and {} have not met, and both like {interest}",
                        name(one),
                        name(other)
                    ));
                }
            }
        }
        let longest = self
            .at(seats)
            .filter(|at| self.people[*at].ratio >= 1.0)
            .max_by(|a, b| self.people[*a].ratio.total_cmp(&self.people[*b].ratio));
        if let Some(at) = longest
            && let Some(last) = self.people[at].contact.last
        {
            let ago = when::ago_long((today - last).num_days().max(0));
            reasons.push(format!("it's been {ago} with {}", name(at)));
        }
        reasons
    }
}

fn bits(people: &[Candidate<'_>], wanted: impl Fn(Tie) -> bool) -> u32 {
    let has = |(at, one): (usize, &Candidate<'_>)| u32::from(wanted(one.contact.tie)) << at;
    people.iter().enumerate().map(has).sum()
}

/// Six places are enough to tell two tables apart, and few enough that equal ones are equal
/// however they were summed.
fn rounded(worth: f64) -> f64 {
    (worth * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::network::CircleKind;
    use crate::domain::testing::{TODAY, cadence, circled, contact, day, network, told};

    const ANA: i64 = 1;
    const BEN: i64 = 2;
    const DEE: i64 = 3;
    const ELI: i64 = 4;
    const FAY: i64 = 5;

    /// Somebody whose r is so many hundredths, as of the week's end.
    fn guest(id: i64, name: &str, tie: Tie, hundredths: i64) -> Contact {
        let end = Rules::default().week_end(day(TODAY));
        Contact {
            tie,
            own_cadence: Some(cadence(100)),
            last: Some(end - chrono::TimeDelta::days(hundredths)),
            ..told(&contact(id), |who| who.name = name)
        }
    }

    /// The five of the check, all in one city.
    fn oslo() -> (Network, Acquaintance) {
        let mut people = network(vec![
            guest(ANA, "Ana", Tie::Strong, 120),
            guest(BEN, "Ben", Tie::Strong, 60),
            guest(DEE, "Dee", Tie::Weak, 134),
            guest(ELI, "Eli", Tie::Moderate, 90),
            guest(FAY, "Fay", Tie::Weak, 240),
        ]);
        let oslo = people.circles.intern(CircleKind::City, "Oslo");
        for person in &mut people.contacts {
            *person = circled(person, &[oslo]);
        }
        let like = |id, interests: [&str; 2]| (ContactId(id), interests.map(str::to_owned).into());
        let about = Acquaintance {
            interests: [
                like(ANA, ["rust", "food"]),
                like(BEN, ["cycling", "food"]),
                like(DEE, ["choir", "food"]),
                like(ELI, ["choir", "rust"]),
                like(FAY, ["climate", "cycling"]),
            ]
            .into(),
            related: [(ANA, BEN), (ANA, FAY), (ELI, ANA), (DEE, ELI)]
                .map(|(one, other)| (ContactId(one), ContactId(other)))
                .into(),
        };
        (people, about)
    }

    fn wish() -> Wish {
        Wish {
            size: SIZE,
            ..Wish::default()
        }
    }

    fn found(people: &Network, about: &Acquaintance, wish: &Wish) -> Vec<(Vec<i64>, f64)> {
        tables(people, &Rules::default(), about, wish, day(TODAY))
            .into_iter()
            .map(|table| (table.guests.iter().map(|id| id.0).collect(), table.worth))
            .collect()
    }

    #[test]
    fn the_check_of_the_rule_holds() {
        let (people, about) = oslo();
        let wanted = vec![
            (vec![ANA, BEN, FAY], 4.30),
            (vec![ANA, DEE, ELI], 3.94),
            (vec![ANA, ELI, FAY], 3.85),
        ];
        assert_eq!(found(&people, &about, &wish()), wanted);
    }

    #[test]
    fn the_reasons_say_who_knows_whom_and_what_there_is_to_talk_about() {
        let (people, about) = oslo();
        let tables = tables(&people, &Rules::default(), &about, &wish(), day(TODAY));
        let ago = when::ago_long((day(TODAY) - people.contacts[4].last.unwrap()).num_days());
        assert_eq!(
            tables[0].reasons,
            [
                "Ana knows Ben and Fay".to_owned(),
                "Ben and Fay have not met, and both like cycling".to_owned(),
                format!("it's been {ago} with Fay"),
            ]
        );
    }

    #[test]
    fn a_table_needs_somebody_close_and_somebody_loose_and_no_closed_circle() {
        let check = |change: &dyn Fn(&mut Network, &mut Acquaintance), wanted: &[i64]| {
            let (mut people, mut about) = oslo();
            people.contacts.truncate(3);
            about.related = vec![
                (ContactId(ANA), ContactId(BEN)),
                (ContactId(BEN), ContactId(DEE)),
            ];
            change(&mut people, &mut about);
            let found = found(&people, &about, &wish());
            let best = found.first().map_or(&[][..], |(guests, _)| guests);
            assert_eq!(best, wanted);
        };
        check(&|_, _| {}, &[ANA, BEN, DEE]);
        check(&|people, _| people.contacts[2].tie = Tie::Strong, &[]);
        check(&|people, _| people.contacts[2].tie = Tie::Latent, &[]);
        check(
            &|people, _| {
                people.contacts[0].tie = Tie::Weak;
                people.contacts[1].tie = Tie::Weak;
            },
            &[],
        );
        let closed = |_: &mut Network, about: &mut Acquaintance| {
            about.related.push((ContactId(DEE), ContactId(ANA)));
        };
        check(&closed, &[]);
        check(&|_, about| about.related.truncate(1), &[]);
        check(
            &|people, _| people.contacts[0].standing = Standing::Paused,
            &[],
        );
    }

    #[test]
    fn a_tag_of_few_makes_acquaintances_and_one_of_many_does_not() {
        for (members, wanted) in [(CLUB, true), (CLUB + 1, false)] {
            let (mut people, mut about) = oslo();
            about.related = vec![(ContactId(ANA), ContactId(BEN))];
            let club = people.circles.intern(CircleKind::Tag, "rowing");
            let others = (6..).map(|id| guest(id, "Guest", Tie::Latent, 0));
            people.contacts.extend(others.take(members - 2));
            for at in (5..people.contacts.len()).chain([1, 4]) {
                let with_club: Vec<_> = people.contacts[at].circles().chain([club]).collect();
                people.contacts[at] = circled(&people.contacts[at], &with_club);
            }
            let place = people.circles.find(CircleKind::City, "oslo");
            let found = found(&people, &about, &Wish { place, ..wish() });
            let best = found.first().map(|(guests, _)| guests.clone());
            assert_eq!(
                best == Some(vec![ANA, BEN, FAY]),
                wanted,
                "{members}: {best:?}"
            );
        }
    }

    #[test]
    fn one_seat_can_be_for_somebody_else_and_the_others_stay() {
        let (people, about) = oslo();
        let wish = Wish {
            with: vec![ContactId(ANA), ContactId(FAY)],
            without: vec![ContactId(BEN)],
            ..wish()
        };
        let wanted = vec![(vec![ANA, ELI, FAY], 3.85)];
        assert_eq!(found(&people, &about, &wish), wanted);
    }

    #[test]
    fn a_place_counts_and_so_does_the_size() {
        let (mut people, about) = oslo();
        let elsewhere = people.circles.intern(CircleKind::City, "Bergen");
        let check = |people: &Network, wish: Wish, wanted: usize| {
            assert_eq!(found(people, &about, &wish).len(), wanted, "{wish:?}");
        };
        let place = Some(elsewhere);
        check(&people, Wish { place, ..wish() }, 0);
        check(&people, Wish { size: 6, ..wish() }, 1);
        check(&people, Wish { size: 7, ..wish() }, 0);
        people.contacts.clear();
        check(&people, wish(), 0);
    }

    #[test]
    fn a_whole_town_is_no_trouble() {
        let mut about = Acquaintance::default();
        let ties = [Tie::Strong, Tie::Moderate, Tie::Weak, Tie::Latent];
        let people = network(
            (1..=400)
                .map(|id| guest(id, "Guest", ties[id as usize % 4], 100 + id % 37))
                .collect(),
        );
        for id in 1..400 {
            about.related.push((ContactId(id), ContactId(id + 1)));
            about
                .related
                .push((ContactId(id), ContactId((id * 7) % 400 + 1)));
        }
        let wish = Wish { size: 8, ..wish() };
        let found = tables(&people, &Rules::default(), &about, &wish, day(TODAY));
        assert!(found.iter().all(|table| table.guests.len() == 7));
        assert!(found.windows(2).all(|pair| pair[0].worth >= pair[1].worth));
    }
}
