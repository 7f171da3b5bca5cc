//! What every reader does to a draft before it leaves: end its lines in one way, drop what is
//! empty or said twice, name it, give it an identity.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::Hash;

use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Address, MethodKind};
use crate::domain::contact::Kind;
use crate::domain::draft::Draft;
use crate::domain::import::{MADE_UP, day_text};
use crate::domain::matching;
use crate::text::{self, one_line};

/// The longest value that is kept, in bytes; a longer one is a mistake of some program.
const VALUE_LIMIT: usize = 1_000_000;

/// The draft with a name, an identity and nothing empty in it. Its lines end in `\n`, as those
/// of a card do, so that two files which say the same of somebody compare as one.
///
/// Without a name of its own it is called by the parts of its name, its nickname, its
/// organisation (then it is a company), its address or its number. Without an identity of
/// its own it gets its name with the first address, number or page, or else its birthday or
/// organisation: that much stays the same from one export to the next.
///
/// # Errors
/// Why it is nobody.
pub(super) fn finish(mut draft: Draft) -> Result<Draft, String> {
    end_lines(&mut draft);
    drop_empty(&mut draft);
    draft.name = one_line(&draft.name);
    if draft.name.is_empty() {
        draft.name = called(&mut draft).ok_or("nobody: no name, address or number in it")?;
    }
    if draft.city.is_none() {
        draft.city = draft.addresses.iter().find_map(|a| a.city.clone());
    }
    if draft.external_id.as_deref().unwrap_or_default().is_empty() {
        draft.external_id = Some(identity(&draft));
    }
    let longest = draft
        .methods
        .iter()
        .map(|method| method.value.len())
        .chain(draft.note.iter().map(String::len))
        .chain([draft.name.len()])
        .max()
        .unwrap_or_default();
    if longest > VALUE_LIMIT {
        return Err("a value of more than a megabyte".to_owned());
    }
    Ok(draft)
}

/// Whether a program, not a person, made this group.
pub(super) fn is_system_group(name: &str) -> bool {
    let name = name.trim().trim_start_matches("* ");
    name.eq_ignore_ascii_case("myContacts") || name.eq_ignore_ascii_case("My Contacts")
}

/// The first words of `text`, on one line, to show in a message.
pub(super) fn excerpt(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// An own cadence as ties itself writes it: days, or never.
pub(super) fn own_cadence(text: &str) -> Option<OwnCadence> {
    match text.trim() {
        never if never.eq_ignore_ascii_case("never") => Some(OwnCadence::Never),
        days => OwnCadence::from_days(days.parse().ok()?),
    }
}

fn called(draft: &mut Draft) -> Option<String> {
    let parts = &draft.parts;
    let words: Vec<&str> = [&parts.given, &parts.middle, &parts.family]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if !words.is_empty() {
        return Some(one_line(&words.join(" ")));
    }
    if let Some(nickname) = draft.nicknames.first() {
        return Some(one_line(nickname));
    }
    if let Some(org) = &draft.org {
        draft.kind = Some(Kind::Company);
        return Some(one_line(org));
    }
    [
        MethodKind::Email,
        MethodKind::Phone,
        MethodKind::Handle,
        MethodKind::Url,
    ]
    .into_iter()
    .find_map(|kind| draft.methods.iter().find(|method| method.kind == kind))
    .map(|method| one_line(&method.value))
}

fn identity(draft: &Draft) -> String {
    let first = [
        MethodKind::Email,
        MethodKind::Phone,
        MethodKind::Url,
        MethodKind::Handle,
    ]
    .into_iter()
    .find_map(|kind| draft.methods.iter().find(|method| method.kind == kind))
    .map(|method| matching::method_key(method.kind, &method.value))
    .or_else(|| {
        let mut days = draft.occasions.iter();
        let birthday = days.find(|occasion| occasion.label == "birthday")?;
        Some(day_text(&birthday.day))
    })
    .or_else(|| draft.org.as_deref().map(text::fold))
    .unwrap_or_default();
    format!("{MADE_UP}{}|{first}", text::fold(&draft.name))
}

fn end_lines(draft: &mut Draft) {
    let Draft {
        phonetic,
        org,
        unit,
        title,
        city,
        note,
        met,
        ..
    } = draft;
    let fields = [phonetic, org, unit, title, city, note, met];
    let methods = draft.methods.iter_mut().map(|method| &mut method.value);
    let details = draft.details.iter_mut().map(|(_, value)| value);
    let addresses = draft.addresses.iter_mut().flat_map(|a| {
        let parts = [
            &mut a.street,
            &mut a.city,
            &mut a.region,
            &mut a.postcode,
            &mut a.country,
        ];
        parts.into_iter().flatten()
    });
    let texts = fields.into_iter().flatten().chain(methods);
    for text in texts.chain(details).chain(addresses) {
        if let Cow::Owned(ended) = text::plain_lines(text) {
            *text = ended;
        }
    }
}

fn drop_empty(draft: &mut Draft) {
    for value in [
        &mut draft.parts.prefix,
        &mut draft.parts.given,
        &mut draft.parts.middle,
        &mut draft.parts.family,
        &mut draft.parts.suffix,
        &mut draft.phonetic,
        &mut draft.org,
        &mut draft.unit,
        &mut draft.title,
        &mut draft.city,
        &mut draft.note,
        &mut draft.met,
    ] {
        if value.as_ref().is_some_and(|text| text.trim().is_empty()) {
            *value = None;
        }
    }
    draft
        .methods
        .retain(|method| !method.value.trim().is_empty());
    keep_first(&mut draft.methods, |method| {
        (
            method.kind,
            matching::method_key(method.kind, &method.value),
        )
    });
    draft.addresses.retain(|a| {
        [&a.street, &a.city, &a.region, &a.postcode, &a.country]
            .iter()
            .any(|part| part.is_some())
    });
    keep_first(&mut draft.addresses, Address::clone);
    for list in [&mut draft.nicknames, &mut draft.tags, &mut draft.interests] {
        list.retain(|value| !value.trim().is_empty());
        for value in list.iter_mut() {
            *value = one_line(value);
        }
        keep_first(list, |value| text::fold(value));
    }
    draft.relations.retain(|(_, name)| !name.is_empty());
    keep_first(&mut draft.relations, Clone::clone);
    draft.details.retain(|(_, value)| !value.trim().is_empty());
    for (label, _) in &mut draft.details {
        if label.trim().is_empty() {
            *label = "detail".to_owned();
        }
    }
    keep_first(&mut draft.details, Clone::clone);
    // One birthday; other days may share a label.
    keep_first(&mut draft.occasions, |occasion| {
        let day = (occasion.label != "birthday").then(|| day_text(&occasion.day));
        (occasion.label.clone(), day)
    });
}

/// Keeps the first of those with the same key, wherever they stand, of no more than a record
/// of a person can hold.
fn keep_first<T, K: Eq + Hash>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    const LIST_LIMIT: usize = 1_000;
    const FEW: usize = 8; // are sooner compared with one another than put into a set
    list.truncate(LIST_LIMIT);
    match list.len() {
        0 | 1 => {}
        2..=FEW => {
            let mut seen = Vec::with_capacity(list.len());
            list.retain(|value| {
                let key = key(value);
                let is_first = !seen.contains(&key);
                seen.push(key);
                is_first
            });
        }
        many => {
            let mut seen = HashSet::with_capacity(many);
            list.retain(|value| seen.insert(key(value)));
        }
    }
}
