//! The inbox: whole ways through it, and what it looks like.

#![allow(clippy::unwrap_used)] // tests

#[path = "support/session.rs"]
mod session;

use ratatui::style::{Color, Modifier};
use session::Session;
use ties::app::form::Form;
use ties::app::layer::Layer;
use ties::app::{Look, Msg, Pane};
use ties::command::Screen;
use ties::domain::change::Change;
use ties::domain::contact::Contact;
use ties::domain::draft::{Draft, SourceKind};
use ties::domain::import::{File, Outcome, Plan, Row};
use ties::domain::request::Asked;
use ties::domain::tie::Tie;

const SIZES: [(u16, u16); 4] = [(100, 30), (80, 24), (40, 12), (30, 8)];

fn asked(name: &str, org: &str, day: &str, note: &str) -> Asked {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Asked {
        name: name.to_owned(),
        org: some(org),
        on: Some(day.parse().unwrap()),
        note: some(note),
        ..Asked::default()
    }
}

/// An import that brings these people, each with an organisation.
fn arrive(people: &[(&str, &str)]) -> Change {
    let row = |(name, org): &(&str, &str)| Row {
        file: 0,
        draft: Draft {
            name: (*name).to_owned(),
            org: Some((*org).to_owned()),
            external_id: Some((*name).to_owned()),
            ..Draft::default()
        },
        outcome: Outcome::New,
        household: None,
        related: Vec::new(),
        like: Vec::new(),
        renews: false,
        trace: Default::default(),
    };
    let file = File {
        path: "few.vcf".into(),
        kind: SourceKind::Vcard,
        read: people.len(),
        skipped: Vec::new(),
        untold: Vec::new(),
        warnings: Vec::new(),
        remarks: Vec::new(),
    };
    Change::Import(Box::new(Plan {
        files: vec![file],
        rows: people.iter().map(row).collect(),
        ..Plan::default()
    }))
}

/// Three requests, one of them of somebody who looks like Bea, and two new people.
fn waiting() -> Session {
    let mut s = Session::demo();
    let pat = Asked {
        mutuals: Some(6),
        ..asked(
            "Una Bask",
            "Flux",
            "2026-11-12",
            "loved your talk about harbours, and the question at the end of it",
        )
    };
    let bea = Asked {
        url: Some("https://www.linkedin.com/in/bea-lindqvist".to_owned()),
        ..asked("Beatrice Lindqvist", "Genelab", "2026-11-14", "")
    };
    let kim = Asked {
        mutuals: Some(40),
        ..asked("Kim Vale", "", "2026-11-20", "")
    };
    s.meanwhile(Change::AddRequests(vec![pat, bea, kim]));
    s.meanwhile(arrive(&[
        ("Ines Okafor", "Northwind"),
        ("Tomás Reyes", "Solano"),
    ]));
    s
}

/// One request.
fn one() -> Session {
    let mut s = Session::demo();
    let pat = asked("Una Bask", "Flux", "2026-11-12", "hello");
    s.meanwhile(Change::AddRequests(vec![pat]));
    s.keys("2");
    s
}

#[track_caller]
fn contact(s: &Session, name: &str) -> Contact {
    let found = s.state.network.contacts.iter().find(|c| c.name() == name);
    found.unwrap().clone()
}

fn is_here(s: &Session, name: &str) -> bool {
    s.state.network.contacts.iter().any(|c| c.name() == name)
}

#[test]
fn the_tab_says_how_many_wait_and_there_is_none_for_nobody() {
    let mut s = Session::demo();
    s.expects_no("Inbox");
    s.keys("2");
    assert_eq!(s.state.screen, Screen::Home);
    waiting().expects("2 Inbox 5");
    let mut s = waiting();
    let many = (0..5).map(|n| asked(&format!("Guest {n}"), "", "2026-11-21", ""));
    s.meanwhile(Change::AddRequests(many.collect()));
    s.expects("2 Inbox ").expects_no("Inbox 1");
}

#[test]
fn what_was_said_at_home_hides_no_hints_of_the_inbox() {
    let mut s = waiting();
    s.keys("space").expects("caught up with");
    s.keys("2").expects_no("caught up with").expects("f fold");
}

#[test]
fn a_request_shows_the_note_the_suggestion_and_the_reasons_and_no_number_for_it() {
    let mut s = waiting();
    s.keys("2")
        .expects("3 requests, 2 new people")
        .expects("▌Una Bask")
        .expects("question at the end of it")
        .expects("keep in touch, as a weak tie  t w")
        .expects("wrote a note")
        .expects("nobody at Flux you are in touch with")
        .expects_no("3.");
    s.keys("j")
        .expects("▌Beatrice Lindqvi")
        .expects("─ Looks like ─")
        .expects("Bea Lindqvist, a name much like it");
    s.keys("j").expects("leave it  ⌫");
    s.keys("j")
        .expects("▌Ines Okafor")
        .expects("─ Ines Okafor ─");
}

#[test]
fn a_tie_decides_and_undo_brings_the_request_back_under_the_cursor() {
    for (keys, tie) in [
        ("t w", Tie::Weak),
        ("t l", Tie::Latent),
        ("t m", Tie::Moderate),
        ("t i", Tie::Inner),
    ] {
        let mut s = waiting();
        s.keys("2").keys(keys).expects("▌Beatrice Lindqvi");
        let pat = contact(&s, "Una Bask");
        assert_eq!((pat.tie, pat.org()), (tie, Some("Flux")), "{keys}");
        s.expects("2 Inbox 4");
        s.keys("u").expects("▌Una Bask").expects("2 Inbox 5");
        assert!(!is_here(&s, "Una Bask"));
        s.keys("U").expects("▌Beatrice Lindqvi");
    }
}

#[test]
fn keys_typed_ahead_are_about_the_next_one() {
    let mut s = waiting();
    s.keys("2").keys_at_once("t w t l backspace");
    assert_eq!(contact(&s, "Una Bask").tie, Tie::Weak);
    assert_eq!(contact(&s, "Beatrice Lindqvist").tie, Tie::Latent);
    assert!(!is_here(&s, "Kim Vale"));
    s.expects("▌Ines Okafor");
    s.keys_at_once("u u u");
    s.expects("▌Una Bask").expects("2 Inbox 5");
}

#[test]
fn what_is_left_or_put_off_goes_and_comes_back() {
    for (keys, said) in [
        ("backspace", "left: Una Bask"),
        ("z 1", "Una Bask later, from Sun 29 Nov"),
        ("z d 5d enter", "Una Bask later, from Fri 27 Nov"),
    ] {
        let mut s = waiting();
        s.keys("2").keys(keys).expects(said).expects("▌Beatrice");
        assert!(!is_here(&s, "Una Bask"), "{keys}");
        s.keys("u").expects("▌Una Bask");
    }
    let mut s = waiting();
    s.keys("2 z 1 G z 2")
        .expects("2 Inbox 3")
        .expects_no("Tomás Reyes");
    s.today = "2026-11-29".parse().unwrap();
    s.send(Msg::DayTurned);
    s.expects("2 Inbox 4").expects("Una Bask");
    s.today = "2026-12-06".parse().unwrap();
    s.send(Msg::DayTurned);
    s.expects("2 Inbox 5").expects("Tomás Reyes");
    assert!(contact(&s, "Tomás Reyes").is_new);
}

#[test]
fn a_newcomer_is_as_at_home() {
    let mut s = waiting();
    s.keys("2 j j j").expects("▌Ines Okafor");
    // Whoever is caught up with stays under the keys as long as that is said.
    s.keys("space")
        .expects("caught up with Ines")
        .expects("2 Inbox 4");
    s.keys("t w").expects("Ines is weak now");
    assert_eq!(contact(&s, "Ines Okafor").tie, Tie::Weak);
    (0..9).for_each(|_| s.send(Msg::Tick));
    s.expects("▌Tomás Reyes");
    s.keys("u u").expects("▌Ines Okafor").expects("2 Inbox 5");

    s.keys("t m").expects("When did you last speak with Ines?");
    s.keys("2").expects("▌Tomás Reyes");
    s.keys("n met_at_the_fair ^s").expects("noted about Tomás");
    assert_eq!(contact(&s, "Ines Okafor").tie, Tie::Moderate);

    let mut s = waiting();
    s.keys("2 j j j enter");
    assert_eq!(s.state.focus, Pane::Card);
    s.keys("m").expects("─ Ines Okafor ─").keys("esc");
    assert_ne!(s.state.focus, Pane::Card);
    assert_eq!(s.state.screen, Screen::Inbox);
    s.expects("▌Tomás Reyes");
    s.keys("c").expects("Caught up with");
}

#[test]
fn leaving_a_newcomer_takes_nobody_away() {
    let mut s = waiting();
    s.keys("2 G backspace").expects("Tomás stays in People");
    assert!(!contact(&s, "Tomás Reyes").is_new);
    s.keys("u").expects("▌Tomás Reyes");
    assert!(contact(&s, "Tomás Reyes").is_new);
}

#[test]
fn marks_are_decided_about_together_and_taken_back_at_once() {
    let mut s = waiting();
    s.keys("2 v v v v").expects("2 Inbox 5");
    s.keys("t w")
        .expects("and 2 others are weak now")
        .expects_no("Kim");
    let names = ["Una Bask", "Beatrice Lindqvist", "Kim Vale", "Ines Okafor"];
    let since: Vec<_> = names
        .map(|name| {
            let contact = contact(&s, name);
            assert_eq!(contact.tie, Tie::Weak, "{name}");
            contact.counting_from
        })
        .into();
    let mut once = since.clone();
    once.dedup();
    assert_eq!(once.len(), 4, "{since:?} are spread");
    s.expects("2 Inbox 1").keys("u").expects("2 Inbox 5");
    assert!(!is_here(&s, "Una Bask"));
    assert_eq!(contact(&s, "Ines Okafor").tie, Tie::Latent);

    let mut s = waiting();
    s.keys("2 v G v backspace")
        .expects("left: Una Bask and Tomás");
    s.expects("2 Inbox 3");
    let mut s = waiting();
    s.keys("2 v v f").expects("one at a time");
    s.keys("esc esc");
    assert_eq!(s.state.screen, Screen::Home);
}

#[test]
fn a_request_is_folded_into_who_looks_like_it() {
    let mut s = waiting();
    s.keys("2 j f")
        .expects("─ Who is Beatrice Lindqvist? ─")
        .expects("▌  Bea Lindqvist")
        .expects("a name much like it")
        .expects("Is added: ");
    s.keys("enter")
        .expects("Beatrice Lindqvist is folded into Bea")
        .expects("▌Kim Vale");
    assert!(!is_here(&s, "Beatrice Lindqvist"));
    let bea = contact(&s, "Bea Lindqvist");
    assert!(bea.has.url);
    s.keys("u").expects("▌Beatrice Lindqvi");
    s.keys("f esc").expects("▌Beatrice Lindqvi");
    assert_eq!(s.state.screen, Screen::Inbox);
}

#[test]
fn a_request_is_folded_into_whose_name_is_typed() {
    let mut s = waiting();
    s.keys("2 f").expects("nobody here looks like them");
    s.keys("enter").expects("type a name");
    s.keys("omar")
        .expects("Omar Haddad")
        .expects("Is added: what they wrote");
    s.keys("enter").expects("Una Bask is folded into Omar");
    let card = s.store.card(contact(&s, "Omar Haddad").id, s.today);
    assert!(
        card.unwrap()
            .unwrap()
            .note
            .unwrap()
            .contains("loved your talk")
    );
}

#[test]
fn after_the_last_one_home_is_shown_and_undo_leads_back() {
    let mut s = one();
    s.keys("t w").expects("that was everybody · u undo");
    assert_eq!(s.state.screen, Screen::Home);
    s.expects_no("Inbox").keys("u").expects("▌Una Bask");
    assert_eq!(s.state.screen, Screen::Inbox);
    s.keys("U");
    assert_eq!(s.state.screen, Screen::Home);
    s.keys("u");
    assert_eq!(s.state.screen, Screen::Inbox);

    let mut s = Session::demo();
    s.meanwhile(arrive(&[("Ines Okafor", "Northwind")]));
    s.keys("2 space").expects("caught up with Ines");
    assert_eq!(s.state.screen, Screen::Home);
    s.keys("t w").expects("Ines is weak now");
}

#[test]
fn requests_wait_before_anybody_is_here() {
    let mut s = Session::empty();
    let pat = asked("Una Bask", "Flux", "2026-11-12", "hello");
    s.meanwhile(Change::AddRequests(vec![pat]));
    s.expects("2 Inbox 1").expects("a few people a week");
    s.keys("2")
        .expects("▌Una Bask")
        .expects("keep in touch, as a weak tie");
    s.keys("t w")
        .expects("that was everybody")
        .expects("▌Una Bask");
    assert_eq!(s.state.screen, Screen::Home);
    s.keys("u").expects("▌Una Bask").expects("2 Inbox 1");
    s.keys("i sam ^s").expects("2 Inbox 2");
}

#[test]
fn a_request_in_full_is_gone_to_and_scrolled() {
    let mut s = Session::demo();
    let note = "one line of a long letter\n".repeat(40) + "the very end";
    s.meanwhile(Change::AddRequests(vec![asked(
        "Una Bask",
        "Flux",
        "2026-11-12",
        &note,
    )]));
    s.keys("2 enter").expects_no("the very end");
    s.keys("^d ^d ^d ^d ^d ^d").expects("the very end");
    s.keys("g esc").expects("▌Una Bask");
    s.at(40, 12).keys("enter").expects("asked Thu 12 Nov");
    s.keys("t w").at(100, 30).expects("that was everybody");
}

#[test]
fn requests_come_in_by_form_and_by_pasted_lines() {
    let mut s = Session::demo();
    s.keys("i una_bask tab flux tab 6 tab loved_it ^s")
        .expects("una bask waits in the inbox")
        .expects("2 Inbox 1");
    let pat = s.state.inbox.requests[0].asked.clone();
    assert_eq!(
        (pat.org.as_deref(), pat.mutuals, pat.note.as_deref()),
        (Some("flux"), Some(6), Some("loved it"))
    );
    assert_eq!(pat.on, Some(s.today));
    s.keys("u").expects_no("Inbox");
    s.keys("i tab tab many ^s").expects("a name, please");
    s.keys("x ^s").expects("as a number");
    let on_top = |s: &Session| match s.state.layers.last() {
        Some(Layer::Form(form)) => Form::clone(form),
        _ => panic!("no form"),
    };
    assert!(on_top(&s).problem.is_some());
    s.keys("esc").expects("kept for next time");

    let mut s = one();
    s.send(Msg::Paste(
        "Sam Oz, Glow, 3 mutual, hi\n\nLee Ray, met, introduced by Omar Haddad\n".to_owned(),
    ));
    s.expects("2 requests wait in the inbox")
        .expects("▌Sam Oz")
        .expects("2 Inbox 3");
    let omar = contact(&s, "Omar Haddad").id;
    let lee = s
        .state
        .inbox
        .requests
        .iter()
        .find(|r| r.asked.name == "Lee Ray");
    assert_eq!(lee.unwrap().asked.introduced_by, Some(omar));
    s.keys("u").expects("2 Inbox 1");
    s.keys("i");
    s.send(Msg::Paste(
        "Sam Oz, Glow, 3 mutual, hi\nsam oz, GLOW\nLee Ray".to_owned(),
    ));
    s.expects("2 requests wait in the inbox, 1 more did already")
        .expects("2 Inbox 3");
    s.send(Msg::Paste("Lee Ray".to_owned()));
    s.expects("in the inbox already, just so");
    s.send(Msg::Paste("Lee Ray, Glow".to_owned()));
    s.expects("Lee Ray waited in the inbox already; what is new is added")
        .expects("2 Inbox 3");
    s.keys("u u").expects("2 Inbox 1");
    s.send(Msg::Paste(" \n, nothing".to_owned()));
    s.expects("no request in that").expects("2 Inbox 1");
    s.keys("i");
    s.send(Msg::Paste("Sam Oz, Glow\nLee Ray".to_owned()));
    s.expects("2 Inbox 3");
    assert!(s.state.layers.is_empty());
    s.keys("i Ida_Holm,_Nitto,_2_mutual,_hello enter");
    let ida = s.state.inbox.requests.last().unwrap().asked.clone();
    assert_eq!((ida.org.as_deref(), ida.mutuals), (Some("Nitto"), Some(2)));
}

#[test]
fn invitations_are_previewed_and_wait_then() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/samples/linkedin/Invitations.csv");
    let read = || {
        let go_on = &mut |_| std::ops::ControlFlow::Continue(());
        ties::exchange::read(&sample, None, go_on).unwrap()
    };
    let plan = |s: &Session| {
        let known = s.store.known().unwrap();
        let files = vec![(sample.clone(), read())];
        let mut plan = ties::domain::import::plan(&known, files, &Default::default());
        plan.leave_out(&s.store.came_before(s.today).unwrap());
        Msg::ImportPlanned(Box::new(ties::app::Planned { plan, known }))
    };
    let open = |s: &mut Session| {
        s.keys("I");
        s.send(Msg::ImportFound(Vec::new()));
        s.keys("/i.csv enter");
        let planned = plan(s);
        s.send(planned);
    };
    let mut s = Session::demo();
    open(&mut s);
    s.expects("1 for the inbox · 1 left out")
        .expects("─ Requests for the inbox 1 ─")
        .expects("Pat Stranger")
        .expects("you sent it");
    s.keys("enter")
        .expects("one request waits in the inbox · u undo")
        .expects("2 Inbox 1");
    assert!(s.state.layers.is_empty());
    open(&mut s);
    s.expects("came in before");
    s.keys("enter").expects("nothing to change");
    s.keys("u").expects_no("Inbox");
}

#[test]
fn nobody_is_asked_for_twice() {
    // Whoever asks and is new stands there once.
    let mut s = waiting();
    s.keys("2 G").expects("▌Tomás Reyes");
    s.keys("D y").expects("deleted: Tomás").expects("2 Inbox 4");
    s.keys("u").expects("▌Tomás Reyes");
}

#[test]
fn what_somebody_else_decides_is_gone_here_too() {
    let mut s = waiting();
    s.keys("2 j");
    let beatrice = s.state.waiting();
    s.meanwhile(Change::Decide(
        beatrice,
        ties::domain::inbox::Decision::Leave,
    ));
    s.expects("▌Kim Vale").expects("2 Inbox 4");
}

/// The ways to what the inbox shows.
const WAYS: [(&str, &str); 6] = [
    ("request", "2"),
    ("alike", "2 j enter"),
    ("newcomer", "2 G"),
    ("marked", "2 v v t"),
    ("fold", "2 j f"),
    ("form", "2 i Una"),
];

#[test]
fn the_inbox_at_every_size() {
    for (name, keys) in WAYS {
        for (columns, rows) in SIZES {
            let mut s = waiting();
            let screen = s.at(columns, rows).keys(keys).screen();
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), screen);
        }
    }
}

/// Requests that are hard on a screen.
fn difficult() -> Session {
    let mut s = Session::demo();
    let all = vec![
        asked(
            "李雷李雷李雷李雷李雷李雷",
            "北京大学北京大学北京大学",
            "2025-11-12",
            "你好",
        ),
        asked(
            "evil\u{202E}gro.elpmaxe",
            "a\u{1b}[31mb\u{9b}c",
            "2026-11-12",
            "clear\u{1b}[2J\u{1b}]0;title\u{7}\nsecond\u{200B} line\u{2028}third\ttab",
        ),
        asked(
            "👩\u{200D}👩\u{200D}👧 Family",
            &"Wolfeschlegelsteinhausenbergerdorff ".repeat(6),
            "2026-11-13",
            &"nospaceatall".repeat(60),
        ),
    ];
    s.meanwhile(Change::AddRequests(all));
    s
}

#[test]
fn hard_requests_keep_their_columns_and_control_no_terminal() {
    for (columns, rows) in SIZES {
        let mut s = difficult();
        let screen = s.at(columns, rows).keys("2").screen();
        insta::assert_snapshot!(format!("difficult_inbox_{columns}x{rows}"), screen);
        for keys in ["", "j", "j", "enter", "f", "f evil", "v v"] {
            let buffer = s.keys(keys).draw();
            for cell in buffer.content() {
                for c in cell.symbol().chars() {
                    let bad = c.is_control()
                        || matches!(u32::from(c), 0x200B..=0x200F | 0x2028..=0x202E | 0x2066..=0x2069 | 0xFEFF);
                    assert!(!bad, "{keys}: {:04X}", u32::from(c));
                }
            }
        }
    }
}

#[test]
fn any_size_is_survived() {
    for (_, keys) in WAYS {
        let mut s = waiting();
        s.keys(keys);
        for columns in [1, 29, 30, 31, 47, 48, 59, 60, 89, 90, 300] {
            for rows in [1, 7, 8, 9, 12, 100] {
                s.at(columns, rows).draw();
            }
        }
    }
}

#[test]
fn the_row_is_marked_and_bold_over_its_width_without_colours_too() {
    let mut s = waiting();
    s.state.look = Look::Plain;
    let buffer = s.keys("2").draw();
    for x in 0..50 {
        let bold = |y: u16| buffer[(x, y)].modifier.contains(Modifier::BOLD);
        assert!(bold(2) && !bold(3), "column {x}");
    }
    for (_, keys) in WAYS {
        let mut s = waiting();
        s.state.look = Look::Plain;
        for cell in s.keys(keys).draw().content() {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{keys}");
        }
    }
}

#[test]
fn over_the_shoulder_neither_notes_nor_ties_are_seen() {
    let mut s = waiting();
    s.state.sight = ties::domain::discreet::Sight::Discreet;
    for keys in ["2", "enter", "esc f", "esc j", "f", "esc t"] {
        let screen = s.keys(keys).screen();
        for hidden in ["loved your talk", "weak tie", "weak,", "t w"] {
            assert!(
                !screen.contains(hidden),
                "{keys}: “{hidden}” is on\n{screen}"
            );
        }
    }
    s.keys("w").expects_no("weak");
}

#[test]
fn thousands_scroll() {
    let mut s = Session::demo();
    let all = (0..3_000).map(|n| asked(&format!("Guest {n:04}"), "", "2026-11-12", ""));
    s.meanwhile(Change::AddRequests(all.collect()));
    s.keys("2 G").expects("▌Guest 2999");
    s.keys("k k ^u").expects_no("Guest 0000");
    s.keys("t w").expects("is weak now");
    s.keys("g").expects("▌Guest 0000");
}
