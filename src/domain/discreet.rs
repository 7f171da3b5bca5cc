//! What is hidden while somebody looks over the shoulder, all of it here: what was written
//! about people, and how strong a tie is.
//!
//! Written about people are notes, those of catch-ups, requests and links, and the words of
//! next steps. What is being typed is seen all the same, and so is what ties calls its ties
//! in the list of keys, which tells of nobody.

use std::borrow::Cow;

use super::card::Card;
use super::heard::{Heard, What};
use super::network::{Network, NextStep, StepKind};
use super::request::Request;
use super::shelf::Link;
use super::tie::Tie;

/// Stands for what is hidden.
pub const HIDDEN: &str = "···";

/// What of a JSON document is hidden by its name alone.
pub const FIELDS: [&str; 3] = ["tie", "suggestion", "words"];

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sight {
    #[default]
    Open,
    Discreet,
}

impl Sight {
    /// The other one.
    pub const fn other(self) -> Sight {
        match self {
            Sight::Open => Sight::Discreet,
            Sight::Discreet => Sight::Open,
        }
    }

    /// What is said for a tie that is called so.
    pub fn tie(self, label: &str) -> &str {
        self.words(label)
    }

    /// Words that were written about somebody, as far as they may be seen.
    pub fn words(self, words: &str) -> &str {
        match self {
            Sight::Open => words,
            Sight::Discreet => HIDDEN,
        }
    }

    /// What an action of the history is called.
    pub fn label(self, label: &str) -> Cow<'_, str> {
        match self {
            Sight::Open => Cow::Borrowed(label),
            Sight::Discreet => Cow::Owned(label_without_words(label)),
        }
    }

    /// Hides what a network holds that was written about people.
    pub fn network(self, network: &mut Network) {
        if self == Sight::Discreet {
            network.next_steps.iter_mut().for_each(hide_step);
        }
    }

    /// The same of a card.
    pub fn card(self, card: &mut Card) {
        if self == Sight::Open {
            return;
        }
        if let Some(note) = &mut card.note {
            // As many lines as there are, since the cursor goes from one to the next.
            let lines: Vec<&str> = note.lines().map(|_| HIDDEN).collect();
            *note = lines.join("\n");
        }
        card.next_steps.iter_mut().for_each(hide_step);
        for entry in &mut card.catch_ups {
            hide(&mut entry.note);
        }
    }

    /// The same of a request.
    pub fn request(self, request: &mut Request) {
        if self == Sight::Discreet {
            hide(&mut request.asked.note);
        }
    }

    /// The same of what was heard: what a calendar calls it.
    pub fn heard(self, heard: &mut Heard) {
        if let (Sight::Discreet, What::CatchUp { title, .. }) = (self, &mut heard.what) {
            hide(title);
        }
    }

    /// The same of a link.
    pub fn link(self, link: &mut Link) {
        if self == Sight::Discreet {
            hide(&mut link.note);
        }
    }

    /// The same of the words by which somebody was found, which may be of a note.
    pub fn matched(self, words: &mut Vec<String>) {
        if self == Sight::Discreet && !words.is_empty() {
            *words = vec![HIDDEN.to_owned()];
        }
    }
}

/// That there will be a dinner is no secret; the guests know.
fn hide_step(step: &mut NextStep) {
    if step.kind == StepKind::Step {
        step.text = HIDDEN.into();
    }
}

fn hide(words: &mut Option<String>) {
    if let Some(words) = words {
        *words = HIDDEN.to_owned();
    }
}

/// The label without the tie that it names and the words that it quotes.
fn label_without_words(label: &str) -> String {
    let tied = Tie::ALL.iter().find_map(|tie| {
        let with = label.strip_prefix(tie.word())?.strip_prefix(" tie with ")?;
        Some(format!("a tie with {with}"))
    });
    if let Some(tied) = tied {
        return tied;
    }
    let names_a_tie = |end: &str| {
        let words = end.trim_end_matches('s').strip_suffix(" tie");
        let word = words.and_then(|words| words.split(' ').next_back());
        Tie::ALL.iter().any(|tie| word == Some(tie.word()))
    };
    if let Some((kept, end)) = label.rsplit_once(" as ")
        && names_a_tie(end)
    {
        return kept.to_owned();
    }
    match (label.find('“'), label.rfind('”')) {
        (Some(from), Some(to)) if from < to => {
            format!("{}“{HIDDEN}{}", &label[..from], &label[to..])
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_keeps_who_it_is_about_and_hides_the_rest() {
        #[track_caller]
        fn check(label: &str, expected: &str) {
            assert_eq!(Sight::Discreet.label(label), expected);
            assert_eq!(Sight::Open.label(label), label);
        }
        check("weak tie with Ana", "a tie with Ana");
        check("inner tie with Ana and Bea", "a tie with Ana and Bea");
        check("ticked off “ask “again””", "ticked off “···”");
        check("kept Pat Lim as a weak tie", "kept Pat Lim");
        check("kept Pat as an inner tie", "kept Pat");
        check("kept Pat and Bea as strong ties", "kept Pat and Bea");
        check("kept Pat as it was", "kept Pat as it was");
        check("caught up with Strong", "caught up with Strong");
        check("weak", "weak");
    }
}
