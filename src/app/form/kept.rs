//! What is kept of a form that is left without saving, and how it comes back.

use super::Form;
use crate::app::draft::{SavedDraft, SavedField};
use crate::text::Shown;

impl Form {
    /// Whether there is something in it that closing it would lose.
    pub fn is_touched(&self) -> bool {
        let mut fields = self.fields.iter().zip(&self.initial);
        fields.any(|(field, initial)| field.is_touched(initial))
    }

    /// The draft to keep of it: what was typed, and what stood there before.
    pub fn draft(&self) -> SavedDraft {
        let fields = self.fields.iter().zip(&self.initial);
        let fields = fields
            .filter(|(field, initial)| field.is_touched(initial))
            .map(|(field, initial)| SavedField {
                name: field.name.label().to_owned(),
                text: field.kept(),
                was: initial.clone(),
            });
        SavedDraft {
            form: self.what.clone(),
            fields: fields.collect(),
        }
    }

    /// Fills in what was typed into the same form before. A list that has changed since gains
    /// and loses what it did then; of anything else that has changed since, it is said what it
    /// is now, because saving puts what was typed in its place.
    pub fn restore(&mut self, draft: &SavedDraft) {
        let mut changed = Vec::new();
        for saved in &draft.fields {
            let mut fields = self.fields.iter_mut().zip(&self.initial);
            let found = fields.find(|(field, _)| field.name.label() == saved.name);
            let Some((field, now)) = found else {
                continue;
            };
            if *now == saved.was {
                field.fill(&saved.text);
            } else if field.is_list() {
                field.fill(&over(&saved.text, &saved.was, now));
            } else {
                field.fill(&saved.text);
                let now = Shown::line(now).fit(40);
                changed.push(format!("{} is “{now}” by now", saved.name));
            }
        }
        if !changed.is_empty() {
            let changed = changed.join(", ");
            self.problem = Some(format!(
                "{changed}; saving puts what you typed in its place"
            ));
        }
    }
}

/// The list that is `now` what `was` changed into `text`, with the same change made to it. A
/// name that is being typed after it stays there.
fn over(text: &str, was: &str, now: &str) -> String {
    let (text, letters) = match text.split_once(';') {
        Some((text, letters)) => (text, format!(";{letters}")),
        None => (text, String::new()),
    };
    let words = |text: &str| -> Vec<String> {
        let words = text.split(',').map(|word| word.trim().to_owned());
        words.filter(|word| !word.is_empty()).collect()
    };
    let (text, was, mut list) = (words(text), words(was), words(now));
    list.retain(|word| text.contains(word) || !was.contains(word));
    for word in text {
        if !was.contains(&word) && !list.contains(&word) {
            list.push(word);
        }
    }
    format!("{}{letters}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_has_changed_gains_and_loses_the_same() {
        #[track_caller]
        fn check(text: &str, was: &str, now: &str, expected: &str) {
            assert_eq!(over(text, was, now), expected, "{text} {was} {now}");
        }
        check("a, b", "a", "a", "a, b");
        check("a, b", "a", "a, c", "a, c, b");
        check("b", "a", "a, c", "c, b");
        check("", "a", "a, c", "c");
        check("a, c", "a", "a, c", "a, c");
        check("1,2;zo", "1", "1,3", "1, 3, 2;zo");
    }
}
