//! Many rows into one table by few statements.
//!
//! No trigger fires for them: each would cost as much as writing the row itself. What the
//! triggers do for one row is done here for all of them, in the history and in what follows
//! from the rows.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Statement, named_params};

use super::rows::Uid;
use super::undo;

/// How many rows one statement takes: beginning and ending a statement, with the cursors
/// it needs, costs more than writing a row.
const ROWS: usize = 64;

/// Rows that hold so many bytes wait for no others.
const BYTES: usize = 1_000_000;

/// Keeps triggers from firing as long as it is there. What is written meanwhile is for the
/// caller to write down, see [`undo::made`] and [`derive()`].
pub(super) struct Quiet<'c>(&'c Connection);

impl<'c> Quiet<'c> {
    pub(super) fn begin(conn: &'c Connection) -> rusqlite::Result<Quiet<'c>> {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        Ok(Quiet(conn))
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        // Fails only on a connection that is no longer one.
        let _ = self
            .0
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true);
    }
}

/// Keeps references from being looked up as long as it is there. For rows that only point at
/// rows which the same function has just made: a tenth of writing them is looking up what is
/// known to be there.
pub(super) struct Sure<'c>(&'c Connection);

impl<'c> Sure<'c> {
    pub(super) fn begin(conn: &'c Connection) -> rusqlite::Result<Sure<'c>> {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
        Ok(Sure(conn))
    }
}

impl Drop for Sure<'_> {
    fn drop(&mut self) {
        // Fails only on a connection that is no longer one.
        let _ = self
            .0
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true);
    }
}

/// A value for one column; text is borrowed as long as it waits.
#[derive(Debug)]
pub(super) enum Cell<'v> {
    Null,
    Text(Cow<'v, str>),
    Uid(Uid),
    Value(Value),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Uid(uid) => ToSqlOutput::Borrowed(ValueRef::Text(uid.as_bytes())),
            Cell::Value(value) => ToSqlOutput::Borrowed(value.into()),
        })
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Value(Value::Integer(number))
    }
}

impl From<Uid> for Cell<'_> {
    fn from(uid: Uid) -> Self {
        Cell::Uid(uid)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl<'v> From<Cow<'v, str>> for Cell<'v> {
    fn from(text: Cow<'v, str>) -> Self {
        Cell::Text(text)
    }
}

impl<'v> From<&'v str> for Cell<'v> {
    fn from(text: &'v str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl<'v> From<&'v String> for Cell<'v> {
    fn from(text: &'v String) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl<'v, T> From<Option<T>> for Cell<'v>
where
    Cell<'v>: From<T>,
{
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or(Cell::Null, Cell::from)
    }
}

impl<'v> From<&'v Option<String>> for Cell<'v> {
    fn from(maybe: &'v Option<String>) -> Self {
        Cell::from(maybe.as_deref())
    }
}

/// Rows on their way into one table, in order. They are written down as made once all are
/// there. Meanwhile nothing else is to be written: its triggers would not fire.
pub(super) struct Batch<'tx, 'v> {
    conn: &'tx Connection,
    _quiet: Quiet<'tx>,
    table: &'tx str,
    columns: &'tx [&'tx str],
    /// What comes after the values, such as `ON CONFLICT …`.
    ends: &'static str,
    /// The greatest id in the table before these rows.
    last: i64,
    whole: Option<Whole<'tx>>,
    waiting: Vec<Cell<'v>>,
    /// How many bytes of text wait.
    bytes: usize,
}

/// The statement for as many rows as one takes.
struct Whole<'tx> {
    statement: Statement<'tx>,
    /// Which of its values are NULL since the rows before: many columns of many rows are, and
    /// need not be told so again.
    nulls: Vec<bool>,
}

impl<'tx, 'v> Batch<'tx, 'v> {
    pub(super) fn new(
        conn: &'tx Connection,
        table: &'tx str,
        columns: &'tx [&'tx str],
        ends: &'static str,
    ) -> rusqlite::Result<Self> {
        Ok(Batch {
            conn,
            _quiet: Quiet::begin(conn)?,
            table,
            columns,
            ends,
            last: last_id(conn, table)?,
            whole: None,
            waiting: Vec::with_capacity(columns.len()),
            bytes: 0,
        })
    }

    /// Takes a row, a cell for each column, which may have to wait for others.
    pub(super) fn push(&mut self, row: impl IntoIterator<Item = Cell<'v>>) -> rusqlite::Result<()> {
        let before = self.waiting.len();
        self.waiting.extend(row);
        for cell in &self.waiting[before..] {
            if let Cell::Text(text) = cell {
                self.bytes += text.len();
            }
        }
        if self.waiting.len() < ROWS * self.columns.len() {
            return match self.bytes < BYTES {
                true => Ok(()),
                false => self.write_waiting(),
            };
        }
        let mut whole = match self.whole.take() {
            Some(whole) => whole,
            None => self.prepare()?,
        };
        self.insert(&mut whole)?;
        self.whole = Some(whole);
        Ok(())
    }

    /// Writes the rows that still wait, and all of them into the history.
    pub(super) fn finish(self) -> rusqlite::Result<()> {
        let (conn, table) = (self.conn, self.table);
        undo::made(conn, table, self.close()?)
    }

    /// Writes the rows that still wait; the ids of all of them, for the history.
    pub(super) fn close(mut self) -> rusqlite::Result<RangeInclusive<i64>> {
        if !self.waiting.is_empty() {
            self.write_waiting()?;
        }
        Ok(self.last + 1..=last_id(self.conn, self.table)?)
    }

    /// Writes the rows that wait, fewer than one statement takes.
    fn write_waiting(&mut self) -> rusqlite::Result<()> {
        let mut rest = self.prepare()?;
        self.insert(&mut rest)
    }

    fn prepare(&self) -> rusqlite::Result<Whole<'tx>> {
        Ok(Whole {
            statement: self.conn.prepare(&self.sql())?,
            nulls: vec![true; self.waiting.len()],
        })
    }

    /// The statement for the rows that wait. A row that fails ends the transaction, so what
    /// the statement did before that need not be kept to be taken back: FAIL, not ABORT.
    fn sql(&self) -> String {
        let width = self.columns.len();
        let row = format!("({})", vec!["?"; width].join(", "));
        format!(
            "INSERT OR FAIL INTO \"{}\" (\"{}\") VALUES {} {}",
            self.table,
            self.columns.join("\", \""),
            vec![row; self.waiting.len() / width].join(", "),
            self.ends
        )
    }

    fn insert(&mut self, whole: &mut Whole<'_>) -> rusqlite::Result<()> {
        let Whole { statement, nulls } = whole;
        self.bytes = 0;
        for (at, (cell, was_null)) in self.waiting.drain(..).zip(nulls).enumerate() {
            let is_null = matches!(cell, Cell::Null);
            if !(is_null && *was_null) {
                statement.raw_bind_parameter(at + 1, cell)?;
            }
            *was_null = is_null;
        }
        statement.raw_execute().map(drop)
    }
}

/// Writes what follows from these rows of a table, for which no trigger has fired. Each
/// statement that writes to an index of words sends all that is pending to the file: one
/// does it for all of them.
pub(super) fn derive(
    conn: &Connection,
    table: &str,
    ids: RangeInclusive<i64>,
) -> rusqlite::Result<()> {
    let statements: &[&str] = match table {
        "contact" => &["INSERT INTO contact_words (rowid, note)
             SELECT id, concat_ws(' ', note, note_words) FROM contact
             WHERE id BETWEEN :first AND :last AND note IS NOT NULL"],
        "catch_up_contact" => &[
            "INSERT INTO last_catch_up (contact_id, day)
             SELECT p.contact_id, max(c.day)
             FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
             WHERE p.id BETWEEN :first AND :last AND c.answered = 1
             GROUP BY p.contact_id
             ON CONFLICT (contact_id) DO UPDATE SET day = max(day, excluded.day)",
            "INSERT INTO catch_up_words (rowid, note)
             SELECT p.contact_id << 32 | p.catch_up_id, concat_ws(' ', c.note, c.note_words)
             FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
             WHERE p.id BETWEEN :first AND :last AND c.note IS NOT NULL",
        ],
        _ => &[],
    };
    for sql in statements {
        conn.prepare_cached(sql)?
            .execute(named_params! {":first": ids.start(), ":last": ids.end()})?;
    }
    Ok(())
}

/// Takes into the shelf's index, if there is a shelf, what is known of the contacts that these
/// rows are about.
pub(super) fn renew_fits(
    conn: &Connection,
    table: &str,
    ids: RangeInclusive<i64>,
) -> rusqlite::Result<()> {
    let whose = match table {
        "contact" => "SELECT id FROM contact WHERE id BETWEEN :first AND :last",
        "interest" => "SELECT contact_id FROM interest WHERE id BETWEEN :first AND :last",
        "contact_tag" => "SELECT contact_id FROM contact_tag WHERE id BETWEEN :first AND :last",
        // The first link begins the index.
        "link" => {
            "SELECT id FROM contact
             WHERE EXISTS (SELECT 1 FROM link WHERE id BETWEEN :first AND :last)
               AND NOT EXISTS (SELECT 1 FROM fit_words)"
        }
        _ => return Ok(()),
    };
    if !conn.prepare_cached("SELECT 1 FROM link")?.exists([])? {
        return Ok(());
    }
    for sql in [
        format!("DELETE FROM fit_words WHERE rowid IN ({whose})"),
        format!(
            "INSERT INTO fit_words (rowid, interests, tags, title, org, note)
             SELECT * FROM fit_text WHERE contact_id IN ({whose})"
        ),
    ] {
        conn.prepare_cached(&sql)?
            .execute(named_params! {":first": ids.start(), ":last": ids.end()})?;
    }
    Ok(())
}

/// The greatest id in a table, 0 in an empty one.
pub(super) fn last_id(conn: &Connection, table: &str) -> rusqlite::Result<i64> {
    conn.query_row(
        &format!("SELECT coalesce(max(id), 0) FROM \"{table}\""),
        [],
        |row| row.get(0),
    )
}
