use proptest::prelude::*;

use super::*;
use crate::domain::contact::{Has, Kind};
use crate::domain::id::NextStepId;
use crate::domain::network::{CircleKind, NextStep, StepKind};
use crate::domain::query::Query;
use crate::domain::query::tests::any_query;
use crate::domain::testing::{TODAY, circled, contact, day, network, rare, told};
use crate::text;

/// Somebody with this name; further fields and tags follow.
struct Somebody {
    contact: Contact,
    tags: &'static [&'static str],
}

fn named(name: &str) -> Somebody {
    Somebody {
        contact: Contact {
            tie: Tie::Weak,
            ..told(&contact(0), |who| who.name = name)
        },
        tags: &[],
    }
}

fn people(people: Vec<Somebody>) -> Network {
    let mut network = network(Vec::new());
    for (somebody, id) in people.into_iter().zip(1..) {
        let mut circles: Vec<_> = somebody
            .tags
            .iter()
            .map(|tag| network.circles.intern(CircleKind::Tag, tag))
            .collect();
        if let Some(org) = somebody.contact.org() {
            circles.push(network.circles.intern(CircleKind::Org, org));
        }
        network.contacts.push(Contact {
            id: ContactId(id),
            ..circled(&somebody.contact, &circles)
        });
    }
    network
}

/// Eight people, as the screens of the first sketches had them, and a few more.
fn eight() -> Network {
    let mut network = people(vec![
        Somebody {
            contact: Contact {
                last: Some(day("2026-06-22")),
                has: Has {
                    email: true,
                    ..Has::default()
                },
                ..told(&named("Ana Sousa").contact, |ana| {
                    ana.family = Some("Sousa");
                    ana.org = Some("Acme Labs");
                    ana.city = Some("Lisbon");
                    ana.emails = "ana@acme.example ana.sousa@home.example";
                })
            },
            tags: &["rust", "Folk Dance"],
        },
        Somebody {
            contact: Contact {
                tie: Tie::Weak,
                last: Some(day("2024-11-14")),
                birthday: "--12-03".parse().ok(),
                ..told(&named("Bea Lindqvist").contact, |bea| {
                    bea.family = Some("Lindqvist");
                    bea.nicknames = Some("Bean\nPumpkin");
                    bea.org = Some("Spotify");
                    bea.title = Some("Senior Designer");
                    bea.city = Some("Oslo");
                })
            },
            tags: &["rustmeet"],
        },
        Somebody {
            contact: Contact {
                tie: Tie::Moderate,
                rare: rare(|rare| rare.later = Some(day("2026-12-01"))),
                has: Has {
                    phone: true,
                    ..Has::default()
                },
                ..named("Omar Haddad").contact
            },
            tags: &["rust"],
        },
        Somebody {
            contact: Contact {
                tie: Tie::Strong,
                rare: rare(|rare| rare.mind = Some(day("2026-11-20"))),
                last: Some(day("2026-11-15")),
                ..told(&named("李雷 Li Lei").contact, |li| li.family = Some("Li"))
            },
            tags: &[],
        },
        named("Diana Prince"),
        Somebody {
            contact: Contact {
                standing: Standing::Archived,
                ..named("Anatole Frank").contact
            },
            tags: &[],
        },
        Somebody {
            contact: Contact {
                kind: Kind::Company,
                tie: Tie::Latent,
                is_new: true,
                added: day("2026-11-01"),
                ..named("Ana & Sons").contact
            },
            tags: &[],
        },
        Somebody {
            contact: Contact {
                standing: Standing::Dormant,
                ..named("Zoë Müller-Öztürk").contact
            },
            tags: &[],
        },
    ]);
    network.next_steps = vec![NextStep {
        kind: StepKind::Step,
        id: NextStepId(1),
        text: "ask about the harbour".into(),
        on: None,
        with: vec![ContactId(3)],
    }];
    network
}

fn run(network: &Network, text: &str) -> Vec<i64> {
    let rules = Rules::default();
    let index = Index::new(network, &rules);
    let query = Query::parse(text, day(TODAY)).unwrap();
    let noted = |word: &str| match word {
        "porto" => vec![ContactId(2), ContactId(2), ContactId(6)],
        _ => Vec::new(),
    };
    query
        .run(network, &index, &rules, day(TODAY), &noted)
        .into_iter()
        .map(|id| id.0)
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[i64]) {
    assert_eq!(run(&eight(), text), expected, "“{text}”");
}

#[test]
fn an_empty_query_finds_everyone_listed_by_name() {
    check("", &[7, 1, 2, 5, 3, 8, 4]);
}

#[test]
fn words_match_anywhere_and_the_best_come_first() {
    check("ana", &[7, 1, 5]); // names that start so, then Di-ana
    check("li", &[1, 2, 4]); // Lisbon, Lindqvist and Li start words; by name
    check("bean", &[2]);
    check("pumpkin", &[2]);
    check("design", &[2]);
    check("LISBON", &[1]);
    check("acme.example", &[1]);
    check("folk", &[1]);
    check("ana sou", &[1]);
    check("sou ana", &[1]);
    check("a b", &[1, 2]);
    check(r#""ana s""#, &[1]);
    check(r#""sousa ana""#, &[]);
    check("ana -sousa", &[7, 5]);
    check("sousa,haddad", &[1, 3]);
    check("李", &[4]);
    check("雷", &[4]);
}

#[test]
fn case_and_accents_never_matter() {
    check("zoe", &[8]);
    check("ZOË", &[8]);
    check("muller ozturk", &[8]);
    check("tag:RÜST", &[1, 3]);
}

#[test]
fn what_is_similar_is_found_only_when_nothing_matches() {
    check("lndqvst", &[2]);
    check("hdd", &[3]);
    check("hadad omr", &[3]);
    check("anasousa", &[1]);
    check("tie:strong lindqst", &[]);
    check(r#""lndqvst""#, &[]);
    check("zzzz", &[]);
}

#[test]
fn keys_ask_for_what_is_known() {
    check("tie:weak", &[1, 2, 5, 8]);
    check("tie:strong,moderate", &[3, 4]);
    check("-tie:weak", &[7, 3, 4]);
    check("not:tie:weak", &[7, 3, 4]);
    check("tag:rust", &[1, 3]);
    check("tag:rustm", &[2]);
    check("tag:ru", &[1, 2, 3]);
    check(r#"tag:"folk dance",rustmeet"#, &[1, 2]);
    check("tag:none", &[]);
    check("org:acme", &[1]);
    check("org:labs", &[1]);
    check("org:cme", &[]);
    check("org:spotify,acme", &[1, 2]);
    check("title:designer", &[2]);
    check("title:senior,x", &[2]);
    check("city:oslo", &[2]);
    check("city:spotify", &[]);
    check("is:mind", &[4]);
    check("is:later", &[3]);
    check("is:new", &[7]);
    check("is:company", &[7]);
    check("is:dormant", &[8]);
    check("is:archived", &[6]);
    check("is:archived,mind", &[6, 4]);
    check("is:archived ana", &[6]);
    check("-is:active", &[8]);
    check("has:email", &[1]);
    check("has:phone,birthday", &[2, 3]);
    check("has:next", &[3]);
    check("has:url", &[]);
    check("last:never", &[7, 5, 3, 8]);
    check("last:>90d", &[1, 2]);
    check("last:<2w", &[4]);
    check("last:<2w,>1y", &[2, 4]);
    check("bday:<30d", &[2]);
    check("bday:<1w", &[]);
    check("bday:>1w", &[2]);
    check("warmth:quiet", &[2]);
    check("warmth:warm", &[1, 4]);
    check("due", &[2]);
    check("-due tie:weak", &[1, 5, 8]);
    check("note:porto", &[2]);
    check("note:porto is:archived,active", &[6, 2]);
    check("-note:porto tie:weak", &[1, 5, 8]);
    check("note:nothing", &[]);
}

#[test]
fn an_order_asked_for_wins_over_the_best_match() {
    check("ana sort:name", &[7, 1, 5]);
    check("sort:family tie:weak", &[2, 8, 5, 1]);
    check("sort:last", &[4, 1, 2, 7, 5, 3, 8]);
    check("sort:tie", &[4, 3, 1, 2, 5, 8, 7]);
    check("sort:tie,last", &[4, 3, 1, 2, 5, 8, 7]);
    check("sort:due", &[2, 7, 1, 5, 3, 8, 4]);
    check("sort:added", &[7, 1, 2, 5, 3, 8, 4]);
    check("sort:bridge", &[2, 1, 3, 7, 5, 8, 4]);
}

#[test]
fn names_are_ordered_as_the_config_says() {
    let network = eight();
    let rules = Rules {
        name_order: NameOrder::Family,
        ..Rules::default()
    };
    let index = Index::new(&network, &rules);
    let ids: Vec<i64> = index.contacts().map(|id| id.0).collect();
    assert_eq!(ids, [7, 6, 3, 4, 2, 8, 5, 1]);
}

#[test]
fn a_patched_index_is_what_a_new_one_would_be() {
    for name_order in [NameOrder::Given, NameOrder::Family] {
        let rules = Rules {
            name_order,
            ..Rules::default()
        };
        let before = eight();
        let patched = |change: fn(&mut Network)| {
            let mut network = before.clone();
            change(&mut network);
            let mut index = Index::new(&before, &rules);
            index.get_ready_for_words(&before);
            let touched: Vec<ContactId> = network.contacts.iter().map(|c| c.id).collect();
            let patched = index.patch(&network, &rules, &touched);
            let fresh = Index::new(&network, &rules);
            let is_as_before = Index::new(&before, &rules) == fresh;
            assert!(is_as_before || patched == Patched::Rows);
            assert_eq!(index, fresh);
            assert_eq!(index.words(&network), fresh.words(&network));
        };
        patched(|_| {});
        patched(|n| n.contacts[0].standing = Standing::Paused);
        patched(|n| n.contacts[1].tie = Tie::Inner);
        patched(|n| n.contacts[1] = told(&n.contacts[1], |bea| bea.name = "Aaron"));
        patched(|n| n.contacts[1] = told(&n.contacts[1], |bea| bea.family = Some("Aaron")));
        patched(|n| n.contacts[3] = told(&n.contacts[3], |li| li.emails = "li@lei.example"));
        patched(|n| n.contacts.push(contact(9)));
        patched(|n| drop(n.contacts.remove(2)));
    }
}

#[test]
fn a_stale_index_finds_nobody_wrong() {
    let (rules, mut network) = (Rules::default(), eight());
    let index = Index::new(&network, &rules);
    network.contacts.remove(0);
    for text in [
        "",
        "has:birthday",
        "warmth:quiet",
        "sort:bridge",
        "sort:last a",
    ] {
        let query = Query::parse(text, day(TODAY)).unwrap();
        query.run(&network, &index, &rules, day(TODAY), &|_| Vec::new());
    }
}

/// What `run` finds for words, done the slow and plain way.
fn plainly(network: &Network, words: &[&str]) -> Vec<i64> {
    let mut found: Vec<(usize, String, i64)> = network
        .contacts
        .iter()
        .filter(|contact| contact.standing.is_listed())
        .filter_map(|contact| {
            let mut text = String::new();
            push_fields(&mut text, network, contact);
            let rank = |word: &str| {
                text.match_indices(word)
                    .map(|(at, _)| match text[..at].chars().next_back() {
                        None => 0,
                        Some(before) if !before.is_alphanumeric() => 1,
                        Some(_) => 2,
                    })
                    .min()
            };
            let rank: usize = words.iter().map(|word| rank(word)).sum::<Option<_>>()?;
            Some((rank, text::name_key(contact.name()), contact.id.0))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(.., id)| id).collect()
}

proptest! {
    #[test]
    fn nobody_is_found_twice_whatever_is_typed(text in any_query()) {
        if Query::parse(&text, day(TODAY)).is_ok() {
            let mut found = run(&eight(), &text);
            found.sort_unstable();
            let count = found.len();
            found.dedup();
            prop_assert_eq!(found.len(), count);
        }
    }

    #[test]
    fn the_sweep_finds_what_reading_everything_finds(
        names in prop::collection::vec("[abéß李ü “]{1,9}", 1..20),
        emails in "[abes]{0,3}",
        words in prop::collection::vec("[abes李u]{1,2}", 1..3),
    ) {
        let everyone = names.iter().map(|name| Somebody {
            contact: told(&named(name).contact, |who| who.emails = &emails),
            tags: &[],
        });
        let network = people(everyone.collect());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let expected = plainly(&network, &words);
        if !expected.is_empty() {
            prop_assert_eq!(run(&network, &words.join(" ")), expected);
        }
    }
}
