//! Whom a person means by a name, an address or a number.

use super::contact::Contact;
use super::id::ContactId;
use super::network::Network;
use super::standing::Standing;
use crate::text::name_key;

/// Whom a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    One(ContactId),
    /// Any of these, by name.
    Several(Vec<ContactId>),
    Nobody,
}

/// Whom `text` means: an id (a bare number), a uid or e-mail address, a name or nickname
/// without case and accents, else the one whose name, in full too, or nickname has all its
/// words.
///
/// `by_uid_or_email` says who has a text as uid or e-mail address. The names of people who
/// were put away or deleted count where nobody else has them.
pub fn find(
    network: &Network,
    text: &str,
    by_uid_or_email: &dyn Fn(&str) -> Vec<ContactId>,
) -> Who {
    match find_exactly(network, text, by_uid_or_email) {
        Who::Nobody if !is_number(text) => guess(network, text),
        found => found,
    }
}

/// Whom `text` means without guessing, for what should happen to nobody else: an id, a uid
/// or e-mail address, or the whole of a name, in full or as shown, or of a nickname.
pub fn find_exactly(
    network: &Network,
    text: &str,
    by_uid_or_email: &dyn Fn(&str) -> Vec<ContactId>,
) -> Who {
    let text = text.trim();
    if is_number(text) {
        let id = text.parse().ok().map(ContactId);
        return match id.and_then(|id| network.contact(id)) {
            Some(contact) => Who::One(contact.id),
            None => Who::Nobody,
        };
    }
    let mut known: Vec<&Contact> = by_uid_or_email(text)
        .into_iter()
        .filter_map(|id| network.contact(id))
        .collect();
    if known.is_empty() {
        let name = name_key(text);
        known = matching(network, |of_contact| *of_contact == name);
    }
    among(known)
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Those whose names have every word, at the start of words if anybody has them there.
fn guess(network: &Network, text: &str) -> Who {
    let name = name_key(text);
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Who::Nobody;
    }
    let starting = matching(network, |of_contact| {
        words.iter().all(|word| starts_a_word(of_contact, word))
    });
    if !starting.is_empty() {
        return among(starting);
    }
    among(matching(network, |of_contact| {
        words.iter().all(|word| of_contact.contains(word))
    }))
}

/// Everyone whose name, in full too, or nickname, folded, is as asked.
fn matching(network: &Network, is: impl Fn(&String) -> bool) -> Vec<&Contact> {
    network
        .contacts
        .iter()
        .filter(|contact| {
            [Some(contact.name()), contact.full()]
                .into_iter()
                .flatten()
                .chain(contact.nicknames())
                .any(|name| is(&name_key(name)))
        })
        .collect()
}

fn among(mut contacts: Vec<&Contact>) -> Who {
    if contacts.iter().any(|contact| is_around(contact)) {
        contacts.retain(|contact| is_around(contact));
    }
    contacts.sort_by_cached_key(|contact| (name_key(contact.name()), contact.id));
    contacts.dedup_by_key(|contact| contact.id);
    match contacts.as_slice() {
        [] => Who::Nobody,
        [one] => Who::One(one.id),
        several => Who::Several(several.iter().map(|contact| contact.id).collect()),
    }
}

/// Whether a contact was not put away.
fn is_around(contact: &Contact) -> bool {
    contact.standing.is_listed() || contact.standing == Standing::Unreachable
}

fn starts_a_word(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(at, _)| {
        !name[..at]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{contact, network, told};

    fn people() -> Network {
        let named = |id, name: &str, nickname: Option<&str>, standing| Contact {
            standing,
            ..told(&contact(id), |who| {
                who.name = name;
                who.nicknames = nickname;
            })
        };
        network(vec![
            named(1, "Ana Sousa", None, Standing::Active),
            named(2, "Bea Lindqvist", Some("Bean\nPumpkin"), Standing::Active),
            named(3, "Beatrice Okafor", None, Standing::Dormant),
            named(4, "Diana Prince", None, Standing::Active),
            named(5, "Zoë  Müller", None, Standing::Unreachable),
            named(6, "Tom Okafor", None, Standing::Archived),
            named(7, "Ana Sousa", None, Standing::Deleted),
            named(8, "李雷", None, Standing::Active),
            named(9, "Bean Counter", None, Standing::Active),
            named(10, "Kim", None, Standing::Active),
            named(11, "Kim", None, Standing::Active),
            named(12, "1984", None, Standing::Active),
            told(&contact(13), |who| {
                who.name = "Ines Adeyemi";
                who.full = Some("Dr. Ines Marie Adeyemi");
            }),
        ])
    }

    fn known(text: &str) -> Vec<ContactId> {
        match text {
            "ana@acme.example" => vec![ContactId(1)],
            "house@okafor.example" => vec![ContactId(3), ContactId(6), ContactId(3)],
            "shared@example" => vec![ContactId(1), ContactId(2)],
            _ => Vec::new(),
        }
    }

    fn ids(who: Who) -> Vec<i64> {
        match who {
            Who::One(id) => vec![id.0],
            Who::Several(ids) => ids.into_iter().map(|id| id.0).collect(),
            Who::Nobody => Vec::new(),
        }
    }

    #[track_caller]
    fn check(text: &str, exactly: &[i64], expected: &[i64]) {
        assert_eq!(
            ids(find_exactly(&people(), text, &known)),
            exactly,
            "{text}"
        );
        assert_eq!(ids(find(&people(), text, &known)), expected, "{text}");
    }

    #[test]
    fn the_exact_comes_before_what_only_matches() {
        check("3", &[3], &[3]);
        check("99", &[], &[]);
        check("1984", &[], &[]);
        check("99999999999999999999", &[], &[]);
        check("ana@acme.example", &[1], &[1]);
        check("ana sousa", &[1], &[1]);
        check(" BEAN ", &[2], &[2]);
        check("pumpkin", &[2], &[2]);
        check("pump", &[], &[2]);
        check("zoe muller", &[5], &[5]);
        check("Kim", &[10, 11], &[10, 11]);
        check("bea", &[], &[2, 9, 3]);
        check("ana", &[], &[1]);
        check("iana", &[], &[4]);
        check("lind bea", &[], &[2]);
        check("李", &[], &[8]);
        check("雷", &[], &[8]);
        check("marie", &[], &[13]);
        check("ines marie adeyemi", &[], &[13]);
        check("dr. ines marie adeyemi", &[13], &[13]);
        check("nobody", &[], &[]);
        check("", &[], &[]);
        check("  ", &[], &[]);
    }

    #[test]
    fn who_was_put_away_is_found_where_nobody_else_has_the_name() {
        check("okafor", &[], &[3]);
        check("Tom Okafor", &[6], &[6]);
        check("tom", &[], &[6]);
        check("house@okafor.example", &[3], &[3]);
        check("shared@example", &[1, 2], &[1, 2]);
        check("7", &[7], &[7]);
    }

    proptest::proptest! {
        #[test]
        fn nobody_is_meant_twice_and_nothing_panics(text in ".*|[a-z]{0,3}") {
            let found = ids(find(&people(), &text, &known));
            let mut once = found.clone();
            once.sort_unstable();
            once.dedup();
            proptest::prop_assert_eq!(once.len(), found.len());
        }
    }
}
