//! People and networks for the domain's own tests.

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::contact::{Contact, Has, Kind, Packed, Profile, Rare};
use super::id::ContactId;
use super::network::{CircleId, CircleKind, Network};
use super::standing::Standing;
use super::tie::Tie;

/// The Sunday on which the worked cases play.
pub(crate) const TODAY: &str = "2026-11-22";

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn cadence(days: u16) -> OwnCadence {
    OwnCadence::from_days(days).unwrap()
}

/// An active latent person of whom nothing is known.
pub(crate) fn contact(id: i64) -> Contact {
    Contact {
        id: ContactId(id),
        kind: Kind::Person,
        profile: Packed::new(
            &Profile {
                name: &format!("Person {id}"),
                ..Profile::default()
            },
            &[],
        ),
        tie: Tie::Latent,
        standing: Standing::Active,
        own_cadence: None,
        birthday: None,
        counting_from: None,
        last: None,
        rare: None,
        has: Has::default(),
        is_new: false,
        added: day("2026-01-01"),
    }
}

/// A contact whose profile was changed.
pub(crate) fn told<'c>(contact: &'c Contact, change: impl FnOnce(&mut Profile<'c>)) -> Contact {
    let mut profile = contact.profile();
    change(&mut profile);
    Contact {
        profile: Packed::new(&profile, &contact.circles().collect::<Vec<_>>()),
        ..contact.clone()
    }
}

/// What few contacts have, as a contact holds it.
pub(crate) fn rare(set: impl FnOnce(&mut Rare)) -> Option<Box<Rare>> {
    let mut rare = Rare::default();
    set(&mut rare);
    rare.boxed()
}

/// A contact in other circles.
pub(crate) fn circled(contact: &Contact, circles: &[CircleId]) -> Contact {
    Contact {
        profile: Packed::new(&contact.profile(), circles),
        ..contact.clone()
    }
}

/// A network of these people and nothing else.
pub(crate) fn network(contacts: Vec<Contact>) -> Network {
    Network {
        today: day(TODAY),
        contacts,
        ..Network::default()
    }
}

/// Puts people into circles: a tie and the circles' kinds and names each.
pub(crate) fn in_circles(people: &[(Tie, &[(CircleKind, &str)])]) -> Network {
    let mut network = Network::default();
    for ((tie, circles), id) in people.iter().zip(1..) {
        let circles: Vec<_> = circles
            .iter()
            .map(|(kind, name)| network.circles.intern(*kind, name))
            .collect();
        network.contacts.push(Contact {
            tie: *tie,
            ..circled(&contact(id), &circles)
        });
    }
    network
}
