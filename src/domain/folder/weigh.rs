//! Two sides with a past each: which changes go which way, and which meet.

use super::{Also, Fields, labelled, shared};
use crate::domain::import::{FieldChange, is_list, same};

/// The fields of a name, which stand or fall together.
const NAME: [&str; 6] = ["name", "prefix", "given", "middle", "family", "suffix"];

/// A property that both sides have changed since they last agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub field: String,
    /// What both said.
    pub before: Option<String>,
    /// `None` where it was removed.
    pub ours: Option<String>,
    pub theirs: Option<String>,
}

impl Clash {
    /// Which clashes are answered together: the parts of a name with the name.
    pub fn unit(&self) -> &str {
        match is_name(&self.field) {
            true => "name",
            false => &self.field,
        }
    }

    /// Whether it is what was written about them, or how strong a tie is: not for every eye.
    pub fn is_written_about_them(&self) -> bool {
        matches!(self.field.as_str(), "note" | "tie" | "every" | "met")
    }

    /// What the property is called: "e-mail", "birthday", "Moved in".
    pub fn called(&self) -> &str {
        match self.field.as_str() {
            "email" => "e-mail",
            "url" => "page",
            "org" => "organisation",
            field => field.strip_prefix("occasion:").unwrap_or(field),
        }
    }
}

/// What comes of weighing the changes of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weighed {
    /// What the card is to be told.
    pub outward: Vec<FieldChange>,
    /// What the card says, but for what waits for an answer, of which it says what it said.
    pub theirs: Fields,
    pub clashes: Vec<Clash>,
    /// What has changed here and waits for an answer.
    pub held: Vec<FieldChange>,
}

/// Weighs what the card said and says (`theirs`) against what was and is said here (`ours`),
/// of which only what is shared counts. What was changed to the same on both sides is agreed.
pub fn weigh(
    (card_before, ours_before): (&Fields, &Fields),
    (card_now, ours_now): (&Fields, &Fields),
    also: &[Also],
) -> Weighed {
    let said = shared(card_now, also);
    let here = differences(ours_before, ours_now);
    let there = differences(&shared(card_before, also), &said);
    let mut weighed = Weighed {
        theirs: card_now.clone(),
        ..Weighed::default()
    };
    let name_clashes = here
        .iter()
        .any(|h| is_name(&h.field) && there.iter().any(|t| t.field == h.field && t.to != h.to));
    let is_held = |change: &FieldChange, others: &[FieldChange]| match is_name(&change.field) {
        true => name_clashes,
        false => others.iter().any(|other| meet(change, other)),
    };
    let held_there: Vec<FieldChange> = there
        .iter()
        .filter(|change| is_held(change, &here))
        .map(reversed)
        .collect();
    carry_out(&mut weighed.theirs, &held_there);
    for change in &here {
        if is_held(change, &there) {
            weighed.held.push(change.clone());
            if let Some(other) = there.iter().find(|other| meet(change, other)) {
                weighed.clashes.push(Clash {
                    field: change.field.clone(),
                    before: change.from.clone().or_else(|| other.from.clone()),
                    ours: change.to.clone(),
                    theirs: other.to.clone(),
                });
            }
        } else {
            weighed.outward.extend(still_to_say(change, &said));
        }
    }
    if name_clashes {
        weighed.clashes.retain(|clash| !is_name(&clash.field));
        let names = NAME.into_iter().filter_map(|field| {
            let clash = Clash {
                field: field.to_owned(),
                before: get(card_before, field),
                ours: get(ours_now, field),
                theirs: get(&said, field),
            };
            (clash.ours != clash.theirs).then_some(clash)
        });
        weighed.clashes.extend(names);
    }
    weighed
}

/// Whether two changes are of one property and end in two values. Of a list's value that one
/// side has only removed nothing is asked: what the other made of it stays.
fn meet(a: &FieldChange, b: &FieldChange) -> bool {
    if a.field != b.field {
        return false;
    }
    if !is_list(&a.field) {
        return a.to != b.to;
    }
    match (&a.from, &b.from, &a.to, &b.to) {
        (Some(from), Some(other), Some(to), Some(other_to)) => {
            same(&a.field, from, other) && !same(&a.field, to, other_to)
        }
        _ => false,
    }
}

/// What of a change the card does not say yet.
fn still_to_say(change: &FieldChange, said: &Fields) -> Option<FieldChange> {
    let field = change.field.as_str();
    if !is_list(field) {
        let from = get(said, field);
        return (from != change.to).then(|| FieldChange {
            from,
            ..change.clone()
        });
    }
    let is_said = |value: &&String| has(said, field, value);
    let from = change.from.as_ref().filter(is_said).cloned();
    let to = change.to.as_ref().filter(|to| !is_said(to)).cloned();
    (from.is_some() || to.is_some()).then(|| FieldChange {
        field: change.field.clone(),
        from,
        to,
    })
}

/// What has become another from `before` to `after`. Of lists, a value that has gone and one
/// that has come are one change, in their order.
pub fn differences(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let mut names: Vec<&str> = Vec::new();
    for (field, _) in before.iter().chain(after) {
        // What they are called goes its own way.
        let is_label = field == "labels" || labelled(field).is_some();
        if !is_label && !names.contains(&field.as_str()) {
            names.push(field);
        }
    }
    let mut changes = Vec::new();
    for field in names {
        let change = |from: Option<String>, to: Option<String>| FieldChange {
            field: field.to_owned(),
            from,
            to,
        };
        if !is_list(field) {
            let (from, to) = (get(before, field), get(after, field));
            if from != to {
                changes.push(change(from, to));
            }
            continue;
        }
        let only = |these: &Fields, others: &Fields| -> Vec<String> {
            let of_it = these.iter().filter(|(name, _)| name == field);
            of_it
                .filter(|(_, value)| !has(others, field, value))
                .map(|(_, value)| value.clone())
                .collect()
        };
        let mut gone = only(before, after).into_iter();
        let mut come = only(after, before).into_iter();
        loop {
            match (gone.next(), come.next()) {
                (None, None) => break,
                (from, to) => changes.push(change(from, to)),
            }
        }
    }
    changes
}

/// The change that takes this one back.
pub(super) fn reversed(change: &FieldChange) -> FieldChange {
    FieldChange {
        field: change.field.clone(),
        from: change.to.clone(),
        to: change.from.clone(),
    }
}

/// Changes `fields` so; a value that takes another's place stands where that stood.
pub fn carry_out(fields: &mut Fields, changes: &[FieldChange]) {
    for FieldChange { field, from, to } in changes {
        let place = fields.iter().position(|(name, value)| {
            name == field
                && match (is_list(field), from) {
                    (true, Some(from)) => same(field, value, from),
                    (true, None) => false,
                    (false, _) => true,
                }
        });
        match (place, to) {
            (Some(at), Some(to)) => fields[at].1.clone_from(to),
            (Some(at), None) => drop(fields.remove(at)),
            (None, Some(to)) if !(is_list(field) && has(fields, field, to)) => {
                fields.push((field.clone(), to.clone()));
            }
            (None, _) => {}
        }
    }
}

fn is_name(field: &str) -> bool {
    NAME.contains(&field)
}

fn get(fields: &Fields, field: &str) -> Option<String> {
    fields
        .iter()
        .find(|(name, _)| name == field)
        .map(|(_, value)| value.clone())
}

fn has(fields: &Fields, field: &str, value: &str) -> bool {
    fields
        .iter()
        .any(|(name, held)| name == field && same(field, held, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "email a, email b" as fields.
    fn fields(text: &str) -> Fields {
        text.split(", ")
            .filter_map(|pair| pair.split_once(' '))
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .collect()
    }

    fn value(value: &Option<String>) -> &str {
        value.as_deref().unwrap_or("-")
    }

    fn told(changes: &[FieldChange]) -> String {
        let all: Vec<String> = changes
            .iter()
            .map(|c| format!("{} {}>{}", c.field, value(&c.from), value(&c.to)))
            .collect();
        all.join(", ")
    }

    /// Both sides began with `before`; what goes out, what is taken, what clashes.
    #[track_caller]
    fn check(before: &str, ours: &str, theirs: &str, expected: [&str; 3]) {
        let before = fields(before);
        let weighed = weigh((&before, &before), (&fields(theirs), &fields(ours)), &[]);
        let clashes: Vec<String> = weighed
            .clashes
            .iter()
            .map(|c| {
                format!(
                    "{} {}|{}|{}",
                    c.field,
                    value(&c.before),
                    value(&c.ours),
                    value(&c.theirs)
                )
            })
            .collect();
        let taken = differences(&before, &weighed.theirs);
        assert_eq!(
            [told(&weighed.outward), told(&taken), clashes.join(", ")],
            expected,
            "{before:?} → {ours} | {theirs}"
        );
    }

    #[test]
    fn what_one_side_changed_goes_to_the_other() {
        check("title a", "title a", "title a", ["", "", ""]);
        check("title a", "title b", "title a", ["title a>b", "", ""]);
        check("title a", "title a", "title b", ["", "title a>b", ""]);
        check("title a", "", "title a", ["title a>-", "", ""]);
        check("", "title a", "", ["title ->a", "", ""]);
        check(
            "title a, org x",
            "title b, org x",
            "title a, org y",
            ["title a>b", "org x>y", ""],
        );
        check("email a", "email b", "email a", ["email a>b", "", ""]);
        check(
            "email a",
            "email a, email b",
            "email a",
            ["email ->b", "", ""],
        );
        check(
            "email a, email b",
            "email b",
            "email a, email b",
            ["email a>-", "", ""],
        );
        check("email a", "email a", "", ["", "email a>-", ""]);
    }

    #[test]
    fn what_both_changed_to_the_same_is_agreed() {
        check("title a", "title b", "title b", ["", "title a>b", ""]);
        check("email a", "email b", "email B", ["", "email a>B", ""]);
        check("email a", "", "", ["", "email a>-", ""]);
        check(
            "",
            "phone +44 20 7946 0000",
            "phone 020 7946 0000",
            ["", "phone ->020 7946 0000", ""],
        );
    }

    #[test]
    fn what_both_changed_to_something_else_waits_on_both_sides() {
        check("title a", "title b", "title c", ["", "", "title a|b|c"]);
        check("title a", "", "title c", ["", "", "title a|-|c"]);
        check("title a", "title b", "", ["", "", "title a|b|-"]);
        check(
            "",
            "birthday --05-03",
            "birthday --05-04",
            ["", "", "birthday -|--05-03|--05-04"],
        );
        check(
            "email a, email x",
            "email b, email x",
            "email c, email x",
            ["", "", "email a|b|c"],
        );
        // Something else of the card is taken all the same.
        check(
            "email a, title t",
            "email b, title t",
            "email c, title u",
            ["", "title t>u", "email a|b|c"],
        );
    }

    #[test]
    fn lists_of_both_sides_are_joined() {
        check("", "email a", "email b", ["email ->a", "email ->b", ""]);
        check(
            "email x",
            "email x, email a",
            "email x, email b",
            ["email ->a", "email ->b", ""],
        );
        // Who removed a value asks nothing of who made another of it.
        check("email x", "email y", "", ["email ->y", "email x>-", ""]);
        check("email x", "", "email y", ["", "email x>y", ""]);
    }

    #[test]
    fn the_parts_of_a_name_stand_or_fall_together() {
        check(
            "name Ana Sousa, given Ana, family Sousa",
            "name Ana Silva, given Ana, family Silva",
            "name Anna Santos, given Anna, family Santos",
            [
                "",
                "",
                "name Ana Sousa|Ana Silva|Anna Santos, given Ana|Ana|Anna, \
                 family Sousa|Silva|Santos",
            ],
        );
        check(
            "name Ana Sousa, given Ana, family Sousa",
            "name Ana Silva, given Ana, family Silva",
            "name Ana Silva, given Ana, family Silva",
            ["", "name Ana Sousa>Ana Silva, family Sousa>Silva", ""],
        );
    }

    #[test]
    fn what_only_one_side_ever_knew_stays_there() {
        let (card, ours) = (fields("title a"), fields("title b, email x"));
        let weighed = weigh((&card, &ours), (&card, &ours), &[]);
        assert_eq!((weighed.outward.len(), weighed.clashes.len()), (0, 0));
        assert_eq!(weighed.theirs, card);
    }

    #[test]
    fn what_is_not_shared_is_not_told() {
        let (before, ours) = (Fields::new(), fields("note mine, tie strong, city Porto"));
        let weighed = weigh((&before, &before), (&before, &shared(&ours, &[])), &[]);
        assert_eq!(told(&weighed.outward), "");
        let also = [Also::Notes];
        let weighed = weigh((&before, &before), (&before, &shared(&ours, &also)), &also);
        assert_eq!(told(&weighed.outward), "note ->mine");
    }

    #[test]
    fn a_change_taken_back_leaves_what_was() {
        let before = fields("email a, title t, email b, labels home|work");
        let after = fields("email a, email c, birthday --05-03, labels home|work");
        let changes = differences(&before, &after);
        let mut there = before.clone();
        carry_out(&mut there, &changes);
        assert!(differences(&there, &after).is_empty(), "{there:?}");
        let back: Vec<FieldChange> = changes.iter().rev().map(reversed).collect();
        carry_out(&mut there, &back);
        assert!(differences(&there, &before).is_empty(), "{there:?}");
    }
}
