//! What the doctor looks at around the file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;

use super::Finding;
use crate::private;
use crate::store::ground::{self, Ground};
use crate::store::header::beside;
use crate::store::{backup, migrate};

/// Everything around the file at `path` that is not as it should be.
pub(super) fn all(path: &Path, findings: &mut Vec<Finding>) {
    lax(path, 0o077, findings);
    // SQLite gives them the file's mode, and looking at the file is enough to make them: what
    // others may do with the file has been said.
    let said = fs::metadata(path).map_or(0, |meta| meta.permissions().mode());
    for ending in ["-wal", "-shm"] {
        lax(&beside(path, ending), 0o077 & !said, findings);
    }
    for backup in backup::backups(path) {
        lax(&backup.path, 0o077, findings);
        // An encrypted one may have a key that nobody has given.
        if !backup.encrypted && !backup::is_good(&backup.path) {
            findings.push(Finding::Backup(backup.path));
        }
    }
    #[cfg(feature = "encryption")]
    if crate::store::is_encrypted(path) {
        let plain = crate::store::plain_backups(path).into_iter();
        findings.extend(plain.map(Finding::PlainBackup));
    }
    let folder = path.parent().unwrap_or(path);
    let left = backup::left(path).into_iter().chain(private::left(folder));
    findings.extend(left.map(Finding::Left));
    findings.extend(path.parent().and_then(open_to_others));
    let ground = ground::under(path);
    match ground {
        Ground::Firm | Ground::Cramped => {}
        Ground::Synced => findings.push(Finding::Synced(path.to_owned())),
        Ground::Remote => findings.push(Finding::Remote(path.to_owned())),
    }
    let Some(own) = path.file_name().map(|name| name.to_string_lossy()) else {
        return;
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_conflict_copy(&entry.file_name().to_string_lossy(), &own, ground) {
            findings.push(Finding::ConflictCopy(entry.path()));
        }
    }
}

/// Whether a file of this name, beside our `own`, is what a program that copies files makes when
/// two machines have written: most say so, others count, and OneDrive adds the machine's name.
fn is_conflict_copy(name: &str, own: &str, ground: Ground) -> bool {
    let (name, own) = (name.to_lowercase(), own.to_lowercase());
    let (stem, ending) = match own.rfind('.') {
        Some(dot) if dot > 0 => own.split_at(dot),
        _ => (own.as_str(), ""),
    };
    let Some(rest) = name.strip_prefix(stem) else {
        return false;
    };
    if rest.contains("conflict") {
        return true;
    }
    let Some(added) = rest.strip_suffix(ending) else {
        return false;
    };
    let counted = added
        .strip_prefix(' ')
        .map(|added| added.trim_start_matches('(').trim_end_matches(')'));
    let is_counted = counted
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    is_counted || ground == Ground::Synced && added.len() > 1 && added.starts_with('-')
}

/// What a file is, as far as that helps to find out what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub bytes: u64,
    pub mode: u32,
    /// The number of its schema.
    pub schema: i64,
    /// How SQLite keeps it whole: wal, or delete.
    pub journal: String,
    /// What it lies on.
    pub ground: &'static str,
    pub sqlite: &'static str,
}

/// The facts about the file at `path`.
pub(in crate::store) fn facts(conn: &Connection, path: &Path) -> rusqlite::Result<Facts> {
    let meta = fs::metadata(path).ok();
    Ok(Facts {
        bytes: meta.as_ref().map_or(0, fs::Metadata::len),
        mode: meta.map_or(0, |meta| meta.permissions().mode() & 0o777),
        schema: migrate::version(conn)?,
        journal: conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?,
        ground: ground::under(path).words(),
        sqlite: rusqlite::version(),
    })
}

/// A folder where others can write and remove what is not theirs.
fn open_to_others(folder: &Path) -> Option<Finding> {
    let mode = fs::metadata(folder).ok()?.permissions().mode();
    let is_open = mode & 0o022 != 0 && mode & 0o1000 == 0;
    is_open.then(|| Finding::Folder {
        path: folder.to_owned(),
        mode: mode & 0o777,
    })
}

/// Finds what lets others do any of `not`.
fn lax(path: &Path, not: u32, findings: &mut Vec<Finding>) {
    if let Ok(meta) = fs::metadata(path) {
        let mode = meta.permissions().mode() & 0o777;
        if mode & not != 0 {
            findings.push(Finding::Permissions {
                path: path.to_owned(),
                mode,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_machines_make_of_one_file_is_told_by_its_name() {
        for (name, firm, synced) in [
            ("ties (Ana's conflicted copy 2026-11-20).db", true, true),
            ("ties (conflicted copy 2026-11-20 101010).db", true, true),
            ("ties_conflict-20261120-101010.db", true, true),
            ("ties.sync-conflict-20261120-101010-ABCDEF.db", true, true),
            ("ties.db.sync-conflict-20261120-101010-ABCDEF", true, true),
            (
                "ties (SFConflict ana@example.org 2026-11-20).db",
                true,
                true,
            ),
            ("ties.Conflict.db", true, true),
            ("ties (Case Conflict).db-wal", true, true),
            ("Ties 2.db", true, true),
            ("ties (1).db", true, true),
            ("ties-LAPTOP.db", false, true),
            ("ties-work.db", false, true),
            ("ties.db", false, false),
            ("ties.db-wal", false, false),
            ("ties.db-lock", false, false),
            ("ties.db.part", false, false),
            ("ties-.db", false, false),
            ("tiesto.db", false, false),
            ("ties .db", false, false),
            ("other (1).db", false, false),
            ("backups", false, false),
        ] {
            for (ground, is_one) in [(Ground::Firm, firm), (Ground::Synced, synced)] {
                let said = is_conflict_copy(name, "ties.db", ground);
                assert_eq!(said, is_one, "{name} on {ground:?}");
            }
        }
        assert!(is_conflict_copy("people (1)", "people", Ground::Firm));
    }
}
