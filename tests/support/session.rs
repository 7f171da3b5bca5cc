//! The interface without a terminal: keys as text go in, effects are carried out at once on
//! a store in memory, and the screen comes out as text.

#![allow(clippy::unwrap_used, unreachable_pub, dead_code)] // a helper of tests; each uses its part

use std::sync::Arc;

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ties::app::{
    Applied, Consent, Effect, Look, Msg, Past, SavedDraft, Start, State, Undone, update,
};
use ties::clock::Clock;
use ties::config::Config;
use ties::domain::change::{Change, Edit, NewContact};
use ties::domain::contact::Kind;
use ties::domain::demo;
use ties::domain::id::ContactId;
use ties::domain::network::Network;
use ties::domain::review;
use ties::domain::rules::Rules;
use ties::domain::tie::Tie;
use ties::keys::{Chord, Key, Keymap};
use ties::store::Store;
use ties::ui::{self, Grid};

/// The Sunday on which PRODUCT's examples play.
pub const TODAY: &str = "2026-11-22";

/// Adds a person with a weak tie, of whom this is known.
pub fn add(name: &str, edit: Edit) -> Change {
    Change::Add(Box::new(NewContact {
        name: name.to_owned(),
        kind: Kind::Person,
        tie: Tie::Weak,
        counting_from: None,
        edit,
    }))
}

pub struct Session {
    pub state: State,
    pub store: Store,
    pub today: NaiveDate,
    pub size: (u16, u16),
    /// What was asked for and is not the store's to do.
    pub asked: Vec<Effect>,
    pub drafts: Vec<SavedDraft>,
    /// Whose card is to be read once what came in together has been answered.
    wanted: Option<ContactId>,
    /// What is to be looked for once the screen is drawn.
    later: Vec<Effect>,
}

impl Session {
    /// Nobody yet.
    pub fn empty() -> Session {
        Session::made_up(&[])
    }

    /// The forty made-up people, before the first link and the first request.
    pub fn demo() -> Session {
        Session::made_up(&forty())
    }

    /// All that `ties demo` shows.
    pub fn whole_demo() -> Session {
        let today = TODAY.parse().unwrap();
        Session::made_up(&demo::look_round(today).changes)
    }

    /// A network told in changes.
    pub fn made_up(changes: &[(NaiveDate, Change)]) -> Session {
        let today: NaiveDate = TODAY.parse().unwrap();
        let mut store = Store::in_memory(Clock::fixed(today)).unwrap();
        if !changes.is_empty() {
            store.make_up(changes, &Rules::default()).unwrap();
        }
        let network = store.network(&Rules::default(), today).unwrap();
        Session::start(store, network, Config::default())
    }

    /// The same people, shown as this config says, with these keys for the commands named.
    pub fn configured(mut self, config: Config, keys: &[(&str, &[&str])]) -> Session {
        let keys: Vec<(String, Vec<String>)> = keys
            .iter()
            .map(|(name, keys)| ((*name).into(), keys.iter().map(|&k| k.into()).collect()))
            .collect();
        let network = self.store.network(&config.rules, self.today).unwrap();
        self = Session::start(self.store, network, config);
        self.state.keymap = Arc::new(Keymap::new(&keys).unwrap());
        self
    }

    /// A network that no store holds: cards stay empty, and nothing can be written.
    pub fn of(network: Network) -> Session {
        let today = TODAY.parse().unwrap();
        let store = Store::in_memory(Clock::fixed(today)).unwrap();
        Session::start(store, network, Config::default())
    }

    /// The forty made-up people, of whom the screen so far has a page.
    pub fn demo_arriving() -> Session {
        let today = TODAY.parse().unwrap();
        let mut store = Store::in_memory(Clock::fixed(today)).unwrap();
        store.make_up(&forty(), &Rules::default()).unwrap();
        let network = store.network(&Rules::default(), today).unwrap();
        Session::start_with(store, network, Config::default(), true)
    }

    fn start(store: Store, network: Network, config: Config) -> Session {
        Session::start_with(store, network, config, false)
    }

    fn start_with(store: Store, network: Network, config: Config, arriving: bool) -> Session {
        let today = TODAY.parse().unwrap();
        let (state, effects) = State::new(Start {
            network: Arc::new(network),
            config: Arc::new(config),
            keymap: Arc::new(Keymap::default()),
            today,
            look: Look::Colours,
            arriving,
            demo: false,
            drafts: Vec::new(),
        });
        let mut session = Session {
            state,
            store,
            today,
            size: (100, 30),
            asked: Vec::new(),
            drafts: Vec::new(),
            wanted: None,
            later: Vec::new(),
        };
        session.carry_out(effects);
        session
    }

    /// Presses keys: words of more than one character that name no key are typed letter by
    /// letter, `_` is typed as a blank, and a word in quotes is typed as it is. The letters of
    /// a word come in together, as from somebody who types ahead of the screen.
    #[track_caller]
    pub fn keys(&mut self, keys: &str) -> &mut Session {
        for word in keys.split_whitespace() {
            self.draw();
            if let Some(typed) = word.strip_prefix('"').and_then(|w| w.strip_suffix('"')) {
                self.type_text(typed);
            } else if let Ok(chord) = word.parse() {
                self.press(chord);
            } else {
                self.type_text(word);
            }
        }
        self.draw();
        self
    }

    fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            let c = if c == '_' { ' ' } else { c };
            self.press(Chord::plain(Key::Char(c)));
        }
    }

    pub fn press(&mut self, chord: Chord) {
        self.send(Msg::Key(chord));
    }

    pub fn send(&mut self, msg: Msg) {
        let is_key = matches!(msg, Msg::Key(_));
        if self.state.needs_card() {
            self.read_card();
        }
        if is_key && self.state.needs_fits() {
            self.look_for_what_may_wait();
        }
        let effects = update(&mut self.state, msg, self.today);
        self.carry_out(effects);
        if !is_key {
            self.read_card();
        }
    }

    /// What another process writes, which the screen then learns.
    #[track_caller]
    pub fn meanwhile(&mut self, change: Change) {
        let rules = Rules::default();
        self.store.apply(&change, &rules, self.today).unwrap();
        let network = self.store.network(&rules, self.today).unwrap();
        self.send(Msg::Loaded(Arc::new(network)));
    }

    /// Presses these keys, each a whole word, as if they came in together.
    #[track_caller]
    pub fn keys_at_once(&mut self, keys: &str) -> &mut Session {
        for key in keys.split_whitespace() {
            self.press(key.parse().unwrap());
        }
        self.draw();
        self
    }

    fn read_card(&mut self) {
        while let Some(id) = self.wanted.take() {
            let card = self.store.card(id, self.today).unwrap().map(Arc::new);
            let effects = update(&mut self.state, Msg::Card(id, card), self.today);
            self.carry_out(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Some(answer) = self.answer(effect) {
                self.send(answer);
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Option<Msg> {
        let rules = Rules::default();
        let today = self.today;
        // Where it lies, as the program does it: the state has no other to compare it with.
        let refresh = |session: &mut Session, touched: &[ContactId]| {
            let network = Arc::make_mut(&mut session.state.network);
            let refreshed = session.store.refresh(network, &rules, touched, today);
            (refreshed.unwrap(), Arc::clone(&session.state.network))
        };
        Some(match effect {
            Effect::Apply(change, after) => match self.store.apply(&change, &rules, today) {
                Ok(applied) => {
                    let (ripples, network) = refresh(self, &applied.touched);
                    Msg::Applied(Box::new(Applied {
                        change: *change,
                        after,
                        changed: applied.action.is_some(),
                        made: applied.made,
                        touched: applied.touched,
                        network,
                        ripples,
                    }))
                }
                Err(error) => Msg::Refused {
                    change,
                    why: error.to_string(),
                },
            },
            Effect::Undo(direction, consent) => {
                let next = match direction {
                    ties::app::Direction::Undo => self.store.next_undo(),
                    ties::app::Direction::Redo => self.store.next_redo(),
                };
                match next.unwrap() {
                    None => Msg::UndoRefused("nothing to take back".to_owned()),
                    Some(action) if consent == Consent::AskFirst && action.day != today => {
                        Msg::UndoAsks(Past {
                            direction,
                            label: action.label,
                            day: action.day,
                            elsewhere: !action.mine,
                        })
                    }
                    Some(action) => {
                        let done = match direction {
                            ties::app::Direction::Undo => self.store.undo().unwrap(),
                            ties::app::Direction::Redo => self.store.redo().unwrap(),
                        };
                        let (ripples, network) = refresh(self, &done.touched);
                        Msg::Undone(Undone {
                            direction,
                            label: action.label,
                            touched: done.touched,
                            network,
                            ripples,
                        })
                    }
                }
            }
            Effect::LoadCard(id) => {
                self.wanted = Some(id);
                return None;
            }
            Effect::LoadShelf => Msg::Shelf(self.store.links().unwrap()),
            Effect::FindFits(_) | Effect::FindLinks(_) => {
                self.later.push(effect);
                return None;
            }
            Effect::LoadLastNotes(ids) => {
                Msg::LastNotes(self.store.last_notes(&ids, today).unwrap())
            }
            Effect::LoadInbox => Msg::Inbox(
                self.store.requests(today).unwrap(),
                self.store.heard().unwrap(),
                self.store.small_arrivals().unwrap(),
            ),
            Effect::KeepHeard(reading) => Msg::Heard(self.store.take_heard(&reading).unwrap()),
            Effect::LoadAcquaintance => {
                Msg::Acquaintance(Box::new(self.store.acquaintance().unwrap()))
            }
            Effect::FindLookAlikes => Msg::LookAlikes(self.store.look_alikes().unwrap()),
            Effect::LoadTwo(keep, other) => {
                Msg::Two(Box::new(self.store.two(keep, other, today).unwrap()))
            }
            Effect::LoadReview => {
                let network = &self.state.network;
                let past = self.store.past(network, &rules, today).unwrap();
                Msg::Review(Box::new(review::page(network, &rules, &past, today)))
            }
            Effect::LoadConflicts => Msg::Conflicts(self.store.conflicts().unwrap()),
            Effect::LoadYear => {
                let year = self.store.year(&self.state.network, &rules, today).unwrap();
                Msg::Year(Box::new(year))
            }
            Effect::SearchNotes(words) => Msg::NoteHits {
                hits: self.store.search_notes(&words).unwrap(),
                words,
            },
            Effect::KeepDrafts(drafts) => {
                self.drafts = drafts;
                return None;
            }
            other => {
                self.asked.push(other);
                return None;
            }
        })
    }

    fn look_for_what_may_wait(&mut self) {
        for effect in std::mem::take(&mut self.later) {
            let answer = match effect {
                Effect::FindFits(link) => {
                    Msg::Matches(link.id, self.store.link_matches(&link).unwrap())
                }
                Effect::FindLinks(with) => {
                    let links = self.store.links().unwrap();
                    let fitting = self.store.links_fitting(&links, &with).unwrap();
                    Msg::LinksFor { with, fitting }
                }
                _ => continue,
            };
            self.send(answer);
        }
    }

    /// Draws at the session's size, with what is looked for after that on the screen.
    pub fn draw(&mut self) -> Buffer {
        self.draw_at_once();
        while !self.later.is_empty() {
            self.look_for_what_may_wait();
            self.draw_at_once();
        }
        self.draw_at_once()
    }

    /// Draws at the session's size what is known so far.
    pub fn draw_at_once(&mut self) -> Buffer {
        self.read_card();
        let (columns, rows) = self.size;
        let mut grid = Grid::new(columns, rows);
        self.state.sizes = ui::draw(&mut grid, &self.state).sizes;
        grid.buffer()
    }

    /// The screen as text, blanks at the ends of lines left out.
    pub fn screen(&mut self) -> String {
        let buffer = self.draw();
        let mut screen = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                skip = ties::text::width(symbol).saturating_sub(1);
                line.push_str(symbol);
            }
            screen.push_str(line.trim_end());
            screen.push('\n');
        }
        screen
    }

    pub fn at(&mut self, columns: u16, rows: u16) -> &mut Session {
        self.size = (columns, rows);
        self
    }

    /// Expects these words somewhere on the screen.
    #[track_caller]
    pub fn expects(&mut self, words: &str) -> &mut Session {
        let screen = self.screen();
        assert!(screen.contains(words), "“{words}” is not on\n{screen}");
        self
    }

    /// Expects these words nowhere on the screen.
    #[track_caller]
    pub fn expects_no(&mut self, words: &str) -> &mut Session {
        let screen = self.screen();
        assert!(!screen.contains(words), "“{words}” is on\n{screen}");
        self
    }
}

/// How the made-up people came about, without links and requests.
fn forty() -> Vec<(NaiveDate, Change)> {
    let mut changes = demo::look_round(TODAY.parse().unwrap()).changes;
    let is_later = |change: &Change| {
        matches!(
            change,
            Change::AddLink(_) | Change::Share(..) | Change::AddRequests(_)
        )
    };
    changes.retain(|(_, change)| !is_later(change));
    changes
}
