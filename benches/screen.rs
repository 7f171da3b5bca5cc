//! What the screen costs: coming up, a key, a frame, a mark that is safe on the disk, and
//! reading an address book, beside what each cannot do without. State the machine's load
//! beside the figures, and compare within one run only.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use divan::Bencher;
use tempfile::TempDir;
use ties::app::{self, After, Look, Msg, Start, State};
use ties::clock::Clock;
use ties::config::Config;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, NewCatchUp};
use ties::domain::channel::Channel;
use ties::domain::demo;
use ties::domain::draft::Parsed;
use ties::domain::id::ContactId;
use ties::domain::import::{self, Policy};
use ties::domain::network::Network;
use ties::exchange;
use ties::keys::{Chord, Key, Keymap};
use ties::run::effects::Keeper;
use ties::store::Store;
use ties::ui::{self, Drawn, Grid};

const SIZES: [usize; 2] = [1_000, 10_000];
const CATCH_UPS_EACH: usize = 10;

fn main() {
    divan::main();
}

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn clock() -> Clock {
    Clock::fixed(today())
}

/// A file with a crowd in it, in a folder that goes with it.
fn crowd(contacts: usize) -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(&dir.path().join("ties.db"), clock()).unwrap();
    store
        .fill(demo::scaled(contacts, CATCH_UPS_EACH, today()))
        .unwrap();
    (dir, store)
}

fn state(network: Arc<Network>) -> State {
    let start = Start {
        network,
        config: Arc::new(Config::default()),
        keymap: Arc::new(Keymap::default()),
        today: today(),
        look: Look::Colours,
        arriving: false,
        demo: false,
        drafts: Vec::new(),
    };
    State::new(start).0
}

fn screen() -> Grid {
    Grid::new(100, 30)
}

fn draw(screen: &mut Grid, state: &State) -> Drawn {
    screen.clear();
    ui::draw(screen, state)
}

fn press(state: &mut State, key: char) {
    app::update(state, Msg::Key(Chord::plain(Key::Char(key))), today());
}

#[divan::bench(args = SIZES)]
fn opening_the_file(bencher: Bencher<'_, '_>, contacts: usize) {
    let (dir, store) = crowd(contacts);
    drop(store);
    let db = dir.path().join("ties.db");
    bencher.bench_local(|| Store::open(&db, clock()).unwrap());
}

#[divan::bench(args = SIZES)]
fn reading_everyone(bencher: Bencher<'_, '_>, contacts: usize) {
    let (_dir, store) = crowd(contacts);
    let rules = Config::default().rules;
    bencher.bench_local(|| store.network(&rules, today()).unwrap());
}

#[divan::bench(args = SIZES)]
fn the_first_state(bencher: Bencher<'_, '_>, contacts: usize) {
    let (_dir, store) = crowd(contacts);
    let network = Arc::new(store.network(&Config::default().rules, today()).unwrap());
    bencher.bench_local(|| state(Arc::clone(&network)));
}

#[divan::bench(args = SIZES)]
fn a_whole_frame(bencher: Bencher<'_, '_>, contacts: usize) {
    let (_dir, store) = crowd(contacts);
    let network = store.network(&Config::default().rules, today()).unwrap();
    let state = state(Arc::new(network));
    bencher
        .with_inputs(screen)
        .bench_local_refs(|screen| draw(screen, &state));
}

#[divan::bench(args = SIZES)]
fn one_row_down_and_its_frame(bencher: Bencher<'_, '_>, contacts: usize) {
    let (_dir, store) = crowd(contacts);
    let network = store.network(&Config::default().rules, today()).unwrap();
    let mut state = state(Arc::new(network));
    let mut screen = screen();
    bencher.bench_local(|| {
        press(&mut state, 'j');
        draw(&mut screen, &state)
    });
}

#[divan::bench(args = SIZES)]
fn a_filter_letter_and_its_frame(bencher: Bencher<'_, '_>, contacts: usize) {
    let (_dir, store) = crowd(contacts);
    let network = store.network(&Config::default().rules, today()).unwrap();
    let mut filtering = state(Arc::new(network));
    press(&mut filtering, '/');
    press(&mut filtering, 'a');
    let mut screen = screen();
    bencher
        .with_inputs(|| filtering.clone())
        .bench_local_refs(|state| {
            press(state, 'n');
            draw(&mut screen, state)
        });
}

fn caught_up(with: i64) -> Change {
    Change::Log(Box::new(NewCatchUp {
        with: vec![ContactId(with)],
        on: today(),
        channel: Channel::named("message"),
        started: Started::Me,
        answered: true,
        note: None,
        next: None,
    }))
}

/// Safe on the disk, undo recorded, everything computed anew; without the frame.
#[divan::bench(args = SIZES)]
fn a_mark(bencher: Bencher<'_, '_>, contacts: usize) {
    let (_dir, store) = crowd(contacts);
    let config = Arc::new(Config::default());
    let mut keeper = Keeper::new(store, Arc::clone(&config));
    let mut state = state(keeper.network(today()).unwrap());
    let mut with = 0;
    bencher.bench_local(|| {
        with = with % contacts as i64 + 1;
        let after = After::Say(String::new());
        let answers = keeper.apply(caught_up(with), after, &mut state.network, today());
        for answer in answers {
            app::update(&mut state, answer, today());
        }
    });
}

/// The least a mark has to wait for: one row, one commit, the same disk.
#[divan::bench]
fn a_bare_commit(bencher: Bencher<'_, '_>) {
    let dir = tempfile::tempdir().unwrap();
    let bare = rusqlite::Connection::open(dir.path().join("bare.db")).unwrap();
    bare.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x INTEGER)",
    )
    .unwrap();
    bencher.bench_local(|| bare.execute("INSERT INTO t VALUES (1)", ()).unwrap());
}

/// An address book of cards of some 900 bytes each.
fn address_book(cards: usize) -> String {
    let mut book = String::new();
    for number in 0..cards {
        let filler = "Something that was noted about this person once. ".repeat(14);
        book.push_str(&format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number}\r\nFN:Ana {number} Lind\r\n\
             N:Lind{number};Ana;;;\r\nORG:Acme\r\nEMAIL;TYPE=HOME:ana{number}@example.org\r\n\
             TEL;TYPE=CELL:+49301{number:07}\r\nBDAY:1985-04-12\r\nNOTE:{filler}\r\n\
             END:VCARD\r\n"
        ));
    }
    book
}

const CARDS: [usize; 2] = [1_000, 10_000];

fn parsed(book: &Path) -> Parsed {
    let mut go_on = |_| exchange::Flow::Continue(());
    exchange::read(book, None, &mut go_on).unwrap()
}

/// Reading alone, which an import cannot do without.
#[divan::bench(args = CARDS, sample_count = 10)]
fn reading_an_address_book(bencher: Bencher<'_, '_>, cards: usize) {
    let dir = tempfile::tempdir().unwrap();
    let book = dir.path().join("book.vcf");
    std::fs::write(&book, address_book(cards)).unwrap();
    bencher.bench_local(|| parsed(&book));
}

/// From the file to the committed, searchable network.
#[divan::bench(args = CARDS, sample_count = 10)]
fn importing_an_address_book(bencher: Bencher<'_, '_>, cards: usize) {
    let dir = tempfile::tempdir().unwrap();
    let book = dir.path().join("book.vcf");
    std::fs::write(&book, address_book(cards)).unwrap();
    let rules = Config::default().rules;
    bencher
        .with_inputs(|| {
            let dir = tempfile::tempdir().unwrap();
            let store = Store::open(&dir.path().join("ties.db"), clock()).unwrap();
            (dir, store)
        })
        .bench_local_refs(|(_, store)| {
            let known = store.known().unwrap();
            let files = vec![(book.clone(), parsed(&book))];
            let plan = import::plan(&known, files, &Policy::default());
            let change = Change::Import(Box::new(plan));
            store.apply(&change, &rules, today()).unwrap()
        });
}
