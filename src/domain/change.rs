//! Everything a person can do to their network, as values.
//!
//! The terminal interface and the command line build a [`Change`]; the store carries it out
//! as one labelled, undoable action. What else is done to a file is done to it as a whole, or
//! leaves nothing to take back: taking in a complete document (an action too), purging,
//! restoring a backup, undo itself.

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::card::{MethodKind, OccasionDay};
use super::catch_up::Started;
use super::channel::Channel;
use super::contact::Kind;
use super::folder::{Answer, Taken};
use super::heard::AcceptedBy;
use super::id::{
    CatchUpId, ConflictId, ContactId, HeardId, LinkId, NextStepId, OccasionId, RelationId,
    RequestId,
};
use super::inbox::{Decision, Waiting};
use super::merge::Choices;
use super::offer::OfferKind;
use super::request::Asked;
use super::standing::Standing;
use super::tie::Tie;

/// A person to add by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    pub name: String,
    pub kind: Kind,
    pub tie: Tie,
    /// The day the clock starts from; `None` is today.
    pub counting_from: Option<NaiveDate>,
    /// Everything else, as the first edit of the new row.
    pub edit: Edit,
}

/// What to set on a contact. Outer `None` leaves a field alone, `Some(None)` clears it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    pub name: Option<String>,
    pub nickname: Option<Option<String>>,
    pub org: Option<Option<String>>,
    pub title: Option<Option<String>>,
    pub city: Option<Option<String>>,
    pub met: Option<Option<String>>,
    pub introduced_by: Option<Option<ContactId>>,
    pub birthday: Option<Option<OccasionDay>>,
    pub note: Option<Option<String>>,
    /// All notes as they were written anew; what another wrote meanwhile stays.
    pub notes: Option<NotesEdit>,
    pub kind: Option<Kind>,
    pub tie: Option<Tie>,
    pub own_cadence: Option<Option<OwnCadence>>,
    /// The day the clock starts from, as given with `--last`.
    pub counting_from: Option<NaiveDate>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    pub add_interests: Vec<String>,
    pub remove_interests: Vec<String>,
    /// Kind, label and value.
    pub add_methods: Vec<(MethodKind, Option<String>, String)>,
    pub remove_methods: Vec<(MethodKind, String)>,
}

/// The answer to "last spoke", which sets the day counting starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastSpoke {
    /// Today.
    Lately,
    /// Half a cadence ago, halves rounded down.
    ThisYear,
    /// A whole cadence ago.
    LongAgo,
    /// Spread over the cadence by id.
    Unknown,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCatchUp {
    pub with: Vec<ContactId>,
    pub on: NaiveDate,
    pub channel: Channel,
    pub started: Started,
    pub answered: bool,
    pub note: Option<String>,
    /// Something to ask or send afterwards: the text and the day, `None` for next time.
    pub next: Option<(String, Option<NaiveDate>)>,
}

/// What to set on a catch-up; `None` leaves it alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatchUpEdit {
    pub with: Option<Vec<ContactId>>,
    pub on: Option<NaiveDate>,
    pub channel: Option<Channel>,
    pub started: Option<Started>,
    pub answered: Option<bool>,
    pub note: Option<Option<String>>,
}

/// What to set on a next step; `None` leaves it alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NextStepEdit {
    /// Who it is about, first first.
    pub with: Option<Vec<ContactId>>,
    pub text: Option<String>,
    /// The day, or with `Some(None)` next time.
    pub on: Option<Option<NaiveDate>>,
}

/// All notes of a contact, written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotesEdit {
    /// What they were when the writing began.
    pub before: Option<String>,
    pub text: Option<String>,
}

impl NotesEdit {
    /// The notes to keep where they are `now` something else than when the writing began: no
    /// word of either is lost. What was only added at an end is added to the other; texts that
    /// differ otherwise stand one below the other.
    pub fn over(&self, now: Option<&str>) -> Option<String> {
        let trimmed = |text: Option<&str>| text.unwrap_or("").trim_end().to_owned();
        let before = trimmed(self.before.as_deref());
        let (mine, theirs) = (trimmed(self.text.as_deref()), trimmed(now));
        let added = |text: &str| {
            let added = text.strip_prefix(&before)?;
            let apart = before.is_empty() || added.starts_with('\n');
            apart.then(|| added.trim_start_matches('\n').to_owned())
        };
        let both = |first: &str, then: &str| match (first, then) {
            ("", one) | (one, "") => one.to_owned(),
            _ => format!("{first}\n\n{then}"),
        };
        let kept = if theirs == before || theirs == mine {
            mine
        } else if let Some(added) = added(&theirs) {
            both(&mine, &added)
        } else if let Some(added) = added(&mine) {
            both(&theirs, &added)
        } else {
            both(&mine, &theirs)
        };
        (!kept.is_empty()).then_some(kept)
    }
}

/// A link for the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewLink {
    pub url: String,
    /// `None` is what the address proposes.
    pub title: Option<String>,
    pub topics: Vec<String>,
    pub note: Option<String>,
}

/// What to set on a link. `None` leaves it alone, `Some(None)` clears it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkEdit {
    pub title: Option<Option<String>>,
    pub add_topics: Vec<String>,
    pub remove_topics: Vec<String>,
    pub note: Option<Option<String>>,
}

/// One thing a person did.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Add(Box<NewContact>),
    Edit(ContactId, Box<Edit>),
    /// Give a tie to one or several; with several, and with `None`, counting is spread.
    Tie(Vec<ContactId>, Tie, Option<LastSpoke>),
    Cadence(Vec<ContactId>, Option<OwnCadence>),
    /// Give each a cadence of their own, as a review offered.
    Cadences(Vec<(ContactId, OwnCadence)>),
    /// What was offered for these is not wanted now.
    Decline(OfferKind, Vec<ContactId>),
    Log(Box<NewCatchUp>),
    EditCatchUp(CatchUpId, Box<CatchUpEdit>),
    DeleteCatchUp(CatchUpId),
    /// Add a paragraph to the notes of one or several.
    Note(Vec<ContactId>, String),
    /// Write all notes of a contact anew; nothing that was written meanwhile is lost.
    EditNotes(ContactId, Box<NotesEdit>),
    /// Hide until a day, or with `None` bring back now.
    Later(Vec<ContactId>, Option<NaiveDate>),
    /// Someone else this week.
    SomeoneElse(Vec<ContactId>),
    ClearSomeoneElse(Vec<ContactId>),
    /// Show again now, whether "later" or "someone else" hides them, or both.
    BackNow(Vec<ContactId>),
    Mind(Vec<ContactId>),
    ClearMind(Vec<ContactId>),
    Pause(Vec<ContactId>),
    Resume(Vec<ContactId>),
    /// Active, dormant, unreachable, archived, in memory, parted or deleted; `Active` also
    /// brings back. Pausing has changes of its own.
    Stand(Vec<ContactId>, Standing),
    Tags {
        of: Vec<ContactId>,
        add: Vec<String>,
        remove: Vec<String>,
    },
    RenameTag {
        from: String,
        to: String,
    },
    DeleteTag(String),
    RenameChannel {
        from: Channel,
        to: Channel,
    },
    NextStep {
        with: Vec<ContactId>,
        text: String,
        on: Option<NaiveDate>,
    },
    /// A table is booked for a day.
    Dinner {
        with: Vec<ContactId>,
        on: NaiveDate,
    },
    /// Change a next step that is open.
    EditNextStep(NextStepId, Box<NextStepEdit>),
    NextStepDone(NextStepId),
    /// Take connection requests in.
    AddRequests(Vec<Asked>),
    /// Do this with those in the inbox; a tie given to several is counted from spread days.
    Decide(Vec<Waiting>, Decision),
    /// What mail or a calendar told of somebody is so.
    AcceptHeard(Vec<HeardId>, AcceptedBy),
    /// A request is from somebody who is here.
    FoldRequest(RequestId, ContactId),
    AddLink(Box<NewLink>),
    EditLink(LinkId, Box<LinkEdit>),
    DropLink(LinkId),
    /// These got the link today.
    Share(LinkId, Vec<ContactId>),
    DeleteNextStep(NextStepId),
    Relate {
        from: ContactId,
        kind: String,
        to: ContactId,
    },
    Unrelate {
        from: ContactId,
        kind: String,
        to: ContactId,
    },
    DeleteRelation(RelationId),
    /// A birthday (label `birthday`), an anniversary or another day.
    Occasion {
        contact: ContactId,
        label: String,
        day: OccasionDay,
        yearly: bool,
    },
    DeleteOccasion(OccasionId),
    /// The budget of the week that starts on this day.
    WeekBudget(NaiveDate, u8),
    /// The budget of every week, this one too.
    Budget(u8),
    /// Two contacts become one: `other` becomes part of `keep`.
    Merge {
        keep: ContactId,
        other: ContactId,
        /// What of the other stays, where that is not what is proposed.
        choices: Choices,
    },
    /// Two who look alike are two people, and not to be asked about again.
    TwoPeople(ContactId, ContactId),
    Import(Box<super::import::Plan>),
    /// Take in what is new in the folder of cards.
    TakeCards(Box<Taken>),
    /// Answer what was changed here and in a card; the parts of a name together.
    Answer(Vec<ConflictId>, Answer),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_written_anew_lose_nothing_that_was_written_meanwhile() {
        #[track_caller]
        fn check(before: &str, text: &str, now: &str, expected: &str) {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let edit = NotesEdit {
                before: some(before),
                text: some(text),
            };
            assert_eq!(edit.over(some(now).as_deref()), some(expected), "{edit:?}");
        }
        check("old", "new", "old", "new");
        check("old", "", "old", "");
        check("", "mine", "", "mine");
        check("", "mine", "theirs", "mine\n\ntheirs");
        check("old", "same", "same", "same");
        // What the other added is added to what was written here, and the other way round.
        check("old", "new", "old\n\ntheirs", "new\n\ntheirs");
        check("old", "old\nmine", "changed", "changed\n\nmine");
        check("old", "old\n\na", "old\n\nb", "old\n\na\n\nb");
        check("old", "new", "older", "new\n\nolder");
        check("old", "new", "", "new");
        check("old", "", "theirs", "theirs");
    }
}
