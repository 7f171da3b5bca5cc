//! What newcomers of an import have several of: names, ways to reach them, addresses, tags,
//! interests, days, details, relations and flags.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::Transaction;

use super::Newcomer;
use crate::domain::draft::Draft;
use crate::domain::id::ContactId;
use crate::domain::import::day_text;
use crate::domain::matching::method_key;
use crate::domain::standing::Standing;
use crate::store::batch::{Batch, Cell};
use crate::store::import_tags::Tags;
use crate::store::rows::{Uids, iso};
use crate::text::name_key;

/// A table of which somebody has several rows.
struct List<'t> {
    table: &'t str,
    /// `uid` and `contact_id` come first.
    columns: &'t [&'t str],
    /// What comes after the values, such as `ON CONFLICT …`.
    ends: &'static str,
}

impl List<'_> {
    /// Writes the rows that `rows` makes of each, without their uid and contact.
    fn write<'p, const N: usize, R>(
        &self,
        tx: &Transaction<'_>,
        people: &[Newcomer<'p>],
        uids: &mut Uids,
        rows: impl Fn(&'p Draft) -> R,
    ) -> rusqlite::Result<()>
    where
        R: IntoIterator<Item = [Cell<'p>; N]>,
    {
        let mut batch = Batch::new(tx, self.table, self.columns, self.ends)?;
        for (id, draft) in people {
            for row in rows(draft) {
                let owner = [uids.next().into(), id.0.into()];
                batch.push(owner.into_iter().chain(row))?;
            }
        }
        batch.finish()
    }
}

pub(super) fn names(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let list = List {
        table: "contact_name",
        columns: &["uid", "contact_id", "kind", "value", "match_key"],
        ends: "",
    };
    list.write(tx, people, uids, |draft| {
        let nicknames = draft.nicknames.iter().map(|name| ("nickname", name));
        let phonetic = draft.phonetic.iter().map(|name| ("phonetic", name));
        let names = nicknames.chain(phonetic);
        names.map(|(kind, name)| [kind.into(), name.into(), name_key(name).into()])
    })
}

pub(super) fn methods(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let list = List {
        table: "method",
        columns: &["uid", "contact_id", "kind", "label", "value", "match_key"],
        ends: "",
    };
    list.write(tx, people, uids, |draft| {
        draft.methods.iter().map(|method| {
            [
                method.kind.word().into(),
                (&method.label).into(),
                (&method.value).into(),
                method_key(method.kind, &method.value).into(),
            ]
        })
    })
}

pub(super) fn addresses(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let list = List {
        table: "address",
        columns: &[
            "uid",
            "contact_id",
            "label",
            "street",
            "city",
            "region",
            "postcode",
            "country",
        ],
        ends: "",
    };
    list.write(tx, people, uids, |draft| {
        draft.addresses.iter().map(|address| {
            [
                (&address.label).into(),
                (&address.street).into(),
                (&address.city).into(),
                (&address.region).into(),
                (&address.postcode).into(),
                (&address.country).into(),
            ]
        })
    })
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
    let list = List {
        table: "contact_tag",
        columns: &["uid", "contact_id", "tag_id"],
        ends: "ON CONFLICT (contact_id, tag_id) DO NOTHING",
    };
    let as_spelled = &as_spelled;
    list.write(tx, people, uids, |draft| {
        let tags = draft.tags.iter();
        tags.filter_map(|name| Some([(*as_spelled.get(name.as_str())?).into()]))
    })
}

pub(super) fn interests(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let list = List {
        table: "interest",
        columns: &["uid", "contact_id", "name"],
        ends: "ON CONFLICT (contact_id, name) DO NOTHING",
    };
    list.write(tx, people, uids, |draft| {
        draft.interests.iter().map(|interest| [interest.into()])
    })
}

pub(super) fn occasions(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let list = List {
        table: "occasion",
        columns: &["uid", "contact_id", "label", "day", "yearly"],
        ends: "",
    };
    list.write(tx, people, uids, |draft| {
        draft.occasions.iter().map(|occasion| {
            [
                (&occasion.label).into(),
                day_text(&occasion.day).into(),
                i64::from(occasion.yearly).into(),
            ]
        })
    })
}

pub(super) fn details(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let list = List {
        table: "detail",
        columns: &["uid", "contact_id", "label", "value"],
        ends: "",
    };
    list.write(tx, people, uids, |draft| {
        let details = draft.details.iter();
        details.map(|(label, value)| [label.into(), value.into()])
    })
}

/// Relations to those of whom only the name is known, not those of which the other one is
/// somebody: whose, of which kind, and what the file calls the other one.
pub(super) fn relations(
    tx: &Transaction<'_>,
    people: &[Newcomer<'_>],
    to_somebody: &HashSet<(ContactId, &str, &str)>,
    uids: &mut Uids,
) -> rusqlite::Result<()> {
    let columns = ["uid", "contact_id", "kind", "other_name"];
    let mut batch = Batch::new(tx, "relation", &columns, "")?;
    for (id, draft) in people {
        for (kind, name) in &draft.relations {
            if !to_somebody.contains(&(*id, kind.as_str(), name.as_str())) {
                batch.push([uids.next().into(), id.0.into(), kind.into(), name.into()])?;
            }
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
    let list = List {
        table: "flag",
        columns: &["uid", "contact_id", "kind", "from_day", "until_day"],
        ends: "",
    };
    list.write(tx, people, uids, |draft| {
        let until = draft.later_until.filter(|until| *until > today);
        let later = until.map(|until| ("later", Some(iso(until))));
        let paused = (draft.standing == Some(Standing::Paused)).then_some(("paused", None));
        let flags = later.into_iter().chain(paused);
        flags.map(move |(kind, until)| [kind.into(), iso(today).into(), until.into()])
    })
}
