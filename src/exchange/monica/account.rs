//! What the JSON of a whole account tells in one place and names in another.

use std::collections::HashMap;

use super::super::json::{Json, Record};
use crate::domain::card::MethodKind;
use crate::domain::draft::End;

/// The lists of an account by their kind, and what is named by ids.
#[derive(Default)]
pub(super) struct Account<'t> {
    lists: HashMap<String, Vec<Json<'t>>>,
    /// What kind of way to reach somebody, and its label.
    fields: HashMap<String, (MethodKind, Option<String>)>,
    /// What is known of kinds of activities and of events in a life, in one word or a few.
    kinds: HashMap<String, String>,
    names: HashMap<String, String>,
    /// Of each contact, what the others are to them.
    relations: HashMap<String, Vec<End>>,
}

impl<'t> Account<'t> {
    /// What stands in an account, whose lists are these.
    pub(super) fn gathered(account: Json<'t>, data: Vec<Json<'t>>) -> Account<'t> {
        let mut gathered = Account::default();
        let mut parts = account.members();
        for list in data {
            let mut list = list.members();
            let (Some(kind), Some(values)) = (list.remove("type"), list.remove("values")) else {
                continue;
            };
            let kind = kind.text().trim_matches('"').to_owned();
            gathered
                .lists
                .entry(kind)
                .or_default()
                .extend(values.items());
        }
        if let Some(properties) = parts.remove("properties") {
            let journal = properties.list("journal_entries");
            gathered.lists.insert("journal entry".to_owned(), journal);
        }
        let instance = parts.remove("instance");
        let instance = |name| instance.map_or_else(Vec::new, |instance| instance.list(name));
        for record in records(instance("contact_field_types")) {
            let field = record.part("properties");
            let name = field.part("name").text();
            let protocol = field.part("protocol").text().unwrap_or_default();
            let kind = field.part("type").text().unwrap_or_default();
            let kind = match (protocol.as_str(), kind.as_str()) {
                ("mailto:", _) | (_, "email") => (MethodKind::Email, None),
                ("tel:", _) | (_, "phone") => (MethodKind::Phone, None),
                _ => (MethodKind::Handle, name),
            };
            let id = record.part("uuid").text();
            gathered.fields.extend(id.map(|id| (id, kind)));
        }
        for name in ["activity_types", "life_event_types"] {
            for record in records(instance(name)) {
                let kind = record.part("properties");
                let word = kind.part("translation_key").text();
                let word = kind.part("name").text().or(word);
                let kind = record.part("uuid").text().zip(word);
                gathered.kinds.extend(kind);
            }
        }
        gathered
    }

    /// The records of a kind, once.
    pub(super) fn take(&mut self, kind: &str) -> Vec<Json<'t>> {
        self.lists.remove(kind).unwrap_or_default()
    }

    /// Learns what everyone is called, and with that who is what to whom.
    pub(super) fn learn_names(&mut self, contacts: &[Json<'t>]) {
        for record in records(contacts.to_vec()) {
            let properties = record.part("properties");
            let words = ["first_name", "middle_name", "last_name"];
            let words = words
                .into_iter()
                .filter_map(|word| properties.part(word).text());
            let name = words.collect::<Vec<_>>().join(" ");
            let id = record.part("uuid").text();
            self.names.extend(id.map(|id| (id, name)));
        }
        for record in records(self.take("relationship")) {
            let relation = record.part("properties");
            let other = relation.part("of_contact").text();
            let other = other.and_then(|id| Some((self.names.get(&id)?.clone(), id)));
            if let (Some(of), Some(kind), Some((name, external_id))) = (
                relation.part("contact_is").text(),
                relation.part("type").text(),
                other,
            ) {
                self.relations.entry(of).or_default().push(End {
                    kind: kind.replace('_', " "),
                    name,
                    external_id,
                });
            }
        }
    }

    pub(super) fn field(&self, id: &str) -> Option<&(MethodKind, Option<String>)> {
        self.fields.get(id)
    }

    pub(super) fn kind(&self, id: &str) -> Option<&str> {
        self.kinds.get(id).map(String::as_str)
    }

    pub(super) fn name(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(String::as_str)
    }

    pub(super) fn relations(&self, id: &str) -> &[End] {
        self.relations.get(id).map_or(&[], Vec::as_slice)
    }
}

/// Those of the parts that are records.
fn records(parts: Vec<Json<'_>>) -> impl Iterator<Item = Record> {
    parts.into_iter().filter_map(|part| part.record().ok())
}
