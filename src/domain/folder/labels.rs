//! What ways to reach somebody and addresses are called, here and in a card. Each is a field of
//! its own where it is remembered: `label:phone:+351 21 555 0100`, whose value is "mobile".

use super::Fields;
use crate::domain::import::{FieldChange, called, same};

/// How the field starts that says what another is called.
const LABEL: &str = "label:";

/// Of which field and value such a field tells what it is called.
pub fn labelled(field: &str) -> Option<(&str, &str)> {
    field.strip_prefix(LABEL)?.split_once(':')
}

/// What values are called, as fields of their own.
pub(super) fn of(fields: &[(String, String)]) -> impl Iterator<Item = (String, String)> {
    let called = called(fields).into_iter();
    called.filter_map(|(field, value, label)| {
        Some((format!("{LABEL}{field}:{value}"), label?.to_owned()))
    })
}

/// What was called something here and is called something else since, where the card has it as
/// it had it. What is called nothing here keeps its label there; what both sides call anew stays
/// on each as it is.
pub(super) fn renamed(
    (card_before, ours_before): (&Fields, &Fields),
    (card_now, ours_now): (&Fields, &Fields),
) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let (card_before, card_now) = (called(card_before), called(card_now));
    for (what, label) in ours_now {
        let Some((field, value)) = labelled(what) else {
            continue;
        };
        let was_there = |pair: &(String, String)| pair.0 == field && pair.1 == value;
        if ours_before.contains(&(what.clone(), label.clone()))
            || !ours_before.iter().any(was_there)
        {
            continue;
        }
        let in_card = |all: &[(&str, &str, Option<&str>)]| {
            let mut all = all.iter();
            let found = all.find(|(name, held, _)| *name == field && same(field, held, value));
            found.map(|(_, _, label)| label.map(str::to_owned))
        };
        let Some(there) = in_card(&card_now) else {
            continue;
        };
        if there.as_ref() != Some(label) && in_card(&card_before).as_ref() == Some(&there) {
            changes.push(FieldChange {
                field: what.clone(),
                from: there,
                to: Some(label.clone()),
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::super::shared;
    use super::*;

    fn phone(number: &str, label: &str) -> Fields {
        let pair = |field: &str, value: &str| (field.to_owned(), value.to_owned());
        vec![pair("phone", number), pair("labels", label)]
    }

    #[test]
    fn another_label_goes_to_a_card_that_has_the_one_it_had() {
        #[track_caller]
        fn check(before: &str, now: &str, card_before: &str, card: &str, expected: Option<&str>) {
            let ours = |label: &str| shared(&phone("+44 20 7946 0000", label), &[]);
            let theirs = |label: &str| phone("020 7946 0000", label);
            let told = renamed(
                (&theirs(card_before), &ours(before)),
                (&theirs(card), &ours(now)),
            );
            let told: Vec<_> = told.iter().map(|change| change.to.as_deref()).collect();
            let expected: Vec<_> = expected.into_iter().map(Some).collect();
            assert_eq!(told, expected, "{before} {now} {card_before} {card}");
        }
        check("mobile", "work", "mobile", "mobile", Some("work"));
        check("", "work", "", "", Some("work"));
        check("mobile", "mobile", "mobile", "mobile", None);
        check("mobile", "mobile", "home", "home", None);
        check("mobile", "", "mobile", "mobile", None);
        check("mobile", "work", "mobile", "work", None);
        check("mobile", "work", "mobile", "home", None);
    }

    #[test]
    fn the_label_of_a_new_number_comes_with_it() {
        let (none, card) = (Fields::new(), phone("1", "home"));
        let ours = shared(&phone("1", "work"), &[]);
        assert!(renamed((&card, &none), (&card, &ours)).is_empty());
    }
}
