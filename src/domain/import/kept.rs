//! Which values of a source stay when it no longer says them: what somebody had typed here
//! before it did, and what was never taken from it. Whoever types such a value means it.

use super::fields::{Fields, Values};
use super::merge::{Others, Said, get};
use super::paragraphs::paragraphs_at;

/// Those values of `theirs` that were here before this source or another brought them; `mine`
/// is what is here before they are merged.
pub(in crate::domain) fn typed(
    mine: &Fields,
    theirs: &Fields,
    base: Option<Said<'_>>,
    others: &Others<'_>,
) -> Fields {
    let told = theirs.iter().filter(|(field, _)| is_told(field));
    let mut typed = Fields::new();
    // Most of what a source says it has said before, letter by letter.
    let (again, anew): (Vec<_>, Vec<_>) =
        told.partition(|pair| base.is_some_and(|base| base.fields.contains(pair)));
    if let Some(base) = base.filter(|base| !base.kept.is_empty()) {
        let kept = Values::of(base.kept);
        let again = again
            .into_iter()
            .filter(|(field, value)| kept.has(field, value));
        typed.extend(again.cloned());
    }
    if anew.is_empty() {
        return typed;
    }
    let here = Here::of(mine);
    let before = base.map(values);
    let others: Vec<_> = others.all.iter().copied().map(values).collect();
    let is_typed = |(field, value): &&(String, String)| match &before {
        Some((said, kept)) if said.has(field, value) => kept.has(field, value),
        _ => {
            let brings = |(said, kept): &(Values<'_>, Values<'_>)| {
                said.has(field, value) && !kept.has(field, value)
            };
            here.has(field, value) && !others.iter().any(brings)
        }
    };
    typed.extend(anew.into_iter().filter(|pair| is_typed(pair)).cloned());
    typed
}

/// Those values of `theirs` that are not in `mine` after they were merged: a hand has taken
/// them away, or they stand beside another one.
pub(super) fn untaken(mine: &Fields, theirs: &Fields) -> Fields {
    let told = theirs.iter().filter(|(field, _)| is_told(field));
    let mut untaken: Fields = told.filter(|pair| !mine.contains(pair)).cloned().collect();
    if !untaken.is_empty() {
        let here = Here::of(mine);
        untaken.retain(|(field, value)| !here.has(field, value));
    }
    untaken
}

fn values(said: Said<'_>) -> (Values<'_>, Values<'_>) {
    (Values::of(said.fields), Values::of(said.kept))
}

/// Whether a field can be empty, and says something by itself.
fn is_told(field: &str) -> bool {
    !matches!(field, "name" | "kind" | "tie" | "labels")
}

struct Here<'f> {
    values: Values<'f>,
    note: &'f str,
}

impl<'f> Here<'f> {
    fn of(mine: &'f Fields) -> Here<'f> {
        Here {
            values: Values::of(mine),
            note: get(mine, "note").unwrap_or_default(),
        }
    }

    fn has<'s>(&'s self, field: &'s str, value: &str) -> bool
    where
        'f: 's,
    {
        match field {
            "note" => paragraphs_at(self.note, value.trim()).is_some(),
            _ => self.values.has(field, value),
        }
    }
}
