//! What goes through the store: ties' own document, databases, and whatever comes in twice.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use ties::domain::change::Change;
use ties::domain::draft::{Parsed, SourceKind};
use ties::domain::import::{self, Policy};
use ties::exchange::vcard::{self, Edition};
use ties::exchange::{self, Owner, csv_out};
use ties::store::{self, Document, Store};

use super::{Room, TODAY, clock, rules};

/// ties' own document. One that is whole fills an empty network, whose own document fills
/// another with the same, byte for byte; what is not whole is said in one line.
pub fn document(input: &[u8], _: &Room) {
    let text = super::text(input);
    let Some((store, written)) = filled(&text) else {
        return;
    };
    drop(store);
    let (mut other, again) = filled(&written).unwrap();
    assert_eq!(again, written);
    let document = Document::parse(&written).unwrap();
    let day = TODAY.parse().unwrap();
    let (_, joining) = other.import_document(&document, day).unwrap();
    assert_eq!(joining.rows, 0, "what is here does not come again");
}

/// A network with this document in it, and the document that it gives.
fn filled(text: &str) -> Option<(Store, String)> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            told(&error);
            return None;
        }
    };
    let mut store = Store::in_memory(clock()).unwrap();
    match store.import_document(&document, TODAY.parse().unwrap()) {
        Ok(_) => {
            let written = store.export().unwrap();
            Some((store, written))
        }
        Err(error) => {
            told(&error);
            None
        }
    }
}

fn told(error: &store::Error) {
    let said = error.to_string();
    assert!(!said.contains('\n'), "{said}");
}

/// Any file that is read, brought in, and brought in again, which changes nothing; then
/// written as cards and as a table, which bring everybody back. Databases are contacts-tui's.
pub fn again(input: &[u8], room: &Room) {
    let path = room.file(input);
    let Some(parsed) = parsed(&path) else {
        return;
    };
    if parsed.drafts.len() > 50 {
        return; // the same as with fewer, only slower
    }
    let today = TODAY.parse().unwrap();
    let mut store = Store::in_memory(clock()).unwrap();
    let file = |parsed: &Parsed| vec![(path.clone(), parsed.clone())];
    let mut plan = import::plan(&[], file(&parsed), &Policy::default());
    plan.leave_out(&import::CameBefore::nothing(today));
    let change = Change::Import(Box::new(plan));
    store.apply(&change, &rules(), today).unwrap();
    let before = store.export().unwrap();

    let mut plan = import::plan(&store.known().unwrap(), file(&parsed), &Policy::default());
    plan.leave_out(&store.came_before(today).unwrap());
    assert!(!plan.changes_anything(), "the same again: {plan:?}");

    let cards = store.cards(None).unwrap();
    let none = HashMap::new();
    for (written, kind) in [
        (vcard::write(&cards), SourceKind::Vcard),
        (
            vcard::write_whole(&cards, &none, Edition::V4),
            SourceKind::Vcard,
        ),
        (csv_out::write(&cards), SourceKind::GoogleCsv),
    ] {
        if cards.is_empty() {
            break;
        }
        let path = room.named("written", written.as_bytes());
        let read = exchange::read(&path, None, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(read.kind, kind);
        assert_eq!(read.drafts.len(), cards.len(), "{written}");
        for (draft, card) in read.drafts.iter().zip(&cards) {
            let (is, was) = (import::fields(draft), import::of_card(card));
            assert_eq!(lacking(&is, &was), [], "written, and not read\n{written}");
            // A contact that somebody is related to has no name of its own there.
            let mut other = lacking(&was, &is);
            other.retain(|(field, _)| !field.starts_with("relation:"));
            assert_eq!(other, [], "read, and not written\n{written}");
        }
    }

    if !matches!(&change, Change::Import(plan) if !plan.changes_anything()) {
        store.undo().unwrap();
        store.redo().unwrap();
        assert_eq!(store.export().unwrap(), before, "undone, and done again");
    }
}

type Fields = Vec<(String, String)>;

/// What of these fields the others do not hold, whatever blanks and line ends are in them.
fn lacking(others: &Fields, fields: &Fields) -> Fields {
    let is_there = |(field, value): &(String, String)| {
        let mut others = others.iter();
        others.any(|(f, v)| f == field && (import::same(f, v, value) || plain(v) == plain(value)))
    };
    let lacks = fields.iter().filter(|pair| !is_there(pair));
    let name = fields.iter().find(|(field, _)| field == "name");
    let is_company = fields
        .iter()
        .any(|(field, value)| field == "kind" && value == "company");
    // What follows from the others, and how strong a tie is where nothing was said of it.
    let is_said = |field: &str, value: &str| match field {
        "labels" | "kind" | "tie" => false,
        "given" => name.is_none_or(|(_, name)| name != value),
        // A company that has no organisation is one in its card, as phones show that.
        "org" if is_company => name.is_none_or(|(_, name)| name != value),
        _ => true,
    };
    let lacks = lacks.filter(|(field, value)| is_said(field, value));
    lacks.cloned().collect()
}

fn plain(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parsed(path: &Path) -> Option<Parsed> {
    let all = exchange::load_all(path, None).ok()?;
    let first = all.first()?;
    let goes_on = &mut |_| ControlFlow::Continue(());
    match first.kind {
        SourceKind::Ties => None,
        SourceKind::ContactsTui => store::read_contacts_tui(&first.path, goes_on).ok(),
        _ => first.parse(&Owner::of(all.iter()), goes_on).ok(),
    }
}
