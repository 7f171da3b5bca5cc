//! `ties merge`: one contact of two, who may be here twice, and who are two people.

use serde::Serialize;

use super::args::Merge;
use super::failure::Failure;
use super::json::{ContactJson, SCHEMA};
use super::list;
use super::print::{Out, Table, say};
use super::session::Session;
use super::who::Finder;
use crate::domain::change::Change;
use crate::domain::discreet::{HIDDEN, Sight};
use crate::domain::id::ContactId;
use crate::domain::merge::{Choices, Field, Line, List, Merging, Pair, Side};
use crate::domain::network::Network;
use crate::store::{Reaches, Store};

/// Merges, lists who may be one, or notes that two are two.
pub(super) fn run(args: &Merge, session: &Session, out: &mut Out) -> Result<(), Failure> {
    if args.scan {
        return scan(args, session, out);
    }
    let [first, second] = args.who.as_slice() else {
        return Err(Failure::usage(format_args!(
            "say two: `{ties} merge WHO WHO`; `{ties} merge --scan` lists who may be here twice",
            ties = session.command()
        )));
    };
    let mut store = session.open()?;
    // Never guessed: the one who is merged away is gone as a contact.
    let [keep, other] = {
        let finder = Finder::new(session, &store);
        [finder.exactly(first)?, finder.exactly(second)?]
    };
    if keep == other {
        return Err(Failure::usage(format_args!(
            "“{first}” and “{second}” are one contact already, id {keep}"
        )));
    }
    if args.two {
        session.change(&mut store, &Change::TwoPeople(keep, other))?;
        return Ok(());
    }
    let choices = choices(args)?;
    let merging = store.merging(keep, other, &choices, session.today)?;
    let said = store.are_two_people(keep, other)?;
    if said && !args.dry_run {
        say("you had said that these are two people; they are one now");
    }
    if !args.dry_run {
        let change = Change::Merge {
            keep,
            other,
            choices,
        };
        session.change(&mut store, &change)?;
    }
    match args.json.json {
        true => out.json(&MergeJson::of(&merging, session)),
        false => print(&merging, session, out),
    }
}

fn choices(args: &Merge) -> Result<Choices, Failure> {
    let mut choices = Choices::default();
    if let Some(both) = args.first.iter().find(|field| args.second.contains(field)) {
        return Err(Failure::usage(format_args!(
            "{} cannot stay of both; say it after --first or after --second",
            both.word()
        )));
    }
    for (fields, side) in [(&args.first, Side::Keep), (&args.second, Side::Other)] {
        for field in fields {
            choices.choose(*field, side);
        }
    }
    Ok(choices)
}

/// Prints what the two become.
fn print(merging: &Merging, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut table = Table::default();
    for line in shown(&merging.lines, session) {
        let beside = match (line.gone(), line.beside) {
            (Some(gone), Some(beside)) => format!("{gone}: {beside}"),
            _ => String::new(),
        };
        table.row([line.field.label(), line.becomes.as_str(), &beside]);
    }
    out.table(&table)?;
    for list in &merging.lists {
        let all = match list.title {
            _ if list.is_written() && session.sight == Sight::Discreet => {
                vec![HIDDEN.to_owned()]
            }
            "Catch-ups" => vec![counted(list)],
            _ => list.keep.iter().chain(&list.other).cloned().collect(),
        };
        out.line(&format!("{}: {}", list.title, all.join(" · ")))?;
    }
    Ok(())
}

fn counted(list: &List) -> String {
    match list.other.len() {
        0 => list.keep.len().to_string(),
        more => format!("{} and {more} more", list.keep.len()),
    }
}

/// The lines that may be seen, ties as they are called here.
fn shown(lines: &[Line], session: &Session) -> Vec<Line> {
    let mut lines = lines.to_vec();
    lines.retain(|line| line.field != Field::Tie || session.sight == Sight::Open);
    for line in lines.iter_mut().filter(|line| line.field == Field::Tie) {
        let values = [
            Some(&mut line.becomes),
            line.keep.as_mut(),
            line.other.as_mut(),
        ];
        for value in values.into_iter().flatten() {
            if let Ok(tie) = value.parse() {
                *value = session.tie_label(tie).to_owned();
            }
        }
    }
    lines
}

#[derive(Serialize)]
struct MergeJson {
    schema: u8,
    keep: ContactId,
    other: ContactId,
    fields: Vec<LineJson>,
    lists: Vec<ListJson>,
}

#[derive(Serialize)]
struct LineJson {
    field: &'static str,
    first: Option<String>,
    second: Option<String>,
    becomes: String,
    differs: bool,
    beside: Option<&'static str>,
}

#[derive(Serialize)]
struct ListJson {
    list: &'static str,
    first: Vec<String>,
    second: Vec<String>,
}

impl MergeJson {
    fn of(merging: &Merging, session: &Session) -> MergeJson {
        let is_open = |list: &&List| !list.is_written() || session.sight == Sight::Open;
        let lines = merging
            .lines
            .iter()
            .filter(|line| line.field != Field::Tie || session.sight == Sight::Open);
        MergeJson {
            schema: SCHEMA,
            keep: merging.keep,
            other: merging.other,
            fields: lines
                .map(|line| LineJson {
                    field: line.field.word(),
                    first: line.keep.clone(),
                    second: line.other.clone(),
                    becomes: line.becomes.clone(),
                    differs: line.is_choice,
                    beside: line.beside,
                })
                .collect(),
            lists: merging
                .lists
                .iter()
                .filter(is_open)
                .map(|list| ListJson {
                    list: list.title,
                    first: list.keep.clone(),
                    second: list.other.clone(),
                })
                .collect(),
        }
    }
}

/// Lists who may be here twice.
fn scan(args: &Merge, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    let whose = match args.who.as_slice() {
        [] => None,
        who => Some(Finder::new(session, &store).one(&who.join(" "))?),
    };
    let mut pairs = store.look_alikes()?;
    pairs.retain(|pair| whose.is_none_or(|id| pair.has(id)));
    if args.json.json {
        return scan_json(&pairs, &store, session, out);
    }
    let finder = Finder::new(session, &store);
    let ties = session.command();
    for pair in &pairs {
        let both = [pair.keep, pair.other];
        for (id, line) in both.iter().zip(finder.describe(&both)?) {
            out.line(&format!("{id}  {line}"))?;
        }
        out.line(&format!("   {}", pair.why()))?;
        out.line(&format!("   ({ties} merge {} {})", pair.keep, pair.other))?;
    }
    match pairs.len() {
        0 => say("nobody looks like somebody else"),
        1 => say(&format!(
            "two may be one; `{ties} merge --two WHO WHO` says they are not"
        )),
        many => say(&format!(
            "{many} times two may be one; `{ties} merge --two WHO WHO` says they are not"
        )),
    }
    Ok(())
}

#[derive(Serialize)]
struct ScanJson<'a> {
    schema: u8,
    pairs: Vec<PairJson<'a>>,
}

#[derive(Serialize)]
struct PairJson<'a> {
    keep: ContactJson<'a>,
    other: ContactJson<'a>,
    reasons: &'a [String],
}

fn scan_json(
    pairs: &[Pair],
    store: &Store,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let network: Network = session.network(store)?;
    let mut ids: Vec<ContactId> = pairs.iter().flat_map(|p| [p.keep, p.other]).collect();
    ids.sort_unstable();
    ids.dedup();
    let reaches: Reaches = list::reaches(store, &network, &ids)?;
    let (rules, today) = (session.rules(), session.today);
    let json = |id: ContactId| {
        let contact = network.contact(id)?;
        Some(ContactJson::new(contact, reaches.of(id), rules, today))
    };
    let pair = |pair: &'_ Pair| Some((json(pair.keep)?, json(pair.other)?));
    let pairs = pairs.iter().filter_map(|found| {
        let (keep, other) = pair(found)?;
        Some(PairJson {
            keep,
            other,
            reasons: &found.reasons,
        })
    });
    out.json(&ScanJson {
        schema: SCHEMA,
        pairs: pairs.collect(),
    })
}
