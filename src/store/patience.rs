//! Whether a write would have to wait, and an end to one that others wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::Store;
use super::open::PATIENCE;

/// How many steps SQLite takes between two looks at whether to stop: some tens of
/// microseconds, and more than taking a write back takes, which so is never stopped.
const STEPS: i32 = 10_000;

/// Ends what is at work on this connection, with [`Error::Stopped`](super::Error::Stopped),
/// soon after `stop` is set.
pub(super) fn heed(conn: &Connection, stop: &Arc<AtomicBool>) -> rusqlite::Result<()> {
    let stop = Arc::clone(stop);
    conn.progress_handler(STEPS, Some(move || stop.load(Ordering::Relaxed)))
}

/// Lets everything on this connection come to its end again.
pub(super) fn heed_no_more(conn: &Connection) -> rusqlite::Result<()> {
    conn.progress_handler(0, None::<fn() -> bool>)
}

impl Store {
    /// Whether another program is writing to the file just now, so that whoever writes next
    /// waits for it, and can say so before.
    pub fn is_held_elsewhere(&self) -> bool {
        let ask = || {
            self.conn.busy_timeout(Duration::ZERO)?;
            let asked = self.conn.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
            self.conn.busy_timeout(PATIENCE)?;
            asked
        };
        let error = ask().err();
        error.and_then(|error| error.sqlite_error_code()) == Some(ErrorCode::DatabaseBusy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn it_is_known_while_another_program_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ties.db");
        let store = Store::open(&path, Clock::fixed("2026-11-22".parse().unwrap())).unwrap();
        assert!(!store.is_held_elsewhere());
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(store.is_held_elsewhere());
        other.execute_batch("COMMIT").unwrap();
        assert!(!store.is_held_elsewhere());
    }

    #[test]
    fn what_takes_long_ends_once_it_is_to_stop_and_the_next_does_not() {
        let store = Store::in_memory(Clock::fixed("2026-11-22".parse().unwrap())).unwrap();
        let count = |conn: &Connection| -> Result<i64, super::super::Error> {
            let sql =
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)
                       SELECT count(*) FROM n";
            Ok(conn.query_row(sql, [], |row| row.get(0))?)
        };
        let stop = Arc::new(AtomicBool::new(false));
        heed(&store.conn, &stop).unwrap();
        assert_eq!(count(&store.conn).unwrap(), 100_000);
        stop.store(true, Ordering::Relaxed);
        let stopped = count(&store.conn).unwrap_err();
        assert!(matches!(stopped, super::super::Error::Stopped), "{stopped}");
        heed_no_more(&store.conn).unwrap();
        assert_eq!(count(&store.conn).unwrap(), 100_000);
    }
}
