//! The lists of a person, and what each of their values is called, as one source changes
//! them.
//!
//! What a source no longer says goes, unless another source says it or it is kept; what it
//! says anew is added, if it is not there already.

use super::super::FieldChange;
use super::super::fields::{Fields, Values, forget_labels, is_list, labels};
use super::{Merger, Said};

impl Merger<'_> {
    /// What a way to reach somebody or an address is called follows its source.
    pub(super) fn labels(&mut self) {
        let Some(base) = self.base else {
            return;
        };
        let (theirs, before, mine) = (labels(self.theirs), labels(base), labels(self.mine));
        if theirs == before && self.lists_as_before() {
            return;
        }
        let (of_base, of_mine) = (Values::of(base), Values::of(self.mine));
        let mut changes = Vec::new();
        for ((field, value), label) in self.theirs.iter().zip(theirs) {
            if let (Some(said), Some(here)) =
                (of_base.place(field, value), of_mine.place(field, value))
                && before[said] != label
                && before[said] == mine[here]
            {
                changes.push(FieldChange {
                    field: format!("label:{field}:{}", self.mine[here].1),
                    from: mine[here].map(str::to_owned),
                    to: label.map(str::to_owned),
                });
            }
        }
        if !changes.is_empty() {
            forget_labels(self.mine);
        }
        self.changes.extend(changes);
    }

    /// Whether the source says the same in every list as it did before, letter by letter.
    fn lists_as_before(&self) -> bool {
        let of_lists = |(field, _): &&(String, String)| is_list(field);
        let base = self.base.into_iter().flatten();
        self.theirs
            .iter()
            .filter(of_lists)
            .eq(base.filter(of_lists))
    }

    pub(super) fn lists(&mut self, others: &[Said<'_>]) {
        if self.lists_as_before() {
            return;
        }
        let theirs = Values::of(self.theirs);
        let base = self.base.map(|base| Values::of(base)).unwrap_or_default();
        let kept = self.kept.map(|kept| Values::of(kept)).unwrap_or_default();
        let others: Vec<Values<'_>> = others.iter().map(|o| Values::of(o.fields)).collect();
        let mine: &Fields = self.mine;
        let mut here = Values::of(mine);
        let mut added: Vec<&(String, String)> = Vec::new();
        for pair @ (field, value) in self.theirs.iter().filter(|(field, _)| is_list(field)) {
            if !base.has(field, value) && !here.has(field, value) {
                here.insert(field, value, mine.len() + added.len());
                added.push(pair);
            }
        }
        let mut removed: Vec<usize> = Vec::new();
        for (field, value) in self.base.into_iter().flatten() {
            let stays = !is_list(field)
                || theirs.has(field, value)
                || kept.has(field, value)
                || others.iter().any(|other| other.has(field, value));
            if let (false, Some(at)) = (stays, here.place(field, value))
                && at < mine.len()
                && !removed.contains(&at)
            {
                removed.push(at);
            }
        }
        drop(here);
        forget_labels(self.mine); // they are in an order that now changes
        for (field, value) in added {
            self.add(field, value);
        }
        for at in &removed {
            let (field, from) = self.mine[*at].clone();
            self.changes.push(FieldChange {
                field,
                from: Some(from),
                to: None,
            });
        }
        removed.sort_unstable();
        for at in removed.into_iter().rev() {
            self.mine.remove(at);
        }
    }
}
