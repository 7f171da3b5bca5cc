//! Crowds of any size to measure by, the same on every machine.

use chrono::{Days, NaiveDate};

use crate::domain::catch_up::Started;
use crate::domain::day::PartialDay;
use crate::domain::tie::Tie;

/// One of a crowd. It borrows nothing and needs no network: who is loading it decides how.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub given: &'static str,
    pub family: String,
    pub nickname: Option<&'static str>,
    pub org: Option<String>,
    pub title: Option<&'static str>,
    pub city: Option<&'static str>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub tags: Vec<&'static str>,
    pub birthday: Option<PartialDay>,
    pub met: Option<&'static str>,
    pub note: Option<&'static str>,
    pub tie: Tie,
    pub added: NaiveDate,
    /// Oldest first, none after the crowd's today.
    pub catch_ups: Vec<Met>,
}

impl Member {
    /// Given and family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

/// A catch-up with one of a crowd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    pub on: NaiveDate,
    pub channel: &'static str,
    pub started: Started,
    pub answered: bool,
    pub note: Option<&'static str>,
}

/// A crowd of this many contacts with this many catch-ups each, in the last five years up
/// to `today`: always the same one.
///
/// Six in ten are latent, as in an imported network; three in ten catch-ups have a note.
pub fn scaled(
    contacts: usize,
    catch_ups_each: usize,
    today: NaiveDate,
) -> impl Iterator<Item = Member> {
    (0..contacts as u64).map(move |number| member(number, catch_ups_each, today))
}

fn member(number: u64, catch_ups: usize, today: NaiveDate) -> Member {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x7469_6573);
    let given = dice.one_of(GIVEN);
    let family = format!("{}{}", dice.one_of(FAMILY_START), dice.one_of(FAMILY_END));
    let address = format!("{}.{number}@example.org", given.to_ascii_lowercase());
    let mut on: Vec<u64> = (0..catch_ups).map(|_| dice.below(5 * 365)).collect();
    on.sort_unstable_by(|a, b| b.cmp(a));
    let ago = |days: u64| {
        today
            .checked_sub_days(Days::new(days))
            .unwrap_or(NaiveDate::MIN)
    };
    Member {
        given,
        family,
        nickname: dice.sometimes(10).then(|| dice.one_of(GIVEN)),
        org: dice
            .sometimes(80)
            .then(|| format!("{} {}", dice.one_of(FAMILY_START), dice.one_of(ORG_END))),
        title: dice.sometimes(80).then(|| dice.one_of(TITLES)),
        city: dice.sometimes(60).then(|| dice.one_of(CITIES)),
        email: dice.sometimes(90).then_some(address),
        phone: dice
            .sometimes(50)
            .then(|| format!("+49 30 {:07}", number % 10_000_000)),
        tags: tags(&mut dice),
        birthday: dice
            .sometimes(30)
            .then(|| PartialDay::yearless(1 + dice.below(12) as u32, 1 + dice.below(28) as u32))
            .flatten(),
        met: dice.sometimes(30).then(|| dice.one_of(MET)),
        note: dice.sometimes(20).then(|| dice.one_of(NOTES)),
        tie: match dice.below(100) {
            0 => Tie::Inner,
            1..=3 => Tie::Strong,
            4..=11 => Tie::Moderate,
            12..=39 => Tie::Weak,
            _ => Tie::Latent,
        },
        added: ago(5 * 365),
        catch_ups: on
            .into_iter()
            .map(|days| met(ago(days), &mut dice))
            .collect(),
    }
}

/// Up to three tags, none twice.
fn tags(dice: &mut Dice) -> Vec<&'static str> {
    let mut tags: Vec<_> = (0..dice.below(4)).map(|_| dice.one_of(TAGS)).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

fn met(on: NaiveDate, dice: &mut Dice) -> Met {
    let started = Started::ALL[dice.below(3) as usize];
    Met {
        on,
        channel: dice.one_of(CHANNELS),
        started,
        answered: started == Started::Them || !dice.sometimes(8),
        note: dice.sometimes(30).then(|| dice.one_of(NOTES)),
    }
}

/// A sequence of numbers that look like chance (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to one less than `end`, which is above zero.
    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// True so many times of a hundred.
    fn sometimes(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len() as u64) as usize]
    }
}

const GIVEN: &[&str] = &[
    "Ana",
    "Bea",
    "Carlos",
    "Dee",
    "Eli",
    "Fay",
    "Giulia",
    "Hal",
    "Ines",
    "Jun",
    "Kofi",
    "Lena",
    "Mateo",
    "Nadia",
    "Omar",
    "Priya",
    "Quentin",
    "Rosa",
    "Søren",
    "Tomasz",
    "Ümit",
    "Vera",
    "Wanjiru",
    "Ximena",
    "Yusuf",
    "Zoë",
    "Aiko",
    "Bjørn",
    "Chidi",
    "Dmitri",
    "Élodie",
    "Fatima",
    "Goran",
    "Hana",
    "Ivo",
    "Jamal",
    "Kaya",
    "Liam",
    "Mai",
    "Noor",
    "Olga",
    "Pavel",
    "Ravi",
    "Siobhán",
    "Tariq",
    "Uma",
    "Viktor",
    "Willa",
    "Yara",
    "Zeno",
    "李",
    "佐藤",
    "Ольга",
    "محمد",
];
const FAMILY_START: &[&str] = &[
    "Lind", "Berg", "Sou", "Had", "Tan", "Rui", "Oka", "Kov", "Mül", "Nov", "Gar", "Pet", "Hol",
    "Sch", "Mac", "Fitz", "Van", "Ras", "Bal", "Cor", "Dem", "Ess", "Fer", "Gon", "Iva", "Jan",
    "Kam", "Lar", "Mor", "Nak", "Oli", "Pap", "Qui", "Ros", "Sil", "Tor", "Ury", "Vas", "Wal",
    "Yam",
];
const FAMILY_END: &[&str] = &[
    "qvist", "mann", "sa", "dad", "aka", "z", "for", "ač", "ler", "ák", "cia", "ersen", "lund",
    "midt", "donald", "gerald", "berg", "mussen", "dini", "tez", "ir", "poulos", "nandez", "ov",
    "sson", "au", "ris", "amura", "veira", "pas", "chard", "ter", "va", "res", "quez",
];
const ORG_END: &[&str] = &[
    "Labs",
    "Works",
    "Systems",
    "& Sons",
    "Foundation",
    "Studio",
    "Press",
    "Robotics",
    "Energy",
    "Institute",
    "Films",
    "Bakery",
];
const TITLES: &[&str] = &[
    "Engineer",
    "Senior Designer",
    "Teacher",
    "Product Manager",
    "Founder",
    "Architect",
    "Researcher",
    "Editor",
    "Nurse",
    "Data Analyst",
    "Head of Operations",
    "Photographer",
    "Carpenter",
    "Consultant",
];
const CITIES: &[&str] = &[
    "Berlin",
    "Lisbon",
    "Oslo",
    "Kraków",
    "Lagos",
    "Nairobi",
    "Kyoto",
    "Bogotá",
    "Porto",
    "İstanbul",
    "Wien",
    "Chennai",
    "Toronto",
    "Galway",
    "Zürich",
    "São Paulo",
    "Tbilisi",
    "Hanoi",
    "Lyon",
    "Accra",
];
const TAGS: &[&str] = &[
    "rust",
    "choir",
    "climbing",
    "music",
    "sailing",
    "university",
    "school",
    "work",
    "neighbours",
    "chess",
    "film club",
    "translation",
    "maps",
    "sourdough",
    "cycling",
];
const CHANNELS: &[&str] = &[
    "message", "message", "mail", "call", "coffee", "meal", "event", "share",
];
const MET: &[&str] = &[
    "at a meetup",
    "through a friend",
    "at work",
    "on a train",
    "at university",
    "next door",
];
const NOTES: &[&str] = &[
    "Moving to Porto in the autumn.",
    "Started a new job and likes it so far.",
    "Asked for a book about gardens.",
    "The house is nearly finished.",
    "Plays in a band again.",
    "Wants to hear how the talk went.",
    "Learning Portuguese, slowly.",
    "Their daughter starts school.",
    "Long walk by the river.",
    "Knows somebody who restores boats.",
    "Prefers calls in the evening.",
    "Owes me a recipe.",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{TODAY, day};

    #[test]
    fn a_crowd_is_the_same_every_time_and_however_large() {
        let small: Vec<Member> = scaled(100, 10, day(TODAY)).collect();
        let large: Vec<Member> = scaled(1_000, 10, day(TODAY)).collect();
        assert_eq!(small, large[..100]);
    }

    #[test]
    fn a_crowd_has_the_catch_ups_asked_for_and_none_to_come() {
        for member in scaled(1_000, 10, day(TODAY)) {
            assert_eq!(member.catch_ups.len(), 10);
            assert!(member.catch_ups.is_sorted_by_key(|met| met.on));
            assert!(member.catch_ups.iter().all(|met| met.on <= day(TODAY)));
            assert!(member.catch_ups.iter().all(|met| met.on >= member.added));
        }
    }

    #[test]
    fn a_crowd_has_all_ties_and_not_everybody_the_same_name() {
        let members: Vec<Member> = scaled(1_000, 0, day(TODAY)).collect();
        for tie in Tie::ALL {
            assert!(members.iter().any(|member| member.tie == tie), "{tie}");
        }
        let mut names: Vec<String> = members.iter().map(Member::name).collect();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() > 900, "{}", names.len());
    }
}
