//! Whom a connection request may be from, of those who are here.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::facts::{Facts, MUCH_LIKE_IT, SAME_NAME};
use crate::domain::contact::{Contact, Kind};
use crate::domain::id::ContactId;
use crate::domain::merge::names::Name;
use crate::domain::network::Network;
use crate::domain::query::Query;
use crate::domain::request::Request;
use crate::domain::rules::Rules;
use crate::domain::search::Index;
use crate::domain::standing::Standing;
use crate::text;

/// More than so many say nothing.
const SHOWN: usize = 3;
/// By so many words of a name one looks, from its end.
const WORDS: usize = 4;

/// Somebody who is here and whom a request may be from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    pub id: ContactId,
    /// In words.
    pub why: &'static str,
}

/// Whom a request may be from, the likeliest first; those who were deleted are not among
/// them. `index` is this network's.
pub fn look_alikes(
    network: &Network,
    index: &Index,
    rules: &Rules,
    today: NaiveDate,
    request: &Request,
) -> Vec<Alike> {
    let is_here = |contact: &&Contact| contact.standing != Standing::Deleted;
    let known = request.contact.and_then(|id| network.contact(id));
    let known = known.filter(is_here).map(|contact| Alike {
        id: contact.id,
        why: "they are here already",
    });
    let facts = Facts::of_name(&request.asked.name);
    let name = Name::called(&request.asked.name, []);
    let mut alike: Vec<Alike> = with_a_word(network, index, rules, today, &facts)
        .into_iter()
        .filter(|id| Some(*id) != known.map(|known| known.id))
        .filter_map(|id| network.contact(id))
        .filter(|contact| is_here(contact) && contact.kind == Kind::Person)
        .filter_map(|contact| {
            let names = [Some(contact.name()), contact.full()].into_iter().flatten();
            let why = |name| facts.alike(&Facts::of_name(name));
            let is_like = |theirs| name.is_like(&Name::called(theirs, contact.nicknames()));
            let why = names.clone().find_map(why);
            let why = why.or_else(|| names.clone().any(is_like).then_some(MUCH_LIKE_IT));
            Some(Alike {
                id: contact.id,
                why: why?,
            })
        })
        .collect();
    let org = request.asked.org.as_deref().map(text::fold);
    let is_there = |id: ContactId| {
        let theirs = network.contact(id).and_then(Contact::org);
        org.is_some() && theirs.map(text::fold) == org
    };
    alike.sort_by_key(|alike| (alike.why != SAME_NAME, !is_there(alike.id)));
    let mut all: Vec<Alike> = known.into_iter().chain(alike).collect();
    all.truncate(SHOWN);
    all
}

/// Everyone of whom something has a word of this name, those with its last word first.
fn with_a_word(
    network: &Network,
    index: &Index,
    rules: &Rules,
    today: NaiveDate,
    facts: &Facts,
) -> Vec<ContactId> {
    let standings = Standing::ALL.map(Standing::word).join(",");
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for word in facts.words.iter().rev().take(WORDS) {
        if let Ok(query) = Query::parse(&format!("is:{standings} \"{word}\""), today) {
            let with_it = query.run(network, index, rules, today, &|_| Vec::new());
            found.extend(with_it.into_iter().filter(|id| seen.insert(*id)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RequestId;
    use crate::domain::request::Asked;
    use crate::domain::testing::{TODAY, contact, day, network, told};

    #[test]
    fn a_request_looks_like_its_namesakes_and_those_of_a_name_much_like_it() {
        let named = |id, name| told(&contact(id), |who| who.name = name);
        let mut people = network(vec![
            named(1, "Patrick Lim"),
            named(2, "Lim Pat"),
            named(3, "Pat Limerick"),
            named(4, "Paul Lim"),
            named(5, "Cher"),
            named(6, "李雷"),
            told(&contact(7), |who| {
                who.name = "P. Lim";
                who.full = Some("Patricia Lim");
            }),
            Contact {
                standing: Standing::Deleted,
                ..named(8, "Pat Lim")
            },
            Contact {
                kind: Kind::Company,
                ..named(9, "Pat Lim")
            },
            Contact {
                standing: Standing::Archived,
                ..named(10, "Søren Møller")
            },
        ]);
        let rules = Rules::default();
        let index = Index::new(&people, &rules);
        let found = |people: &Network, name: &str, contact: Option<i64>| -> Vec<i64> {
            let request = Request {
                id: RequestId(1),
                contact: contact.map(ContactId),
                asked: Asked {
                    name: name.to_owned(),
                    ..Asked::default()
                },
            };
            let all = look_alikes(people, &index, &rules, day(TODAY), &request);
            all.into_iter().map(|alike| alike.id.0).collect()
        };
        assert_eq!(found(&people, "Pat Lim", None), [2, 7, 1]);
        assert_eq!(found(&people, "Dr. PAT LIM, PhD", None), [2, 7, 1]);
        assert_eq!(found(&people, "cher", None), [5]);
        assert_eq!(found(&people, "李雷", None), [6]);
        assert_eq!(found(&people, "Soren Moller", None), [10]);
        // A letter too few, one too many, two that changed places, what somebody is called.
        assert_eq!(found(&people, "Patrik Lim", None), [7, 1]);
        assert_eq!(found(&people, "Soren Mollerr", None), [10]);
        assert_eq!(found(&people, "Søern Møller", None), [10]);
        assert_eq!(found(&people, "Paula Lim", None), [7, 4]);
        assert_eq!(found(&people, "李雷 Li Lei", None), [6]);
        assert_eq!(found(&people, "Pat", None), [0; 0]);
        assert_eq!(found(&people, "…", None), [0; 0]);
        assert_eq!(found(&people, "Somebody Else", Some(4)), [4]);
        assert_eq!(found(&people, "Somebody Else", Some(8)), [0; 0]);
        people.contacts.clear();
        assert_eq!(found(&people, "Pat Lim", Some(4)), [0; 0]);
    }
}
