//! Links waiting for somebody who may like them.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use chrono::NaiveDate;

use super::change::NewLink;
use super::due;
use super::id::{ContactId, LinkId};
use super::matching::hex_decoded;
use super::network::Network;
use super::rules::Rules;
use crate::text;

/// Days for which somebody who was caught up with gets no link.
const RECENT: i64 = 14;

/// A link on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub url: String,
    pub title: String,
    pub topics: Vec<String>,
    pub note: Option<String>,
    pub added: NaiveDate,
    /// Who got it, in the order in which they did.
    pub shared_with: Vec<ContactId>,
}

impl Link {
    /// What becomes of a link that is put on the shelf.
    pub fn of(new: &NewLink, id: LinkId, added: NaiveDate) -> Link {
        Link {
            id,
            url: new.url.trim().to_owned(),
            title: called(new),
            topics: new.topics.clone(),
            note: new.note.clone(),
            added,
            shared_with: Vec::new(),
        }
    }
}

/// What a link that is not there yet will be called.
pub fn called(new: &NewLink) -> String {
    let title = new.title.as_deref().map(str::trim);
    let title = title.filter(|title| !title.is_empty());
    title.map_or_else(|| title_of(&new.url), str::to_owned)
}

/// A link that somebody could get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub link: LinkId,
    /// The words that speak for it; none where nothing does.
    pub words: Vec<String>,
    /// Who of them has it already.
    pub got: Vec<ContactId>,
}

/// What these people could get: the links that fit them first, by how many words do, then the
/// others, then what all of them have; in the order of the shelf where that is the same.
/// `fitting` are the links with words that stand in what is known of one of them.
pub fn choices(
    links: &[Link],
    fitting: &[(LinkId, Vec<String>)],
    with: &[ContactId],
) -> Vec<Choice> {
    let words: HashMap<LinkId, &Vec<String>> =
        fitting.iter().map(|(id, words)| (*id, words)).collect();
    let mut choices: Vec<Choice> = links
        .iter()
        .map(|link| Choice {
            link: link.id,
            words: words
                .get(&link.id)
                .map_or_else(Vec::new, |words| (*words).clone()),
            got: with
                .iter()
                .copied()
                .filter(|id| link.shared_with.contains(id))
                .collect(),
        })
        .collect();
    choices.sort_by_key(|choice| (choice.got.len() == with.len(), Reverse(choice.words.len())));
    choices
}

/// Somebody about whom something of a link's words is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub contact: ContactId,
    /// The link's words that stand in what is known of them, each once.
    pub words: Vec<String>,
    /// How well they match, the larger the better (the negative of FTS5's `bm25`).
    pub relevance: f64,
}

/// Somebody who may like a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub contact: ContactId,
    /// The words that speak for it.
    pub words: Vec<String>,
}

/// Who may like a link, best first: by how many words match, since a word that half the
/// network has weighs next to nothing, then by relevance × (1 + min(r, 2)), then by id.
/// Left out: who was caught up with in the last 14 days, who got this link already, and
/// everybody who appears in no pane.
pub fn fits(
    network: &Network,
    rules: &Rules,
    link: &Link,
    matches: &[Match],
    today: NaiveDate,
) -> Vec<Fit> {
    let week_end = rules.week_end(today);
    let mut fits: Vec<(&Match, f64)> = matches
        .iter()
        .filter(|found| !link.shared_with.contains(&found.contact))
        .filter_map(|found| {
            let contact = network.contact(found.contact)?;
            let is_recent = |last: NaiveDate| (today - last).num_days() < RECENT;
            if !contact.standing.is_listed() || contact.last.is_some_and(is_recent) {
                return None;
            }
            let ratio = due::clockwork(contact, rules, week_end).map_or(0.0, |c| c.ratio);
            Some((found, found.relevance * (1.0 + ratio.min(2.0))))
        })
        .collect();
    fits.sort_unstable_by(|(a, a_worth), (b, b_worth)| {
        let words = b.words.len().cmp(&a.words.len());
        words
            .then_with(|| b_worth.partial_cmp(a_worth).unwrap_or(Ordering::Equal))
            .then(a.contact.cmp(&b.contact))
    });
    fits.into_iter()
        .map(|(found, _)| Fit {
            contact: found.contact,
            words: found.words.clone(),
        })
        .collect()
}

/// The words of a link by which people are looked for: of its title, topics and note, each
/// once, folded; not those of two letters and fewer, nor the commonest of the language.
pub fn words(title: &str, topics: &[String], note: Option<&str>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let texts = topics.iter().map(String::as_str).chain([title]).chain(note);
    for text in texts {
        let folded = text::fold(text);
        for word in folded.split(|c: char| !c.is_alphanumeric()) {
            let is_long = word.chars().count() > 2 || !word.is_ascii();
            if is_long && !COMMON.contains(&word) && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words
}

/// Words that say nothing about anybody.
const COMMON: [&str; 48] = [
    "about", "after", "all", "and", "are", "because", "but", "can", "der", "die", "das", "does",
    "for", "from", "get", "has", "have", "her", "his", "how", "into", "its", "just", "like", "mit",
    "more", "new", "not", "one", "our", "out", "that", "the", "their", "them", "this", "und",
    "was", "were", "what", "when", "who", "why", "will", "with", "www", "you", "your",
];

/// Whether a text is the address of a page and nothing else.
pub fn is_link(text: &str) -> bool {
    let text = text.trim();
    let after = ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    after.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    })
}

/// A title proposed from an address: the last part of its path that says something, else
/// the host. Words from outside are in it, so that it has to pass the text boundary.
pub fn title_of(url: &str) -> String {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let address = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let decoded = hex_decoded(path, b'%');
    let path = String::from_utf8_lossy(&decoded);
    let says = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let title = path
        .rsplit('/')
        .map(without_ending)
        .find(|part| says(part) && !part.eq_ignore_ascii_case("index"))
        .map(|part| {
            let words: Vec<&str> = part
                .split(|c: char| "-_+. ".contains(c))
                .filter(|word| !word.is_empty())
                .collect();
            capitalised(&words.join(" "))
        });
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    title.unwrap_or_else(|| host.to_owned())
}

fn without_ending(part: &str) -> &str {
    const ENDINGS: [&str; 6] = [".html", ".htm", ".pdf", ".php", ".md", ".aspx"];
    ENDINGS
        .iter()
        .find_map(|ending| part.strip_suffix(ending))
        .unwrap_or(part)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What is copied to be sent with a link: a line to begin with and the address.
pub fn message(name: &str, link: &Link) -> String {
    let first = name.split_whitespace().next().unwrap_or(name);
    // "Dr." and the like call nobody.
    let first = if first.ends_with('.') { name } else { first };
    greeting(&format!("Hi {first}"), link)
}

/// The same for several, each of whom may get it.
pub fn message_to_all(link: &Link) -> String {
    greeting("Hi", link)
}

fn greeting(hi: &str, link: &Link) -> String {
    format!(
        "{hi}, this made me think of you: {}\n{}",
        link.title, link.url
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Contact;
    use crate::domain::standing::Standing;
    use crate::domain::testing::{TODAY, cadence, contact, day, network};

    fn link() -> Link {
        Link {
            id: LinkId(1),
            url: "https://example.org/maps".to_owned(),
            title: "Maps".to_owned(),
            topics: Vec::new(),
            note: None,
            added: day(TODAY),
            shared_with: vec![ContactId(9)],
        }
    }

    fn found(contact: i64, words: &[&str], relevance: f64) -> Match {
        Match {
            contact: ContactId(contact),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            relevance,
        }
    }

    #[test]
    fn more_words_come_before_better_ones_and_time_weighs_after_that() {
        let ago = |days| Some(day(TODAY) - chrono::Days::new(days));
        let mut people = network((1..=9).map(contact).collect());
        people.contacts[1].own_cadence = Some(cadence(100));
        people.contacts[1].last = ago(100);
        people.contacts[2].own_cadence = Some(cadence(100));
        people.contacts[2].last = ago(2000);
        let matches = [
            found(1, &["maps"], 5.0),
            found(2, &["maps"], 4.0),
            found(3, &["maps"], 3.0),
            found(4, &["maps", "boats"], 0.1),
            found(5, &["maps"], 5.0),
            found(9, &["maps", "boats"], 9.0),
            found(77, &["maps"], 9.0),
        ];
        let fits = fits(&people, &Rules::default(), &link(), &matches, day(TODAY));
        let ids: Vec<i64> = fits.iter().map(|fit| fit.contact.0).collect();
        assert_eq!(ids, [4, 3, 2, 1, 5]);
        assert_eq!(fits[0].words, ["maps", "boats"]);
    }

    #[test]
    fn nobody_gets_a_link_who_was_just_caught_up_with_or_appears_nowhere() {
        let check = |change: &dyn Fn(&mut Contact), wanted: bool| {
            let mut people = network(vec![contact(1)]);
            change(&mut people.contacts[0]);
            let matches = [found(1, &["maps"], 1.0)];
            let fits = fits(&people, &Rules::default(), &link(), &matches, day(TODAY));
            assert_eq!(!fits.is_empty(), wanted, "{:?}", people.contacts[0]);
        };
        let ago = |days| Some(day(TODAY) - chrono::Days::new(days));
        check(&|_| {}, true);
        check(&|who| who.last = ago(13), false);
        check(&|who| who.last = ago(14), true);
        for standing in Standing::ALL {
            check(&|who| who.standing = standing, standing.is_listed());
        }
    }

    #[test]
    fn a_title_is_proposed_from_the_address() {
        let check = |url: &str, wanted: &str| assert_eq!(title_of(url), wanted, "{url}");
        check("https://example.org", "example.org");
        check("https://www.example.org/", "example.org");
        check("https://example.org/?p=12", "example.org");
        check(
            "https://example.org/2024/11/slow-maps_of-oslo.html",
            "Slow maps of oslo",
        );
        check("https://example.org/slow-maps/index.html", "Slow maps");
        check("https://example.org/b/12345", "example.org");
        check("http://me:pw@example.org:8080/x", "example.org:8080");
        check(
            "https://example.org/%C3%A9t%C3%A9-%C3%A0-Oslo?x=1#y",
            "Été à Oslo",
        );
        check("https://example.org/%ff%fe%zz", "example.org");
        check("https://例え.jp/地図の話", "地図の話");
        check("", "");
    }

    #[test]
    fn a_link_is_an_address_and_nothing_else() {
        let check = |text: &str, wanted: bool| assert_eq!(is_link(text), wanted, "{text:?}");
        check("https://example.org", true);
        check("  HTTP://example.org/a?b#c \n", true);
        check("https://", false);
        check("https:///path", false);
        check("example.org", false);
        check("ftp://example.org", false);
        check("javascript:alert(1)", false);
        check("https://example.org and more", false);
        check("https://example.org/\u{1b}[31m", false);
    }

    #[test]
    fn the_words_of_a_link_are_those_that_say_something() {
        let topics = ["Slow Travel".to_owned(), "C".to_owned()];
        let words = words("The maps of Oslo, and maps", &topics, Some("für Zoë: 地図"));
        assert_eq!(
            words,
            ["slow", "travel", "maps", "oslo", "fur", "zoe", "地図"]
        );
    }

    #[test]
    fn what_fits_somebody_comes_first_and_what_they_have_last() {
        let shelf = |shared: &[(i64, &[i64])]| -> Vec<Link> {
            let links = shared.iter().map(|(id, with)| Link {
                id: LinkId(*id),
                shared_with: with.iter().copied().map(ContactId).collect(),
                ..link()
            });
            links.collect()
        };
        let links = shelf(&[(5, &[]), (4, &[1]), (3, &[]), (2, &[]), (1, &[1, 2])]);
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let fitting = [
            (LinkId(1), words(&["maps"])),
            (LinkId(2), words(&["maps", "boats"])),
            (LinkId(3), words(&["maps"])),
        ];
        let order = |with: &[i64]| -> Vec<i64> {
            let with: Vec<ContactId> = with.iter().copied().map(ContactId).collect();
            let choices = choices(&links, &fitting, &with);
            choices.iter().map(|choice| choice.link.0).collect()
        };
        assert_eq!(order(&[1]), [2, 3, 5, 1, 4]);
        assert_eq!(order(&[1, 2]), [2, 3, 5, 4, 1]);
        assert_eq!(order(&[3]), [2, 3, 1, 5, 4]);
    }

    #[test]
    fn the_message_says_hi_by_the_first_name() {
        assert!(message("Dr. Ana Sousa", &link()).starts_with("Hi Dr. Ana Sousa, "));
        assert!(message_to_all(&link()).starts_with("Hi, this"));
        assert_eq!(
            message("Bea Lindqvist", &link()),
            "Hi Bea, this made me think of you: Maps\nhttps://example.org/maps"
        );
    }
}
