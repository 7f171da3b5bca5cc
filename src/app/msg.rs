//! What reaches the state, and what it asks to be done.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use super::draft::SavedDraft;
use crate::domain::card::Card;
use crate::domain::change::Change;
use crate::domain::columns::{Column, Mapping};
use crate::domain::folder::Conflict;
use crate::domain::gather::Acquaintance;
use crate::domain::heard::{Heard, Reading};
use crate::domain::id::{ContactId, HeardId, LinkId};
use crate::domain::import::{Known, Plan};
use crate::domain::merge::Pair;
use crate::domain::network::Network;
use crate::domain::request::Request;
use crate::domain::review;
use crate::domain::ripples::Ripples;
use crate::domain::shelf::{Link, Match};
use crate::domain::year::Year;
use crate::keys::Chord;

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    Key(Chord),
    /// Text pasted into the terminal, as it came.
    Paste(String),
    Resize {
        columns: u16,
        rows: u16,
    },
    /// Everyone, read at the start, after a write of another process, or for a new day.
    Loaded(Arc<Network>),
    /// The card asked for, `None` if there is no such contact any more.
    Card(ContactId, Option<Arc<Card>>),
    /// The last notes asked for; who has none is left out.
    LastNotes(Vec<(ContactId, String)>),
    /// Who nobody has looked at: the requests, the oldest first, what was heard and has no
    /// answer, and who came in small imports, by id.
    Inbox(Vec<Request>, Vec<Heard>, Vec<ContactId>),
    /// Mail and calendars were read.
    Listened(Box<Reading>),
    /// What they told is kept; these are to be accepted by themselves.
    Heard(Vec<HeardId>),
    /// The links on the shelf, the latest first.
    Shelf(Vec<Link>),
    /// About whom something of a link's words is known.
    Matches(LinkId, Vec<Match>),
    /// Which links have words in them that are known of one of these people, with those.
    LinksFor {
        with: Vec<ContactId>,
        fitting: Vec<(LinkId, Vec<String>)>,
    },
    /// Who has what to do with whom.
    Acquaintance(Box<Acquaintance>),
    /// Who may be here twice, the likeliest first.
    LookAlikes(Vec<Pair>),
    /// Two to be shown side by side, of whom the first is kept.
    Two(Box<[Known; 2]>),
    /// How it goes.
    Review(Box<review::Page>),
    /// The year in names.
    Year(Box<Year>),
    /// What was changed here and in a card, and waits for an answer.
    Conflicts(Vec<Conflict>),
    /// The folder of cards was looked at; what comes of it is to be carried out.
    CardsLooked,
    /// Cards and people are in step.
    CardsSynced(Synced),
    /// A sync with the other machines came to its end, or could not.
    InStep(InStep),
    /// A change was carried out.
    Applied(Box<Applied>),
    /// A change was not carried out; nothing is changed. `why` says why, for a person.
    Refused {
        change: Box<Change>,
        why: String,
    },
    /// An action was taken back or done again.
    Undone(Undone),
    /// The action is of another process or an earlier day: it is to be asked about first.
    UndoAsks(Past),
    /// There is nothing to undo or redo, or its rows have changed since. For a person.
    UndoRefused(String),
    /// Who has these words in a note.
    NoteHits {
        words: String,
        hits: Vec<ContactId>,
    },
    /// Files that look right, from the downloads folder.
    ImportFound(Vec<Found>),
    /// What the path typed could go on as, in order; each is a whole path.
    PathMatches {
        typed: String,
        matches: Vec<String>,
    },
    /// How far reading the files to import has come.
    ImportProgress {
        file: PathBuf,
        read: usize,
    },
    /// One of the files is a table whose columns somebody has to say. Nothing is read on.
    ImportAsks(Box<Asks>),
    /// What the import would do; nothing is written yet.
    ImportPlanned(Box<Planned>),
    /// Reading was refused or failed; nothing is written. For a person.
    ImportFailed(String),
    /// The text editor ended; `None` if it changed nothing or failed.
    Edited {
        what: Editing,
        text: Option<String>,
    },
    /// Something outside the network was done, or could not be, in words for a person.
    Said(String),
    /// What is about to be done waits or takes long; nothing is answered until it is done.
    Waits(String),
    /// An address was not opened. For a person.
    NotOpened(String),
    /// Made-up people took the place of the real ones, in memory.
    Demo(Arc<Network>),
    /// The civil day turned; `today` is the new one.
    DayTurned,
    /// The terminal's window gained the focus.
    FocusGained,
    FocusLost,
    /// About a second has passed; sent while [`State::wants_tick`](super::State::wants_tick).
    Tick,
}

/// What was said of the columns of tables, by the table's path.
pub type Said = Vec<(PathBuf, Mapping)>;

/// A table whose columns somebody has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    pub table: PathBuf,
    pub columns: Vec<Column>,
}

/// What an import would do, and what deciding about its look-alikes needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub plan: Plan,
    /// Everybody who was here when the plan was made; nobody, if nothing is to be decided.
    pub known: Vec<Known>,
}

/// What came of a sync with the folder of cards.
#[derive(Debug, Clone, PartialEq)]
pub struct Synced {
    /// What was done, for a person.
    pub text: String,
    /// Everyone, where something came in, which can be taken back.
    pub network: Option<Arc<Network>>,
    /// Whether something was changed on both sides.
    pub asks: bool,
}

/// A change that was carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    pub change: Change,
    pub after: After,
    /// False where there was nothing to change, so that there is nothing to undo.
    pub changed: bool,
    /// The id of the contact, catch-up, step or occasion made, if one was.
    pub made: Option<i64>,
    /// Whose rows changed.
    pub touched: Vec<ContactId>,
    pub network: Arc<Network>,
    pub ripples: Ripples,
}

/// An action that was taken back or done again.
#[derive(Debug, Clone, PartialEq)]
pub struct Undone {
    pub direction: Direction,
    pub label: String,
    /// Whose rows changed.
    pub touched: Vec<ContactId>,
    pub network: Arc<Network>,
    pub ripples: Ripples,
}

/// Which way through the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Undo,
    Redo,
}

/// Whether an action of another process or day may be undone without a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    AskFirst,
    Given,
}

/// What came of a sync with the other machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InStep {
    /// What is said to somebody who asked for it.
    pub said: String,
    /// What was changed on two machines at once, and has to be looked at.
    pub has_clashes: bool,
    /// What the first row says until it goes well again; `None` where it went well.
    pub quietly: Option<String>,
}

/// An action in the history that is to be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    pub direction: Direction,
    pub label: String,
    pub day: NaiveDate,
    /// True if another process did it.
    pub elsewhere: bool,
}

/// A file that looks as if it could be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    /// What it is, for a person: "LinkedIn connections".
    pub what: String,
}

/// What to do once a change has been carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// Say this, with "u undo".
    Say(String),
    /// Say this, and select the contact made.
    SelectMade(String),
    /// Put the contact made into the open log form.
    IntoLog(String),
    /// Say this of a link that was shared, and copy what to send.
    Shared(Box<Link>, String),
    /// Share the link made with these.
    ThenShare(Vec<ContactId>),
    /// Say this, and ask who has been on the person's mind.
    AskWho(String),
}

/// What a text editor is opened for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editing {
    /// All notes of a contact, with the text they had when the editor was opened.
    Notes {
        contact: ContactId,
        before: Option<String>,
    },
    /// The note field of the form on top.
    Field,
}

/// Something to be done outside of the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Carry out a change, then answer [`Msg::Applied`] or [`Msg::Refused`].
    Apply(Box<Change>, After),
    /// Answer [`Msg::Undone`], [`Msg::UndoAsks`] or [`Msg::UndoRefused`].
    Undo(Direction, Consent),
    /// Answer [`Msg::Card`]. Of several in a row only the last matters.
    LoadCard(ContactId),
    /// Answer [`Msg::LastNotes`].
    LoadLastNotes(Vec<ContactId>),
    /// Answer [`Msg::Inbox`].
    LoadInbox,
    /// Keep what mail and calendars told. Answers [`Msg::Heard`].
    KeepHeard(Box<Reading>),
    /// Answer [`Msg::Shelf`].
    LoadShelf,
    /// Answer [`Msg::Matches`] about this link, once what is on the screen is drawn. Of
    /// several in a row only the last matters.
    FindFits(Box<Link>),
    /// Answer [`Msg::LinksFor`] these people, once what is on the screen is drawn.
    FindLinks(Vec<ContactId>),
    /// Answer [`Msg::Acquaintance`].
    LoadAcquaintance,
    /// Find who may be here twice, in a job. Answers [`Msg::LookAlikes`].
    FindLookAlikes,
    /// Answer [`Msg::Two`].
    LoadTwo(ContactId, ContactId),
    /// Work out how it goes, in a job. Answers [`Msg::Review`].
    LoadReview,
    /// Look back on the year, in a job. Answers [`Msg::Year`].
    LoadYear,
    /// Answer [`Msg::Conflicts`].
    LoadConflicts,
    /// Look at the folder of cards, in a job. Answers [`Msg::CardsLooked`].
    LookAtCards,
    /// Carry out what was looked at. Answers [`Msg::CardsSynced`].
    SyncCards,
    /// Sync with the other machines, in a job. Answers [`Msg::InStep`].
    Sync,
    /// Answer [`Msg::NoteHits`] with these words.
    SearchNotes(String),
    /// Open an address: only http, https, mailto and tel, never through a shell. Answers
    /// [`Msg::Said`] or [`Msg::NotOpened`].
    Open(String),
    /// Copy to the terminal's clipboard. Answers [`Msg::Said`] if it could not.
    Copy(String),
    /// Answer [`Msg::Edited`] once $EDITOR has ended.
    Edit { what: Editing, text: String },
    /// Answer [`Msg::ImportFound`].
    FindImportable,
    /// Answer [`Msg::PathMatches`] with what begins like this path.
    CompletePath(String),
    /// Read the files and plan, in a job, with what was said of their columns. Answers
    /// [`Msg::ImportProgress`] now and then, and at the end [`Msg::ImportPlanned`],
    /// [`Msg::ImportAsks`] or [`Msg::ImportFailed`].
    PlanImport(Vec<PathBuf>, Said),
    /// Stop the job; it answers nothing more.
    CancelJob,
    /// Write these contacts to a vCard file that does not exist yet. Answers [`Msg::Said`].
    ExportContacts(Vec<ContactId>),
    /// Keep what was typed and not saved, in place of what was kept before.
    KeepDrafts(Vec<SavedDraft>),
    /// Put made-up people in memory. Answers [`Msg::Demo`].
    Demo,
    /// Stop until the shell brings the program back.
    Suspend,
    /// End, quietly.
    Quit,
}
