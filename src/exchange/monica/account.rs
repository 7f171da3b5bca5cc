//! What the JSON of a whole account tells in one place and names in another.

use std::collections::HashMap;

use super::super::json::Record;
use crate::domain::card::MethodKind;
use crate::domain::draft::End;
use crate::json::Json;

/// More than this of a list is not looked into: before that a file has more records than are
/// read of any.
const LIST_LIMIT: usize = 1_000_001;

/// The lists of an account by their kind, and what is named by ids.
#[derive(Default)]
pub(super) struct Account<'t> {
    lists: Vec<(String, Json<'t>)>,
    /// What kind of way to reach somebody, and its label.
    fields: HashMap<String, (MethodKind, Option<String>)>,
    /// What is known of kinds of activities and of events in a life, in one word or a few.
    kinds: HashMap<String, String>,
    names: HashMap<String, String>,
    /// Of each contact, what the others are to them.
    relations: HashMap<String, Vec<End>>,
}

impl<'t> Account<'t> {
    /// What stands in an account: its lists, and what its kinds are called.
    pub(super) fn gathered(
        data: impl Iterator<Item = Json<'t>>,
        properties: Option<Json<'t>>,
        instance: Option<Json<'t>>,
    ) -> Account<'t> {
        let mut gathered = Account::default();
        for list in data {
            if let [Some(kind), Some(values)] = list.members(["type", "values"]) {
                gathered.lists.push((kind.word(), values));
            }
        }
        let journal = properties.and_then(|properties| properties.member("journal_entries"));
        let journal = journal.map(|journal| ("journal entry".to_owned(), journal));
        gathered.lists.extend(journal);
        let instance = |name| instance.and_then(|instance| instance.member(name));
        for record in records(items(instance("contact_field_types"))) {
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
            for record in records(items(instance(name))) {
                let kind = record.part("properties");
                let word = kind.part("translation_key").text();
                let word = kind.part("name").text().or(word);
                let kind = record.part("uuid").text().zip(word);
                gathered.kinds.extend(kind);
            }
        }
        gathered.learn_names();
        gathered
    }

    /// The records of a kind, as far as a list is read.
    pub(super) fn all(&self, kind: &str) -> impl Iterator<Item = Json<'t>> {
        let lists = self.lists.iter().filter(move |(known, _)| known == kind);
        lists.flat_map(|(_, list)| list.items()).take(LIST_LIMIT)
    }

    /// Learns what everyone is called, and with that who is what to whom.
    fn learn_names(&mut self) {
        let mut names = HashMap::new();
        for record in records(self.all("contact")) {
            let properties = record.part("properties");
            let words = ["first_name", "middle_name", "last_name"];
            let words = words
                .into_iter()
                .filter_map(|word| properties.part(word).text());
            let name = words.collect::<Vec<_>>().join(" ");
            let id = record.part("uuid").text();
            names.extend(id.map(|id| (id, name)));
        }
        let mut relations: HashMap<String, Vec<End>> = HashMap::new();
        for record in records(self.all("relationship")) {
            let relation = record.part("properties");
            let other = relation.part("of_contact").text();
            let other = other.and_then(|id| Some((names.get(&id).cloned()?, id)));
            if let (Some(of), Some(kind), Some((name, external_id))) = (
                relation.part("contact_is").text(),
                relation.part("type").text(),
                other,
            ) {
                relations.entry(of).or_default().push(End {
                    kind: kind.replace('_', " "),
                    name,
                    external_id,
                });
            }
        }
        (self.names, self.relations) = (names, relations);
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
fn records<'t>(parts: impl Iterator<Item = Json<'t>>) -> impl Iterator<Item = Record> {
    parts.filter_map(|part| Record::of(part).ok())
}

fn items<'t>(list: Option<Json<'t>>) -> impl Iterator<Item = Json<'t>> {
    list.into_iter().flat_map(Json::items)
}
