//! Names: which part is the family name where nobody has said, and the name in full.

use super::card::Card;
use super::contact::{Contact, Kind};

/// Given and family name in a name of several words, the last of which is taken for the
/// family name; `None` of a single word.
pub fn guessed(name: &str) -> Option<(&str, &str)> {
    let (given, family) = name.trim_end().rsplit_once(' ')?;
    Some((given.trim_end(), family))
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
    fn the_last_word_is_the_family_name_unless_it_is_known() {
        for (name, known, kind, sorted) in [
            ("Ines Marie Okafor", None, Kind::Person, "Okafor"),
            ("Ines Okafor ", None, Kind::Person, "Okafor"),
            ("Kim", None, Kind::Person, "Kim"),
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
}
