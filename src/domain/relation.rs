//! How relations between people read, from either end.
//!
//! As on address books' cards, a relation's kind says who the *other* one is: with the kind
//! parent on Ana's card, Ben is Ana's parent.

use super::card::{Card, Related};
use super::id::ContactId;

/// The kinds that are offered to choose from; any other word is one, too.
pub const OFFERED: [&str; 9] = [
    "knows",
    "partner",
    "parent",
    "child",
    "sibling",
    "household",
    "friend",
    "introduced",
    "works with",
];

/// Kinds, from either end, of those with whom somebody lives or has a family.
const HOUSEHOLD: [&str; 5] = ["partner", "spouse", "parent", "child", "household"];

/// Relations that say the same from both ends, beside all that end in "with".
const MUTUAL: [&str; 7] = [
    "knows",
    "partner",
    "spouse",
    "sibling",
    "friend",
    "colleague",
    "household",
];

/// Whether a relation of this kind says the same from both ends.
pub fn is_mutual(kind: &str) -> bool {
    MUTUAL.contains(&kind) || kind.ends_with(" with")
}

/// What somebody is to the other one, where the other one is `kind` to them.
pub fn from_other_end(kind: &str) -> String {
    match kind {
        "parent" => "child".to_owned(),
        "child" => "parent".to_owned(),
        "introduced" => "introduced by".to_owned(),
        "introduced by" => "introduced".to_owned(),
        kind if is_mutual(kind) => kind.to_owned(),
        kind => match kind.strip_suffix(" of") {
            Some(kind) => kind.to_owned(),
            None => format!("{kind} of"),
        },
    }
}

/// Who is of the household of whoever this card is of, in the card's order, each once.
pub fn household(card: &Card) -> Vec<ContactId> {
    let mut all = Vec::new();
    for relation in &card.relations {
        if let Related::Contact(id) = relation.to
            && HOUSEHOLD.contains(&relation.kind.as_str())
            && !all.contains(&id)
        {
            all.push(id);
        }
    }
    all
}

/// A relation to `name` as it stands on a card: "child: Ana", "knows Ana".
pub fn on_card(kind: &str, outgoing: bool, name: &str) -> String {
    let word = match outgoing {
        true => kind.to_owned(),
        false => from_other_end(kind),
    };
    match is_verb(kind) {
        true => format!("{word} {name}"),
        false => format!("{word}: {name}"),
    }
}

/// A relation in a few words: "Ben is Ana's parent", "Ana knows Ben".
pub fn sentence(from: &str, kind: &str, to: &str) -> String {
    match kind {
        "household" => format!("{from} and {to} are one household"),
        kind if is_verb(kind) => format!("{from} {kind} {to}"),
        kind => format!("{to} is {from}'s {kind}"),
    }
}

/// Whether the kind says what somebody does, not who the other one is.
fn is_verb(kind: &str) -> bool {
    matches!(kind, "knows" | "introduced" | "introduced by") || kind.ends_with(" with")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_says_on_both_cards_who_is_what() {
        for (kind, said, on_ana, on_ben) in [
            ("parent", "Ben is Ana's parent", "parent: Ben", "child: Ana"),
            ("child", "Ben is Ana's child", "child: Ben", "parent: Ana"),
            (
                "mentor",
                "Ben is Ana's mentor",
                "mentor: Ben",
                "mentor of: Ana",
            ),
            (
                "partner",
                "Ben is Ana's partner",
                "partner: Ben",
                "partner: Ana",
            ),
            (
                "household",
                "Ana and Ben are one household",
                "household: Ben",
                "household: Ana",
            ),
            ("knows", "Ana knows Ben", "knows Ben", "knows Ana"),
            (
                "works with",
                "Ana works with Ben",
                "works with Ben",
                "works with Ana",
            ),
            (
                "introduced",
                "Ana introduced Ben",
                "introduced Ben",
                "introduced by Ana",
            ),
            (
                "introduced by",
                "Ana introduced by Ben",
                "introduced by Ben",
                "introduced Ana",
            ),
            (
                "mentor of",
                "Ben is Ana's mentor of",
                "mentor of: Ben",
                "mentor: Ana",
            ),
        ] {
            assert_eq!(sentence("Ana", kind, "Ben"), said);
            assert_eq!(on_card(kind, true, "Ben"), on_ana);
            assert_eq!(on_card(kind, false, "Ana"), on_ben);
            assert_eq!(from_other_end(&from_other_end(kind)), kind);
        }
    }
}
