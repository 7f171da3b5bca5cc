//! Fields of which a card may have several values: one comes, goes, or takes another's place.

use super::super::record::Record;
use super::super::value;
use super::{Fate, Patcher, add, line};
use crate::domain::card::MethodKind;
use crate::domain::draft::Draft;
use crate::domain::import::same;

impl Patcher<'_> {
    /// One value of several: it comes, goes, or takes another's place.
    pub(super) fn value(
        &mut self,
        field: &str,
        from: Option<&str>,
        to: Option<&str>,
        ours: &Draft,
    ) -> Option<()> {
        let mut to = to;
        if let Some(from) = from {
            for at in 0..self.properties.len() {
                if !self.properties[at].is_there() || !self.properties[at].says(field, from) {
                    continue;
                }
                let new = match to {
                    Some(new) => self.replaced(at, (field, from), new, ours),
                    None => None,
                };
                match new {
                    Some(line) => {
                        self.properties[at].fate = Fate::Becomes(line);
                        to = None; // the same value, said once more, goes
                    }
                    None => self.without(at, field, from),
                }
            }
        }
        if let Some(to) = to {
            let item = self.free_item();
            let lines = add::lines(field, to, ours, self.version, item)?;
            for (name, value) in lines {
                let line = self.encoded(&name, &value);
                self.added.push(line);
            }
        }
        Some(())
    }

    /// The line of a property in which one value is another; `None` where the new one is
    /// better said anew.
    fn replaced(
        &self,
        at: usize,
        (field, from): (&str, &str),
        to: &str,
        ours: &Draft,
    ) -> Option<String> {
        let property = &self.properties[at];
        let record = &property.record;
        if is_list(record) {
            let parts = self.list_with(at, |part| {
                same(field, part, from).then(|| line::list_part(to, self.version))
            })?;
            return Some(self.reworded(at, &parts.join(",")));
        }
        if field == "birthday" || field.starts_with("occasion:") {
            let head = line::head(property.raw);
            return add::day_line(&head, record, to, self.version);
        }
        if record.is("ADR") || record.is("X-ANDROID-CUSTOM") {
            return None;
        }
        let is_relabelled = |label: Option<&str>| {
            label.is_some_and(|label| self.labels.of(record).as_deref() != Some(label))
        };
        if is_relabelled(label_of(field, to, ours)) {
            return None;
        }
        let text = value::text(record, self.version);
        let (_, said) = property
            .says
            .iter()
            .find(|(name, held)| name == field && same(field, held, from))?;
        let scheme = text.strip_suffix(said.as_str())?;
        let is_number = scheme.eq_ignore_ascii_case("tel:");
        let to = match is_number {
            true => to.replace(' ', "-"),
            false => to.to_owned(),
        };
        let value = line::escaped(&format!("{scheme}{to}"), self.version);
        Some(self.reworded(at, &value))
    }

    /// Takes one value out of a property, and the property where it said nothing else.
    fn without(&mut self, at: usize, field: &str, value: &str) {
        let is_alone = !is_list(&self.properties[at].record);
        let left = match is_alone {
            true => None,
            false => self.list_with(at, |part| same(field, part, value).then(String::new)),
        };
        match left.map(|parts| {
            parts
                .into_iter()
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
        }) {
            Some(parts) if !parts.is_empty() => self.rewrite(at, &parts.join(",")),
            _ => self.remove(at),
        }
    }

    /// The values of a list as they are written, those that `change` knows changed; `None`
    /// where it knows none of them.
    fn list_with(&self, at: usize, change: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
        let mut is_changed = false;
        let parts = line::split(&self.value_now(at), ',')
            .into_iter()
            .map(|part| match change(&value::meant(&part, self.version)) {
                Some(new) => {
                    is_changed = true;
                    new
                }
                None => part,
            })
            .collect();
        is_changed.then_some(parts)
    }
}

/// What this value is called here, if it is one that is called something.
pub(super) fn label_of<'d>(field: &str, value: &str, ours: &'d Draft) -> Option<&'d str> {
    let kind = MethodKind::from_word(field)?;
    let mut all = ours.methods.iter();
    let method = all.find(|method| method.kind == kind && method.value == value)?;
    method.label.as_deref()
}

/// Whether a property holds a list of values with commas between them.
fn is_list(record: &Record<'_>) -> bool {
    record.is("NICKNAME") || record.is("CATEGORIES")
}
