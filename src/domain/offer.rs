//! What the review offers: longer cadences, to let ties rest, to ask no more. Each says what
//! it would change before anything is changed; one that was declined comes back after a while.

use std::collections::{HashMap, HashSet};

use chrono::{Months, NaiveDate};

use super::cadence::OwnCadence;
use super::change::Change;
use super::fit::{self, Fit, Longer, Loosening};
use super::id::ContactId;
use super::network::Network;
use super::review;
use super::rules::Rules;
use super::standing::Standing;

/// Months for which an offer that was declined is not made again.
const RESTS: Months = Months::new(3);

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfferKind {
    Loosen(Loosening),
    /// Ties far beyond their cadence rest.
    Dormant,
    /// Who did not answer several times in a row is asked no more for now.
    NoAnswer,
}

impl OfferKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [OfferKind; 5] = [
        OfferKind::Loosen(Loosening::AsItIs),
        OfferKind::Loosen(Loosening::Stretch),
        OfferKind::Loosen(Loosening::MostFrequent),
        OfferKind::Dormant,
        OfferKind::NoAnswer,
    ];

    /// The word in JSON, on the command line and in the file.
    pub const fn word(self) -> &'static str {
        match self {
            OfferKind::Loosen(how) => how.word(),
            OfferKind::Dormant => "dormant",
            OfferKind::NoAnswer => "no-answer",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<OfferKind> {
        OfferKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The offer as it is made.
    pub const fn title(self) -> &'static str {
        match self {
            OfferKind::Loosen(Loosening::AsItIs) => "Take the cadence you really have",
            OfferKind::Loosen(Loosening::Stretch) => "Stretch everyone's cadence",
            OfferKind::Loosen(Loosening::MostFrequent) => "Loosen the ten most frequent",
            OfferKind::Dormant => "Let these ties rest; the tie stays",
            OfferKind::NoAnswer => "Ask no more for now of who does not answer",
        }
    }

    /// Whether it is about the list as a whole rather than about each of those it names:
    /// declined for one, it is declined.
    const fn is_of_the_whole(self) -> bool {
        matches!(
            self,
            OfferKind::Loosen(Loosening::Stretch | Loosening::MostFrequent)
        )
    }
}

/// What an offer would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offered {
    Longer(Vec<Longer>),
    Stand(Vec<ContactId>, Standing),
}

/// An offer with what it would change; that is never nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub kind: OfferKind,
    pub what: Offered,
}

impl Offer {
    /// Whom it would change something for, in the order shown.
    pub fn people(&self) -> Vec<ContactId> {
        match &self.what {
            Offered::Longer(longer) => longer.iter().map(|one| one.contact).collect(),
            Offered::Stand(ids, _) => ids.clone(),
        }
    }

    /// What taking it does.
    pub fn change(&self) -> Change {
        match &self.what {
            Offered::Longer(longer) => {
                let own = |one: &Longer| (one.contact, OwnCadence::Every(one.to));
                Change::Cadences(longer.iter().map(own).collect())
            }
            Offered::Stand(ids, to) => Change::Stand(ids.clone(), *to),
        }
    }

    /// What declining it does. An offer about the whole list is remembered with the first of
    /// those it names, so that a large network costs no more than a small one.
    pub fn decline(&self) -> Change {
        let mut people = self.people();
        if self.kind.is_of_the_whole() {
            people.truncate(1);
        }
        Change::Decline(self.kind, people)
    }
}

/// An offer that was declined for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declined {
    pub kind: OfferKind,
    pub contact: ContactId,
    pub on: NaiveDate,
}

/// The day from which an offer that is declined on `day` may be made again.
pub fn made_again(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(RESTS).unwrap_or(NaiveDate::MAX)
}

/// What there is to offer, without what was declined lately. `gaps` are the last gaps between
/// somebody's answered catch-ups in days, newest first, `silent` those who have not answered
/// several times in a row.
pub fn offers(
    network: &Network,
    rules: &Rules,
    fit: &Fit,
    gaps: &HashMap<ContactId, Vec<i64>>,
    silent: &[ContactId],
    declined: &[Declined],
    today: NaiveDate,
) -> Vec<Offer> {
    let gaps = |id: ContactId| gaps.get(&id).cloned().unwrap_or_default();
    let what = |kind: OfferKind| match kind {
        OfferKind::Loosen(how) if !asks_for_more(how, fit) => Offered::Longer(Vec::new()),
        OfferKind::Loosen(how) => Offered::Longer(fit::loosen(how, network, rules, fit, &gaps)),
        OfferKind::Dormant => {
            let resting = review::could_rest(network, rules, today);
            Offered::Stand(resting, Standing::Dormant)
        }
        OfferKind::NoAnswer => {
            let is_listed = |id: &ContactId| {
                let contact = network.contact(*id);
                contact.is_some_and(|contact| contact.standing.is_listed())
            };
            let silent = silent.iter().copied().filter(is_listed).collect();
            Offered::Stand(silent, Standing::Unreachable)
        }
    };
    OfferKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let offer = Offer {
                kind,
                what: what(kind),
            };
            still_open(offer, declined, today)
        })
        .collect()
}

/// Whether a list asks for more than is done, so that loosening it helps. Where that is not
/// known yet, what somebody's own gaps show is known all the same.
fn asks_for_more(how: Loosening, fit: &Fit) -> bool {
    match how {
        Loosening::AsItIs => fit.stretch.is_none_or(|stretch| stretch > 1.0),
        Loosening::Stretch | Loosening::MostFrequent => {
            fit.stretch.is_some_and(|stretch| stretch > 1.0)
        }
    }
}

/// What of an offer is left without those for whom it was declined lately, if anything.
fn still_open(mut offer: Offer, declined: &[Declined], today: NaiveDate) -> Option<Offer> {
    let rests: HashSet<ContactId> = declined
        .iter()
        .filter(|one| one.kind == offer.kind && today < made_again(one.on))
        .map(|one| one.contact)
        .collect();
    if offer.kind.is_of_the_whole() && !rests.is_empty() {
        return None;
    }
    let is_open = |id: &ContactId| !rests.contains(id);
    match &mut offer.what {
        Offered::Longer(longer) => longer.retain(|one| is_open(&one.contact)),
        Offered::Stand(ids, _) => ids.retain(is_open),
    }
    (!offer.people().is_empty()).then_some(offer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Contact;
    use crate::domain::testing::{TODAY, cadence, contact, day, network};

    /// Three whose lists ask for far more than is done, of whom the first two are met half as
    /// often as wished.
    fn asked() -> (Network, Fit, HashMap<ContactId, Vec<i64>>) {
        let person = |id| Contact {
            own_cadence: Some(cadence(30)),
            last: Some(day(TODAY)),
            ..contact(id)
        };
        let people = network(vec![person(1), person(2), person(3)]);
        let fit = Fit {
            demand: 3.0,
            active_weeks: 8,
            pace: Some(1.0),
            stretch: Some(3.0),
        };
        let gaps = [1, 2].map(|id| (ContactId(id), vec![60, 61, 62]));
        (people, fit, gaps.into())
    }

    #[track_caller]
    fn check(declined: &[(&str, i64, &str)], expected: &[(&str, &[i64])]) {
        let (people, fit, gaps) = asked();
        let declined: Vec<Declined> = declined
            .iter()
            .map(|(word, id, on)| Declined {
                kind: OfferKind::from_word(word).unwrap(),
                contact: ContactId(*id),
                on: day(on),
            })
            .collect();
        let silent = [ContactId(3), ContactId(9)];
        let rules = Rules::default();
        let made = offers(&people, &rules, &fit, &gaps, &silent, &declined, day(TODAY));
        let made: Vec<(&str, Vec<i64>)> = made
            .iter()
            .map(|offer| {
                let ids = offer.people().into_iter().map(|id| id.0);
                (offer.kind.word(), ids.collect())
            })
            .collect();
        let expected: Vec<(&str, Vec<i64>)> = expected
            .iter()
            .map(|(word, ids)| (*word, ids.to_vec()))
            .collect();
        assert_eq!(made, expected, "{declined:?}");
    }

    #[test]
    fn what_was_declined_rests_for_three_months() {
        let (all, open) = (&[1, 2, 3][..], "2026-11-22");
        check(
            &[],
            &[
                ("as-it-is", &[1, 2]),
                ("stretch", all),
                ("most-frequent", all),
                ("no-answer", &[3]),
            ],
        );
        // For one of them, or as a whole.
        check(
            &[("as-it-is", 1, open), ("stretch", 1, open)],
            &[
                ("as-it-is", &[2]),
                ("most-frequent", all),
                ("no-answer", &[3]),
            ],
        );
        check(
            &[
                ("as-it-is", 1, open),
                ("as-it-is", 2, "2026-08-23"),
                ("most-frequent", 1, open),
                ("no-answer", 3, open),
            ],
            &[("stretch", all)],
        );
        check(
            &[
                ("as-it-is", 1, "2026-08-22"),
                ("no-answer", 3, "2026-08-22"),
            ],
            &[
                ("as-it-is", &[1, 2]),
                ("stretch", all),
                ("most-frequent", all),
                ("no-answer", &[3]),
            ],
        );
    }

    #[test]
    fn an_offer_about_the_whole_list_is_declined_with_one_of_it() {
        let (people, fit, gaps) = asked();
        let rules = Rules::default();
        let made = offers(&people, &rules, &fit, &gaps, &[], &[], day(TODAY));
        let declined: Vec<usize> = made
            .iter()
            .map(|offer| match offer.decline() {
                Change::Decline(_, ids) => ids.len(),
                _ => 0,
            })
            .collect();
        assert_eq!(declined, [2, 1, 1]);
    }

    #[test]
    fn every_offer_is_known_by_its_word() {
        for kind in OfferKind::ALL {
            assert_eq!(OfferKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(OfferKind::from_word("tie"), None);
    }
}
