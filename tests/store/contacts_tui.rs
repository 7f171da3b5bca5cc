//! The database of contacts-tui: what comes of it, and that it stays as it is.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::Connection;
use ties::domain::draft::{Parsed, Whom};
use ties::domain::standing::Standing;
use ties::store::{Error, read_contacts_tui};

/// The tables as contacts-tui makes them, as far as they matter, with made-up people.
const THEIRS: &str = "
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT, phone TEXT,
        company TEXT, notes TEXT, relationship_type TEXT NOT NULL DEFAULT 'network',
        contacted_at DATE, state TEXT, follow_up_date DATE,
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP, label TEXT, archived BOOLEAN DEFAULT 0,
        contact_style TEXT DEFAULT 'periodic', custom_frequency_days INTEGER
    );
    CREATE TABLE contact_interactions (
        id INTEGER PRIMARY KEY AUTOINCREMENT, contact_id INTEGER NOT NULL,
        interaction_type TEXT NOT NULL, interaction_date DATE NOT NULL, notes TEXT,
        created_at DATETIME DEFAULT CURRENT_TIMESTAMP
    );
    CREATE TABLE logs (id INTEGER PRIMARY KEY, content TEXT NOT NULL, created_at DATETIME);
    CREATE TABLE log_contacts (log_id INTEGER, contact_id INTEGER);
    INSERT INTO contacts VALUES
        (1, 'Ana Sousa', 'ana@example.com', '+351 1', 'Flux', 'likes opera', 'close',
         '2026-01-04 12:00:00', 'ping', '2026-12-01', '2025-01-01 08:00:00', '@ana', 0,
         'periodic', 30),
        (2, 'Old Friend', NULL, NULL, NULL, NULL, 'network', '2020-05-06', 'ok', NULL,
         '2025-01-01 08:00:01', NULL, 1, 'ambient', 14),
        (3, ' ', NULL, NULL, NULL, NULL, 'network', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL);
    INSERT INTO contact_interactions VALUES
        (1, 1, 'call', '2026-01-04 12:00:00', 'the harbour', '2026-01-04 12:00:00'),
        (2, 1, 'bump', '2026-02-01', 'Contact reviewed and bumped', '2026-02-01 12:00:00'),
        (3, 1, 'note', '2026-03-01', 'moves to Porto', '2026-03-01 12:00:00'),
        (4, 1, 'hike', '2025-12-01', NULL, '2025-12-01 12:00:00'),
        (5, 9, 'call', '2025-12-01', 'of somebody deleted', NULL),
        (6, 1, 'call', 'soon', NULL, NULL);
    INSERT INTO logs VALUES (1, 'asked about boats', '2026-04-01 09:00:00');
    INSERT INTO log_contacts VALUES (1, 1);
";

fn database(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

fn read(path: &Path) -> Result<Parsed, Error> {
    read_contacts_tui(path, &mut |_| ControlFlow::Continue(()))
}

#[test]
fn everything_comes_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it's #1?.db");
    database(&path, THEIRS);
    let before = std::fs::read(&path).unwrap();
    let parsed = read(&path).unwrap();
    assert_eq!(
        (parsed.read, parsed.drafts.len(), parsed.skipped.len()),
        (3, 2, 1)
    );
    let [ana, old] = parsed.drafts.as_slice() else {
        panic!("{:?}", parsed.drafts);
    };
    assert_eq!(ana.name, "Ana Sousa");
    assert_eq!(ana.org.as_deref(), Some("Flux"));
    assert_eq!(ana.tags, ["close"]);
    assert_eq!(
        ana.own_cadence
            .map(|own| own.stored().to_string())
            .as_deref(),
        Some("30")
    );
    assert_eq!(
        ana.note.as_deref(),
        Some("likes opera\n\n2026-03-01: moves to Porto\n\n2026-04-01: asked about boats")
    );
    assert_eq!(ana.external_id.as_deref(), Some("1 2025-01-01 08:00:00"));
    assert_eq!(
        (old.standing, old.own_cadence),
        (Some(Standing::Archived), None)
    );
    let told: Vec<String> = parsed
        .catch_ups
        .iter()
        .map(|c| {
            let Whom::Record(at) = c.with[0] else {
                panic!("{:?}", c.with);
            };
            let note = c.note.as_deref().unwrap_or("-");
            format!("{} {} {} {note}", c.on, parsed.drafts[at].name, c.channel)
        })
        .collect();
    assert_eq!(
        told,
        [
            "2026-01-04 Ana Sousa call the harbour",
            "2025-12-01 Ana Sousa other hike",
            "2020-05-06 Old Friend other -",
        ]
    );
    let steps: Vec<(&str, String)> = parsed
        .next_steps
        .iter()
        .map(|step| (step.text.as_str(), step.on.unwrap().to_string()))
        .collect();
    assert_eq!(steps, [("say hi", "2026-12-01".to_owned())]);
    assert_eq!(parsed.warnings.len(), 1);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let beside = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(beside, 1, "not even a side file is made");
}

#[test]
fn a_database_of_another_program_is_refused_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    for (name, sql, why) in [
        (
            "other.db",
            "CREATE TABLE contacts (id, name);",
            "of another program",
        ),
        (
            "view.db",
            "CREATE TABLE x (y); CREATE VIEW contacts AS SELECT * FROM x;
             CREATE VIEW contact_interactions AS SELECT * FROM x;",
            "of another program",
        ),
    ] {
        let path = folder.path().join(name);
        database(&path, sql);
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains(why) && !error.contains('\n'), "{error}");
    }
    let open = folder.path().join("open.db");
    database(&open, THEIRS);
    std::fs::write(folder.path().join("open.db-wal"), "x").unwrap();
    let error = read(&open).unwrap_err().to_string();
    assert!(error.contains("close it and import again"), "{error}");
    let torn = folder.path().join("torn.db");
    std::fs::write(&torn, b"SQLite format 3\0 and nothing more").unwrap();
    assert!(read(&torn).is_err());
}

#[test]
fn reading_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.db");
    database(&path, THEIRS);
    database(
        &path,
        "WITH RECURSIVE many(n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM many WHERE n < 1000)
         INSERT INTO contacts (id, name) SELECT n, 'Somebody ' || n FROM many;",
    );
    let stopped = read_contacts_tui(&path, &mut |_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(Error::Stopped)));
}
