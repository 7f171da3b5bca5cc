//! Everything the terminal interface knows.

use std::sync::Arc;

use chrono::NaiveDate;

use super::draft::{FormFor, SavedDraft};
use super::layer::Layer;
use super::list::Cursor;
use super::msg::Effect;
use super::people::People;
use super::selection::Rest;
use crate::config::Config;
use crate::domain::bridge::Reach;
use crate::domain::card::Card;
use crate::domain::contact::Contact;
use crate::domain::id::{CatchUpId, ContactId, NextStepId};
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
    /// How many lines the card has in all.
    pub card_lines: usize,
    pub layer: usize,
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
}

/// How much room a toast may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// A short line, cut where there is no room: the screen shows what was done anyway.
    Line,
    /// All of it, on several lines if need be: it names a file, and what to do about it.
    Whole,
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
    pub demo: bool,

    pub week: Week,
    pub picks: Vec<Pick>,
    /// The last notes of the picks that have one.
    pub last_notes: Vec<(ContactId, String)>,
    pub upcoming: Vec<Upcoming>,
    pub people: People,

    pub focus: Pane,
    /// The list whose selection the card shows.
    pub list: Pane,
    pub due_cursor: Cursor<ContactId>,
    pub birthday_cursor: Cursor<ContactId>,
    /// On no line while the card is read from its top.
    pub card_cursor: Cursor<Stop>,
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
            demo: start.demo,
            picks: Vec::new(),
            last_notes: Vec::new(),
            upcoming: Vec::new(),
            people: People::default(),
            focus: Pane::People,
            list: Pane::People,
            due_cursor: Cursor::default(),
            birthday_cursor: Cursor::default(),
            card_cursor: Cursor::default(),
            card_scroll: 0,
            marks: Vec::new(),
            lingers: None,
            rest: None,
            card: None,
            card_for: None,
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

    /// The word for a tie on screen.
    pub fn tie_label(&self, tie: Tie) -> &str {
        self.config.label(tie)
    }

    /// Whether there is nobody yet.
    pub fn is_first_run(&self) -> bool {
        let gone = |contact: &Contact| contact.standing == Standing::Deleted;
        self.network.contacts.iter().all(gone)
    }

    pub fn contact(&self, id: ContactId) -> Option<&Contact> {
        self.network.contact(id)
    }

    /// The person whose card is shown: the one under the cursor of the list.
    pub fn selected(&self) -> Option<ContactId> {
        self.cursor(self.list).on()
    }

    /// The cursor of a list; the card goes with People.
    pub(super) fn cursor(&self, list: Pane) -> &Cursor<ContactId> {
        match list {
            Pane::Due => &self.due_cursor,
            Pane::Birthdays => &self.birthday_cursor,
            Pane::People | Pane::Card => &self.people.cursor,
        }
    }

    /// How many rows a list has.
    pub(super) fn len(&self, list: Pane) -> usize {
        match list {
            Pane::Due => self.picks.len(),
            Pane::Birthdays => self.upcoming.len(),
            Pane::People | Pane::Card => self.people.len(),
        }
    }

    /// Who is in a row below [`State::len`].
    pub(super) fn id(&self, list: Pane, row: usize) -> ContactId {
        match list {
            Pane::Due => self.picks[row].contact,
            Pane::Birthdays => self.upcoming[row].contact,
            Pane::People | Pane::Card => self.people.id(&self.network, row),
        }
    }

    /// Puts the cursor of a list on somebody, or on the row where it is.
    pub(super) fn put_cursor(&mut self, list: Pane, on: Option<ContactId>) {
        let mut cursor = self.cursor(list).clone();
        match on {
            Some(id) => cursor.put(id),
            None => cursor.let_go(),
        }
        cursor.settle(self.len(list), |row| self.id(list, row));
        match list {
            Pane::Due => self.due_cursor = cursor,
            Pane::Birthdays => self.birthday_cursor = cursor,
            Pane::People | Pane::Card => self.people.cursor = cursor,
        }
    }

    /// Whether somebody is in the network, and not deleted.
    pub(super) fn is_here(&self, id: ContactId) -> bool {
        let contact = self.network.contact(id);
        contact.is_some_and(|contact| contact.standing != Standing::Deleted)
    }

    /// Whom a verb is about: the marked, or the one selected.
    pub fn targets(&self) -> Vec<ContactId> {
        if self.marks.is_empty() {
            self.selected().into_iter().collect()
        } else {
            self.marks.clone()
        }
    }

    /// The card of the person selected, once it is loaded.
    pub fn shown_card(&self) -> Option<&Card> {
        let card = self.card.as_deref()?;
        (self.selected() == Some(card.id)).then_some(card)
    }

    /// The lines of the card that the cursor can be on, from the top.
    pub fn stops(&self) -> Vec<Stop> {
        let Some(card) = self.shown_card() else {
            return Vec::new();
        };
        let steps = card.next_steps.iter().map(|step| Stop::Next(step.id));
        let entries = card.catch_ups.iter().map(|entry| Stop::Entry(entry.id));
        let notes = card.note.as_deref().map_or(0, |note| note.lines().count());
        steps
            .chain(entries)
            .chain((0..notes).map(Stop::Note))
            .collect()
    }

    /// The line of the card under the cursor, if the card has the focus.
    pub fn stop(&self) -> Option<Stop> {
        let stop = self.card_cursor.on()?;
        (self.focus == Pane::Card && self.stops().contains(&stop)).then_some(stop)
    }

    /// Shows a short line for a few seconds.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast {
            text: text.into(),
            length: Length::Line,
            left: 6,
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
        });
    }

    /// Takes over a network in which nobody knows what changed.
    pub(super) fn reload(&mut self, network: Arc<Network>) {
        self.index = Arc::new(Index::new(&network, &self.config.rules));
        self.network = network;
        self.recompute();
        self.card_for = None;
    }

    /// Takes over a network in which these contacts changed.
    pub(super) fn patch(&mut self, network: Arc<Network>, touched: &[ContactId]) {
        Arc::make_mut(&mut self.index).patch(&network, &self.config.rules, touched);
        self.network = network;
        self.recompute();
        self.card_for = None;
    }

    /// Works out again what the panes show.
    pub(super) fn recompute(&mut self) {
        let network = Arc::clone(&self.network);
        let rules = &self.config.rules;
        self.reach = Arc::new(Reach::of(&network));
        self.week = week::this_week(&network, rules, self.today);
        self.people
            .list(&network, &self.index, &self.config, self.today);
        if self.arriving {
            return;
        }
        self.picks = week::picks(&network, rules, self.today);
        self.upcoming = week::occasions(&network, self.today);

        let mut marks = std::mem::take(&mut self.marks);
        marks.retain(|id| self.is_here(*id));
        self.marks = marks;
        for list in [Pane::Due, Pane::Birthdays, Pane::People] {
            let on = self.cursor(list).on().filter(|id| self.is_here(*id));
            self.put_cursor(list, on);
        }
        self.notes_stale = true;
    }

    /// Puts the focus where there is something to see.
    pub(super) fn focus_first(&mut self) {
        self.focus = if self.picks.is_empty() {
            Pane::People
        } else {
            Pane::Due
        };
        self.list = self.focus;
        if self.picks.is_empty() {
            self.due_cursor = Cursor::default();
        }
    }

    /// The panes of Home that can have the focus now.
    pub fn panes(&self) -> Vec<Pane> {
        let mut panes = Vec::new();
        if !self.picks.is_empty() {
            panes.push(Pane::Due);
        }
        if !self.upcoming.is_empty() {
            panes.push(Pane::Birthdays);
        }
        panes.push(Pane::People);
        if self.selected().is_some() {
            panes.push(Pane::Card);
        }
        panes
    }

    /// Asks for what the panes show and the state does not hold.
    pub(super) fn after(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let selected = self.selected();
        if self.card_for != selected {
            self.card_for = selected;
            effects.extend(selected.map(Effect::LoadCard));
        }
        if std::mem::take(&mut self.notes_stale) && !self.picks.is_empty() {
            let picked = self.picks.iter().map(|pick| pick.contact).collect();
            effects.push(Effect::LoadLastNotes(picked));
        }
        effects
    }

    /// The draft kept of a form, taken out.
    pub(super) fn take_draft(&mut self, what: &FormFor) -> Option<SavedDraft> {
        let at = self.drafts.iter().position(|draft| draft.form == *what)?;
        Some(self.drafts.remove(at))
    }
}
