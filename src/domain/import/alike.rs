//! Whom a connection request may be from, of those who are here.

use chrono::NaiveDate;

use super::facts::Facts;
use crate::domain::contact::{Contact, Kind};
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::query::Query;
use crate::domain::request::Request;
use crate::domain::rules::Rules;
use crate::domain::search::Index;
use crate::domain::standing::Standing;

/// More than so many say nothing.
const SHOWN: usize = 3;

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
    let mut alike: Vec<Alike> = with_its_word(network, index, rules, today, &facts)
        .into_iter()
        .filter(|id| Some(*id) != known.map(|known| known.id))
        .filter_map(|id| network.contact(id))
        .filter(|contact| is_here(contact) && contact.kind == Kind::Person)
        .filter_map(|contact| {
            let names = [Some(contact.name()), contact.full()];
            let why = |name| facts.alike(&Facts::of_name(name));
            let why = names.into_iter().flatten().find_map(why)?;
            Some(Alike {
                id: contact.id,
                why,
            })
        })
        .collect();
    alike.sort_by_key(|alike| alike.why != super::facts::SAME_NAME);
    let mut all: Vec<Alike> = known.into_iter().chain(alike).collect();
    all.truncate(SHOWN);
    all
}

/// Everyone of whom something has the last word of this name.
fn with_its_word(
    network: &Network,
    index: &Index,
    rules: &Rules,
    today: NaiveDate,
    facts: &Facts,
) -> Vec<ContactId> {
    let Some(word) = facts.words.last() else {
        return Vec::new();
    };
    let standings = Standing::ALL.map(Standing::word).join(",");
    match Query::parse(&format!("is:{standings} \"{word}\""), today) {
        Ok(query) => query.run(network, index, rules, today, &|_| Vec::new()),
        Err(_) => Vec::new(),
    }
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
        assert_eq!(found(&people, "Pat", None), [0; 0]);
        assert_eq!(found(&people, "…", None), [0; 0]);
        assert_eq!(found(&people, "Somebody Else", Some(4)), [4]);
        assert_eq!(found(&people, "Somebody Else", Some(8)), [0; 0]);
        people.contacts.clear();
        assert_eq!(found(&people, "Pat Lim", Some(4)), [0; 0]);
    }
}
