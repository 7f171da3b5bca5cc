//! Everything the terminal interface knows.

mod inbox;
mod panes;
mod renewal;
mod screens;

pub use panes::days;

use std::sync::Arc;

use chrono::NaiveDate;

use super::draft::{FormFor, SavedDraft};
use super::inbox::Inbox;
use super::layer::Layer;
use super::list::Cursor;
use super::msg::Effect;
use super::people::People;
use super::relating::Place;
use super::review::Review;
use super::selection::Rest;
use super::shelf::Shelf;
use crate::command::{Action, Screen};
use crate::config::Config;
use crate::domain::bridge::Reach;
use crate::domain::card::Card;
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::id::{CatchUpId, ContactId, NextStepId, OccasionId, RelationId};
use crate::domain::network::Network;
use crate::domain::rules::Rules;
use crate::domain::search::Index;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::week::{self, Pick, Upcoming, Week};
use crate::keys::Keymap;

/// Whether colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    #[default]
    Colours,
    /// NO_COLOR: marks and bold only.
    Plain,
}

/// How many rows the panes had when last drawn, for moving by pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sizes {
    pub due: usize,
    pub birthdays: usize,
    pub people: usize,
    pub card: usize,
    pub inbox: usize,
    /// How many lines of the card are below those shown.
    pub card_below: usize,
    /// The first and the last of the card's stops that are shown, counted from 0; `None`
    /// where none is.
    pub card_seen: Option<(usize, usize)>,
    /// How many rows the links of the shelf had, and those who may like one.
    pub links: usize,
    pub fits: usize,
    pub layer: usize,
    /// How many lines what lies over Home has in all, where it is read.
    pub layer_lines: usize,
    /// How many rows the review's list had, or its overview where that has the focus.
    pub review: usize,
    /// How many lines of the review's overview are below those shown.
    pub review_below: usize,
    /// How many rows the preview of an offer had; 0 where none was drawn.
    pub preview: usize,
    /// Whether there is room for one pane only.
    pub one_pane: bool,
    /// How many lines of a toast are shown where it hides most of the screen, else 0.
    pub said: usize,
    /// How many lines that toast has in all.
    pub said_lines: usize,
}

/// What the interface starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    pub network: Arc<Network>,
    /// Whether this network is the first page of a list whose others are still being read.
    pub arriving: bool,
    pub config: Arc<Config>,
    pub keymap: Arc<Keymap>,
    pub today: NaiveDate,
    pub look: Look,
    /// True for made-up people.
    pub demo: bool,
    /// What was kept when the program last ended.
    pub drafts: Vec<SavedDraft>,
}

/// A part of Home that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Due,
    Birthdays,
    People,
    Card,
}

/// A line on the card that the cursor can be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Next(NextStepId),
    /// Somebody they know.
    Related(RelationId),
    /// A day other than a birthday.
    Day(OccasionId),
    Entry(CatchUpId),
    /// A paragraph of the notes, from 0.
    Note(usize),
}

/// What answers something that was done, for a few seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub text: String,
    pub length: Length,
    /// Ticks until it goes.
    pub left: u8,
    /// The first line shown, where there is no room for all.
    pub top: usize,
}

/// How much room a toast may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// A short line, cut where there is no room: the screen shows what was done anyway.
    Line,
    /// All of it, on several lines if need be: it names a file, and what to do about it.
    Whole,
}

/// How the file is shared with other machines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shared {
    #[default]
    No,
    Yes,
}

/// What is known of sharing the file with other machines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sharing {
    pub shared: Shared,
    /// Whether somebody asked for the sync that is going on.
    pub is_asked: bool,
    /// A few words for the first row, while the last sync could not be brought to its end.
    pub quietly: Option<String>,
}

impl Sharing {
    pub fn is_shared(&self) -> bool {
        self.shared == Shared::Yes
    }
}

/// Everything the terminal interface knows.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub network: Arc<Network>,
    /// Until everyone has been read: the network holds the first page of the list, nobody is
    /// selected, and nothing is said about the week.
    pub arriving: bool,
    pub index: Arc<Index>,
    /// What is reached of every circle.
    pub reach: Arc<Reach>,
    pub config: Arc<Config>,
    pub keymap: Arc<Keymap>,
    pub today: NaiveDate,
    pub look: Look,
    /// How much is shown, as somebody may look over the shoulder.
    pub sight: Sight,
    /// Whether the data file is encrypted.
    pub encrypted: bool,
    pub sharing: Sharing,
    pub demo: bool,

    pub week: Week,
    pub picks: Vec<Pick>,
    /// The last notes of the picks that have one.
    pub last_notes: Vec<(ContactId, String)>,
    pub upcoming: Vec<Upcoming>,
    pub people: People,

    /// Which screen is shown.
    pub screen: Screen,
    pub inbox: Inbox,
    pub shelf: Shelf,
    pub review: Review,

    /// Which part of Home has the focus.
    pub focus: Pane,
    /// The list whose selection the card shows.
    pub list: Pane,
    pub due_cursor: Cursor<ContactId>,
    pub birthday_cursor: Cursor<ContactId>,
    /// On no line while the card is read from its top.
    pub card_cursor: Cursor<Stop>,
    /// Where was gone on from card to card, the last place last.
    pub(super) trail: Vec<Place>,
    /// Where on the card that comes the cursor was before.
    pub(super) stop_before: Option<Stop>,
    /// Lines that the card is scrolled on, beyond where its cursor is.
    pub card_scroll: usize,
    pub marks: Vec<ContactId>,
    /// Whom a catch-up took out of the list while the selection stays with them.
    pub(super) lingers: Option<ContactId>,
    /// Where the selection went for a resting week.
    pub(super) rest: Option<Rest>,
    /// The card last loaded; it may be of somebody else for a moment.
    pub card: Option<Arc<Card>>,
    /// Whose card was asked for.
    pub(super) card_for: Option<ContactId>,
    /// Whether that card has still to come.
    pub(super) card_comes: bool,
    /// What is to be done once the card is there.
    pub(super) owed: Option<Action>,
    /// What was written in an editor, to be compared with the card that comes.
    pub(super) notes_written: Option<(ContactId, Option<String>)>,

    /// What the cursor could be on before something was taken back, until the card is read
    /// anew: it goes to what has come back.
    pub(super) before_undo: Option<Vec<Stop>>,

    pub layers: Vec<Layer>,
    pub toast: Option<Toast>,
    /// What is waited for while nothing can be done.
    pub waits: Option<String>,
    pub drafts: Vec<SavedDraft>,
    /// Ticks until drafts are kept; `None` when nothing new was typed.
    pub(super) keep_in: Option<u8>,
    /// Whether the picks' last notes have to be asked for.
    pub(super) notes_stale: bool,
    /// Set by whoever draws, after drawing.
    pub sizes: Sizes,
}

impl State {
    /// The first state, with what is to be done first.
    pub fn new(start: Start) -> (State, Vec<Effect>) {
        let today = start.today;
        let rules = &start.config.rules;
        let mut state = State {
            index: Arc::new(Index::new(&start.network, rules)),
            reach: Arc::default(),
            week: week::this_week(&start.network, rules, today),
            network: start.network,
            arriving: start.arriving,
            config: start.config,
            keymap: start.keymap,
            today,
            look: start.look,
            sight: Sight::Open,
            encrypted: false,
            sharing: Sharing::default(),
            demo: start.demo,
            picks: Vec::new(),
            last_notes: Vec::new(),
            upcoming: Vec::new(),
            people: People::default(),
            screen: Screen::Home,
            inbox: Inbox::default(),
            shelf: Shelf {
                stale: true,
                ..Shelf::default()
            },
            review: Review::default(),
            focus: Pane::People,
            list: Pane::People,
            due_cursor: Cursor::default(),
            birthday_cursor: Cursor::default(),
            card_cursor: Cursor::default(),
            trail: Vec::new(),
            stop_before: None,
            card_scroll: 0,
            marks: Vec::new(),
            lingers: None,
            rest: None,
            card: None,
            card_for: None,
            card_comes: false,
            owed: None,
            notes_written: None,
            before_undo: None,
            layers: Vec::new(),
            toast: None,
            waits: None,
            drafts: start.drafts,
            keep_in: None,
            notes_stale: true,
            sizes: Sizes::default(),
        };
        state.recompute();
        if state.arriving {
            state.list = Pane::Due;
            state.focus = Pane::Due;
            return (state, Vec::new());
        }
        state.focus_first();
        state.inbox.stale = true;
        let effects = state.after();
        (state, effects)
    }

    /// Whether [`Msg::Tick`](super::Msg::Tick) is wanted, about once a second.
    pub fn wants_tick(&self) -> bool {
        self.toast.is_some() || self.keep_in.is_some()
    }

    pub fn rules(&self) -> &Rules {
        &self.config.rules
    }

    /// The word for a tie on screen, where it may be seen.
    pub fn tie_label(&self, tie: Tie) -> &str {
        self.sight.tie(self.config.label(tie))
    }

    /// Whether there is nobody yet.
    pub fn is_first_run(&self) -> bool {
        let gone = |contact: &Contact| contact.standing == Standing::Deleted;
        self.network.contacts.iter().all(gone)
    }

    /// Whether Home says how to begin. Requests may wait before anybody is here.
    pub fn welcomes(&self) -> bool {
        self.is_first_run() && self.screen == Screen::Home
    }

    pub fn contact(&self, id: ContactId) -> Option<&Contact> {
        self.network.contact(id)
    }

    /// Shows a short line for a few seconds.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast {
            text: text.into(),
            length: Length::Line,
            left: 6,
            top: 0,
        });
    }

    /// Shows a sentence from outside whole, for as long as reading it takes.
    pub(super) fn say_whole(&mut self, text: impl Into<String>) {
        let text = text.into();
        let left = 6 + text.len() / 12;
        self.toast = Some(Toast {
            left: u8::try_from(left).unwrap_or(u8::MAX),
            length: Length::Whole,
            text,
            top: 0,
        });
    }

    /// The draft kept of a form, taken out.
    pub(super) fn take_draft(&mut self, what: &FormFor) -> Option<SavedDraft> {
        let at = self.drafts.iter().position(|draft| draft.form == *what)?;
        Some(self.drafts.remove(at))
    }
}
