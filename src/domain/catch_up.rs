//! Anything that happened between you and one or more contacts.

use chrono::NaiveDate;

use super::channel::Channel;
use super::id::{CatchUpId, ContactId};

/// Who started a catch-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Started {
    Me,
    Them,
    Both,
}

impl Started {
    pub const ALL: [Started; 3] = [Started::Me, Started::Them, Started::Both];

    /// The word in the file, on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Started::Me => "me",
            Started::Them => "them",
            Started::Both => "both",
        }
    }

    pub fn from_word(word: &str) -> Option<Started> {
        Started::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Whether you had a part in starting it, so that it can go unanswered and uses budget.
    pub const fn is_mine(self) -> bool {
        matches!(self, Started::Me | Started::Both)
    }
}

/// A catch-up as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchUp {
    pub id: CatchUpId,
    pub on: NaiveDate,
    pub channel: Channel,
    pub started: Started,
    /// False only for what you or both started and nobody answered.
    pub answered: bool,
    pub note: Option<String>,
    /// Who took part, in the order they were named; never empty.
    pub with: With,
}

impl CatchUp {
    /// What happened, in words, and of the note what they do not say: "coffee, they started",
    /// "shared a link (maps talk)".
    pub fn told(&self) -> (String, Option<&str>) {
        let title = self.note.as_deref().filter(|note| is_title(note));
        let (mut told, note) = match (self.channel.as_str(), title) {
            (Channel::SHARE, title) => {
                let shared = match self.started {
                    Started::Me => "shared a link",
                    Started::Them => "they shared a link",
                    Started::Both => "you both shared a link",
                };
                match title {
                    Some(title) => (format!("{shared} ({})", title.trim()), None),
                    None => (shared.to_owned(), self.note.as_deref()),
                }
            }
            (channel, _) => {
                let started = match self.started {
                    Started::Me => "",
                    Started::Them => ", they started",
                    Started::Both => ", both",
                };
                (format!("{channel}{started}"), self.note.as_deref())
            }
        };
        if !self.answered {
            told.push_str(", no answer yet");
        }
        (told, note)
    }
}

/// Whether a note reads as what something is called, and not as something said about it.
fn is_title(note: &str) -> bool {
    let note = note.trim();
    let is_said = note.ends_with(['.', '!', '?', '…']);
    !note.is_empty() && !is_said && !note.contains('\n') && note.chars().count() <= 80
}

/// Who took part in a catch-up: mostly one, for whom no list is made.
#[derive(Clone, PartialEq, Eq)]
pub enum With {
    One([ContactId; 1]),
    Several(Box<[ContactId]>),
}

impl FromIterator<ContactId> for With {
    fn from_iter<I: IntoIterator<Item = ContactId>>(with: I) -> With {
        let mut with = with.into_iter();
        match (with.next(), with.next()) {
            (Some(one), None) => With::One([one]),
            (first, second) => With::Several(first.into_iter().chain(second).chain(with).collect()),
        }
    }
}

impl std::ops::Deref for With {
    type Target = [ContactId];

    fn deref(&self) -> &[ContactId] {
        match self {
            With::One(one) => one,
            With::Several(several) => several,
        }
    }
}

impl std::fmt::Debug for With {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_told_in_words() {
        #[track_caller]
        fn check(
            (channel, started, answered): (&str, Started, bool),
            note: Option<&str>,
            expected: (&str, Option<&str>),
        ) {
            let catch_up = CatchUp {
                id: CatchUpId(1),
                on: NaiveDate::default(),
                channel: Channel::named(channel),
                started,
                answered,
                note: note.map(str::to_owned),
                with: [ContactId(1)].into_iter().collect(),
            };
            let (told, left) = catch_up.told();
            assert_eq!((told.as_str(), left), expected);
        }
        let (me, them, both) = (Started::Me, Started::Them, Started::Both);
        check(("coffee", me, true), None, ("coffee", None));
        check(
            ("mail", them, true),
            Some("news"),
            ("mail, they started", Some("news")),
        );
        check(
            ("call", both, false),
            None,
            ("call, both, no answer yet", None),
        );
        let talk = Some("maps talk");
        check(
            ("share", me, true),
            talk,
            ("shared a link (maps talk)", None),
        );
        check(
            ("share", me, false),
            talk,
            ("shared a link (maps talk), no answer yet", None),
        );
        check(("share", them, true), None, ("they shared a link", None));
        let said = Some("Her talk about maps.");
        check(("share", them, true), said, ("they shared a link", said));
        let lines = Some("maps\nand boats");
        check(
            ("share", both, true),
            lines,
            ("you both shared a link", lines),
        );
    }
}
