//! `ties gather`: small dinners.

use serde::Serialize;

use super::args::Gather;
use super::failure::Failure;
use super::json::SCHEMA;
use super::print::{Out, say};
use super::session::Session;
use super::who::Finder;
use crate::domain::change::Change;
use crate::domain::contact::Contact;
use crate::domain::gather::{self, Table, Wish};
use crate::domain::id::ContactId;
use crate::domain::network::{CircleId, CircleKind, Network};

/// Prints the best tables, or notes one for a day.
pub(super) fn run(args: &Gather, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut store = match args.book {
        Some(_) => session.open()?,
        None => session.look()?,
    };
    let network = session.network(&store)?;
    let without = args
        .without
        .iter()
        .map(|who| Finder::new(session, &store).here(who))
        .collect::<Result<_, _>>()?;
    let wish = Wish {
        place: place(args, &network)?,
        size: args.size,
        with: Vec::new(),
        without,
    };
    let about = store.acquaintance()?;
    let tables = gather::tables(&network, session.rules(), &about, &wish, session.today);
    if args.json.json {
        return out.json(&Document {
            schema: SCHEMA,
            tables: tables.iter().map(TableJson::new).collect(),
        });
    }
    if let (Some(number), Some(day)) = (args.book, &args.on) {
        let chosen = number.checked_sub(1).and_then(|at| tables.get(at));
        let Some(table) = chosen else {
            return Err(Failure::not_found(format!(
                "there is no table {number}; `{} gather` shows what there is",
                session.command()
            )));
        };
        let change = Change::Dinner {
            with: table.guests.clone(),
            on: session.coming_day(day)?,
        };
        session.change(&mut store, &change)?;
        return Ok(());
    }
    if tables.is_empty() {
        let command = session.command();
        say(&format!("{} `{command} relate`", gather::NO_TABLE));
    }
    for (table, number) in tables.iter().zip(1..) {
        if number > 1 {
            out.line("")?;
        }
        out.line(&format!("{number}  {}", names(&network, &table.guests)))?;
        for reason in &table.reasons {
            out.line(&format!("   {reason}"))?;
        }
    }
    Ok(())
}

/// The circle that is asked for.
fn place(args: &Gather, network: &Network) -> Result<Option<CircleId>, Failure> {
    let (name, kinds) = match (&args.city, &args.circle) {
        (Some(city), _) => (city, &[CircleKind::City][..]),
        (None, Some(circle)) => (
            circle,
            &[CircleKind::Tag, CircleKind::Org, CircleKind::City][..],
        ),
        (None, None) => return Ok(None),
    };
    let found = kinds
        .iter()
        .find_map(|kind| network.circles.find(*kind, name.trim_start_matches('#')));
    found.map(Some).ok_or_else(|| {
        Failure::not_found(format!(
            "nobody is in “{name}”; `ties list` shows who is where"
        ))
    })
}

fn names(network: &Network, guests: &[ContactId]) -> String {
    let names: Vec<&str> = guests
        .iter()
        .filter_map(|id| network.contact(*id))
        .map(Contact::name)
        .collect();
    names.join(", ")
}

#[derive(Serialize)]
struct Document<'t> {
    schema: u8,
    tables: Vec<TableJson<'t>>,
}

#[derive(Serialize)]
struct TableJson<'t> {
    guests: &'t [ContactId],
    reasons: &'t [String],
}

impl<'t> TableJson<'t> {
    fn new(table: &'t Table) -> TableJson<'t> {
        TableJson {
            guests: &table.guests,
            reasons: &table.reasons,
        }
    }
}
