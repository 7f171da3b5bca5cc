//! Whether a write would have to wait.

use std::time::Duration;

use rusqlite::ErrorCode;

use super::Store;
use super::open::PATIENCE;

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
}
