//! The shelf: links waiting for somebody, and who got which.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use super::columns::{day, text};
use super::rows::{iso, name_of, some_text, uid};
use super::{Error, Store, catch_ups, flags};
use crate::domain::catch_up::Started;
use crate::domain::change::{LinkEdit, NewCatchUp, NewLink};
use crate::domain::channel::Channel;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::shelf::{self, Link, Match};

/// Puts a link on the shelf.
pub(super) fn add(tx: &Transaction<'_>, new: &NewLink, today: NaiveDate) -> Result<LinkId, Error> {
    let url = new.url.trim();
    if !shelf::is_link(url) {
        return Err(Error::Refused(format!(
            "“{url}” is no link; it begins with https:// and has no blanks"
        )));
    }
    let there = tx
        .prepare_cached("SELECT id FROM link WHERE url = :url AND dropped_on IS NULL")?
        .query_row(named_params! {":url": url}, |row| row.get::<_, i64>(0))
        .optional()?;
    if let Some(id) = there {
        return Err(Error::Refused(format!(
            "this link is on the shelf already, as number {id}"
        )));
    }
    let title = new.title.as_deref().and_then(some_text);
    let note = new.note.as_deref().and_then(some_text);
    // One that was there before is taken up again, since who got it stays known.
    let dropped = tx
        .prepare_cached("SELECT id FROM link WHERE url = :url ORDER BY id DESC LIMIT 1")?
        .query_row(named_params! {":url": url}, |row| row.get::<_, i64>(0))
        .optional()?;
    let id = if let Some(id) = dropped {
        tx.prepare_cached(
            "UPDATE link
             SET dropped_on = NULL, added_on = :today,
                 title = coalesce(:title, title), note = coalesce(:note, note)
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id,
            ":title": title,
            ":note": note,
            ":today": iso(today),
        })?;
        LinkId(id)
    } else {
        tx.prepare_cached(
            "INSERT INTO link (uid, url, title, note, added_on)
             VALUES (:uid, :url, :title, :note, :today)",
        )?
        .execute(named_params! {
            ":uid": uid(),
            ":url": url,
            ":title": title,
            ":note": note,
            ":today": iso(today),
        })?;
        LinkId(tx.last_insert_rowid())
    };
    for topic in &new.topics {
        add_topic(tx, id, topic)?;
    }
    Ok(id)
}

/// Changes what is said about a link.
pub(super) fn edit(tx: &Transaction<'_>, id: LinkId, edit: &LinkEdit) -> Result<(), Error> {
    found(tx, id)?;
    if let Some(title) = &edit.title {
        tx.prepare_cached("UPDATE link SET title = :title WHERE id = :id AND title IS NOT :title")?
            .execute(named_params! {":id": id.0, ":title": title.as_deref().and_then(some_text)})?;
    }
    if let Some(note) = &edit.note {
        tx.prepare_cached("UPDATE link SET note = :note WHERE id = :id AND note IS NOT :note")?
            .execute(named_params! {":id": id.0, ":note": note.as_deref().and_then(some_text)})?;
    }
    for topic in &edit.remove_topics {
        tx.prepare_cached("DELETE FROM link_topic WHERE link_id = :id AND topic = :topic")?
            .execute(named_params! {":id": id.0, ":topic": topic.trim()})?;
    }
    for topic in &edit.add_topics {
        add_topic(tx, id, topic)?;
    }
    Ok(())
}

/// Takes a link off the shelf; who got it stays known.
pub(super) fn put_away(tx: &Transaction<'_>, id: LinkId, today: NaiveDate) -> Result<(), Error> {
    found(tx, id)?;
    tx.prepare_cached("UPDATE link SET dropped_on = :today WHERE id = :id")?
        .execute(named_params! {":id": id.0, ":today": iso(today)})?;
    Ok(())
}

/// Remembers that these got the link, and logs it as a catch-up with each of them.
pub(super) fn share(
    tx: &Transaction<'_>,
    id: LinkId,
    with: &[ContactId],
    today: NaiveDate,
) -> Result<(), Error> {
    let link = found(tx, id)?;
    if with.is_empty() {
        return Err(Error::Unsaid(
            "a link is shared with somebody; say who gets it".into(),
        ));
    }
    for contact in with {
        let name = name_of(tx, *contact)?;
        if link.shared_with.contains(contact) {
            return Err(Error::Refused(format!(
                "{name} has got this link already; share it with somebody else"
            )));
        }
        flags::touched_by_hand(tx, *contact)?;
        let catch_up = catch_ups::log(
            tx,
            &NewCatchUp {
                with: vec![*contact],
                on: today,
                channel: Channel::named(Channel::SHARE),
                started: Started::Me,
                answered: true,
                note: Some(link.title.clone()),
                next: None,
            },
            today,
        )?;
        tx.prepare_cached(
            "INSERT INTO link_share (uid, link_id, contact_id, catch_up_id, day)
             VALUES (:uid, :link, :contact, :catch_up, :day)",
        )?
        .execute(named_params! {
            ":uid": uid(),
            ":link": id.0,
            ":contact": contact.0,
            ":catch_up": catch_up.0,
            ":day": iso(today),
        })?;
    }
    Ok(())
}

/// What a link is called.
pub(super) fn title(conn: &Connection, id: LinkId) -> rusqlite::Result<String> {
    let link = read(conn, Some(id))?.pop();
    Ok(link.map_or_else(|| format!("link {id}"), |link| link.title))
}

fn add_topic(tx: &Transaction<'_>, id: LinkId, topic: &str) -> Result<(), Error> {
    let Some(topic) = some_text(topic) else {
        return Err(Error::Unsaid(
            "a topic needs a word; say what it is about".into(),
        ));
    };
    tx.prepare_cached(
        "INSERT INTO link_topic (uid, link_id, topic) VALUES (:uid, :id, :topic)
         ON CONFLICT (link_id, topic) DO NOTHING",
    )?
    .execute(named_params! {":uid": uid(), ":id": id.0, ":topic": topic})?;
    Ok(())
}

fn found(conn: &Connection, id: LinkId) -> Result<Link, Error> {
    let link = read(conn, Some(id))?.pop();
    link.ok_or_else(|| {
        Error::NotFound(format!(
            "link {id} on the shelf; `ties shelf` has their numbers"
        ))
    })
}

/// What is on the shelf, the latest first; of one link only, if that is asked for.
fn read(conn: &Connection, only: Option<LinkId>) -> rusqlite::Result<Vec<Link>> {
    let mut links: Vec<Link> = Vec::new();
    let mut statement = conn.prepare_cached(
        "SELECT id, url, title, note, added_on FROM link
         WHERE dropped_on IS NULL AND (:only IS NULL OR id = :only)
         ORDER BY added_on DESC, id DESC",
    )?;
    let mut rows = statement.query(named_params! {":only": only.map(|id| id.0)})?;
    while let Some(row) = rows.next()? {
        let url: String = row.get(1)?;
        let title: Option<String> = row.get(2)?;
        links.push(Link {
            id: LinkId(row.get(0)?),
            title: title.unwrap_or_else(|| shelf::title_of(&url)),
            url,
            topics: Vec::new(),
            note: row.get(3)?,
            added: day(row, 4)?,
            shared_with: Vec::new(),
        });
    }
    if links.is_empty() {
        return Ok(links);
    }
    let at: HashMap<i64, usize> = links
        .iter()
        .enumerate()
        .map(|(at, l)| (l.id.0, at))
        .collect();
    let mut topics = conn.prepare_cached("SELECT link_id, topic FROM link_topic ORDER BY id")?;
    let mut rows = topics.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(at) = at.get(&row.get(0)?) {
            links[*at].topics.push(text(row, 1)?.to_owned());
        }
    }
    let mut shares =
        conn.prepare_cached("SELECT link_id, contact_id FROM link_share ORDER BY id")?;
    let mut rows = shares.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(at) = at.get(&row.get(0)?) {
            links[*at].shared_with.push(ContactId(row.get(1)?));
        }
    }
    Ok(links)
}

impl Store {
    /// What is on the shelf, the latest first.
    pub fn links(&self) -> Result<Vec<Link>, Error> {
        self.read(|conn| Ok(read(conn, None)?))
    }

    /// Of how many people the words are read when a link is put on the shelf: of all for the
    /// first one, of nobody after that.
    pub fn people_to_index(&self) -> Result<usize, Error> {
        self.read(|conn| {
            let people = conn
                .prepare_cached(
                    "SELECT count(*) FROM contact WHERE NOT EXISTS (SELECT 1 FROM link)",
                )?
                .query_row([], |row| row.get::<_, i64>(0))?;
            Ok(usize::try_from(people).unwrap_or(0))
        })
    }

    /// About whom something of a link's words is known, in no order that matters.
    pub fn link_matches(&self, link: &Link) -> Result<Vec<Match>, Error> {
        let words = shelf::words(&link.title, &link.topics, link.note.as_deref());
        if words.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|conn| {
            // Words are letters and digits only, so that they need no further quoting.
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            let mut matches: HashMap<i64, Match> = HashMap::new();
            let mut ranked = conn.prepare_cached(
                "SELECT rowid, bm25(fit_words) FROM fit_words WHERE fit_words MATCH :words",
            )?;
            let mut rows = ranked.query(named_params! {":words": quoted.join(" OR ")})?;
            while let Some(row) = rows.next()? {
                let id = row.get(0)?;
                matches.insert(
                    id,
                    Match {
                        contact: ContactId(id),
                        words: Vec::new(),
                        relevance: -row.get::<_, f64>(1)?,
                    },
                );
            }
            let mut with_word =
                conn.prepare_cached("SELECT rowid FROM fit_words WHERE fit_words MATCH :word")?;
            for (word, quoted) in words.iter().zip(&quoted) {
                let mut rows = with_word.query(named_params! {":word": quoted})?;
                while let Some(row) = rows.next()? {
                    if let Some(found) = matches.get_mut(&row.get(0)?) {
                        found.words.push(word.clone());
                    }
                }
            }
            Ok(matches.into_values().collect())
        })
    }

    /// Those of the links with words that stand in what is known of one of these people, and
    /// with which.
    pub fn links_fitting(
        &self,
        links: &[Link],
        whom: &[ContactId],
    ) -> Result<Vec<(LinkId, Vec<String>)>, Error> {
        self.read(|conn| {
            let mut is_known = conn.prepare_cached(
                "SELECT 1 FROM fit_words WHERE fit_words MATCH :word AND rowid = :contact",
            )?;
            // Links have many words in common.
            let mut known: HashMap<String, bool> = HashMap::new();
            let mut fitting = Vec::new();
            for link in links {
                let mut words = shelf::words(&link.title, &link.topics, link.note.as_deref());
                for word in &words {
                    if !known.contains_key(word) {
                        let quoted = format!("\"{word}\"");
                        let mut of_anybody = false;
                        for contact in whom {
                            let params = named_params! {":word": quoted, ":contact": contact.0};
                            of_anybody = of_anybody || is_known.exists(params)?;
                        }
                        known.insert(word.clone(), of_anybody);
                    }
                }
                words.retain(|word| known.get(word) == Some(&true));
                if !words.is_empty() {
                    fitting.push((link.id, words));
                }
            }
            Ok(fitting)
        })
    }
}
