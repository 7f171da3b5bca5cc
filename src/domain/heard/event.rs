//! What the calendar calls something: how people were in touch by it, and whose birthday it is.

use chrono::NaiveDate;

use crate::domain::channel::{Channel, ChannelChoice};
use crate::domain::day::PartialDay;
use crate::text::fold;

/// What a calendar says of something that was, or of a birthday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    /// The day it was on last, if it was.
    pub on: Option<NaiveDate>,
    pub title: String,
    /// The addresses of everyone who was to be there, mine among them, without rooms and those
    /// who declined.
    pub people: Vec<String>,
    pub declined: Vec<String>,
    /// The day that comes round, where this is somebody's birthday.
    pub birthday: Option<PartialDay>,
}

/// Words of a title, with the channels by which people were in touch then; the first that there
/// is, is meant.
const CHANNELS: [(&[&str], &[&str]); 3] = [
    (
        &[
            "lunch",
            "dinner",
            "brunch",
            "breakfast",
            "supper",
            "meal",
            "bbq",
            "barbecue",
            "mittagessen",
            "abendessen",
            "fruhstuck",
            "essen",
            "dejeuner",
            "diner",
            "almuerzo",
            "cena",
            "comida",
            "pranzo",
            "almoco",
            "jantar",
            "middag",
        ],
        &["meal", "event", "other"],
    ),
    (
        &[
            "coffee", "cafe", "caffe", "kaffee", "koffie", "kaffe", "tea", "espresso", "fika",
        ],
        &["coffee", "meal", "event", "other"],
    ),
    (
        &[
            "call",
            "phone",
            "telephone",
            "telefonat",
            "telefon",
            "anruf",
            "video",
            "zoom",
            "skype",
            "facetime",
            "llamada",
            "appel",
        ],
        &["call", "message", "other"],
    ),
];

/// Words that say that something is a birthday.
const BIRTHDAY: [&str; 11] = [
    "birthday",
    "bday",
    "geburtstag",
    "anniversaire",
    "cumpleanos",
    "compleanno",
    "verjaardag",
    "fodelsedag",
    "fodselsdag",
    "urodziny",
    "narozeniny",
];

/// Words between a birthday and whose it is.
const OF: [&str; 9] = ["of", "von", "de", "d", "di", "van", "zum", "for", "av"];

/// The channels that a title speaks of, the likeliest first.
pub(super) fn channels(title: &str) -> &'static [&'static str] {
    let words = words(title);
    let speaks = |all: &&(&[&str], &[&str])| words.iter().any(|word| all.0.contains(&&**word));
    let found = CHANNELS.iter().find(speaks);
    found.map_or(&["event", "other"], |(_, channels)| channels)
}

/// The first of these names that is a channel here, else the first channel.
pub(super) fn first_of(channels: &[ChannelChoice], names: &[&str]) -> Channel {
    let is_there = |name: &&&str| channels.iter().any(|c| c.channel.as_str() == **name);
    match (names.iter().find(is_there), channels.first()) {
        (Some(name), _) => Channel::named(name),
        (None, Some(first)) => first.channel.clone(),
        (None, None) => Channel::named(names.first().copied().unwrap_or("other")),
    }
}

impl Event {
    /// Whether a title says that something is a birthday.
    pub fn is_birthday(title: &str) -> bool {
        words(title).iter().any(|word| BIRTHDAY.contains(&&**word))
    }
}

/// Whose birthday a title names, by the keys of the names it may be, the likeliest first.
pub(super) fn whose_birthday(title: &str) -> Vec<String> {
    // "(1985)" and "(41)" are no part of a name.
    let mut words = words(title);
    words.retain(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(at) = words.iter().position(|word| BIRTHDAY.contains(&&**word)) else {
        return Vec::new();
    };
    let named: Vec<&str> = match at {
        0 => words[1..]
            .iter()
            .map(String::as_str)
            .skip_while(|word| OF.contains(word))
            .collect(),
        _ => {
            let mut named: Vec<&str> = words[..at].iter().map(String::as_str).collect();
            named.pop_if(|word| *word == "s");
            named
        }
    };
    let name = named.join(" ");
    // "Anas Geburtstag"
    let without_s = name.strip_suffix('s').map(str::to_owned);
    let keys = [Some(name.clone()), without_s];
    keys.into_iter()
        .flatten()
        .filter(|key| !key.is_empty())
        .collect()
}

/// What two spellings of a name in a title have in common.
pub(super) fn name_key(name: &str) -> String {
    words(name).join(" ")
}

/// The words of a text, without case and accents.
fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::{ChannelKind, defaults};

    #[test]
    fn a_title_speaks_of_how_people_were_in_touch() {
        for (title, channel) in [
            ("Lunch, boat", "meal"),
            ("Kaffee mit Ines", "coffee"),
            ("Café?", "coffee"),
            ("Zoom with Ana", "call"),
            ("Callan visits", "event"),
            ("", "event"),
        ] {
            let named = first_of(&defaults(), channels(title));
            assert_eq!(named.as_str(), channel, "{title}");
        }
        let letters = [ChannelChoice {
            channel: Channel::named("letter"),
            kind: ChannelKind::Text,
        }];
        assert_eq!(first_of(&letters, channels("Lunch")).as_str(), "letter");
    }
}
