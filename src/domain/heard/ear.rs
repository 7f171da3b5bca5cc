//! Letter by letter and event by event to what is worth offering: of each person and source
//! the latest.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use super::event::{self, Event};
use super::{Accept, Places, Source, Told, What};
use crate::domain::catch_up::Started;
use crate::domain::channel::{Channel, ChannelChoice};
use crate::domain::day::PartialDay;
use crate::domain::id::ContactId;
use crate::domain::matching::email_key;
use crate::domain::naming;
use crate::domain::network::Network;

/// A letter to more people than this is no word with any of them.
const FEW: usize = 5;

/// A meeting of more people than this, you among them, is no word with any of them.
const TABLE: usize = 8;

/// What the head of a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What tells it from others: its Message-ID, or what stands for that.
    pub id: String,
    pub on: NaiveDate,
    /// Addresses as [`email_key`] has them.
    pub from: Vec<String>,
    /// To, Cc and Bcc.
    pub to: Vec<String>,
    pub is_reply: bool,
    /// Of a list, a newsletter or a machine.
    pub is_bulk: bool,
}

/// Who is known, and the latest that was heard of each.
#[derive(Debug, Clone)]
pub struct Ear {
    today: NaiveDate,
    /// Whose address is whose; one that several have is nobody's.
    people: HashMap<String, Option<ContactId>>,
    /// Who is meant by a name, where that is one person who has no birthday.
    names: HashMap<String, Option<ContactId>>,
    mine: HashSet<String>,
    channels: Vec<ChannelChoice>,
    accept: [Accept; 2],
    /// The letters heard, by the hashes of their ids.
    letters: HashSet<u64>,
    latest: BTreeMap<(ContactId, Source), Latest>,
    birthdays: BTreeMap<ContactId, (String, PartialDay)>,
    ahead: Option<NaiveDate>,
}

/// The latest with somebody.
#[derive(Debug, Clone, Default)]
struct Latest {
    /// Of whatever they or you sent.
    any: Option<Day>,
    /// Of what tells enough to count by itself: what you sent, and what answers you.
    sure: Option<Day>,
}

/// What was on a day with somebody.
#[derive(Debug, Clone)]
struct Day {
    on: NaiveDate,
    /// The first in order, so that the order of reading does not matter.
    id: String,
    started: Started,
    channel: Channel,
    title: Option<String>,
}

impl Ear {
    /// Listens for those of the network who are around.
    pub fn new(
        network: &Network,
        places: &Places,
        channels: &[ChannelChoice],
        today: NaiveDate,
    ) -> Ear {
        let mine: HashSet<String> = places.mine.iter().map(|one| email_key(one)).collect();
        let mut people: HashMap<String, Option<ContactId>> = HashMap::new();
        let mut whole: HashMap<String, Option<ContactId>> = HashMap::new();
        let mut short: HashMap<String, Option<ContactId>> = HashMap::new();
        let one_of = |map: &mut HashMap<String, Option<ContactId>>, key: String, id: ContactId| {
            map.entry(key)
                .and_modify(|known| *known = known.filter(|known| *known == id))
                .or_insert(Some(id));
        };
        let around = network.contacts.iter();
        for contact in around.filter(|contact| contact.standing.is_around()) {
            for address in contact.emails().split_whitespace() {
                one_of(&mut people, email_key(address), contact.id);
            }
            for name in contact.nicknames().chain([contact.name()]) {
                one_of(&mut whole, event::name_key(name), contact.id);
            }
            one_of(
                &mut short,
                event::name_key(naming::called(contact)),
                contact.id,
            );
        }
        people.retain(|address, _| !mine.contains(address));
        // A whole name says more than a given one.
        let mut names = short;
        names.extend(whole);
        for known in names.values_mut() {
            *known = known.filter(|id| {
                let contact = network.contact(*id);
                contact.is_some_and(|contact| contact.birthday.is_none())
            });
        }
        Ear {
            today,
            people,
            names,
            mine,
            channels: channels.to_vec(),
            accept: [places.accept_mail, places.accept_calendar],
            letters: HashSet::new(),
            latest: BTreeMap::new(),
            birthdays: BTreeMap::new(),
            ahead: None,
        }
    }

    /// What this listens for, in order: what was read by another is to be read again.
    pub fn listens_for(&self, source: Source) -> Vec<&str> {
        let mut all: Vec<&str> = self.people.keys().map(String::as_str).collect();
        all.extend(self.mine.iter().map(String::as_str));
        if source == Source::Calendar {
            all.extend(self.names.keys().map(String::as_str));
        }
        all.sort_unstable();
        all
    }

    /// The first day after today that a letter was of: once it has come, that is to be read.
    pub fn ahead(&self) -> Option<NaiveDate> {
        self.ahead
    }

    /// The day that this listens on.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Hears a letter. What a list or a machine sent, what went to many, what lies ahead and
    /// what was heard before says nothing.
    pub fn letter(&mut self, letter: Letter) {
        // A list's copy of what also came straight to me is not the one that counts.
        if letter.is_bulk || !self.letters.insert(hash(&letter.id)) {
            return;
        }
        if letter.on > self.today {
            self.ahead = Some(self.ahead.map_or(letter.on, |ahead| ahead.min(letter.on)));
            return;
        }
        let mut others: Vec<&String> = letter.to.iter().collect();
        others.retain(|address| !self.mine.contains(*address));
        others.sort_unstable();
        others.dedup();
        let is_from_me = letter.from.iter().any(|from| self.mine.contains(from));
        let is_to_me = letter.to.iter().any(|to| self.mine.contains(to));
        let is_to_few = others.len() + usize::from(is_to_me && !is_from_me) <= FEW;
        let (whom, started) = match (is_from_me, is_to_me) {
            _ if !is_to_few => return,
            (true, _) => (others, Started::Me),
            (false, true) => (letter.from.iter().collect(), Started::Them),
            (false, false) => return,
        };
        let whom: Vec<ContactId> = whom
            .into_iter()
            .filter_map(|address| *self.people.get(address)?)
            .collect();
        if whom.is_empty() {
            return;
        }
        let is_sure = started == Started::Me || letter.is_reply;
        let day = Day {
            on: letter.on,
            id: letter.id,
            started,
            channel: event::first_of(&self.channels, &["mail", "message"]),
            title: None,
        };
        for contact in whom {
            let latest = self.latest.entry((contact, Source::Mail)).or_default();
            latest.hear(day.clone(), is_sure);
        }
    }

    /// Hears an event that took place on a day, or comes round as a birthday.
    pub fn event(&mut self, event: &Event) {
        if let Some(day) = event.birthday {
            let key = event::whose_birthday(&event.title)
                .into_iter()
                .find(|name| self.names.contains_key(name));
            if let Some(Some(contact)) = key.and_then(|key| self.names.get(&key)) {
                self.birthdays
                    .entry(*contact)
                    .or_insert((event.id.clone(), day));
            }
            return;
        }
        let Some(on) = event.on.filter(|on| *on < self.today) else {
            return;
        };
        let declined = event.declined.iter().any(|one| self.mine.contains(one));
        if declined || event.people.len() > TABLE {
            return;
        }
        // A calendar may hold others' meetings, too.
        let is_sure =
            self.mine.is_empty() || event.people.iter().any(|one| self.mine.contains(one));
        let title = event.title.trim();
        let day = Day {
            on,
            id: event.id.clone(),
            started: Started::Both,
            channel: event::first_of(&self.channels, event::channels(title)),
            title: (!title.is_empty()).then(|| title.to_owned()),
        };
        for address in &event.people {
            if let Some(Some(contact)) = self.people.get(address) {
                let latest = self.latest.entry((*contact, Source::Calendar)).or_default();
                latest.hear(day.clone(), is_sure);
            }
        }
    }

    /// What is to be offered, of each the latest; where a source is accepted by itself, the
    /// latest that tells enough for that, and what came after it.
    pub fn told(self) -> Vec<Told> {
        let mut told = Vec::new();
        for ((contact, source), latest) in self.latest {
            let accept = match source {
                Source::Mail => self.accept[0],
                Source::Calendar => self.accept[1],
            };
            let mut tell = |day: Day, accept: Accept| {
                told.push(Told {
                    contact,
                    source,
                    external_id: day.id,
                    what: What::CatchUp {
                        on: day.on,
                        channel: day.channel,
                        started: day.started,
                        title: day.title,
                    },
                    accept,
                });
            };
            let sure = latest.sure.filter(|_| accept == Accept::ByItself);
            let after = sure.as_ref().map(|day| day.on);
            let asked = latest.any.filter(|day| Some(day.on) > after);
            sure.into_iter().for_each(|day| tell(day, Accept::ByItself));
            asked.into_iter().for_each(|day| tell(day, Accept::Ask));
        }
        told.extend(self.birthdays.into_iter().map(|(contact, (id, day))| Told {
            contact,
            source: Source::Calendar,
            external_id: id,
            what: What::Birthday(day),
            // Whose it is was told by a name.
            accept: Accept::Ask,
        }));
        told
    }
}

impl Latest {
    fn hear(&mut self, day: Day, is_sure: bool) {
        if is_sure {
            keep(&mut self.sure, &day);
        }
        keep(&mut self.any, &day);
        // Who wrote first on that day matters to both.
        if let (Some(any), Some(sure)) = (&self.any, &mut self.sure)
            && any.on == sure.on
        {
            sure.started = any.started;
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Keeps the later of two days, and of one day what both were.
fn keep(latest: &mut Option<Day>, day: &Day) {
    match latest {
        Some(known) if known.on > day.on => {}
        Some(known) if known.on == day.on => {
            if known.started != day.started {
                known.started = Started::Both;
            }
            if day.id < known.id {
                let started = known.started;
                *known = Day {
                    started,
                    ..day.clone()
                };
            }
        }
        _ => *latest = Some(day.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel;
    use crate::domain::contact::Contact;
    use crate::domain::standing::Standing;
    use crate::domain::testing::{contact, day, network, told};

    const TODAY: &str = "2026-11-22";

    /// Ana, Ben, whose address his partner Bea shares, and Cy, who was put away.
    fn ear(accept: Accept) -> Ear {
        let person = |id: i64, name: &'static str, emails: &'static str| {
            told(&contact(id), |profile| {
                profile.name = name;
                profile.emails = emails;
            })
        };
        let people = network(vec![
            person(1, "Ana Sousa", "ana@x.example ANA@work.example"),
            person(2, "Ben Ito", "home@x.example ben@x.example"),
            person(3, "Bea Ito", "home@x.example"),
            Contact {
                standing: Standing::Archived,
                ..person(4, "Cy", "cy@x.example")
            },
        ]);
        let places = Places {
            mine: vec!["Me@x.example".to_owned()],
            accept_mail: accept,
            accept_calendar: accept,
            ..Places::default()
        };
        Ear::new(&people, &places, &channel::defaults(), day(TODAY))
    }

    fn letter(id: &str, on: &str, from: &str, to: &str) -> Letter {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Letter {
            id: id.to_owned(),
            on: day(on),
            from: list(from),
            to: list(to),
            is_reply: false,
            is_bulk: false,
        }
    }

    /// What was told: whom of, the day, who started, and whether it counts by itself.
    #[track_caller]
    fn check(ear: Ear, expected: &[&str]) {
        let told: Vec<String> = ear.told().into_iter().map(|told| said(&told)).collect();
        assert_eq!(told, expected);
    }

    fn said(told: &Told) -> String {
        let by_itself = match told.accept {
            Accept::ByItself => " by itself",
            Accept::Ask => "",
        };
        match &told.what {
            What::CatchUp {
                on,
                channel,
                started,
                ..
            } => {
                let started = started.word();
                format!("{} {on} {channel} {started}{by_itself}", told.contact)
            }
            What::Birthday(day) => format!("{} {day}{by_itself}", told.contact),
        }
    }

    const ME: &str = "me@x.example";
    const ANA: &str = "ana@x.example";

    #[test]
    fn the_latest_day_with_somebody_is_told_and_who_started_it() {
        let mut ear = ear(Accept::Ask);
        ear.letter(letter("1", "2026-11-01", ANA, ME));
        ear.letter(letter("3", "2026-11-09", "ana@work.example", ME));
        ear.letter(letter("2", "2026-11-09", ME, "ana@x.example ben@x.example"));
        ear.letter(letter("4", "2026-11-02", ME, ANA));
        check(ear, &["1 2026-11-09 mail both", "2 2026-11-09 mail me"]);
    }

    #[test]
    fn what_says_nothing_about_anybody_is_not_heard() {
        let many = "ana@x.example a@y.example b@y.example c@y.example d@y.example e@y.example";
        let five = "ana@x.example a@y.example b@y.example c@y.example me@x.example";
        for unheard in [
            letter("", "2026-11-23", ANA, ME),
            letter("", "2026-11-20", ANA, "ben@x.example"),
            letter("", "2026-11-20", ME, many),
            letter("", "2026-11-20", ANA, &format!("{five} d@y.example")),
            letter("", "2026-11-20", "stranger@y.example", ME),
            letter("", "2026-11-20", "home@x.example", ME),
            letter("", "2026-11-20", "cy@x.example", ME),
            letter("", "2026-11-20", ME, ME),
            Letter {
                is_bulk: true,
                ..letter("", "2026-11-20", ANA, ME)
            },
        ] {
            let mut ear = ear(Accept::Ask);
            ear.letter(unheard);
            check(ear, &[]);
        }
        let mut ear = ear(Accept::Ask);
        ear.letter(letter("", "2026-11-22", ANA, five));
        check(ear, &["1 2026-11-22 mail them"]);
    }

    #[test]
    fn a_letter_that_came_twice_is_one() {
        let mut ear = ear(Accept::Ask);
        ear.letter(letter("1", "2026-11-01", ANA, ME));
        ear.letter(letter("1", "2026-11-09", ANA, ME));
        check(ear, &["1 2026-11-01 mail them"]);
    }

    #[test]
    fn a_lists_copy_takes_nothing_from_what_came_straight() {
        let copy = Letter {
            is_bulk: true,
            ..letter("1", "2026-11-01", ANA, ME)
        };
        for in_order in [true, false] {
            let mut both = [copy.clone(), letter("1", "2026-11-01", ANA, ME)];
            if !in_order {
                both.reverse();
            }
            let mut ear = ear(Accept::Ask);
            both.into_iter().for_each(|one| ear.letter(one));
            check(ear, &["1 2026-11-01 mail them"]);
        }
    }

    #[test]
    fn others_meetings_in_a_calendar_count_only_once_accepted() {
        let meeting = |people: &[&str]| Event {
            id: "e".to_owned(),
            on: Some(day("2026-11-20")),
            title: String::new(),
            people: people.iter().map(|one| (*one).to_owned()).collect(),
            declined: Vec::new(),
            birthday: None,
        };
        for (people, expected) in [
            (&[ME, ANA][..], "1 2026-11-20 event both by itself"),
            (&["boss@y.example", ANA], "1 2026-11-20 event both"),
        ] {
            let mut ear = ear(Accept::ByItself);
            ear.event(&meeting(people));
            check(ear, &[expected]);
        }
    }

    #[test]
    fn by_itself_counts_what_i_sent_and_what_answers_me() {
        let mut heard = ear(Accept::ByItself);
        heard.letter(letter("1", "2026-11-01", ANA, ME));
        check(heard.clone(), &["1 2026-11-01 mail them"]);
        heard.letter(Letter {
            is_reply: true,
            ..letter("2", "2026-10-20", ANA, ME)
        });
        check(
            heard.clone(),
            &["1 2026-10-20 mail them by itself", "1 2026-11-01 mail them"],
        );
        heard.letter(letter("3", "2026-11-01", ME, ANA));
        check(heard, &["1 2026-11-01 mail both by itself"]);
    }

    #[test]
    fn a_meeting_that_was_is_told_of_those_who_came() {
        let meeting = |title: &str, on: &str, people: &[&str]| Event {
            id: "e".to_owned(),
            on: Some(day(on)),
            title: title.to_owned(),
            people: people.iter().map(|one| (*one).to_owned()).collect(),
            declined: Vec::new(),
            birthday: None,
        };
        let mut heard = ear(Accept::Ask);
        heard.event(&meeting("Lunch", "2026-11-21", &[ME, ANA]));
        heard.event(&meeting("Standup", "2026-11-22", &[ME, ANA]));
        heard.event(&meeting("", "2026-11-02", &[ME, "ben@x.example"]));
        heard.event(&Event {
            declined: vec![ME.to_owned()],
            ..meeting("Coffee", "2026-11-20", &["ben@x.example"])
        });
        let crowd = ["1", "2", "3", "4", "5", "6", "7", ME, "ben@x.example"];
        heard.event(&meeting("All hands", "2026-11-20", &crowd));
        check(
            heard,
            &["1 2026-11-21 meal both", "2 2026-11-02 event both"],
        );
    }

    #[test]
    fn a_birthday_is_told_of_the_one_person_it_names() {
        let birthday = |title: &str| Event {
            id: "b".to_owned(),
            on: None,
            title: title.to_owned(),
            people: Vec::new(),
            declined: Vec::new(),
            birthday: PartialDay::yearless(2, 29),
        };
        for (title, expected) in [
            ("Ana's birthday", &["1 --02-29"][..]),
            ("🎂 ANA SOUSA's Birthday (41)", &["1 --02-29"]),
            ("Geburtstag von Ana Sousa", &["1 --02-29"]),
            ("Anas Geburtstag", &["1 --02-29"]),
            ("Anniversaire d'Ana", &["1 --02-29"]),
            ("Ito's birthday", &[]),
            ("Birthday party", &[]),
            ("Birthday", &[]),
            ("Cy's birthday", &[]),
        ] {
            let mut ear = ear(Accept::ByItself);
            ear.event(&birthday(title));
            check(ear, expected);
        }
    }
}
