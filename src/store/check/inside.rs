//! What the doctor looks at within the file.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;

use super::Finding;
use crate::domain::card::MethodKind;
use crate::domain::id::ContactId;
use crate::domain::matching::method_key;
use crate::store::{Error, days, migrate, purge, undo};
use crate::text::{ascii_words, fold, name_key, words};

/// Everything in the file that is not as it should be. Where its pages are damaged, nothing
/// else is looked at.
pub(super) fn all(conn: &Connection) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    pages(conn, &mut findings)?;
    if !findings.is_empty() {
        return Ok(findings);
    }
    references(conn, &mut findings)?;
    last_catch_ups(conn, &mut findings)?;
    match_keys(conn, &mut findings)?;
    method_keys(conn, &mut findings)?;
    odd_days(conn, &mut findings)?;
    pauses(conn, &mut findings)?;
    nobody(conn, &mut findings)?;
    tags(conn, &mut findings)?;
    note_words(conn, &mut findings)?;
    indexes(conn, &mut findings)?;
    triggers(conn, &mut findings)?;
    if purge::is_unswept(conn)? {
        findings.push(Finding::Unswept);
    }
    Ok(findings)
}

fn pages(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut check = conn.prepare("PRAGMA integrity_check(20)")?;
    for said in check.query_map([], |row| row.get::<_, String>(0))? {
        match said? {
            fine if fine == "ok" => {}
            said => findings.push(Finding::Damaged(said)),
        }
    }
    Ok(())
}

fn references(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut check = conn.prepare(
        "SELECT \"table\", parent, count(*) AS found
         FROM pragma_foreign_key_check
         GROUP BY \"table\", parent",
    )?;
    for dangling in check.query_map([], |row| {
        Ok(Finding::Dangling {
            table: row.get("table")?,
            parent: row.get("parent")?,
            rows: row.get::<_, u32>("found")? as usize,
        })
    })? {
        findings.push(dangling?);
    }
    Ok(())
}

fn last_catch_ups(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut check = conn.prepare(
        "WITH lived AS (
             SELECT p.contact_id, max(c.day) AS day
             FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
             WHERE c.answered = 1
             GROUP BY p.contact_id
         )
         SELECT coalesce(kept.contact_id, lived.contact_id) AS contact_id
         FROM last_catch_up AS kept
         FULL JOIN lived ON lived.contact_id = kept.contact_id
         WHERE kept.day IS NOT lived.day
         ORDER BY 1",
    )?;
    for id in check.query_map([], |row| row.get("contact_id"))? {
        findings.push(Finding::LastCatchUp(ContactId(id?)));
    }
    Ok(())
}

/// The kept spellings by which names and ways to reach somebody are found.
fn match_keys(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut named = conn.prepare(
        "SELECT id AS contact_id, name, match_key FROM contact
         UNION ALL
         SELECT contact_id, value, match_key FROM contact_name
         ORDER BY 1",
    )?;
    let mut rows = named.query([])?;
    while let Some(row) = rows.next()? {
        let finding = Finding::MatchKey(ContactId(row.get(0)?));
        let agrees = name_key(row.get_ref(1)?.as_str()?) == row.get_ref(2)?.as_str()?;
        if !agrees && findings.last() != Some(&finding) {
            findings.push(finding);
        }
    }
    Ok(())
}

fn odd_days(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    for table in undo::tables(conn)? {
        let odd = days::odd(conn, &table.name)?;
        findings.extend(odd.into_iter().map(|odd| Finding::Day {
            table: table.name.clone(),
            row: odd.row,
            column: odd.column,
            text: odd.text,
        }));
    }
    Ok(())
}

fn method_keys(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut methods =
        conn.prepare("SELECT contact_id, kind, value, match_key FROM method ORDER BY contact_id")?;
    let mut rows = methods.query([])?;
    while let Some(row) = rows.next()? {
        let finding = Finding::Method(ContactId(row.get(0)?));
        let key = MethodKind::from_word(row.get_ref(1)?.as_str()?)
            .zip(Some(row.get_ref(2)?.as_str()?))
            .map(|(kind, value)| method_key(kind, value));
        if key.as_deref() != Some(row.get_ref(3)?.as_str()?) && findings.last() != Some(&finding) {
            findings.push(finding);
        }
    }
    Ok(())
}

fn pauses(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut check = conn.prepare(
        "SELECT id FROM contact
         WHERE (standing = 'paused') <> EXISTS (
             SELECT 1 FROM flag
             WHERE contact_id = contact.id AND kind = 'paused' AND ended_on IS NULL)
         ORDER BY id",
    )?;
    for id in check.query_map([], |row| row.get("id"))? {
        findings.push(Finding::Pause(ContactId(id?)));
    }
    Ok(())
}

fn nobody(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    for (table, sql) in [
        (
            "catch_up",
            "SELECT id FROM catch_up
             WHERE NOT EXISTS (SELECT 1 FROM catch_up_contact WHERE catch_up_id = catch_up.id)
             ORDER BY id",
        ),
        (
            "next_step",
            "SELECT id FROM next_step
             WHERE done_on IS NULL AND NOT EXISTS (
                 SELECT 1 FROM next_step_contact WHERE next_step_id = next_step.id)
             ORDER BY id",
        ),
    ] {
        let mut check = conn.prepare(sql)?;
        for row in check.query_map([], |row| row.get("id"))? {
            findings.push(Finding::Nobody { table, row: row? });
        }
    }
    Ok(())
}

fn tags(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut all = conn.prepare("SELECT name FROM tag ORDER BY id")?;
    let mut known: HashMap<String, String> = HashMap::new();
    for name in all.query_map([], |row| row.get::<_, String>("name"))? {
        let name = name?;
        match known.get(&fold(&name)) {
            Some(first) => findings.push(Finding::Tags(name, first.clone())),
            None => drop(known.insert(fold(&name), name)),
        }
    }
    Ok(())
}

fn note_words(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    for table in ["contact", "catch_up"] {
        let mut notes = conn.prepare(&format!(
            "SELECT id, note, note_words FROM \"{table}\" WHERE note IS NOT NULL ORDER BY id"
        ))?;
        let mut rows = notes.query([])?;
        while let Some(row) = rows.next()? {
            if words(row.get_ref(1)?.as_str()?).as_deref() != row.get_ref(2)?.as_str_or_null()? {
                let (table, row) = (table.to_owned(), row.get(0)?);
                findings.push(Finding::NoteWords { table, row });
            }
        }
    }
    Ok(())
}

/// Which rows the indexes of words hold, and how often which words.
fn indexes(conn: &Connection, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    for (index, is_in, text) in [
        (
            "contact_words",
            "SELECT id FROM contact WHERE note IS NOT NULL",
            Some("SELECT concat_ws(' ', note, note_words) FROM contact WHERE note IS NOT NULL"),
        ),
        (
            "catch_up_words",
            "SELECT p.contact_id << 32 | p.catch_up_id
             FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
             WHERE c.note IS NOT NULL",
            Some(
                "SELECT concat_ws(' ', c.note, c.note_words)
                 FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
                 WHERE c.note IS NOT NULL",
            ),
        ),
        (
            "fit_words",
            "SELECT id FROM contact WHERE EXISTS (SELECT 1 FROM link)",
            None,
        ),
    ] {
        let differs: bool = conn.query_row(
            &format!(
                "SELECT EXISTS (SELECT rowid FROM {index} EXCEPT {is_in})
                     OR EXISTS ({is_in} EXCEPT SELECT rowid FROM {index})"
            ),
            [],
            |row| row.get(0),
        )?;
        let agrees = !differs
            && match text {
                Some(text) => indexed(conn, index)? == told(conn, text)?,
                None => true,
            };
        if !agrees {
            findings.push(Finding::Words(index));
        }
    }
    Ok(())
}

/// How often an index has each word. SQLite tells that through a table, which has to be made,
/// if only for this connection; one that is for looking only is let do that, and nothing else.
fn indexed(conn: &Connection, index: &str) -> rusqlite::Result<HashMap<String, i64>> {
    let only_looks: bool = conn.pragma_query_value(None, "query_only", |row| row.get(0))?;
    conn.pragma_update(None, "query_only", false)?;
    let made = conn.execute_batch(&format!(
        "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {index}, row)"
    ));
    let counts = made.and_then(|()| {
        conn.prepare("SELECT term, cnt FROM temp.vocabulary")?
            .query_map([], |row| Ok((row.get("term")?, row.get("cnt")?)))?
            .collect()
    });
    let dropped = conn.execute_batch("DROP TABLE IF EXISTS temp.vocabulary");
    conn.pragma_update(None, "query_only", only_looks)?;
    dropped.and(counts)
}

/// How often each word is in these texts.
fn told(conn: &Connection, sql: &str) -> rusqlite::Result<HashMap<String, i64>> {
    let mut counts: HashMap<String, i64> = HashMap::new();
    let mut texts = conn.prepare(sql)?;
    let mut rows = texts.query([])?;
    while let Some(row) = rows.next()? {
        for word in ascii_words(row.get_ref(0)?.as_str()?) {
            *counts.entry(word.to_ascii_lowercase()).or_default() += 1;
        }
    }
    Ok(counts)
}

/// The triggers and views, beside those of a file that has just been made.
fn triggers(conn: &Connection, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let Some((ours, theirs)) = programs(conn)? else {
        return Ok(());
    };
    let mut odd: Vec<&String> = ours
        .iter()
        .filter(|(name, sql)| theirs.get(*name) != Some(sql))
        .map(|(name, _)| name)
        .chain(theirs.keys().filter(|name| !ours.contains_key(*name)))
        .collect();
    odd.sort_unstable();
    findings.extend(odd.into_iter().cloned().map(Finding::Trigger));
    Ok(())
}

/// The first trigger or view in a file of this version that ties did not make, or not so; it
/// would be at work with every change. One that is gone does nothing by itself.
pub(in crate::store) fn foreign(conn: &Connection) -> Result<Option<String>, Error> {
    Ok(programs(conn)?.and_then(|(ours, theirs)| {
        let mut theirs = theirs.into_iter();
        theirs.find_map(|(name, sql)| (ours.get(&name) != Some(&sql)).then_some(name))
    }))
}

/// Triggers and views by name, with what they do.
type Programs = BTreeMap<String, String>;

/// The triggers and views of a new file of the same version, and those of this one; `None` for
/// one of a version that this ties does not know.
fn programs(conn: &Connection) -> Result<Option<(Programs, Programs)>, Error> {
    let version = migrate::version(conn)?;
    if !(1..=migrate::LATEST).contains(&version) {
        return Ok(None);
    }
    let fresh = migrate::fresh(version)?;
    Ok(Some((programs_of(&fresh)?, programs_of(conn)?)))
}

fn programs_of(conn: &Connection) -> rusqlite::Result<Programs> {
    conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')")?
        .query_map([], |row| Ok((row.get("name")?, row.get("sql")?)))?
        .collect()
}
