//! Through whom you met somebody.

use super::contact::Contact;
use super::id::ContactId;
use super::network::Network;

/// How far back the story is told.
const FAR: usize = 4;

/// Who introduced a contact, who introduced that one, and so on, at most four; nobody twice.
pub fn chain(network: &Network, id: ContactId) -> Vec<&Contact> {
    let mut chain: Vec<&Contact> = Vec::new();
    let mut by = network.contact(id).and_then(Contact::introduced_by);
    while let Some(contact) = by.and_then(|by| network.contact(by))
        && contact.id != id
        && chain.len() < FAR
        && chain.iter().all(|known| known.id != contact.id)
    {
        chain.push(contact);
        by = contact.introduced_by();
    }
    chain
}

/// The chain in words: "Ana Sousa, who you met through Omar Haddad"; `None` where nobody is
/// known to have introduced them.
pub fn words(network: &Network, id: ContactId) -> Option<String> {
    let names = chain(network, id).into_iter().map(Contact::name);
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| names.join(", who you met through "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{contact, network, rare};

    fn through(all: &[(i64, i64)]) -> Network {
        let introduced = |(id, by): &(i64, i64)| Contact {
            rare: rare(|rare| rare.introduced_by = Some(ContactId(*by))),
            ..contact(*id)
        };
        network(all.iter().map(introduced).collect())
    }

    #[test]
    fn a_chain_is_told_back_to_its_beginning_and_never_round() {
        #[track_caller]
        fn check(all: &[(i64, i64)], expected: &[i64]) {
            let network = through(all);
            let chain = chain(&network, ContactId(1));
            let ids: Vec<i64> = chain.iter().map(|contact| contact.id.0).collect();
            assert_eq!(ids, expected, "{all:?}");
        }
        check(&[(1, 9)], &[]);
        check(&[(1, 1)], &[]);
        check(&[(1, 2), (2, 9)], &[2]);
        check(&[(1, 2), (2, 3), (3, 9)], &[2, 3]);
        check(&[(1, 2), (2, 1)], &[2]);
        check(&[(1, 2), (2, 3), (3, 2)], &[2, 3]);
        check(
            &[(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9)],
            &[2, 3, 4, 5],
        );
    }

    #[test]
    fn the_words_name_everybody_on_the_way() {
        let network = through(&[(1, 2), (2, 3), (3, 9)]);
        let name = |id| network.contact(ContactId(id)).map(Contact::name);
        let (two, three) = (name(2).unwrap(), name(3).unwrap());
        assert_eq!(
            words(&network, ContactId(1)),
            Some(format!("{two}, who you met through {three}"))
        );
        assert_eq!(words(&network, ContactId(3)), None);
    }
}
