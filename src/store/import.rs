//! Applying an import plan, inside the one transaction and action of the import.
//!
//! Whoever is new comes in quietly: latent unless the plan or the record says otherwise,
//! marked as new, and without a day to count from unless a cadence comes along, which is
//! then spread, so that a crowd never comes due together. Whoever is here keeps standing
//! and flags: only a hand brings somebody back.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Statement, Transaction, named_params};

use super::rows::{iso, uid};
use super::{Error, contacts, import_change};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::MethodKind;
use crate::domain::change::LastSpoke;
use crate::domain::contact::Kind;
use crate::domain::draft::Draft;
use crate::domain::id::ContactId;
use crate::domain::import::{Outcome, Person, Plan, day_text, fields};
use crate::domain::matching::method_key;
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::text::{fold, name_key};

/// Carries out a plan: everyone new comes in, everyone merged is changed as the plan says.
pub(super) fn apply(
    tx: &Transaction<'_>,
    plan: &Plan,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let mut inserts = Inserts::new(tx)?;
    let today_text = iso(today);
    let mut whom: Vec<Option<ContactId>> = Vec::with_capacity(plan.rows.len());
    for row in &plan.rows {
        let joined = match &row.outcome {
            Outcome::New | Outcome::Unsure { .. } => None,
            Outcome::SameAs { row, changes, .. } => whom
                .get(*row)
                .copied()
                .flatten()
                .map(|id| (id, changes.as_slice())),
            Outcome::Merge { into, changes, .. } => Some((*into, changes.as_slice())),
            Outcome::Unchanged { into } => Some((*into, &[][..])),
            Outcome::Skip => {
                whom.push(None);
                continue;
            }
        };
        let id = match joined {
            Some((id, changes)) => {
                for change in changes {
                    match (change.field.as_str(), &change.from, &change.to) {
                        ("tag", None, Some(tag)) => inserts.tag(id.0, tag)?,
                        _ => import_change::apply(tx, id, change, &row.draft)?,
                    }
                    if change.field == "tag" && change.from.is_some() {
                        inserts.tags = tags(tx)?; // a tag nobody has any more has gone
                    }
                }
                let starts = |field: &str| changes.iter().any(|change| change.field == field);
                if starts("tie") || starts("every") {
                    contacts::start_counting(tx, id, UNKNOWN, rules, today)?;
                }
                id
            }
            None => {
                let tie = row.draft.tie.or(plan.tie).unwrap_or(Tie::Latent);
                let id = inserts.contact(&row.draft, tie, &today_text)?;
                if rules.cadence(tie, row.draft.own_cadence).is_some() {
                    contacts::start_counting(tx, id, UNKNOWN, rules, today)?;
                }
                id
            }
        };
        if let Some(file) = plan.files.get(row.file) {
            let is_known = matches!(row.outcome, Outcome::Unchanged { .. });
            let statement = match is_known {
                true => &mut inserts.source_again,
                false => &mut inserts.source,
            };
            source(statement, id, file.kind.word(), &row.draft, &today_text)?;
        }
        whom.push(Some(id));
    }
    drop(inserts);
    for (row, id) in plan.rows.iter().zip(&whom) {
        let other = match row.household {
            Some(Person::Known(other)) => Some(other),
            Some(Person::Row(other)) => whom.get(other).copied().flatten(),
            None => None,
        };
        if let (Some(id), Some(other)) = (id, other)
            && *id != other
        {
            relate(tx, *id, "household", other)?;
        }
    }
    Ok(())
}

/// Room in memory for the pages of one big transaction. With the usual two megabytes they
/// are written, read again and rewritten all the way through, many times over.
pub(super) struct Room {
    cache_size: i64,
}

impl Room {
    /// Pages for some 256 MB, in the KiB that SQLite writes as a negative number.
    const BIG: i64 = -256_000;

    pub(super) fn make(conn: &Connection) -> rusqlite::Result<Room> {
        let cache_size = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        conn.pragma_update(None, "cache_size", Room::BIG)?;
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(Room { cache_size })
    }

    pub(super) fn give_back(self, conn: &Connection) -> rusqlite::Result<()> {
        conn.pragma_update(None, "temp_store", "DEFAULT")?;
        conn.pragma_update(None, "cache_size", self.cache_size)?;
        conn.execute_batch("PRAGMA shrink_memory")
    }
}

/// Nobody was asked when they last spoke, so the crowd is spread.
const UNKNOWN: LastSpoke = LastSpoke::Unknown;

/// Relates two contacts, unless they are so related already, from either end.
fn relate(
    tx: &Transaction<'_>,
    from: ContactId,
    kind: &str,
    to: ContactId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO relation (uid, contact_id, kind, other_id)
         SELECT :uid, :from, :kind, :to
         WHERE NOT EXISTS (
             SELECT 1 FROM relation
             WHERE kind = :kind
               AND ((contact_id = :from AND other_id = :to)
                 OR (contact_id = :to AND other_id = :from)))",
    )?
    .execute(named_params! {":uid": uid(), ":from": from.0, ":kind": kind, ":to": to.0})?;
    Ok(())
}

/// What an import is called in the history.
pub(super) fn label(plan: &Plan) -> String {
    let names: Vec<String> = plan
        .files
        .iter()
        .filter_map(|file| Some(file.path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    format!("imported {}", names.join(", "))
}

/// The statements that make a contact, prepared once for all of them.
struct Inserts<'tx> {
    tx: &'tx Transaction<'tx>,
    contact: Statement<'tx>,
    name: Statement<'tx>,
    method: Statement<'tx>,
    address: Statement<'tx>,
    tag: Statement<'tx>,
    contact_tag: Statement<'tx>,
    interest: Statement<'tx>,
    occasion: Statement<'tx>,
    detail: Statement<'tx>,
    relation: Statement<'tx>,
    source: Statement<'tx>,
    /// The same for somebody to whom nothing else happens: never a new row.
    source_again: Statement<'tx>,
    /// The tags there are, by folded name.
    tags: HashMap<String, i64>,
}

impl<'tx> Inserts<'tx> {
    fn new(tx: &'tx Transaction<'tx>) -> rusqlite::Result<Inserts<'tx>> {
        Ok(Inserts {
            tx,
            contact: tx.prepare(
                "INSERT INTO contact (uid, kind, name, match_key, prefix, given, middle, family, suffix,
                                      org, unit, title, city, met, met_on, tie, own_cadence,
                                      note, is_new, added_on)
                 VALUES (:uid, :kind, :name, :match_key, :prefix, :given, :middle, :family, :suffix,
                         :org, :unit, :title, :city, :met, :met_on, :tie, :own_cadence,
                         :note, 1, :today)",
            )?,
            name: tx.prepare(
                "INSERT INTO contact_name (uid, contact_id, kind, value, match_key)
                 VALUES (:uid, :contact, :kind, :value, :match_key)",
            )?,
            method: tx.prepare(
                "INSERT INTO method (uid, contact_id, kind, label, value, match_key)
                 VALUES (:uid, :contact, :kind, :label, :value, :key)",
            )?,
            address: tx.prepare(
                "INSERT INTO address (uid, contact_id, label, street, city, region, postcode,
                                      country)
                 VALUES (:uid, :contact, :label, :street, :city, :region, :postcode, :country)",
            )?,
            tag: tx.prepare("INSERT INTO tag (uid, name) VALUES (:uid, :name)")?,
            contact_tag: tx.prepare(
                "INSERT INTO contact_tag (uid, contact_id, tag_id)
                 VALUES (:uid, :contact, :tag)
                 ON CONFLICT (contact_id, tag_id) DO NOTHING",
            )?,
            interest: tx.prepare(
                "INSERT INTO interest (uid, contact_id, name)
                 VALUES (:uid, :contact, :name)
                 ON CONFLICT (contact_id, name) DO NOTHING",
            )?,
            occasion: tx.prepare(
                "INSERT INTO occasion (uid, contact_id, label, day)
                 VALUES (:uid, :contact, :label, :day)",
            )?,
            detail: tx.prepare(
                "INSERT INTO detail (uid, contact_id, label, value)
                 VALUES (:uid, :contact, :label, :value)",
            )?,
            relation: tx.prepare(
                "INSERT INTO relation (uid, contact_id, kind, other_name)
                 VALUES (:uid, :contact, :kind, :name)",
            )?,
            source: tx.prepare(
                "INSERT INTO source (uid, contact_id, kind, external_id, card, fields,
                                     imported_on)
                 VALUES (:uid, :contact, :kind, :external_id, :card, :fields, :today)
                 ON CONFLICT (kind, external_id) DO UPDATE
                 SET contact_id = excluded.contact_id,
                     card = excluded.card,
                     fields = excluded.fields,
                     imported_on = excluded.imported_on
                 WHERE card IS NOT excluded.card
                    OR fields IS NOT excluded.fields
                    OR contact_id IS NOT excluded.contact_id",
            )?,
            source_again: tx.prepare(
                "UPDATE source
                 SET card = :card, fields = :fields, imported_on = :today
                 WHERE kind = :kind AND external_id = :external_id AND contact_id = :contact
                   AND (card IS NOT :card OR fields IS NOT :fields) AND :uid IS NOT NULL",
            )?,
            tags: tags(tx)?,
        })
    }

    /// Makes the contact that a draft describes.
    fn contact(&mut self, draft: &Draft, tie: Tie, today: &str) -> Result<ContactId, Error> {
        self.contact.execute(named_params! {
            ":uid": uid(),
            ":kind": draft.kind.unwrap_or(Kind::Person).word(),
            ":name": draft.name,
            ":match_key": name_key(&draft.name),
            ":prefix": draft.parts.prefix,
            ":given": draft.parts.given,
            ":middle": draft.parts.middle,
            ":family": draft.parts.family,
            ":suffix": draft.parts.suffix,
            ":org": draft.org,
            ":unit": draft.unit,
            ":title": draft.title,
            ":city": draft.city,
            ":met": draft.met,
            ":met_on": draft.met_on.map(iso),
            ":tie": tie.word(),
            ":own_cadence": draft.own_cadence.map(OwnCadence::stored),
            ":note": draft.note,
            ":today": today,
        })?;
        let id = self.tx.last_insert_rowid();
        for nickname in &draft.nicknames {
            self.name(id, "nickname", nickname)?;
        }
        if let Some(phonetic) = &draft.phonetic {
            self.name(id, "phonetic", phonetic)?;
        }
        for method in &draft.methods {
            self.method(id, method.kind, method.label.as_deref(), &method.value)?;
        }
        for address in &draft.addresses {
            self.address.execute(named_params! {
                ":uid": uid(),
                ":contact": id,
                ":label": address.label,
                ":street": address.street,
                ":city": address.city,
                ":region": address.region,
                ":postcode": address.postcode,
                ":country": address.country,
            })?;
        }
        for tag in &draft.tags {
            self.tag(id, tag)?;
        }
        for interest in &draft.interests {
            self.interest
                .execute(named_params! {":uid": uid(), ":contact": id, ":name": interest})?;
        }
        for occasion in &draft.occasions {
            self.occasion.execute(named_params! {
                ":uid": uid(),
                ":contact": id,
                ":label": occasion.label,
                ":day": day_text(&occasion.day),
            })?;
        }
        for (label, value) in &draft.details {
            self.detail.execute(named_params! {
                ":uid": uid(), ":contact": id, ":label": label, ":value": value,
            })?;
        }
        for (kind, name) in &draft.relations {
            self.relation.execute(named_params! {
                ":uid": uid(), ":contact": id, ":kind": kind, ":name": name,
            })?;
        }
        Ok(ContactId(id))
    }

    fn name(&mut self, contact: i64, kind: &str, value: &str) -> rusqlite::Result<()> {
        self.name.execute(named_params! {
            ":uid": uid(),
            ":contact": contact,
            ":kind": kind,
            ":value": value,
            ":match_key": name_key(value),
        })?;
        Ok(())
    }

    fn method(
        &mut self,
        contact: i64,
        kind: MethodKind,
        label: Option<&str>,
        value: &str,
    ) -> rusqlite::Result<()> {
        self.method.execute(named_params! {
            ":uid": uid(),
            ":contact": contact,
            ":kind": kind.word(),
            ":label": label,
            ":value": value,
            ":key": method_key(kind, value),
        })?;
        Ok(())
    }

    fn tag(&mut self, contact: i64, name: &str) -> rusqlite::Result<()> {
        let key = fold(name);
        let tag = match self.tags.get(&key) {
            Some(tag) => *tag,
            None => {
                self.tag
                    .execute(named_params! {":uid": uid(), ":name": name})?;
                let tag = self.tx.last_insert_rowid();
                self.tags.insert(key, tag);
                tag
            }
        };
        self.contact_tag
            .execute(named_params! {":uid": uid(), ":contact": contact, ":tag": tag})?;
        Ok(())
    }
}

/// The tags there are, by folded name.
fn tags(tx: &Transaction<'_>) -> rusqlite::Result<HashMap<String, i64>> {
    let mut tags = HashMap::new();
    let mut all = tx.prepare_cached("SELECT id, name FROM tag ORDER BY id")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get("name")?;
        tags.entry(fold(&name)).or_insert(row.get("id")?);
    }
    Ok(tags)
}

/// Remembers what the source said; the same again writes nothing.
fn source(
    statement: &mut Statement<'_>,
    contact: ContactId,
    kind: &str,
    draft: &Draft,
    today: &str,
) -> Result<(), Error> {
    let fields =
        serde_json::to_string(&fields(draft)).map_err(|error| Error::Refused(error.to_string()))?;
    statement.execute(named_params! {
        ":uid": uid(),
        ":contact": contact.0,
        ":kind": kind,
        ":external_id": draft.external_id.as_deref().unwrap_or_default(),
        ":card": draft.card,
        ":fields": fields,
        ":today": today,
    })?;
    Ok(())
}
