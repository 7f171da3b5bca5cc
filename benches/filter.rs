//! What a keystroke in the filter costs, what stands ready for it, and what a small dinner
//! takes, at 1,000, 10,000 and 100,000 contacts. State the machine's load beside the figures, and compare within
//! one run only.

#![allow(clippy::unwrap_used)]

use std::sync::OnceLock;

use chrono::NaiveDate;
use divan::{Bencher, black_box};
use ties::clock::Clock;
use ties::domain::gather::{Acquaintance, Wish};
use ties::domain::id::ContactId;
use ties::domain::network::Network;
use ties::domain::query::Query;
use ties::domain::rules::Rules;
use ties::domain::search::Index;
use ties::domain::{demo, due, gather, week};
use ties::store::Store;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// A network of this size, made once.
fn crowd(contacts: usize) -> &'static (Network, Index) {
    static CROWDS: [OnceLock<(Network, Index)>; 3] = [const { OnceLock::new() }; 3];
    let at = SIZES.iter().position(|size| *size == contacts).unwrap();
    CROWDS[at].get_or_init(|| {
        let rules = Rules::default();
        let mut store = Store::in_memory(Clock::fixed(today())).unwrap();
        store.fill(demo::scaled(contacts, 1, today())).unwrap();
        let network = store.network(&rules, today()).unwrap();
        let index = Index::new(&network, &rules);
        (network, index)
    })
}

fn query(bencher: Bencher<'_, '_>, contacts: usize, text: &str) {
    let (network, index) = crowd(contacts);
    let rules = Rules::default();
    bencher.bench(|| {
        let query = Query::parse(black_box(text), today()).unwrap();
        query.run(network, index, &rules, today(), &|_| Vec::new())
    });
}

macro_rules! queries {
    ($($name:ident $text:literal),+ $(,)?) => {$(
        #[divan::bench(args = SIZES)]
        fn $name(bencher: Bencher<'_, '_>, contacts: usize) {
            query(bencher, contacts, $text);
        }
    )+};
}

queries! {
    everyone "",
    one_letter "a",
    two_letters "be",
    a_name "lindqvist",
    two_words "ana lind",
    only_similar "lndqvst",
    nothing_similar "qqqqq",
    tie "tie:weak",
    tag "tag:rust",
    last "last:>90d",
    warmth "warmth:quiet",
    due_filter "due",
    sorted_by_due "sort:due",
}

#[divan::bench(args = SIZES)]
fn index(bencher: Bencher<'_, '_>, contacts: usize) {
    let (network, _) = crowd(contacts);
    bencher.bench(|| Index::new(network, &Rules::default()));
}

#[divan::bench(args = SIZES)]
fn index_patched(bencher: Bencher<'_, '_>, contacts: usize) {
    let (network, index) = crowd(contacts);
    bencher
        .with_inputs(|| index.clone())
        .bench_refs(|index| index.patch(network, &Rules::default(), &[ContactId(7)]));
}

#[divan::bench(args = SIZES)]
fn due_order(bencher: Bencher<'_, '_>, contacts: usize) {
    let (network, _) = crowd(contacts);
    bencher.bench(|| due::order(network, &Rules::default(), today()));
}

#[divan::bench(args = SIZES)]
fn picks(bencher: Bencher<'_, '_>, contacts: usize) {
    let (network, _) = crowd(contacts);
    bencher.bench(|| week::picks(network, &Rules::default(), today()));
}

/// The tables of a dinner with those whom it is time to see, each of whom knows three others.
#[divan::bench(args = SIZES)]
fn small_dinner(bencher: Bencher<'_, '_>, contacts: usize) {
    dinner(bencher, contacts, *gather::SIZES.start());
}

#[divan::bench(args = SIZES)]
fn large_dinner(bencher: Bencher<'_, '_>, contacts: usize) {
    dinner(bencher, contacts, *gather::SIZES.end());
}

fn dinner(bencher: Bencher<'_, '_>, contacts: usize, size: usize) {
    let (network, _) = crowd(contacts);
    let rules = Rules::default();
    let due: Vec<ContactId> = due::order(network, &rules, today())
        .iter()
        .map(|due| due.contact)
        .take(40)
        .collect();
    let mut about = Acquaintance::default();
    for apart in [1, 2, 5] {
        let pairs = due.iter().zip(due.iter().skip(apart));
        about.related.extend(pairs.map(|(a, b)| (*a, *b)));
    }
    let wish = Wish {
        size,
        ..Wish::default()
    };
    bencher.bench(|| gather::tables(network, &rules, black_box(&about), &wish, today()));
}
