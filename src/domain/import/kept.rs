//! Which values of a source are somebody's own.

use super::fields::{Fields, Values};
use super::merge::{Others, Said, get};
use super::paragraphs::paragraphs_at;

/// Those values of `theirs` that stay when their source no longer says them: somebody had
/// typed them here before it did, or has taken them away since, and whoever types them again
/// means them. What another source brought is nobody's own.
pub(super) fn kept(
    mine: &Fields,
    theirs: &Fields,
    base: Option<Said<'_>>,
    others: &Others<'_>,
) -> Fields {
    let here = Values::of(mine);
    let note = get(mine, "note").unwrap_or_default();
    let before = base.map(|base| (Values::of(base.fields), Values::of(base.kept)));
    let of_others: Vec<(Values<'_>, Values<'_>)> = others
        .all
        .iter()
        .map(|other| (Values::of(other.fields), Values::of(other.kept)))
        .collect();
    let is_kept = |(field, value): &&(String, String)| {
        let is_here = match field.as_str() {
            "note" => paragraphs_at(note, value.trim()).is_some(),
            _ => here.has(field, value),
        };
        match &before {
            _ if matches!(field.as_str(), "name" | "kind" | "tie") => false,
            Some((said, kept)) if said.has(field, value) => !is_here || kept.has(field, value),
            _ => {
                let brings = |(said, kept): &(Values<'_>, Values<'_>)| {
                    said.has(field, value) && !kept.has(field, value)
                };
                is_here && !of_others.iter().any(brings)
            }
        }
    };
    theirs.iter().filter(is_kept).cloned().collect()
}
