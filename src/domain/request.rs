//! Connection requests, decided by what they would add.
//!
//! v = 2B + 1 if met, introduced or with a personal note + 1 if 1 to 10 mutual contacts
//! + 1 if it touches one of my topics. v is never shown; its reasons are.

mod askers;

use chrono::NaiveDate;

use super::bridge::{self, Reach};
use super::card::MethodKind;
use super::change::Edit;
use super::id::{ContactId, RequestId};
use super::matching::url_key;
use super::network::{CircleKind, Network};
use crate::text;

pub use askers::{Askers, again};

/// B of somebody of whom no circle is known.
const UNKNOWN: f64 = 0.5;
/// From this on what somebody adds is worth keeping in touch for.
const KEEP: f64 = 3.0;
/// From this on accepting costs nothing.
const ACCEPT: f64 = 1.5;
/// So many mutual contacts, and no more, say that worlds touch.
const MUTUALS: std::ops::RangeInclusive<u32> = 1..=10;
/// Above this, what is reached of an organisation is worth a word: more than one close tie.
const MANY: f64 = 1.0;

/// A connection request that nobody has decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: RequestId,
    /// Whom it is from, where they are a contact already.
    pub contact: Option<ContactId>,
    pub asked: Asked,
}

/// What a request says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    pub name: String,
    pub org: Option<String>,
    pub url: Option<String>,
    pub on: Option<NaiveDate>,
    /// What they wrote.
    pub note: Option<String>,
    pub mutuals: Option<u32>,
    pub met: bool,
    pub introduced_by: Option<ContactId>,
}

/// What somebody who is here has of what a request tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    pub id: ContactId,
    pub org: Option<&'a str>,
    pub introduced_by: Option<ContactId>,
    /// Their addresses on the web.
    pub pages: &'a [String],
}

impl Asked {
    /// What a request adds to somebody who is here: what they lack of it. What they have stays
    /// as it is, and what was written comes after their notes.
    pub fn adds_to(&self, held: &Held<'_>) -> Edit {
        let introducer = self.introduced_by.filter(|by| *by != held.id);
        let is_held = |url: &String| held.pages.iter().any(|page| url_key(page) == url_key(url));
        let page = self.url.iter().filter(|url| !is_held(url));
        Edit {
            org: self.org.clone().filter(|_| held.org.is_none()).map(Some),
            introduced_by: introducer
                .filter(|_| held.introduced_by.is_none())
                .map(Some),
            add_methods: page
                .map(|url| (MethodKind::Url, None, url.clone()))
                .collect(),
            ..Edit::default()
        }
    }
}

/// What a suggestion can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suggestion {
    /// Keep in touch, as a weak tie.
    Keep,
    /// Accept, as a latent tie.
    Latent,
    Leave,
}

impl Suggestion {
    pub const ALL: [Suggestion; 3] = [Suggestion::Keep, Suggestion::Latent, Suggestion::Leave];

    /// The word in the file, in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Suggestion::Keep => "keep",
            Suggestion::Latent => "latent",
            Suggestion::Leave => "leave",
        }
    }

    pub fn from_word(word: &str) -> Option<Suggestion> {
        Suggestion::ALL.into_iter().find(|s| s.word() == word)
    }

    /// What it means, for a person to read.
    pub const fn sentence(self) -> &'static str {
        match self {
            Suggestion::Keep => "keep in touch, as a weak tie",
            Suggestion::Latent => "accept, it costs nothing",
            Suggestion::Leave => "leave it",
        }
    }
}

/// A suggestion and why. The person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    pub suggestion: Suggestion,
    /// In words, never a number that rates anybody.
    pub reasons: Vec<String>,
}

/// What a request would add, given what is reached already and my topics.
pub fn advice(network: &Network, reach: &Reach, request: &Request, topics: &[String]) -> Advice {
    let asked = &request.asked;
    let bridge = bridge_of(network, reach, request);
    let topic = topics.iter().find(|topic| touches(asked, topic));
    let mutual = asked.mutuals.filter(|mutuals| MUTUALS.contains(mutuals));
    let note = asked.note.as_deref().is_some_and(|n| !n.trim().is_empty());
    let is_personal = asked.met || asked.introduced_by.is_some() || note;
    let added = 2.0 * bridge.unwrap_or(UNKNOWN)
        + f64::from(u8::from(is_personal))
        + f64::from(u8::from(mutual.is_some()))
        + f64::from(u8::from(topic.is_some()));

    let mut reasons = Vec::new();
    if asked.met {
        reasons.push("you have met".to_owned());
    }
    if let Some(by) = asked.introduced_by {
        let by = network.contact(by).map(|by| by.name().to_owned());
        reasons.push(by.map_or("introduced to you".to_owned(), |by| {
            format!("introduced by {by}")
        }));
    }
    if note {
        reasons.push("wrote a note".to_owned());
    }
    if let Some(topic) = topic {
        reasons.push(format!("one of your topics: {topic}"));
    }
    match asked.mutuals {
        Some(1) => reasons.push("one contact in common".to_owned()),
        Some(n) if mutual.is_some() => reasons.push(format!("{n} contacts in common")),
        Some(0) | None => {}
        Some(_) => reasons.push("the same world as many you know".to_owned()),
    }
    if let Some(org) = &asked.org {
        let reached = reached_at(network, reach, request, org);
        if reached == 0.0 {
            reasons.push(format!("nobody at {org} you are in touch with"));
        } else if reached > MANY {
            reasons.push(format!("you are in touch with others at {org}"));
        }
    }
    if reasons.is_empty() {
        reasons.push("nothing more is known".to_owned());
    }
    Advice {
        suggestion: match added {
            added if added >= KEEP && is_personal => Suggestion::Keep,
            added if added >= ACCEPT => Suggestion::Latent,
            _ => Suggestion::Leave,
        },
        reasons,
    }
}

/// B of whom a request is from: of the contact where they are one, else of the circles that
/// the request names.
fn bridge_of(network: &Network, reach: &Reach, request: &Request) -> Option<f64> {
    if let Some(contact) = request.contact.and_then(|id| network.contact(id)) {
        return reach.bridge(contact);
    }
    let asked = &request.asked;
    let reached = |kind, name: &str| Some(reach.reached(network.circles.find(kind, name)?));
    let org = asked
        .org
        .as_deref()
        .map(|org| reached(CircleKind::Org, org).unwrap_or(0.0));
    // Whoever introduces somebody for the first time is the only other one in that circle.
    let via = asked.introduced_by.map(|by| {
        let alone = || network.contact(by).map_or(0.0, bridge::weight);
        reached(CircleKind::Via(by), "").unwrap_or_else(alone)
    });
    let circles: Vec<f64> = org.into_iter().chain(via).collect();
    let sum: f64 = circles.iter().map(|others| 1.0 / (1.0 + others)).sum();
    (!circles.is_empty()).then(|| sum / circles.len() as f64)
}

/// What is reached of an organisation, without whom the request is from.
fn reached_at(network: &Network, reach: &Reach, request: &Request, org: &str) -> f64 {
    let Some(circle) = network.circles.find(CircleKind::Org, org) else {
        return 0.0;
    };
    let contact = request.contact.and_then(|id| network.contact(id));
    let own = contact.filter(|contact| contact.circles().any(|own| own == circle));
    // Weights are quarters, so that this is exact.
    reach.reached(circle) - own.map_or(0.0, bridge::weight)
}

/// Whether a request is about a topic: its words stand in the organisation, the note or
/// the name.
fn touches(asked: &Asked, topic: &str) -> bool {
    let topic = text::fold(topic.trim());
    let about = [Some(&asked.name), asked.org.as_ref(), asked.note.as_ref()];
    !topic.is_empty()
        && about.into_iter().flatten().any(|said| {
            let said = text::fold(said);
            said.match_indices(&topic).any(|(at, _)| {
                let before = said[..at].chars().next_back();
                !before.is_some_and(char::is_alphanumeric)
            })
        })
}

/// The words before an introducer's name.
const INTRODUCED: &str = "introduced by ";

/// A request as a line that was typed or pasted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub asked: Asked,
    /// Who is said to have introduced them.
    pub introducer: Option<String>,
}

impl Line {
    /// What is asked, with the introducer as `find` knows them. A name that means nobody, or
    /// several, stays in the note, so that nothing that was said is lost.
    pub fn asked(self, find: &dyn Fn(&str) -> Option<ContactId>) -> Asked {
        let mut asked = self.asked;
        if let Some(name) = self.introducer {
            asked.introduced_by = find(&name);
            if asked.introduced_by.is_none() {
                let words = format!("{INTRODUCED}{name}");
                asked.note = Some(match asked.note.take() {
                    Some(note) => format!("{note}, {words}"),
                    None => words,
                });
            }
        }
        asked
    }
}

/// Reads each line that says anything as a request.
pub fn parse_lines(text: &str) -> Vec<Line> {
    text.lines().filter_map(parse_line).collect()
}

/// Reads `Pat Lim, Flux, 6 mutual, note`: the name first, then the organisation; `6 mutual`,
/// `met` and `introduced by Ana` wherever they stand; what is left is their note. `None`
/// for a line without a name.
pub fn parse_line(line: &str) -> Option<Line> {
    let mut parts = line.split([',', '\t']).map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let mut read = Line {
        asked: Asked {
            name: name.to_owned(),
            ..Asked::default()
        },
        introducer: None,
    };
    let asked = &mut read.asked;
    let mut note: Vec<&str> = Vec::new();
    for (at, part) in parts.enumerate() {
        let lower = part.to_lowercase();
        if let Some(mutuals) = mutuals(&lower) {
            asked.mutuals = Some(mutuals);
        } else if lower == "met" {
            asked.met = true;
        } else if let Some(by) = after(part, INTRODUCED) {
            read.introducer = Some(by.to_owned());
        } else if part.starts_with("https://") || part.starts_with("http://") {
            asked.url = Some(part.to_owned());
        } else if at == 0 {
            asked.org = Some(part.to_owned()).filter(|org| !org.is_empty());
        } else if !part.is_empty() {
            note.push(part);
        }
    }
    asked.note = Some(note.join(", ")).filter(|note| !note.is_empty());
    Some(read)
}

/// What follows these words, whatever their case.
fn after<'p>(part: &'p str, words: &str) -> Option<&'p str> {
    let (start, rest) = part.split_at_checked(words.len())?;
    start.eq_ignore_ascii_case(words).then_some(rest)
}

/// The number in "6 mutual", "6 mutuals", "6 mutual contacts", "6 in common".
fn mutuals(part: &str) -> Option<u32> {
    let (number, rest) = part.split_once(' ')?;
    let about = ["mutual", "in common", "common"];
    about
        .iter()
        .any(|word| rest.trim_start().starts_with(word))
        .then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Contact;
    use crate::domain::testing::{circled, contact, network, told};
    use crate::domain::tie::Tie;

    /// A network in which Flux has so many weak ties that B of another there is as given,
    /// and one contact, number 100, who stands for a request.
    fn with_bridge(others: usize) -> Network {
        let mut people = network(Vec::new());
        let flux = people.circles.intern(CircleKind::Org, "Flux");
        for id in (1..).take(others) {
            people.contacts.push(Contact {
                tie: Tie::Weak,
                ..circled(&contact(id), &[flux])
            });
        }
        people
    }

    fn request(asked: Asked) -> Request {
        Request {
            id: RequestId(1),
            contact: None,
            asked: Asked {
                name: "Pat Lim".to_owned(),
                ..asked
            },
        }
    }

    fn advised(network: &Network, asked: Asked, topics: &[&str]) -> Advice {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        advice(network, &Reach::of(network), &request(asked), &topics)
    }

    #[test]
    fn the_checks_of_the_rule_hold() {
        use Suggestion::{Keep, Latent, Leave};
        let flux = || Some("Flux".to_owned());
        let check = |others, asked: Asked, topics: &[&str], wanted| {
            let given = advised(&with_bridge(others), asked.clone(), topics);
            assert_eq!(given.suggestion, wanted, "{asked:?} {others}: {given:?}");
        };
        // One weak tie there: B .8.
        let note = Asked {
            org: flux(),
            note: Some("your talk".to_owned()),
            mutuals: Some(6),
            ..Asked::default()
        };
        check(1, note, &[], Keep);
        // Nine: B .31.
        let topic = Asked {
            org: flux(),
            mutuals: Some(40),
            ..Asked::default()
        };
        check(9, topic.clone(), &["flux"], Latent);
        check(9, topic, &[], Leave);
        // B .5, whether four are there or nothing is known.
        let nothing = Asked {
            org: flux(),
            ..Asked::default()
        };
        check(4, nothing, &[], Leave);
        check(4, Asked::default(), &[], Leave);
        // Nobody is there: B 1.
        let new = Asked {
            org: flux(),
            mutuals: Some(5),
            ..Asked::default()
        };
        check(0, new.clone(), &[], Latent);
        check(0, Asked { met: true, ..new }, &[], Keep);
    }

    #[test]
    fn the_reasons_are_words() {
        let check = |others, asked: Asked, topics: &[&str], wanted: &[&str]| {
            let given = advised(&with_bridge(others), asked, topics);
            assert_eq!(given.reasons, wanted);
        };
        check(0, Asked::default(), &[], &["nothing more is known"]);
        check(
            0,
            Asked {
                org: Some("Flux".to_owned()),
                note: Some("We both like Rust".to_owned()),
                mutuals: Some(1),
                met: true,
                ..Asked::default()
            },
            &["climate", "rust"],
            &[
                "you have met",
                "wrote a note",
                "one of your topics: rust",
                "one contact in common",
                "nobody at Flux you are in touch with",
            ],
        );
        check(
            9,
            Asked {
                org: Some("flux".to_owned()),
                note: Some(" ".to_owned()),
                mutuals: Some(11),
                ..Asked::default()
            },
            &["lux"],
            &[
                "the same world as many you know",
                "you are in touch with others at flux",
            ],
        );
    }

    #[test]
    fn nobody_at_an_organisation_is_said_of_nobody_only() {
        let check = |network: &Network, contact: Option<ContactId>, wanted: &[&str]| {
            let request = Request {
                contact,
                ..request(Asked {
                    org: Some("Flux".to_owned()),
                    ..Asked::default()
                })
            };
            let given = advice(network, &Reach::of(network), &request, &[]);
            assert_eq!(given.reasons, wanted);
        };
        let nobody = ["nobody at Flux you are in touch with"];
        let nothing = ["nothing more is known"];
        check(&with_bridge(0), None, &nobody);
        // One weak tie there: B .8, and yet not nobody.
        check(&with_bridge(1), None, &nothing);
        // Whom it is from is not among the others.
        check(&with_bridge(1), Some(ContactId(1)), &nobody);
        check(&with_bridge(2), Some(ContactId(1)), &nothing);
        // Other circles of theirs say nothing about Flux.
        let mut people = with_bridge(9);
        let [flux, choir] = [(CircleKind::Org, "Flux"), (CircleKind::Tag, "choir")]
            .map(|(kind, name)| people.circles.intern(kind, name));
        people.contacts.push(circled(&contact(100), &[flux, choir]));
        check(
            &people,
            Some(ContactId(100)),
            &["you are in touch with others at Flux"],
        );
    }

    #[test]
    fn an_introducer_makes_a_circle_and_a_reason() {
        let mut people = with_bridge(0);
        people.contacts.push(Contact {
            tie: Tie::Strong,
            ..told(&contact(1), |who| who.name = "Ana")
        });
        let asked = Asked {
            introduced_by: Some(ContactId(1)),
            ..Asked::default()
        };
        let given = advised(&people, asked, &[]);
        assert_eq!(given.reasons, ["introduced by Ana"]);
        // Ana is among the others of her circle: B .5, v 2.
        assert_eq!(given.suggestion, Suggestion::Latent);
    }

    #[test]
    fn who_is_a_contact_already_is_judged_as_one() {
        let mut people = with_bridge(9);
        let flux = people.circles.find(CircleKind::Org, "flux").unwrap();
        people.contacts.push(circled(&contact(100), &[flux]));
        let mut request = request(Asked::default());
        let reach = Reach::of(&people);
        request.contact = Some(ContactId(100));
        request.asked.mutuals = Some(3);
        let given = advice(&people, &reach, &request, &[]);
        assert_eq!(given.suggestion, Suggestion::Latent);
        request.asked.mutuals = None;
        let given = advice(&people, &reach, &request, &[]);
        assert_eq!(given.suggestion, Suggestion::Leave);
    }

    #[test]
    fn a_request_adds_what_is_lacking_and_no_more() {
        let flux = |text: &str| Some(text.to_owned());
        let asked = Asked {
            org: flux("Flux"),
            url: flux("https://www.linkedin.com/in/pat"),
            introduced_by: Some(ContactId(2)),
            ..Asked::default()
        };
        let bare = Held {
            id: ContactId(1),
            org: None,
            introduced_by: None,
            pages: &[],
        };
        let all = asked.adds_to(&bare);
        assert_eq!(all.org, Some(flux("Flux")));
        assert_eq!(all.introduced_by, Some(Some(ContactId(2))));
        assert_eq!(all.add_methods.len(), 1);
        let known = Held {
            id: ContactId(2),
            org: Some("Spotify"),
            introduced_by: None,
            pages: &["linkedin.com/in/Pat/".to_owned()],
        };
        assert_eq!(asked.adds_to(&known), Edit::default());
    }

    #[test]
    fn several_lines_are_several_requests_and_no_word_is_lost() {
        let read = |text: &str| -> Vec<Asked> {
            let find = |name: &str| (name == "Ana").then_some(ContactId(1));
            let lines = parse_lines(text).into_iter();
            lines.map(|line| line.asked(&find)).collect()
        };
        let all = read("Pat, Flux, introduced by Ana\r\n\n  \nSam, Lux, hello, introduced by Bo\n");
        let notes: Vec<Option<&str>> = all.iter().map(|a| a.note.as_deref()).collect();
        assert_eq!(notes, [None, Some("hello, introduced by Bo")]);
        assert_eq!(all[0].introduced_by, Some(ContactId(1)));
        assert_eq!(read(" \n, x"), []);
    }

    #[test]
    fn a_pasted_line_says_what_it_says_in_any_order() {
        let check = |line: &str, wanted: Option<(Asked, Option<&str>)>| {
            let wanted = wanted.map(|(asked, by)| Line {
                asked,
                introducer: by.map(str::to_owned),
            });
            assert_eq!(parse_line(line), wanted, "{line}");
        };
        let pat = || Asked {
            name: "Pat Lim".to_owned(),
            ..Asked::default()
        };
        let some = |text: &str| Some(text.to_owned());
        check("", None);
        check(" , Flux", None);
        check("Pat Lim", Some((pat(), None)));
        check(
            "Pat Lim, Flux, 6 mutual, loved your talk, really",
            Some((
                Asked {
                    org: some("Flux"),
                    mutuals: Some(6),
                    note: some("loved your talk, really"),
                    ..pat()
                },
                None,
            )),
        );
        check(
            "Pat Lim,, 12 mutual contacts, met, https://example.org/pat",
            Some((
                Asked {
                    mutuals: Some(12),
                    met: true,
                    url: some("https://example.org/pat"),
                    ..pat()
                },
                None,
            )),
        );
        check(
            "Pat Lim, Introduced by İnci Öz, 1 mutual",
            Some((
                Asked {
                    mutuals: Some(1),
                    ..pat()
                },
                Some("İnci Öz"),
            )),
        );
    }
}
