//! Crowds, written in one go.

use rusqlite::{Transaction, named_params};

use super::rows::iso;
use crate::domain::card::MethodKind;
use crate::domain::demo::{Member, Met};
use crate::domain::matching::method_key;
use crate::text::{name_key, words};

/// Writes everyone of a crowd into an empty file.
///
/// The uids are counted instead of made, so that the same crowd gives the same rows; as
/// made ones do, they rise with time, which is what the speed of inserting hangs on.
pub(super) fn fill(
    tx: &Transaction<'_>,
    crowd: impl Iterator<Item = Member>,
) -> rusqlite::Result<()> {
    let mut uids = Uids(0);
    for member in crowd {
        let contact = insert_member(tx, &member, &mut uids)?;
        for met in &member.catch_ups {
            insert_met(tx, contact, met, &mut uids)?;
        }
    }
    Ok(())
}

struct Uids(u64);

impl Uids {
    fn next(&mut self) -> String {
        self.0 += 1;
        format!("01900000-0000-7000-8000-{:012x}", self.0)
    }
}

fn insert_member(tx: &Transaction<'_>, member: &Member, uids: &mut Uids) -> rusqlite::Result<i64> {
    let added = iso(member.added);
    tx.prepare_cached(
        "INSERT INTO contact (uid, name, match_key, given, family, org, title, city, met, tie,
                              counting_from, note, note_words, added_on)
         VALUES (:uid, :name, :match_key, :given, :family, :org, :title, :city, :met, :tie,
                 :added, :note, :note_words, :added)",
    )?
    .execute(named_params! {
        ":uid": uids.next(),
        ":name": member.name(),
        ":match_key": name_key(&member.name()),
        ":given": member.given,
        ":family": member.family,
        ":org": member.org,
        ":title": member.title,
        ":city": member.city,
        ":met": member.met,
        ":tie": member.tie.word(),
        ":note": member.note,
        ":note_words": member.note.and_then(words),
        ":added": added,
    })?;
    let contact = tx.last_insert_rowid();
    if let Some(nickname) = member.nickname {
        tx.prepare_cached(
            "INSERT INTO contact_name (uid, contact_id, kind, value, match_key)
             VALUES (:uid, :contact, 'nickname', :value, :match_key)",
        )?
        .execute(named_params! {
            ":uid": uids.next(), ":contact": contact, ":value": nickname,
            ":match_key": name_key(nickname),
        })?;
    }
    let methods = [
        (MethodKind::Email, &member.email),
        (MethodKind::Phone, &member.phone),
    ];
    for (kind, value) in methods {
        if let Some(value) = value {
            tx.prepare_cached(
                "INSERT INTO method (uid, contact_id, kind, value, match_key)
                 VALUES (:uid, :contact, :kind, :value, :key)",
            )?
            .execute(named_params! {
                ":uid": uids.next(),
                ":contact": contact,
                ":kind": kind.word(),
                ":value": value,
                ":key": method_key(kind, value),
            })?;
        }
    }
    if let Some(birthday) = member.birthday {
        tx.prepare_cached(
            "INSERT INTO occasion (uid, contact_id, label, day)
             VALUES (:uid, :contact, 'birthday', :day)",
        )?
        .execute(named_params! {
            ":uid": uids.next(), ":contact": contact, ":day": birthday.to_string(),
        })?;
    }
    for tag in &member.tags {
        tx.prepare_cached(
            "INSERT INTO tag (uid, name)
             VALUES (:uid, :name)
             ON CONFLICT (name) DO NOTHING",
        )?
        .execute(named_params! {":uid": uids.next(), ":name": tag})?;
        tx.prepare_cached(
            "INSERT INTO contact_tag (uid, contact_id, tag_id)
             SELECT :uid, :contact, id FROM tag WHERE name = :name",
        )?
        .execute(named_params! {
            ":uid": uids.next(), ":contact": contact, ":name": tag,
        })?;
    }
    Ok(contact)
}

fn insert_met(
    tx: &Transaction<'_>,
    contact: i64,
    met: &Met,
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO catch_up (uid, day, channel, started, answered, note, note_words)
         VALUES (:uid, :day, :channel, :started, :answered, :note, :note_words)",
    )?
    .execute(named_params! {
        ":uid": uids.next(),
        ":day": iso(met.on),
        ":channel": met.channel,
        ":started": met.started.word(),
        ":answered": met.answered,
        ":note": met.note,
        ":note_words": met.note.and_then(words),
    })?;
    tx.prepare_cached(
        "INSERT INTO catch_up_contact (uid, catch_up_id, contact_id)
         VALUES (:uid, :catch_up, :contact)",
    )?
    .execute(named_params! {
        ":uid": uids.next(), ":catch_up": tx.last_insert_rowid(), ":contact": contact,
    })?;
    Ok(())
}
