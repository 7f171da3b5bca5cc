//! Names that are much like one another: a slip of the finger, letters that changed places, an
//! initial, a short form, words that are written together.

use crate::domain::card::Card;
use crate::domain::matching::is_title;
use crate::text;

/// The words of a name as they are compared, initials too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::domain) struct Name {
    words: Vec<String>,
    /// What else somebody is called.
    nicknames: Vec<String>,
}

impl Name {
    pub(super) fn of(card: &Card) -> Name {
        Name::called(&card.name, card.nicknames.iter().map(String::as_str))
    }

    /// Of somebody who is called this, and these besides.
    pub(in crate::domain) fn called<'n>(
        name: &str,
        nicknames: impl IntoIterator<Item = &'n str>,
    ) -> Name {
        Name {
            words: words(name),
            nicknames: nicknames.into_iter().flat_map(words).collect(),
        }
    }

    /// The words that tell: longer than an initial.
    pub(super) fn telling(&self) -> impl Iterator<Item = &str> {
        let words = self.words.iter().map(String::as_str);
        words.filter(|word| !is_initial(word))
    }

    /// Whether two names may be one person's. They have at least a word in common; what else
    /// each says is much like what the other does.
    pub(in crate::domain) fn is_like(&self, other: &Name) -> bool {
        let (mine, theirs) = (left(self, other), left(other, self));
        let common = self.words.len() - mine.len();
        if common == 0 {
            return false;
        }
        match (mine.as_slice(), theirs.as_slice()) {
            ([], []) => true,
            // "Ana Sousa", "Ana Maria Sousa"; "李雷", "李雷 Li Lei".
            ([], _) | (_, []) => {
                let mut words = self.words.iter();
                common > 1 || words.any(|word| is_whole(word) && other.words.contains(word))
            }
            ([a], [b]) => {
                let are_first = self.words.first().is_some_and(|first| first == a)
                    && other.words.first().is_some_and(|first| first == b);
                is_slip(a, b) || (are_first && self.is_short_for(other, a, b))
            }
            (several, others) => {
                let letters = (several.concat(), others.concat());
                letters.0 == letters.1 || are_initials(several, others)
            }
        }
    }

    /// Whether the first word of one stands for that of the other: "B.", "Bea", "Bob", or what
    /// they are called here.
    pub(super) fn is_short_for(&self, other: &Name, a: &str, b: &str) -> bool {
        is_initial_of(a, b)
            || begins(a, b)
            || is_short_form(a, b)
            || self.nicknames.iter().any(|nickname| nickname == b)
            || other.nicknames.iter().any(|nickname| nickname == a)
    }

    /// Whether the first words of both may be one person's.
    pub(super) fn has_given_like(&self, other: &Name) -> bool {
        match (self.words.first(), other.words.first()) {
            (Some(a), Some(b)) => {
                a == b
                    || is_slip(a, b)
                    || self.is_short_for(other, a, b)
                    || self.words.contains(b)
                    || other.words.contains(a)
            }
            _ => true,
        }
    }
}

/// The words of one name that the other does not have.
fn left<'n>(of: &'n Name, other: &Name) -> Vec<&'n str> {
    let words = of.words.iter().filter(|word| !other.words.contains(word));
    words.map(String::as_str).collect()
}

fn words(name: &str) -> Vec<String> {
    let folded = text::fold(name).replace(['\'', '’', '`'], "");
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let told = words.filter(|word| !word.is_empty() && !is_title(word));
    let mut words: Vec<String> = Vec::new();
    for word in told {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Whether a word is a whole name, written without a space between the family's and one's own.
fn is_whole(word: &str) -> bool {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    // Folding takes Korean syllables apart, each into two letters or three.
    let is_korean = |c: char| matches!(c, '\u{1100}'..='\u{11ff}');
    let letters = word.chars().count();
    (letters > 1 && word.chars().all(is_han)) || (letters > 3 && word.chars().all(is_korean))
}

fn is_initial(word: &str) -> bool {
    word.is_ascii() && word.len() == 1
}

fn is_initial_of(a: &str, b: &str) -> bool {
    (is_initial(a) && b.starts_with(a)) || (is_initial(b) && a.starts_with(b))
}

/// Whether each of these is the initial of the word in its place: "J. P.", "Jan Peter".
fn are_initials(a: &[&str], b: &[&str]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_initial_of(a, b))
}

/// Whether one begins the other, as "Bea" does "Beatrice".
fn begins(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.chars().count() >= 3 && long.starts_with(short)
}

/// Whether one slip of the finger makes one word of the other: a letter left out, one too many,
/// another one, or two that changed places. In short words that is too often another name.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    let same = short.iter().zip(long.iter()).take_while(|(a, b)| a == b);
    let same = same.count();
    let (short, long) = (&short[same..], &long[same..]);
    match long.len() - short.len() {
        0 if a.len() < 4 => false,
        0 => match (short, long) {
            ([], []) => true,
            ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
            ([x, y, rest @ ..], [v, w, others @ ..]) => x == w && y == v && rest == others,
            _ => false,
        },
        1 => a.len().min(b.len()) >= 3 && short == &long[1..],
        _ => false,
    }
}

/// Whether both are forms of one name, as Bob and Robert are; those that begin it need not be
/// said.
fn is_short_form(a: &str, b: &str) -> bool {
    let mut all = SHORT_FORMS.iter();
    all.any(|forms| forms.contains(&a) && forms.contains(&b))
}

const SHORT_FORMS: &[&[&str]] = &[
    &[
        "alexander",
        "alejandro",
        "sandro",
        "sasha",
        "sascha",
        "xander",
    ],
    &["alexandra", "alejandra", "sandra", "sasha"],
    &["andrew", "andy", "drew"],
    &["anthony", "tony"],
    &["antonio", "toni", "tonio"],
    &["charles", "chuck", "charlie"],
    &[
        "catherine",
        "katherine",
        "cathy",
        "kathy",
        "kate",
        "katie",
        "kat",
    ],
    &["christopher", "kit", "topher"],
    &["dolores", "lola"],
    &["dmitri", "dmitry", "dima", "mitya"],
    &["edward", "ted", "ned", "eddie"],
    &[
        "elizabeth",
        "elisabeth",
        "liz",
        "lizzie",
        "beth",
        "betty",
        "betsy",
        "lisa",
        "elsie",
    ],
    &["ekaterina", "katya", "katja"],
    &["evgeny", "zhenya"],
    &["francisco", "paco", "pancho", "kiko"],
    &["friedrich", "fritz"],
    &["giuseppe", "beppe", "peppe"],
    &["guillermo", "memo"],
    &["heinrich", "heinz"],
    &["henry", "harry", "hank"],
    &["ignacio", "nacho"],
    &["ivan", "vanya"],
    &["jacob", "jake"],
    &["james", "jim", "jimmy", "jamie"],
    &["johannes", "hans", "hannes"],
    &["john", "jack", "johnny"],
    &["jose", "pepe"],
    &["joseph", "joe", "joey"],
    &["josef", "sepp"],
    &["lawrence", "larry"],
    &["luigi", "gigi"],
    &["magdalena", "lena"],
    &["margaret", "meg", "maggie", "peggy", "greta"],
    &["maria", "mariechen", "mia"],
    &["mary", "molly", "polly"],
    &["michael", "mike", "mick", "micky"],
    &["mikhail", "misha"],
    &["natalia", "natasha"],
    &["nikolai", "kolya"],
    &["patricia", "trish", "patty"],
    &["rebecca", "becky"],
    &["richard", "rick", "dick", "ricky"],
    &["robert", "bob", "bobby", "bert"],
    &["rosario", "charo"],
    &["sarah", "sally"],
    &["stephen", "steven", "stefan", "steve"],
    &["susan", "sue", "suzy"],
    &["theodore", "ted", "teddy"],
    &["thomas", "tom", "tommy"],
    &["vladimir", "volodya", "vova"],
    &["william", "bill", "billy", "liam"],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        let (name, nicknames) = text.split_once(" / ").unwrap_or((text, ""));
        Name {
            words: words(name),
            nicknames: words(nicknames),
        }
    }

    #[test]
    fn names_much_like_one_another_are_found() {
        #[track_caller]
        fn check(a: &str, b: &str, expected: bool) {
            assert_eq!(name(a).is_like(&name(b)), expected, "{a} {b}");
            assert_eq!(name(b).is_like(&name(a)), expected, "{b} {a}");
        }
        check("Ana Sousa", "Sousa, Ana", true);
        check("Ana Sousa", "ANA SOUSÂ", true);
        check("Dr. Ana Sousa, PhD", "Ana Sousa", true);
        // One letter too few, one too many, another one, two that changed places.
        check("Omar Haddad", "Omar Hadad", true);
        check("Ana Sousa", "Anna Sousa", true);
        check("Ana Sousa", "Ana Souza", true);
        check("Ana Sousa", "Ana Suosa", true);
        check("Ana Sousa", "Ana Suoza", false);
        check("Ana Sousa", "Ben Sousa", false);
        check("Ana Li", "Ana Lu", false);
        // Initials, and what begins a name or stands for it.
        check("Ana Sousa", "A. Sousa", true);
        check("Jan Peter Meyer", "J. P. Meyer", true);
        check("Ben Sousa", "A. Sousa", false);
        check("Bea Lindqvist", "Beatrice Lindqvist", true);
        check("Al Lindqvist", "Alva Lindqvist", false);
        check("Ana Meyer", "Ana Meyerhoff", false);
        check("Robert Kim", "Bob Kim", true);
        check("Rob Kim", "Bob Kim", false);
        check("Konstantin Berg / Dino", "Dino Berg", true);
        // More names than the other has.
        check("Ana Sousa", "Ana Maria Sousa", true);
        check("Ana", "Ana Sousa", false);
        check("Mary Ann Lee", "Maryann Lee", true);
        check("Noor van den Berg", "Noor Vandenberg", true);
        check("Ana Sousa", "Ben Okafor", false);
        check("", "", false);
        check("李雷", "李雷", true);
        check("李雷", "李雷 Li Lei", true);
        check("김민준", "김민준 Kim Min-jun", true);
        check("김민준", "김 민준", false);
        check("김", "김 Kim Min-jun", false);
        check("李雷", "李梅", false);
        check("田中 太郎", "田中 花子", false);
    }

    proptest::proptest! {
        #[test]
        fn it_does_not_matter_whose_name_comes_first(a in "[a-c]{0,4} [a-c]{0,4}|.*", b in "[a-c]{0,4} [a-c]{0,4}|.*") {
            let (a, b) = (name(&a), name(&b));
            proptest::prop_assert_eq!(a.is_like(&b), b.is_like(&a));
            proptest::prop_assert_eq!(a.has_given_like(&b), b.has_given_like(&a));
        }
    }
}
