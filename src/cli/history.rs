//! `ties undo`, `redo` and `history`.

use serde::Serialize;

use super::args::Json;
use super::failure::Failure;
use super::json::SCHEMA;
use super::print::{self, Out, Table};
use super::session::Session;
use crate::domain::id::ActionId;
use crate::store::{self, Store};

/// More actions than are kept.
const ALL: usize = 1_000;

/// Takes back the last action, whoever did it and whenever.
pub(super) fn undo(session: &Session) -> Result<(), Failure> {
    let mut store = opened(session, "undo")?;
    let undone = store.undo()?;
    print::say(&format!(
        "taken back: {} · {} redo",
        session.sight.label(&undone.action.label),
        session.command()
    ));
    session.back_up_daily(&store);
    Ok(())
}

pub(super) fn redo(session: &Session) -> Result<(), Failure> {
    let mut store = opened(session, "redo")?;
    let redone = store.redo()?;
    print::say(&format!(
        "done again: {} · {} undo",
        session.sight.label(&redone.action.label),
        session.command()
    ));
    session.back_up_daily(&store);
    Ok(())
}

/// The file, which is not made for having nothing to take back.
fn opened(session: &Session, what: &'static str) -> Result<Store, Failure> {
    if !session.is_there() {
        session.look()?;
        return Err(store::Error::NothingTo(what).into());
    }
    session.open()
}

#[derive(Serialize)]
struct Document {
    schema: u8,
    actions: Vec<ActionJson>,
}

#[derive(Serialize)]
struct ActionJson {
    id: ActionId,
    at: Option<String>,
    label: String,
    undone: bool,
}

/// Lists the actions that are kept, latest first.
pub(super) fn run(args: Json, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut actions = session.look()?.history(ALL)?;
    for action in &mut actions {
        action.label = session.sight.label(&action.label).into_owned();
    }
    if args.json {
        return out.json(&Document {
            schema: SCHEMA,
            actions: actions
                .into_iter()
                .map(|action| ActionJson {
                    id: action.id,
                    at: print::instant(action.at),
                    label: action.label,
                    undone: action.undone,
                })
                .collect(),
        });
    }
    if actions.is_empty() {
        print::say("there is nothing to take back");
    }
    let mut table = Table::default();
    for action in actions {
        table.row([
            print::moment(action.at, session.clock).as_str(),
            &action.label,
            if action.undone { "taken back" } else { "" },
        ]);
    }
    out.table(&table)
}
