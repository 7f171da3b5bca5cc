//! The schema: which version this ties knows, and how a file gets there.

use rusqlite::{Connection, Transaction};
use rusqlite_migration::{HookResult, M, Migrations};

use super::{Error, undo};

/// What marks a file as ties' own: "ties" in the header's application_id.
pub(super) const APPLICATION_ID: i64 = 0x7469_6573;

/// Every migration, forward only. Each recreates the undo triggers from the schema it leaves.
/// The history tells columns by their place: new ones come last, and one that does otherwise
/// begins the history anew.
/// One that changes rows begins with `UPDATE recording SET is_off = 1` and ends with 0, or undo
/// would take it for another program's doing.
fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up_with_hook(include_str!("../../migrations/0001_network.sql"), finish)
            .foreign_key_check(),
        M::up_with_hook(include_str!("../../migrations/0002_sharing.sql"), finish)
            .foreign_key_check(),
    ])
}

/// The newest schema version this ties knows.
pub(super) const LATEST: i64 = 2;

/// The file's schema version; 0 is a file without schema.
pub(super) fn version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the file to [`LATEST`] in one transaction, triggers and application id included.
pub(super) fn to_latest(conn: &mut Connection) -> Result<(), Error> {
    match migrations().to_latest(conn) {
        Ok(()) => Ok(()),
        // Two that start at once both find an empty file; the second only has to look again.
        Err(_) if version(conn)? == LATEST => Ok(()),
        Err(rusqlite_migration::Error::RusqliteError { err, .. }) => Err(err.into()),
        Err(other) => Err(Error::Refused(format!(
            "the file could not be brought up to date and was left as it was: {other}"
        ))),
    }
}

/// An empty file, in memory, of a version from 1 to [`LATEST`].
pub(super) fn fresh(version: i64) -> Result<Connection, Error> {
    let mut conn = Connection::open_in_memory()?;
    if version == LATEST {
        to_latest(&mut conn)?;
    } else {
        // Any number that is none of a migration is refused as one.
        let version = usize::try_from(version).unwrap_or(usize::MAX);
        migrations()
            .to_version(&mut conn, version)
            .map_err(|error| Error::Refused(error.to_string()))?;
    }
    Ok(conn)
}

fn finish(tx: &Transaction<'_>) -> HookResult {
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    undo::install(tx)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_well_formed_and_end_at_the_latest() {
        migrations().validate().unwrap();
        let mut conn = Connection::open_in_memory().unwrap();
        to_latest(&mut conn).unwrap();
        assert_eq!(version(&conn).unwrap(), LATEST);
        to_latest(&mut conn).unwrap();
    }
}
