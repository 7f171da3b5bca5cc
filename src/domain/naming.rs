//! Names: how several are said, which part is the family name where nobody has said, and the
//! name in full.

use super::card::{Card, NameParts};
use super::contact::{Contact, Kind};
use super::matching;
use crate::text;

/// Words that stand before a family name and belong to it: "van den Berg", "de la Cruz".
const PARTICLES: [&str; 43] = [
    "'t", "abu", "af", "al", "av", "bin", "bint", "da", "das", "de", "degli", "dei", "del",
    "della", "den", "der", "des", "di", "do", "dos", "du", "el", "het", "ibn", "in", "la", "las",
    "le", "les", "lo", "los", "op", "te", "ten", "ter", "van", "vande", "vom", "von", "zu", "zum",
    "zur", "’t",
];

/// Names as one says them: "Ana", "Ana and Ben", "Ana, Ben and Cy", with the word between the
/// last two.
pub fn in_a_row(names: &[impl AsRef<str>], word: &str) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// The first of `all` people or things as one says them, given the names of up to three:
/// "Ana", "Ana and Ben", "Ana, Ben and Cy", "Ana, Ben and 3 others".
pub fn a_few(names: &[String], all: usize) -> String {
    match (names, all) {
        ([], _) => "nobody".to_owned(),
        ([one, two, ..], all) if all > 3 => format!("{one}, {two} and {} others", all - 2),
        (names, _) => in_a_row(names, "and"),
    }
}

/// What a contact is called in a sentence: the first word of a person's name, a company's
/// whole name.
pub fn called(contact: &Contact) -> &str {
    let whole = contact.name();
    match contact.kind {
        Kind::Company => whole,
        // "Dr." and the like call nobody.
        Kind::Person => match whole.split_whitespace().next() {
            Some(first) if !first.ends_with('.') => first,
            _ => whole,
        },
    }
}

/// Given and family name in a name of several words: the family name is taken to be the last
/// word with the particles right before it. `None` of a single word.
pub fn guessed(name: &str) -> Option<(&str, &str)> {
    let name = name.trim();
    let mut from = name.rfind(' ')? + 1;
    // The first word is always a given name: there are people called Van, Al and Di.
    while let Some((before, word)) = name[..from].trim_end().rsplit_once(' ')
        && PARTICLES
            .iter()
            .any(|particle| word.eq_ignore_ascii_case(particle))
    {
        from = before.len() + 1;
    }
    Some((name[..from].trim_end(), &name[from..]))
}

/// What a contact is sorted by among family names: the one that is known, else the guessed
/// one, else the name. A company has only its name.
pub fn family(contact: &Contact) -> &str {
    let name = contact.name();
    match (contact.family(), contact.kind) {
        (Some(family), _) => family,
        (None, Kind::Company) => name,
        (None, Kind::Person) => guessed(name).map_or(name, |(_, family)| family),
    }
}

/// The parts of a name after somebody got another one, `to`, in place of `from`: those that
/// stand in it stay, what else it says takes the place of the given or family name that does
/// not, and what neither name says, such as a title, stays as it was.
pub fn renamed(parts: &NameParts, from: &str, to: &str) -> NameParts {
    let stands = |part: &Option<String>, name: &str| {
        let words: Vec<String> = words(name).map(text::fold).collect();
        let mut told = part.iter().flat_map(|part| self::words(part)).peekable();
        told.peek().is_some() && told.all(|word| words.contains(&text::fold(word)))
    };
    let (has_given, has_family) = (stands(&parts.given, to), stands(&parts.family, to));
    let is_other = !has_given && !has_family;
    let still = |part: &Option<String>| {
        let stays = stands(part, to) || !(is_other || stands(part, from));
        part.clone().filter(|_| stays)
    };
    let mut new = NameParts {
        prefix: still(&parts.prefix),
        given: parts.given.clone().filter(|_| has_given),
        middle: still(&parts.middle),
        family: parts.family.clone().filter(|_| has_family),
        suffix: still(&parts.suffix),
    };
    if parts.given.is_none() && parts.family.is_none() {
        return new;
    }
    // "Ines Meyer, PhD": letters after a comma are no part of a name that goes before it.
    let core = to.split(',').next().unwrap_or(to);
    let is_whole = [&new.given, &new.family]
        .into_iter()
        .all(|part| part.is_none() || stands(part, core));
    let core = if is_whole && core.trim().contains(' ') {
        core
    } else {
        to
    };
    let kept = [
        &new.prefix,
        &new.given,
        &new.middle,
        &new.family,
        &new.suffix,
    ];
    let kept: Vec<String> = kept
        .into_iter()
        .flatten()
        .flat_map(|part| words(part))
        .map(text::fold)
        .collect();
    let is_new = |word: &&str| {
        let word = text::fold(word);
        !kept.contains(&word) && !matching::is_title(&word)
    };
    let rest: Vec<&str> = words(core).filter(is_new).collect();
    let rest = rest.join(" ");
    match (has_given, has_family) {
        (true, false) => new.family = Some(rest).filter(|rest| !rest.is_empty()),
        (false, true) => new.given = Some(rest).filter(|rest| !rest.is_empty()),
        (false, false) => {
            if let Some((given, family)) = guessed(&rest) {
                new.given = Some(given.to_owned());
                new.family = Some(family.to_owned());
            }
        }
        (true, true) => {}
    }
    new
}

/// The words of a name without the points and commas after them.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
}

/// The whole name with what goes before, between and after, "Dr. Ines Marie Okafor, PhD",
/// where any of that is known and the name does not have it already.
pub fn in_full(card: &Card) -> Option<String> {
    let parts = &card.parts;
    let more = [&parts.prefix, &parts.middle, &parts.suffix];
    let lacking = |part: &String| !card.name.split([' ', ',']).any(|word| word == part);
    if !more.into_iter().flatten().any(lacking) {
        return None;
    }
    let (given, family) = (parts.given.as_ref()?, parts.family.as_ref()?);
    let words = [
        parts.prefix.as_ref(),
        Some(given),
        parts.middle.as_ref(),
        Some(family),
    ];
    let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
    let mut name = words.join(" ");
    if let Some(suffix) = &parts.suffix {
        name.push_str(", ");
        name.push_str(suffix);
    }
    (name != card.name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{contact, told};

    #[test]
    fn particles_belong_to_the_family_name_they_stand_before() {
        for (name, guess) in [
            ("Noor van Dijk", Some(("Noor", "van Dijk"))),
            (
                "Jan Peter van den Berg",
                Some(("Jan Peter", "van den Berg")),
            ),
            ("Gerard van 't Hooft", Some(("Gerard", "van 't Hooft"))),
            ("Ursula von der Leyen", Some(("Ursula", "von der Leyen"))),
            ("Oscar de la Cruz", Some(("Oscar", "de la Cruz"))),
            (
                "Fatima Zahra El Idrissi",
                Some(("Fatima Zahra", "El Idrissi")),
            ),
            ("Maria dos Santos", Some(("Maria", "dos Santos"))),
            ("Rui da Silva Costa", Some(("Rui da Silva", "Costa"))),
            ("Amina bint Omar", Some(("Amina", "bint Omar"))),
            ("Yusuf ibn Tashfin", Some(("Yusuf", "ibn Tashfin"))),
            ("Giulia di  Marco", Some(("Giulia", "di  Marco"))),
            ("Marie Le Goff", Some(("Marie", "Le Goff"))),
            // A first word is a given name whatever it is, and so is a last one a family name.
            ("Van Morrison", Some(("Van", "Morrison"))),
            ("Di Wu", Some(("Di", "Wu"))),
            ("De La Cruz", Some(("De", "La Cruz"))),
            ("Ana La", Some(("Ana", "La"))),
            ("Salma al-Farsi", Some(("Salma", "al-Farsi"))),
            ("van", None),
        ] {
            assert_eq!(guessed(name), guess, "{name}");
        }
    }

    #[test]
    fn the_last_word_is_the_family_name_unless_it_is_known() {
        for (name, known, kind, sorted) in [
            ("Ines Marie Okafor", None, Kind::Person, "Okafor"),
            ("Ines Okafor ", None, Kind::Person, "Okafor"),
            ("Kim", None, Kind::Person, "Kim"),
            ("Noor van Dijk", None, Kind::Person, "van Dijk"),
            ("李雷 Li Lei", Some("Li"), Kind::Person, "Li"),
            ("Northwind Boats", None, Kind::Company, "Northwind Boats"),
        ] {
            let somebody = Contact {
                kind,
                ..told(&contact(1), |who| {
                    who.name = name;
                    who.family = known;
                })
            };
            assert_eq!(family(&somebody), sorted);
        }
    }

    #[test]
    fn a_new_name_sets_its_parts() {
        /// Parts as a card's N has them: family, given, middle, prefix, suffix.
        #[track_caller]
        fn check(before: &str, n: &str, after: &str, expected: &str) {
            let mut parts = n
                .split(';')
                .map(|p| Some(p.to_owned()).filter(|p| !p.is_empty()));
            let mut next = || parts.next().flatten();
            let [family, given, middle, prefix, suffix] = [(); 5].map(|()| next());
            let parts = NameParts {
                prefix,
                given,
                middle,
                family,
                suffix,
            };
            let NameParts {
                prefix,
                given,
                middle,
                family,
                suffix,
            } = renamed(&parts, before, after);
            let said = [family, given, middle, prefix, suffix].map(Option::unwrap_or_default);
            assert_eq!(said.join(";"), expected, "{after}");
        }
        let ines = "Okafor;Ines;Marie;Dr.;PhD";
        check(
            "Ines Okafor",
            "Okafor;Ines;;;",
            "Ines Meyer",
            "Meyer;Ines;;;",
        );
        check(
            "Ines Okafor",
            ines,
            "Ines Meyer",
            "Meyer;Ines;Marie;Dr.;PhD",
        );
        check(
            "Ines Okafor",
            ines,
            "Dr. Ines Marie van den Berg, MBA",
            "van den Berg;Ines;Marie;Dr.;PhD",
        );
        check(
            "Ines Okafor",
            ines,
            "Meyer, Ines",
            "Meyer;Ines;Marie;Dr.;PhD",
        );
        check("Ines Okafor", ines, "inés OKAFOR", ines);
        check(
            "Ines Okafor",
            ines,
            "Nes Okafor",
            "Okafor;Nes;Marie;Dr.;PhD",
        );
        check(
            "Ines Marie Okafor",
            "Okafor;Ines;Marie;;",
            "Ines Okafor",
            "Okafor;Ines;;;",
        );
        check(
            "Ines Okafor",
            ines,
            "Tom van den Berg",
            "van den Berg;Tom;;;",
        );
        check("Ines Okafor", ines, "Nes", ";;;;");
        check("Ines", ";Ines;;;", "Ines Meyer", "Meyer;Ines;;;");
        check("Ines Okafor", ";;;;", "Ines Meyer", ";;;;");
    }
}
