//! How little of their circles you already reach.
//!
//! Novelty comes from bridging, whatever the strength of the tie (Neal 2024). B is 1 for
//! somebody in whose circles you are in touch with nobody else, and falls with every tie
//! there, by its strength:
//!
//! `B(i) = mean over g in G(i) of 1 / (1 + Σ weight of the others in g)`

use super::contact::{Contact, Kind};
use super::id::ContactId;
use super::naming::in_a_row;
use super::network::{CircleId, CircleKind, Network};
use super::standing::Standing;

/// What you reach of every circle: the sum of the weights of the active people in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reach(Vec<f64>);

impl Reach {
    /// What this network reaches of each of its circles.
    pub fn of(network: &Network) -> Reach {
        let mut sums = vec![0.0; network.circles.len()];
        // Most people are latent, and reach nobody.
        let reaching = network.contacts.iter().filter(|c| weight(c) > 0.0);
        for contact in reaching {
            for circle in contact.circles() {
                add(&mut sums, circle, weight(contact));
            }
        }
        // The one who introduced others is among those others, without it being a circle
        // of their own.
        for (circle, kind) in network.circles.iter().map(|(id, c)| (id, c.kind)) {
            if let CircleKind::Via(introducer) = kind
                && let Some(introducer) = network.contact(introducer)
            {
                add(&mut sums, circle, weight(introducer));
            }
        }
        Reach(sums)
    }

    /// B of a contact, 0 to 1; `None` without circles.
    pub fn bridge(&self, contact: &Contact) -> Option<f64> {
        let (mut sum, mut circles) = (0.0, 0);
        for circle in contact.circles() {
            sum += 1.0 / (1.0 + self.others(contact, circle));
            circles += 1;
        }
        (circles > 0).then(|| sum / f64::from(circles))
    }

    /// What is reached of a circle in all.
    pub fn reached(&self, circle: CircleId) -> f64 {
        self.0.get(circle.0 as usize).copied().unwrap_or(0.0)
    }

    /// What is special about somebody's circles, in words ("nobody else in choir you are in
    /// touch with"); `None` if you are in touch with others in each of them, and of a company,
    /// which is a circle itself.
    pub fn words(&self, network: &Network, id: ContactId) -> Option<String> {
        let contact = network.contact(id).filter(|c| c.kind == Kind::Person)?;
        let alone: Vec<&str> = contact
            .circles()
            .filter(|circle| self.others(contact, *circle) == 0.0)
            .filter_map(|circle| network.circles.get(circle))
            .filter(|circle| !matches!(circle.kind, CircleKind::Via(_)))
            .map(|circle| &*circle.name)
            .collect();
        let list = in_a_row(&alone, "or");
        (!alone.is_empty()).then(|| format!("nobody else in {list} you are in touch with"))
    }

    /// What is reached of a circle without this contact, who belongs to it.
    fn others(&self, contact: &Contact, circle: CircleId) -> f64 {
        // Weights are quarters, so that this is exact.
        (self.reached(circle) - weight(contact)).max(0.0)
    }
}

/// B of everyone, by index in `network.contacts`; `None` where it is unknown.
pub fn all(network: &Network) -> Vec<Option<f64>> {
    let reach = Reach::of(network);
    network.contacts.iter().map(|c| reach.bridge(c)).collect()
}

/// B of one contact; `None` where it is unknown.
pub fn of(network: &Network, id: ContactId) -> Option<f64> {
    Reach::of(network).bridge(network.contact(id)?)
}

/// What is special about somebody's circles, in words; see [`Reach::words`].
pub fn words(network: &Network, id: ContactId) -> Option<String> {
    Reach::of(network).words(network, id)
}

/// How much of a circle this contact reaches, 0 to 1.
pub fn weight(contact: &Contact) -> f64 {
    match contact.standing {
        Standing::Active => contact.tie.weight(),
        _ => 0.0,
    }
}

fn add(sums: &mut [f64], circle: CircleId, weight: f64) {
    if let Some(sum) = sums.get_mut(circle.0 as usize) {
        *sum += weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::in_circles;
    use crate::domain::tie::Tie;

    const ACME: (CircleKind, &str) = (CircleKind::Org, "acme");
    const CHOIR: (CircleKind, &str) = (CircleKind::Tag, "choir");

    fn rounded(network: &Network) -> Vec<f64> {
        all(network)
            .iter()
            .map(|b| (b.unwrap() * 1000.0).round() / 1000.0)
            .collect()
    }

    fn the_check() -> Network {
        in_circles(&[
            (Tie::Strong, &[ACME, (CircleKind::Tag, "rustmeet")]),
            (Tie::Strong, &[ACME]),
            (Tie::Weak, &[ACME]),
            (Tie::Weak, &[CHOIR]),
            (Tie::Weak, &[ACME, CHOIR]),
            (
                Tie::Weak,
                &[
                    (CircleKind::Org, "genelab"),
                    (CircleKind::Via(ContactId(1)), ""),
                ],
            ),
        ])
    }

    #[test]
    fn the_check_of_the_rule_holds() {
        assert_eq!(rounded(&the_check()), [0.7, 0.4, 0.308, 0.8, 0.554, 0.75]);
    }

    #[test]
    fn only_active_ties_reach_into_a_circle() {
        let mut network = the_check();
        for contact in &mut network.contacts[..2] {
            contact.standing = Standing::Dormant;
        }
        // Of Acme only Eli (.25) is left beside Cy.
        assert_eq!(rounded(&network)[2], 0.8);
    }

    #[test]
    fn circles_differ_by_kind_and_not_by_case_or_accents() {
        let network = in_circles(&[
            (Tie::Strong, &[(CircleKind::Org, "Oslo")]),
            (Tie::Strong, &[(CircleKind::City, "oslo")]),
            (Tie::Strong, &[(CircleKind::City, "ÓSLO")]),
        ]);
        assert_eq!(rounded(&network), [1.0, 0.5, 0.5]);
    }

    #[test]
    fn the_words_name_circles_without_anybody_else() {
        let network = the_check();
        assert_eq!(words(&network, ContactId(2)), None);
        assert_eq!(
            words(&network, ContactId(1)).as_deref(),
            Some("nobody else in rustmeet you are in touch with")
        );
        assert_eq!(
            words(&network, ContactId(6)).as_deref(),
            Some("nobody else in genelab you are in touch with")
        );
    }
}
