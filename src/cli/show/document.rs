//! What `ties show --json` prints.

use serde::Serialize;

use super::Page;
use crate::cli::failure::Failure;
use crate::cli::json::{ContactJson, Day, SCHEMA, Text};
use crate::cli::list;
use crate::cli::print::Out;
use crate::domain::bridge;
use crate::domain::card::{CardOccasion, OccasionDay, Related, Relation};
use crate::domain::catch_up::CatchUp;
use crate::domain::id::{CatchUpId, ContactId, NextStepId, OccasionId, RelationId};
use crate::domain::network::{Circle, CircleKind, NextStep};
use crate::store::Store;

/// Prints a contact's card as one JSON document.
pub(super) fn print(page: &Page<'_>, store: &Store, out: &mut Out) -> Result<(), Failure> {
    let Page { contact, card, .. } = page;
    let reaches = list::reaches(store, page.network, &[contact.id])?;
    let reach = reaches.of(contact.id);
    let (rules, today) = (page.session.rules(), page.session.today);
    let circles = contact
        .circles()
        .filter_map(|id| page.network.circles.get(id));
    out.json(&Document {
        schema: SCHEMA,
        contact: ContactJson::new(contact, reach, rules, today),
        catch_ups: card.catch_ups.iter().map(CatchUpJson::new).collect(),
        notes: card.note.as_deref(),
        next_steps: card.next_steps.iter().map(NextStepJson::new).collect(),
        occasions: card.occasions.iter().map(OccasionJson::new).collect(),
        relations: card
            .relations
            .iter()
            .map(|relation| RelationJson::new(relation, page))
            .collect(),
        circles: circles
            .map(|circle| CircleJson::new(circle, page))
            .collect(),
        bridge: bridge::of(page.network, contact.id),
    })
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    contact: ContactJson<'a>,
    catch_ups: Vec<CatchUpJson<'a>>,
    notes: Option<&'a str>,
    next_steps: Vec<NextStepJson<'a>>,
    occasions: Vec<OccasionJson<'a>>,
    relations: Vec<RelationJson<'a>>,
    circles: Vec<CircleJson>,
    bridge: Option<f64>,
}

#[derive(Serialize)]
struct CatchUpJson<'a> {
    id: CatchUpId,
    on: Day,
    channel: &'a str,
    by: &'static str,
    answered: bool,
    note: Option<&'a str>,
    with: &'a [ContactId],
}

impl CatchUpJson<'_> {
    fn new(catch_up: &CatchUp) -> CatchUpJson<'_> {
        CatchUpJson {
            id: catch_up.id,
            on: Text(catch_up.on),
            channel: catch_up.channel.as_str(),
            by: catch_up.started.word(),
            answered: catch_up.answered,
            note: catch_up.note.as_deref(),
            with: &catch_up.with,
        }
    }
}

#[derive(Serialize)]
struct NextStepJson<'a> {
    id: NextStepId,
    text: &'a str,
    on: Option<Day>,
}

impl NextStepJson<'_> {
    fn new(step: &NextStep) -> NextStepJson<'_> {
        NextStepJson {
            id: step.id,
            text: &step.text,
            on: step.on.map(Text),
        }
    }
}

#[derive(Serialize)]
struct OccasionJson<'a> {
    id: OccasionId,
    label: &'a str,
    day: String,
    yearly: bool,
}

impl OccasionJson<'_> {
    fn new(occasion: &CardOccasion) -> OccasionJson<'_> {
        OccasionJson {
            id: occasion.id,
            label: &occasion.label,
            day: match &occasion.day {
                OccasionDay::Day(day) => day.to_string(),
                OccasionDay::Words(words) => words.clone(),
            },
            yearly: occasion.yearly,
        }
    }
}

#[derive(Serialize)]
struct RelationJson<'a> {
    id: RelationId,
    kind: &'a str,
    contact: Option<ContactId>,
    name: String,
    outgoing: bool,
}

impl RelationJson<'_> {
    fn new<'r>(relation: &'r Relation, page: &Page<'_>) -> RelationJson<'r> {
        let (contact, name) = match &relation.to {
            Related::Contact(id) => (Some(*id), page.name(*id)),
            Related::Name(name) => (None, name.clone()),
        };
        RelationJson {
            id: relation.id,
            kind: &relation.kind,
            contact,
            name,
            outgoing: relation.outgoing,
        }
    }
}

#[derive(Serialize)]
struct CircleJson {
    kind: &'static str,
    name: String,
}

impl CircleJson {
    fn new(circle: &Circle, page: &Page<'_>) -> CircleJson {
        let (kind, name) = match circle.kind {
            CircleKind::Org => ("org", circle.name.to_string()),
            CircleKind::City => ("city", circle.name.to_string()),
            CircleKind::Tag => ("tag", circle.name.to_string()),
            CircleKind::Via(id) => ("via", page.name(id)),
        };
        CircleJson { kind, name }
    }
}
