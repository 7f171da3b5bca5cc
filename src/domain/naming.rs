//! What of a name is the family name, where nobody has said.

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
