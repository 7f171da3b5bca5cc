//! Does it fit a week? What everyone's cadences ask for, beside what a person likes to do,
//! and what could be loosened.
//!
//! Demand D = Σ 7 / c over active contacts with a cadence; pace A = the contact–catch-up
//! pairs of a week, over the last weeks that had any; stretch σ = D / A. By the bamboo
//! garden bound (see [`due`](super::due)) everyone's cadence really is σ · c where σ > 1.

use chrono::NaiveDate;

use super::cadence::Cadence;
use super::contact::Contact;
use super::id::ContactId;
use super::network::Network;
use super::rules::Rules;
use super::standing::Standing;

/// How many complete weeks are looked back on.
pub const WEEKS: usize = 8;
/// Of how many of them with a catch-up there is something to say.
const ENOUGH: usize = 4;
/// Up to this stretch a list is comfortable.
const COMFORTABLE: f64 = 0.83;
/// The cadences that are offered, in days.
const LADDER: [u16; 14] = [
    7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1095,
];
/// How near below a stretched cadence a step of the ladder still serves.
const NEAR: f64 = 0.95;
/// How much longer than the cadence people's gaps are before it is offered to follow them.
const SLOWER: f64 = 1.5;
/// How many gaps tell what people really do.
pub const GAPS: usize = 3;
/// How many of the most frequent are loosened at once.
const FEW: usize = 10;

/// A complete week that has been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastWeek {
    pub from: NaiveDate,
    /// Catch-ups that used budget.
    pub reached: usize,
    /// Contact–catch-up pairs, answered, whoever started.
    pub pairs: usize,
    /// Whether there was any catch-up at all; else it was a rest.
    pub any: bool,
}

/// What the cadences ask for, and what is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// D, contacts a week.
    pub demand: f64,
    /// How many of the past weeks had a catch-up.
    pub active_weeks: usize,
    /// A, contacts a week; `None` where too few weeks had a catch-up.
    pub pace: Option<f64>,
    /// σ; `None` without a pace.
    pub stretch: Option<f64>,
}

/// What could be done so that the list fits a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loosening {
    /// Everyone gets the cadence that they really have.
    AsItIs,
    /// Everyone's cadence grows by the stretch.
    Stretch,
    /// The ten most frequent get the next longer cadence.
    MostFrequent,
}

impl Loosening {
    pub const ALL: [Loosening; 3] = [
        Loosening::AsItIs,
        Loosening::Stretch,
        Loosening::MostFrequent,
    ];

    /// The word in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Loosening::AsItIs => "as-it-is",
            Loosening::Stretch => "stretch",
            Loosening::MostFrequent => "most-frequent",
        }
    }
}

/// A longer cadence for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Longer {
    pub contact: ContactId,
    pub from: Cadence,
    pub to: Cadence,
}

/// How the list fits, given the last complete weeks.
pub fn fit(network: &Network, rules: &Rules, weeks: &[PastWeek]) -> Fit {
    // Summed from the smallest part up, so that the order of the people changes nothing.
    let mut cadences: Vec<u16> = asking(network, rules).map(|(_, c)| c.days()).collect();
    cadences.sort_unstable_by(|a, b| b.cmp(a));
    let demand = cadences.into_iter().map(|days| 7.0 / f64::from(days)).sum();
    let active: Vec<&PastWeek> = weeks.iter().filter(|week| week.any).collect();
    let pairs: usize = active.iter().map(|week| week.pairs).sum();
    let pace = (active.len() >= ENOUGH && pairs > 0).then(|| pairs as f64 / active.len() as f64);
    Fit {
        demand,
        active_weeks: active.len(),
        pace,
        stretch: pace.map(|pace| demand / pace),
    }
}

impl Fit {
    /// What to say about it; `None` where too little is known, or nobody has a cadence.
    pub fn sentence(&self, network: &Network, rules: &Rules) -> Option<String> {
        let (pace, stretch) = (self.pace?, self.stretch?);
        if self.demand == 0.0 {
            return None;
        }
        if stretch <= COMFORTABLE {
            return Some("This list fits a week comfortably.".to_owned());
        }
        if stretch <= 1.0 {
            return Some("This list just fits a week.".to_owned());
        }
        let mut said = format!(
            "This list asks for about {} a week; you like {}.",
            about(self.demand),
            between(pace)
        );
        if let Some(usual) = usual(network, rules) {
            let really = f64::from(usual.days()) * stretch;
            said.push_str(&format!(
                " Every {} becomes every {}.",
                span(f64::from(usual.days())),
                span(really)
            ));
        }
        Some(said)
    }
}

/// Whose cadences would become longer, by contact; empty where it would change nothing.
/// `gaps` are somebody's last gaps between answered catch-ups in days, newest first.
pub fn loosen(
    how: Loosening,
    network: &Network,
    rules: &Rules,
    fit: &Fit,
    gaps: &dyn Fn(ContactId) -> Vec<i64>,
) -> Vec<Longer> {
    let longer = |contact: &Contact, from: Cadence, to: Option<Cadence>| {
        let to = to.filter(|to| *to > from)?;
        Some(Longer {
            contact: contact.id,
            from,
            to,
        })
    };
    match how {
        Loosening::AsItIs => asking(network, rules)
            .filter_map(|(contact, from)| longer(contact, from, really(&gaps(contact.id), from)))
            .collect(),
        Loosening::Stretch => {
            let Some(stretch) = fit.stretch.filter(|stretch| *stretch > 1.0) else {
                return Vec::new();
            };
            asking(network, rules)
                .filter_map(|(contact, from)| longer(contact, from, stretched(from, stretch)))
                .collect()
        }
        Loosening::MostFrequent => {
            if fit.stretch.is_none_or(|stretch| stretch <= 1.0) {
                return Vec::new();
            }
            let mut asking: Vec<_> = asking(network, rules).collect();
            asking.sort_unstable_by_key(|(contact, cadence)| (*cadence, contact.id));
            asking.truncate(FEW);
            let next = |from: Cadence| LADDER.into_iter().find(|step| *step > from.days());
            asking
                .into_iter()
                .filter_map(|(contact, from)| {
                    longer(contact, from, next(from).and_then(Cadence::new))
                })
                .collect()
        }
    }
}

/// The smallest step of the ladder that is at least 0.95 σ c, else the last.
fn stretched(cadence: Cadence, stretch: f64) -> Option<Cadence> {
    let wanted = NEAR * stretch * f64::from(cadence.days());
    let last = LADDER[LADDER.len() - 1];
    let step = LADDER.into_iter().find(|step| f64::from(*step) >= wanted);
    Cadence::new(step.unwrap_or(last))
}

/// The cadence that the gaps show, where it is much longer than the one wished for.
fn really(gaps: &[i64], cadence: Cadence) -> Option<Cadence> {
    let gap = median(gaps.get(..GAPS)?)?;
    (gap > SLOWER * f64::from(cadence.days())).then_some(())?;
    Cadence::new((gap.round() as u16).min(Cadence::LONGEST))
}

/// The middle one, of an even number the middle between two.
pub fn median(of: &[i64]) -> Option<f64> {
    let mut of = of.to_vec();
    of.sort_unstable();
    let middle = of.len() / 2;
    Some(match of.len() % 2 {
        _ if of.is_empty() => return None,
        0 => (of[middle - 1] + of[middle]) as f64 / 2.0,
        _ => of[middle] as f64,
    })
}

/// Who asks for time: the active with a cadence.
fn asking<'n>(
    network: &'n Network,
    rules: &'n Rules,
) -> impl Iterator<Item = (&'n Contact, Cadence)> {
    network
        .contacts
        .iter()
        .filter(|contact| contact.standing == Standing::Active)
        .filter_map(|contact| {
            let cadence = rules.cadence(contact.tie, contact.own_cadence)?;
            Some((contact, cadence))
        })
}

/// The cadence that asks for most, to speak of as an example.
fn usual(network: &Network, rules: &Rules) -> Option<Cadence> {
    let mut asked: Vec<(Cadence, f64)> = Vec::new();
    for (_, cadence) in asking(network, rules) {
        let share = 7.0 / f64::from(cadence.days());
        match asked.iter_mut().find(|(known, _)| *known == cadence) {
            Some((_, sum)) => *sum += share,
            None => asked.push((cadence, share)),
        }
    }
    asked
        .into_iter()
        .max_by(|(a, one), (b, other)| one.total_cmp(other).then(b.cmp(a)))
        .map(|(cadence, _)| cadence)
}

/// A number a person would say.
fn about(number: f64) -> String {
    match number.round() as i64 {
        0 => "one".to_owned(),
        number => in_words(number),
    }
}

/// "2 or 3" between two numbers, "3" near one.
fn between(number: f64) -> String {
    let (below, above) = (number.floor(), number.ceil());
    if (number - number.round()).abs() < 0.2 || below < 1.0 {
        return about(number);
    }
    format!("{} or {}", in_words(below as i64), in_words(above as i64))
}

fn in_words(number: i64) -> String {
    const WORDS: [&str; 13] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    usize::try_from(number)
        .ok()
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// Days as a person would say them: "two weeks", "four months", "a year".
fn span(days: f64) -> String {
    let (many, one, unit) = if days < 6.5 {
        (days, "day", "days")
    } else if days < 53.0 && !(27.0..35.0).contains(&days) {
        (days / 7.0, "week", "weeks")
    } else if days < 335.0 {
        (days / 30.4, "month", "months")
    } else {
        (days / 365.0, "year", "years")
    };
    match many.round() as i64 {
        0 | 1 => one.to_owned(),
        many => format!("{} {unit}", in_words(many)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{cadence, contact, day, network};

    fn list(of: &[(usize, u16)]) -> Network {
        let cadences = of.iter().flat_map(|(many, days)| vec![*days; *many]);
        let people = cadences.zip(1..).map(|(days, id)| Contact {
            own_cadence: Some(cadence(days)),
            ..contact(id)
        });
        network(people.collect())
    }

    fn weeks(pairs: &[usize]) -> Vec<PastWeek> {
        let week = |(pairs, n): (&usize, u64)| PastWeek {
            from: day("2026-09-21") + chrono::Days::new(7 * n),
            reached: *pairs,
            pairs: *pairs,
            any: *pairs > 0,
        };
        pairs.iter().zip(0..).map(week).collect()
    }

    fn the_check() -> (Network, Vec<PastWeek>) {
        (
            list(&[(2, 7), (6, 30), (10, 60), (18, 180)]),
            weeks(&[3, 2, 3, 2, 3, 3, 2, 3]),
        )
    }

    fn no_gaps(_: ContactId) -> Vec<i64> {
        Vec::new()
    }

    #[test]
    fn the_check_of_the_rule_holds() {
        let (people, weeks) = the_check();
        let rules = Rules::default();
        let fit = fit(&people, &rules, &weeks);
        let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
        assert_eq!(rounded(fit.demand), 5.267);
        assert_eq!(fit.pace, Some(2.625));
        assert_eq!(fit.stretch.map(rounded), Some(2.006));
        let longer = loosen(Loosening::Stretch, &people, &rules, &fit, &no_gaps);
        let to = |id: usize| longer[id].to.days();
        assert_eq!([to(0), to(2), to(8), to(18)], [14, 60, 120, 365]);
        assert_eq!(longer.len(), 36);
        assert_eq!(
            fit.sentence(&people, &rules).unwrap(),
            "This list asks for about five a week; you like two or three. \
             Every week becomes every two weeks."
        );
    }

    #[test]
    fn a_sentence_says_how_a_list_fits_and_nothing_without_enough_weeks() {
        let check = |cadences: &[(usize, u16)], pairs: &[usize], wanted: Option<&str>| {
            let (people, rules) = (list(cadences), Rules::default());
            let fit = fit(&people, &rules, &weeks(pairs));
            let said = fit.sentence(&people, &rules);
            assert_eq!(said.as_deref(), wanted, "{cadences:?} {pairs:?}");
        };
        check(&[(10, 60)], &[0, 0, 0, 0, 0, 3, 3, 3], None);
        check(&[], &[3; 8], None);
        check(&[(10, 60)], &[0; 8], None);
        let fits = "This list fits a week comfortably.";
        check(&[(10, 60)], &[3; 8], Some(fits));
        check(&[(10, 60)], &[0, 2, 0, 2, 2, 0, 2, 0], Some(fits));
        check(&[(3, 7)], &[3; 8], Some("This list just fits a week."));
        check(
            &[(30, 60)],
            &[2; 8],
            Some(
                "This list asks for about four a week; you like two. \
                 Every two months becomes every three months.",
            ),
        );
        check(
            &[(60, 365), (6, 30)],
            &[1; 8],
            Some(
                "This list asks for about three a week; you like one. \
                 Every month becomes every three months.",
            ),
        );
    }

    #[test]
    fn only_the_active_ask_for_time() {
        for standing in Standing::ALL {
            let mut people = list(&[(1, 7)]);
            people.contacts[0].standing = standing;
            let demand = fit(&people, &Rules::default(), &[]).demand;
            assert_eq!(demand > 0.0, standing == Standing::Active, "{standing}");
        }
    }

    #[test]
    fn the_cadence_people_really_have_is_offered_where_it_is_much_longer() {
        let check = |gaps: &[i64], wanted: Option<u16>| {
            let (people, rules) = (list(&[(1, 60)]), Rules::default());
            let fit = fit(&people, &rules, &[]);
            let theirs = |_| gaps.to_vec();
            let longer = loosen(Loosening::AsItIs, &people, &rules, &fit, &theirs);
            let to = longer.first().map(|longer| longer.to.days());
            assert_eq!(to, wanted, "{gaps:?}");
        };
        check(&[100, 80, 120], Some(100));
        check(&[100, 80, 120, 7, 7, 7], Some(100));
        check(&[90, 90, 90], None);
        check(&[91, 90, 92], Some(91));
        check(&[400, 400], None);
        check(&[9000, 9000, 9000], Some(Cadence::LONGEST));
        check(&[], None);
    }

    #[test]
    fn loosening_the_most_frequent_takes_ten_one_step_on() {
        let (people, rules) = (list(&[(4, 365), (12, 30), (1, 1095)]), Rules::default());
        let unknown = fit(&people, &rules, &weeks(&[1; 3]));
        assert!(loosen(Loosening::MostFrequent, &people, &rules, &unknown, &no_gaps).is_empty());
        let fit = fit(&people, &rules, &weeks(&[1; 4]));
        let longer = loosen(Loosening::MostFrequent, &people, &rules, &fit, &no_gaps);
        assert_eq!(longer.len(), 10);
        let steps = |l: &Longer| (l.from.days(), l.to.days()) == (30, 45);
        assert!(longer.iter().all(steps), "{longer:?}");
        let slow = list(&[(1, 1095), (1, 3650), (1, 365)]);
        let longer = loosen(Loosening::MostFrequent, &slow, &rules, &fit, &no_gaps);
        let ids: Vec<i64> = longer.iter().map(|l| l.contact.0).collect();
        assert_eq!(ids, [3]);
    }

    #[test]
    fn nothing_is_stretched_where_the_list_fits_and_none_becomes_shorter() {
        let (people, rules) = (list(&[(1, 7), (1, 3650)]), Rules::default());
        let comfortable = fit(&people, &rules, &weeks(&[9; 8]));
        assert!(loosen(Loosening::Stretch, &people, &rules, &comfortable, &no_gaps).is_empty());
        let tight = fit(&list(&[(50, 7)]), &rules, &weeks(&[1; 8]));
        let longer = loosen(Loosening::Stretch, &people, &rules, &tight, &no_gaps);
        let ids: Vec<i64> = longer.iter().map(|l| l.contact.0).collect();
        assert_eq!(ids, [1], "ten years stay ten years");
    }
}
