//! What newcomers of an import have several of: names, ways to reach them, addresses, tags,
//! interests, days, details, relations and flags.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Transaction;

use super::Newcomer;
use crate::domain::import::day_text;
use crate::domain::matching::method_key;
use crate::domain::standing::Standing;
use crate::store::batch::Batch;
use crate::store::import_tags::Tags;
use crate::store::rows::{Uids, iso};
use crate::text::name_key;

pub(super) fn names(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(
        tx,
        "contact_name",
        &["uid", "contact_id", "kind", "value", "match_key"],
        "",
    )?;
    for (id, draft) in people {
        let nicknames = draft.nicknames.iter().map(|name| ("nickname", name));
        let phonetic = draft.phonetic.iter().map(|name| ("phonetic", name));
        for (kind, name) in nicknames.chain(phonetic) {
            let key = name_key(name);
            batch.push([
                uids.next().into(),
                id.0.into(),
                kind.into(),
                name.into(),
                key.into(),
            ])?;
        }
    }
    batch.finish()
}

pub(super) fn methods(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(
        tx,
        "method",
        &["uid", "contact_id", "kind", "label", "value", "match_key"],
        "",
    )?;
    for (id, draft) in people {
        for method in &draft.methods {
            batch.push([
                uids.next().into(),
                id.0.into(),
                method.kind.word().into(),
                (&method.label).into(),
                (&method.value).into(),
                method_key(method.kind, &method.value).into(),
            ])?;
        }
    }
    batch.finish()
}

pub(super) fn addresses(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(
        tx,
        "address",
        &[
            "uid",
            "contact_id",
            "label",
            "street",
            "city",
            "region",
            "postcode",
            "country",
        ],
        "",
    )?;
    for (id, draft) in people {
        for address in &draft.addresses {
            batch.push([
                uids.next().into(),
                id.0.into(),
                (&address.label).into(),
                (&address.street).into(),
                (&address.city).into(),
                (&address.region).into(),
                (&address.postcode).into(),
                (&address.country).into(),
            ])?;
        }
    }
    batch.finish()
}

pub(super) fn contact_tags(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    tags: &mut Tags,
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut as_spelled: HashMap<&str, i64> = HashMap::new();
    for name in people.iter().flat_map(|(_, draft)| &draft.tags) {
        if !as_spelled.contains_key(name.as_str()) {
            as_spelled.insert(name, tags.id(tx, name, uids)?);
        }
    }
    let mut batch = Batch::new(
        tx,
        "contact_tag",
        &["uid", "contact_id", "tag_id"],
        "ON CONFLICT (contact_id, tag_id) DO NOTHING",
    )?;
    for (id, draft) in people {
        for tag in draft
            .tags
            .iter()
            .filter_map(|name| as_spelled.get(name.as_str()))
        {
            batch.push([uids.next().into(), id.0.into(), (*tag).into()])?;
        }
    }
    batch.finish()
}

pub(super) fn interests(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(
        tx,
        "interest",
        &["uid", "contact_id", "name"],
        "ON CONFLICT (contact_id, name) DO NOTHING",
    )?;
    for (id, draft) in people {
        for interest in &draft.interests {
            batch.push([uids.next().into(), id.0.into(), interest.into()])?;
        }
    }
    batch.finish()
}

pub(super) fn occasions(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(
        tx,
        "occasion",
        &["uid", "contact_id", "label", "day", "yearly"],
        "",
    )?;
    for (id, draft) in people {
        for occasion in &draft.occasions {
            batch.push([
                uids.next().into(),
                id.0.into(),
                (&occasion.label).into(),
                day_text(&occasion.day).into(),
                i64::from(occasion.yearly).into(),
            ])?;
        }
    }
    batch.finish()
}

pub(super) fn details(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(tx, "detail", &["uid", "contact_id", "label", "value"], "")?;
    for (id, draft) in people {
        for (label, value) in &draft.details {
            batch.push([uids.next().into(), id.0.into(), label.into(), value.into()])?;
        }
    }
    batch.finish()
}

pub(super) fn relations(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let mut batch = Batch::new(
        tx,
        "relation",
        &["uid", "contact_id", "kind", "other_name"],
        "",
    )?;
    for (id, draft) in people {
        for (kind, name) in &draft.relations {
            batch.push([uids.next().into(), id.0.into(), kind.into(), name.into()])?;
        }
    }
    batch.finish()
}

/// What hides newcomers until a later day, and what stops the clock of those who come in paused.
pub(super) fn flags(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
    today: NaiveDate,
) -> rusqlite::Result<()> {
    let from = iso(today);
    let columns = ["uid", "contact_id", "kind", "from_day", "until_day"];
    let mut batch = Batch::new(tx, "flag", &columns, "")?;
    for (id, draft) in people {
        let until = draft.later_until.filter(|until| *until > today);
        let later = until.map(|until| ("later", Some(iso(until))));
        let paused = (draft.standing == Some(Standing::Paused)).then_some(("paused", None));
        for (kind, until) in later.into_iter().chain(paused) {
            batch.push([
                uids.next().into(),
                id.0.into(),
                kind.into(),
                from.as_str().into(),
                until.into(),
            ])?;
        }
    }
    batch.finish()
}
