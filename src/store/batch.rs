//! Many rows into one table by few statements.
//!
//! They are written down in the history here and not by the triggers, of which each row
//! would otherwise cost as much as writing the row itself.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Statement, named_params};

use super::undo;

/// How many rows one statement takes: beginning and ending a statement, with the cursors
/// and the journal it needs, costs more than writing a row.
const ROWS: usize = 64;

/// A value for one column; text is borrowed as long as it waits.
#[derive(Debug)]
pub(super) enum Cell<'v> {
    Null,
    Text(Cow<'v, str>),
    Value(Value),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Value(value) => ToSqlOutput::Borrowed(value.into()),
        })
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Value(Value::Integer(number))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
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
/// there, so that what comes after the values may change rows that were there before, and
/// none of these.
pub(super) struct Batch<'tx, 'v> {
    conn: &'tx Connection,
    table: &'tx str,
    columns: &'tx [&'tx str],
    /// What comes after the values, such as `ON CONFLICT …`.
    ends: &'static str,
    /// The greatest id in the table before these rows.
    last: i64,
    whole: Option<Statement<'tx>>,
    waiting: Vec<Cell<'v>>,
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
            table,
            columns,
            ends,
            last: last_id(conn, table)?,
            whole: None,
            waiting: Vec::with_capacity(columns.len()),
        })
    }

    /// The greatest id in the table when the batch was begun.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// Takes a row, a cell for each column, which may have to wait for others.
    pub(super) fn push(&mut self, row: impl IntoIterator<Item = Cell<'v>>) -> rusqlite::Result<()> {
        self.waiting.extend(row);
        if self.waiting.len() < ROWS * self.columns.len() {
            return Ok(());
        }
        let mut statement = match self.whole.take() {
            Some(statement) => statement,
            None => self.conn.prepare(&self.sql())?,
        };
        self.insert(&mut statement)?;
        self.whole = Some(statement);
        Ok(())
    }

    /// Writes the rows that still wait, and all of them into the history.
    pub(super) fn finish(mut self) -> rusqlite::Result<()> {
        if !self.waiting.is_empty() {
            let mut statement = self.conn.prepare(&self.sql())?;
            self.insert(&mut statement)?;
        }
        undo::made(self.conn, self.table, self.last)
    }

    /// The statement for the rows that wait.
    fn sql(&self) -> String {
        let width = self.columns.len();
        let row = format!("({})", vec!["?"; width].join(", "));
        format!(
            "INSERT INTO \"{}\" (\"{}\") VALUES {} {}",
            self.table,
            self.columns.join("\", \""),
            vec![row; self.waiting.len() / width].join(", "),
            self.ends
        )
    }

    fn insert(&mut self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        for (at, cell) in self.waiting.drain(..).enumerate() {
            statement.raw_bind_parameter(at + 1, cell)?;
        }
        as_a_crowd(self.conn, || statement.raw_execute().map(drop))
    }
}

/// Brings in rows that the caller writes down with [`undo::made`] and, where they are
/// contacts, takes into the index of words.
pub(super) fn as_a_crowd<E: From<rusqlite::Error>>(
    conn: &Connection,
    insert: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    conn.prepare_cached("UPDATE recording SET is_crowd = 1")?
        .execute([])?;
    insert()?;
    conn.prepare_cached("UPDATE recording SET is_crowd = 0")?
        .execute([])?;
    Ok(())
}

/// Takes the notes of contacts that came in a batch into the index of words. Each statement
/// that writes to the index sends all that is pending to the file: one does it for all.
pub(super) fn index_notes(conn: &Connection, ids: RangeInclusive<i64>) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_words (rowid, note)
         SELECT id, note FROM contact WHERE id BETWEEN :first AND :last AND note IS NOT NULL",
    )?
    .execute(named_params! {":first": ids.start(), ":last": ids.end()})?;
    Ok(())
}

fn last_id(conn: &Connection, table: &str) -> rusqlite::Result<i64> {
    conn.query_row(
        &format!("SELECT coalesce(max(id), 0) FROM \"{table}\""),
        [],
        |row| row.get(0),
    )
}
