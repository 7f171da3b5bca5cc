//! What lies over Home. The top of the stack is the mode; it gets the key first.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::columns::Columns;
use super::conflicts::Conflicts;
use super::form::Form;
use super::gather::Gather;
use super::input::Input;
use super::merging::Twice;
use super::msg::{Found, Past, Said};
use super::preview::Preview;
use super::shelf::Sharing;
use crate::command::Scope;
use crate::domain::id::{ContactId, RequestId};
use crate::domain::import::Alike;
use crate::domain::tie::Tie;
use crate::keys::Chord;

/// Something that lies over Home.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// Keys pressed so far, with what may follow shown.
    Prefix(Vec<Chord>),
    /// The filter is being typed.
    FilterLine,
    Palette(Palette),
    Form(Form),
    Files(Files),
    /// How to get a file out of a phone, LinkedIn and others.
    HowTo {
        /// The first line shown.
        top: usize,
    },
    Reading(Reading),
    /// What the columns of a table are.
    Columns(Box<Columns>),
    Preview(Preview),
    Thinking(Thinking),
    Fold(Fold),
    Sharing(Sharing),
    LastSpoke {
        who: ContactId,
        tie: Tie,
    },
    UndoQuestion(Past),
    DeleteQuestion(Vec<ContactId>),
    Gather(Box<Gather>),
    Twice(Box<Twice>),
    Conflicts(Conflicts),
}

impl Layer {
    /// The scope of the keys that are this layer's own; a prefix has none.
    pub fn scope(&self) -> Option<Scope> {
        Some(match self {
            Layer::Prefix(_) => return None,
            Layer::FilterLine => Scope::FilterLine,
            Layer::Palette(_) => Scope::Palette,
            Layer::Form(_) => Scope::Form,
            Layer::Files(_) => Scope::Files,
            Layer::HowTo { .. } | Layer::Reading(_) => Scope::HowTo,
            Layer::Columns(_) => Scope::Columns,
            Layer::Preview(_) => Scope::Preview,
            Layer::Thinking(thinking) if thinking.at.is_some() => Scope::Suggestions,
            Layer::Thinking(_) => Scope::Thinking,
            Layer::Fold(_) => Scope::Fold,
            Layer::Sharing(_) => Scope::Sharing,
            Layer::LastSpoke { .. } => Scope::LastSpoke,
            Layer::UndoQuestion(_) => Scope::Question,
            Layer::DeleteQuestion(_) => Scope::DeleteQuestion,
            Layer::Gather(gather) if gather.typing => Scope::Place,
            Layer::Gather(_) => Scope::Table,
            Layer::Twice(twice) if twice.chooses() => Scope::SameAs,
            Layer::Twice(_) => Scope::Twice,
            Layer::Conflicts(_) => Scope::Conflicts,
        })
    }

    /// Whether characters are typed into it rather than looked up in the table.
    pub fn takes_text(&self) -> bool {
        match self {
            Layer::FilterLine
            | Layer::Palette(_)
            | Layer::Form(_)
            | Layer::Columns(_)
            | Layer::Fold(_)
            | Layer::Sharing(_) => true,
            Layer::Files(files) => files.typing,
            Layer::Thinking(thinking) => thinking.at.is_none(),
            Layer::Gather(gather) => gather.typing,
            Layer::Twice(twice) => twice.chooses(),
            _ => false,
        }
    }
}

/// All keys, searched by typing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Palette {
    pub input: Input,
    pub at: usize,
}

/// Files to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// `None` while they are being looked for.
    pub found: Option<Vec<Found>>,
    pub chosen: BTreeSet<usize>,
    pub at: usize,
    /// Another file's path.
    pub path: Input,
    /// Whether the path is being typed.
    pub typing: bool,
    pub problem: Option<String>,
    /// What the path could go on as, where that is several.
    pub matches: Vec<String>,
}

/// Files being read by a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub files: Vec<PathBuf>,
    /// What was said of the columns of those that are tables.
    pub said: Said,
    pub now: Option<PathBuf>,
    pub read: usize,
}

/// "Who have you been thinking about?"
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thinking {
    pub input: Input,
    /// Who the typed letters could mean, best first.
    pub matches: Vec<ContactId>,
    /// Everyone worth suggesting, best first.
    pub suggestions: Vec<ContactId>,
    /// The first suggestion shown.
    pub from: usize,
    /// Which of the shown suggestions the cursor is on; `None` while typing.
    pub at: Option<usize>,
    /// Who was put on the mind here.
    pub flagged: Vec<ContactId>,
}

impl Thinking {
    /// Suggestions shown at a time.
    pub const SHOWN: usize = 5;

    /// The suggestions shown now.
    pub fn shown(&self) -> &[ContactId] {
        let to = (self.from + Thinking::SHOWN).min(self.suggestions.len());
        self.suggestions.get(self.from..to).unwrap_or(&[])
    }

    /// The rows under the line: matches while something is typed, else suggestions.
    pub fn rows(&self) -> &[ContactId] {
        if self.input.is_empty() {
            self.shown()
        } else {
            &self.matches
        }
    }
}

/// "Whose request is it?"
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    pub request: RequestId,
    /// Who look like them, the likeliest first.
    pub alike: Vec<Alike>,
    pub input: Input,
    /// Who the typed letters could mean, best first.
    pub matches: Vec<ContactId>,
    /// Which of the rows the cursor is on.
    pub at: usize,
}

impl Fold {
    /// The question about this request.
    pub fn of(request: RequestId, alike: Vec<Alike>) -> Fold {
        Fold {
            request,
            alike,
            input: Input::default(),
            matches: Vec::new(),
            at: 0,
        }
    }

    /// The rows under the line: matches while something is typed, else look-alikes.
    pub fn rows(&self) -> Vec<ContactId> {
        match self.input.is_empty() {
            true => self.alike.iter().map(|alike| alike.id).collect(),
            false => self.matches.clone(),
        }
    }

    /// Whom the cursor is on.
    pub fn chosen(&self) -> Option<ContactId> {
        self.rows().get(self.at).copied()
    }
}
