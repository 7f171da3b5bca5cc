//! The inbox: requests that nobody has decided about, and who came in small imports and was
//! not looked at since; and what mail and calendars tell.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::heard::{self, Heard};
use super::id::{ContactId, HeardId, RequestId};
use super::network::Network;
use super::request::{Request, Suggestion};
use super::tie::Tie;

/// So many newcomers of one import, and no more, are a small batch.
pub const SMALL: usize = 25;

/// Somebody who waits in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Waiting {
    Request(RequestId),
    Heard(HeardId),
    Newcomer(ContactId),
}

/// What is decided about somebody in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Accept, with this tie.
    Tie(Tie),
    /// Leave a request unanswered, what was heard unsaid, or a newcomer where they are: nobody
    /// goes away for it.
    Leave,
    /// Look again on that day.
    Later(NaiveDate),
}

impl From<Suggestion> for Decision {
    fn from(suggestion: Suggestion) -> Decision {
        match suggestion {
            Suggestion::Keep => Decision::Tie(Tie::Weak),
            Suggestion::Latent => Decision::Tie(Tie::Latent),
            Suggestion::Leave => Decision::Leave,
        }
    }
}

/// Who waits to be looked at: these open requests as they come, the oldest first, then what
/// was `heard` of those who are here, then those of the `arrivals` who are new still, not put
/// off, and not asking themselves.
pub fn waiting(
    network: &Network,
    requests: &[Request],
    heard: &[Heard],
    arrivals: &[ContactId],
    today: NaiveDate,
) -> Vec<Waiting> {
    let asking: HashSet<ContactId> = requests.iter().filter_map(|r| r.contact).collect();
    let is_up = |contact: &Contact| {
        contact.is_new
            && contact.standing.is_listed()
            && contact.later().is_none_or(|until| until <= today)
    };
    let newcomers = arrivals
        .iter()
        .filter(|id| !asking.contains(id) && network.contact(**id).is_some_and(is_up));
    requests
        .iter()
        .map(|request| Waiting::Request(request.id))
        .chain(
            heard::waiting(network, heard)
                .into_iter()
                .map(|one| Waiting::Heard(one.id)),
        )
        .chain(newcomers.map(|id| Waiting::Newcomer(*id)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Rare;
    use crate::domain::request::Asked;
    use crate::domain::standing::Standing;
    use crate::domain::testing::{contact, network};

    #[test]
    fn who_is_new_waits_after_the_requests_unless_put_off_or_asking() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let new = |id: i64| Contact {
            is_new: true,
            ..contact(id)
        };
        let later = |id: i64, day: &str| Contact {
            rare: Rare {
                later: Some(day.parse().unwrap()),
                ..Rare::default()
            }
            .boxed(),
            ..new(id)
        };
        let people = network(vec![
            new(1),
            contact(2),
            later(3, "2026-11-23"),
            later(4, "2026-11-22"),
            Contact {
                standing: Standing::Deleted,
                ..new(5)
            },
            new(6),
        ]);
        let request = Request {
            id: RequestId(7),
            contact: Some(ContactId(6)),
            asked: Asked::default(),
        };
        let arrivals: Vec<ContactId> = (1..10).map(ContactId).collect();
        assert_eq!(
            waiting(&people, &[request], &[], &arrivals, today),
            [
                Waiting::Request(RequestId(7)),
                Waiting::Newcomer(ContactId(1)),
                Waiting::Newcomer(ContactId(4)),
            ]
        );
    }
}
