//! The database of contacts-tui, which is read and never written: its people, what happened
//! with them, and its log. Opened as it lies on the disk, so that not even a side file is
//! made; where one of another program's is beside it, that program has not ended well or is
//! at work, and nothing is read.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::open::percent_encoded;
use super::{Error, header};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::MethodKind;
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::draft::{
    Draft, DraftCatchUp, DraftMethod, DraftStep, Parsed, Skipped, SourceKind, Whom,
};
use crate::domain::standing::Standing;
use crate::text;

/// What its database at `path` says. Rows are counted to `progress`, which may stop it.
///
/// # Errors
/// [`Error::Refused`] where it is another program's, or at work in; [`Error::Stopped`].
pub fn read_contacts_tui(
    path: &Path,
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Parsed, Error> {
    let conn = open(path)?;
    let refused = |why: &str| Error::Refused(format!("{}: {why}", path.display()));
    let is_theirs = is_theirs(&conn)
        .map_err(|_| refused("a damaged database; copy it anew, or restore a backup of it"))?;
    if header::is_marked(path) {
        return Err(refused(
            "ties' own data file; open it with --db, or export it with ties export --to json",
        ));
    }
    if !is_theirs {
        return Err(refused(
            "a database of another program; of databases ties reads contacts-tui's alone",
        ));
    }
    let mut reading = Reading {
        parsed: Parsed::of(SourceKind::ContactsTui),
        at: HashMap::new(),
        days: HashSet::new(),
        contacted: Vec::new(),
        rows: 0,
        progress,
    };
    reading.people(&conn)?;
    reading.interactions(&conn)?;
    reading.last_contacts();
    if has_tables(&conn, ["logs", "log_contacts"])? {
        reading.log(&conn)?;
    }
    Ok(reading.parsed)
}

fn open(path: &Path) -> Result<Connection, Error> {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        std::fs::metadata(PathBuf::from(name)).is_ok_and(|file| file.len() > 0)
    };
    if beside("-wal") || beside("-journal") {
        return Err(Error::Refused(format!(
            "{}: a program has it open; close it and import again",
            path.display()
        )));
    }
    let path = std::path::absolute(path).map_err(|error| Error::io(path, "find", error))?;
    let uri = format!("file:{}?immutable=1", percent_encoded(&path));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(uri, flags)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    Ok(conn)
}

/// Whether it has the tables and columns that only contacts-tui's has.
fn is_theirs(conn: &Connection) -> Result<bool, rusqlite::Error> {
    if !has_tables(conn, ["contacts", "contact_interactions"])? {
        return Ok(false);
    }
    let people = conn.prepare("SELECT * FROM contacts")?;
    let happened = conn.prepare("SELECT * FROM contact_interactions")?;
    let has = |all: &rusqlite::Statement<'_>, name: &str| all.column_names().contains(&name);
    Ok(["id", "name", "relationship_type", "contacted_at"]
        .iter()
        .all(|name| has(&people, name))
        && ["contact_id", "interaction_type", "interaction_date"]
            .iter()
            .all(|name| has(&happened, name)))
}

fn has_tables(conn: &Connection, names: [&str; 2]) -> Result<bool, rusqlite::Error> {
    let found: i64 = conn.query_row(
        "SELECT count(*)
         FROM sqlite_schema
         WHERE type = 'table' AND name IN (:one, :other)",
        rusqlite::named_params! { ":one": names[0], ":other": names[1] },
        |row| row.get(0),
    )?;
    Ok(found == 2)
}

struct Reading<'p> {
    parsed: Parsed,
    /// Where somebody is among the drafts, by their id there.
    at: HashMap<i64, usize>,
    /// The days of which something is told, by draft.
    days: HashSet<(usize, NaiveDate)>,
    /// The last day that a contact's own row tells.
    contacted: Vec<(usize, NaiveDate)>,
    rows: usize,
    progress: &'p mut dyn FnMut(usize) -> ControlFlow<()>,
}

impl Reading<'_> {
    fn people(&mut self, conn: &Connection) -> Result<(), Error> {
        let mut rows = conn.prepare("SELECT * FROM contacts ORDER BY id")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            self.parsed.read += 1;
            self.tell()?;
            let id: i64 = row.get("id")?;
            let line = u64::try_from(id).unwrap_or_default();
            let Some(name) = value(row, "name").map(|name| text::one_line(&name)) else {
                let why = "nobody: no name in it".to_owned();
                self.parsed.skipped.push(Skipped { line, why });
                continue;
            };
            let at = self.parsed.drafts.len();
            self.at.insert(id, at);
            self.contacted
                .extend(day(row, "contacted_at").map(|on| (at, on)));
            if let Some(on) = day(row, "follow_up_date") {
                self.parsed.next_steps.push(DraftStep {
                    line,
                    text: step(value(row, "state").as_deref()).to_owned(),
                    on: Some(on),
                    with: vec![Whom::Record(at)],
                });
            }
            self.parsed.drafts.push(person(row, line, name));
        }
        Ok(())
    }

    fn interactions(&mut self, conn: &Connection) -> Result<(), Error> {
        let mut rows = conn.prepare("SELECT * FROM contact_interactions ORDER BY id")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            self.tell()?;
            let id: i64 = row.get("id")?;
            let line = u64::try_from(id).unwrap_or_default();
            let whose: Option<i64> = row.get("contact_id")?;
            let Some(at) = whose.and_then(|whose| self.at.get(&whose)).copied() else {
                continue; // of somebody who was deleted
            };
            let Some(on) = day(row, "interaction_date") else {
                let why = "an interaction without a day".to_owned();
                self.parsed.warnings.push(Skipped { line, why });
                continue;
            };
            let kind = value(row, "interaction_type").unwrap_or_default();
            let note = value(row, "notes");
            match told(&kind) {
                Told::CatchUp(channel) => {
                    self.days.insert((at, on));
                    let made = value(row, "created_at").unwrap_or_default();
                    self.parsed.catch_ups.push(DraftCatchUp {
                        line,
                        external_id: format!("interaction {id} {made}"),
                        on,
                        channel: Channel::named(channel),
                        started: Started::Both,
                        answered: true,
                        note: match channel {
                            "other" if !kind.is_empty() && kind != "other" => Some(match note {
                                Some(note) => format!("{kind}: {note}"),
                                None => kind,
                            }),
                            _ => note,
                        },
                        with: vec![Whom::Record(at)],
                    });
                }
                Told::Note => {
                    if let Some(note) = note {
                        self.note(at, on, &note);
                    }
                }
                Told::Nothing => {}
            }
        }
        Ok(())
    }

    /// Tells of the last contact where no interaction on that day does.
    fn last_contacts(&mut self) {
        for (at, on) in std::mem::take(&mut self.contacted) {
            if self.days.contains(&(at, on)) {
                continue;
            }
            let draft = &self.parsed.drafts[at];
            let of = draft.external_id.as_deref().unwrap_or_default();
            self.parsed.catch_ups.push(DraftCatchUp {
                line: draft.line,
                external_id: format!("contacted {of} {on}"),
                on,
                channel: Channel::named("other"),
                started: Started::Both,
                answered: true,
                note: None,
                with: vec![Whom::Record(at)],
            });
        }
    }

    /// Adds what the log says to the notes of those it names.
    fn log(&mut self, conn: &Connection) -> Result<(), Error> {
        let mut rows = conn.prepare(
            "SELECT log_contacts.contact_id AS contact_id,
                    logs.content AS content,
                    logs.created_at AS created_at
             FROM logs
             JOIN log_contacts ON log_contacts.log_id = logs.id
             ORDER BY logs.id, log_contacts.contact_id",
        )?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            self.tell()?;
            let whose: Option<i64> = row.get("contact_id")?;
            let at = whose.and_then(|whose| self.at.get(&whose)).copied();
            if let (Some(at), Some(on), Some(note)) =
                (at, day(row, "created_at"), value(row, "content"))
            {
                self.note(at, on, &note);
            }
        }
        Ok(())
    }

    fn note(&mut self, at: usize, on: NaiveDate, note: &str) {
        let notes = &mut self.parsed.drafts[at].note;
        *notes = Some(match notes.take() {
            Some(before) => format!("{before}\n\n{on}: {note}"),
            None => format!("{on}: {note}"),
        });
    }

    /// Counts a row, and tells how many people were read, every few hundred rows.
    fn tell(&mut self) -> Result<(), Error> {
        self.rows += 1;
        if !self.rows.is_multiple_of(256) {
            return Ok(());
        }
        match (self.progress)(self.parsed.read) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Stopped),
        }
    }
}

fn person(row: &Row<'_>, line: u64, name: String) -> Draft {
    let made = value(row, "created_at").unwrap_or_default();
    let mut draft = Draft {
        line,
        name,
        org: value(row, "company"),
        note: value(row, "notes"),
        // Numbers begin anew in a new database.
        external_id: Some(format!("{line} {made}")),
        ..Draft::default()
    };
    let kinds = [
        ("email", MethodKind::Email),
        ("phone", MethodKind::Phone),
        ("basic_memory_url", MethodKind::Url),
    ];
    for (column, kind) in kinds {
        draft
            .methods
            .extend(value(row, column).map(|value| DraftMethod {
                kind,
                label: None,
                value: text::one_line(&value),
            }));
    }
    // Everybody is of the network unless it is said otherwise.
    let kind = value(row, "relationship_type").filter(|kind| kind != "network");
    draft.tags.extend(kind);
    let label = value(row, "label").map(|label| ("label".to_owned(), label));
    draft.details.extend(label);
    if value(row, "archived").is_some_and(|archived| archived != "0") {
        draft.standing = Some(Standing::Archived);
    }
    let is_periodic = value(row, "contact_style").is_none_or(|style| style == "periodic");
    let days = value(row, "custom_frequency_days").filter(|_| is_periodic);
    draft.own_cadence = days
        .and_then(|days| days.parse().ok())
        .and_then(OwnCadence::from_days);
    draft
}

/// What an interaction is here.
enum Told {
    /// A catch-up by this channel.
    CatchUp(&'static str),
    /// Words about somebody, and no contact with them.
    Note,
    /// That somebody was looked at.
    Nothing,
}

fn told(kind: &str) -> Told {
    Told::CatchUp(match kind.trim().to_lowercase().as_str() {
        "note" | "notes" => return Told::Note,
        "bump" => return Told::Nothing,
        "email" | "mail" => "mail",
        "text" | "message" | "chat" | "dm" | "sms" => "message",
        "call" | "phone" | "video" => "call",
        "coffee" => "coffee",
        "meal" | "lunch" | "dinner" | "breakfast" => "meal",
        "meeting" | "event" => "event",
        _ => "other",
    })
}

/// What is to be done next, by the state that somebody is in.
fn step(state: Option<&str>) -> &'static str {
    match state {
        Some("write") => "write",
        Some("invite") => "invite",
        Some("sked") => "find a day",
        Some("ping" | "pinged") => "say hi",
        _ => "follow up",
    }
}

/// What a column holds, as text; `None` if it holds nothing, or is not there, as in a
/// database of an older contacts-tui.
fn value(row: &Row<'_>, column: &str) -> Option<String> {
    let text = match row.get_ref(column).ok()? {
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null | ValueRef::Blob(_) => return None,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The day in a column, which a time may follow.
fn day(row: &Row<'_>, column: &str) -> Option<NaiveDate> {
    value(row, column)?.get(..10)?.parse().ok()
}
