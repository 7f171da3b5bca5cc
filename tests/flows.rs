//! Whole ways through the interface: keys as text, through the real update and store.

#![allow(clippy::unwrap_used)] // tests

#[path = "flows/between.rs"]
mod between;
#[path = "flows/columns.rs"]
mod columns;
#[path = "flows/dinner.rs"]
mod dinner;
#[path = "flows/review.rs"]
mod review;
#[path = "support/session.rs"]
mod session;
#[path = "flows/sharing.rs"]
mod sharing;
#[path = "flows/told.rs"]
mod told;

use session::Session;
use ties::app::form::{Form, Value};
use ties::app::layer::Layer;
use ties::app::{Direction, Effect, FormFor, Found, Msg, Pane, Past, Planned, Stop};
use ties::domain::card::MethodKind;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, NewCatchUp, NewContact};
use ties::domain::channel::Channel;
use ties::domain::contact::Kind;
use ties::domain::draft::{Draft, Parsed, SourceKind};
use ties::domain::id::ContactId;
use ties::domain::import::{self, Outcome, Person, Plan, Row};
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;

/// Three people whom nobody has a tie with yet, as after an import.
fn three() -> Session {
    let add = |name: &str| {
        let new = NewContact {
            name: name.to_owned(),
            kind: Kind::Person,
            tie: Tie::Latent,
            counting_from: None,
            edit: Default::default(),
        };
        (session::TODAY.parse().unwrap(), Change::Add(Box::new(new)))
    };
    Session::made_up(&["Ana Sousa", "Bea Lindqvist", "Omar Haddad"].map(add))
}

/// The same, as an import leaves them: nothing says from which day to count.
fn three_imported() -> Session {
    let mut s = three();
    for contact in &mut std::sync::Arc::make_mut(&mut s.state.network).contacts {
        contact.counting_from = None;
    }
    s
}

#[track_caller]
fn contact(s: &Session, name: &str) -> ties::domain::contact::Contact {
    let found = s.state.network.contacts.iter().find(|c| c.name() == name);
    found.unwrap().clone()
}

#[track_caller]
fn form_on_top(s: &Session) -> &Form {
    let form = s.state.layers.last().and_then(|layer| match layer {
        Layer::Form(form) => Some(form),
        _ => None,
    });
    form.unwrap()
}

#[test]
fn the_demos_first_half_minute() {
    let mut s = Session::demo();
    s.expects("○○○  room for three, any order")
        .expects("▌Mateo Quispe");
    s.keys("space")
        .expects("●○○  room for two, any order")
        .expects("caught up with Mateo · u undo")
        .expects("caught up today")
        .expects_no("▌Mateo")
        .expects_no("▌Omar");
    s.keys("u").expects("○○○").expects("▌Mateo Quispe");
    s.keys("l l l").expects("‹moderate 8›");
    s.keys("l").expects("‹weak ");
    s.keys("h h h h h h").expects("‹all›");
}

#[test]
fn space_a_second_time_does_nothing_but_say_so() {
    let mut s = Session::demo();
    s.keys("space space")
        .expects("Mateo: already today · c adds another");
    let logged = s.state.network.recent.len();
    s.keys("j space").expects("caught up with Omar");
    assert_eq!(s.state.network.recent.len(), logged + 1);
}

#[test]
fn after_space_every_key_is_about_whose_card_is_shown() {
    let mut s = Session::demo();
    s.keys("b 6");
    let first: Vec<ContactId> = s.state.picks.iter().map(|pick| pick.contact).collect();
    s.keys("space v v v");
    assert_eq!(s.state.marks, first[..3]);
    let (mateo, omar) = (first[0], first[1]);
    for (keys, said, selected) in [
        ("m", "Mateo: on your mind", mateo),
        ("t s", "Mateo is strong now", mateo),
        ("# ^e ,_music enter", "Mateo: #music", mateo),
        ("x", "someone else this week, not Mateo", omar),
        ("x u", "taken back", omar),
        ("z 1", "Mateo later", omar),
        ("p", "Mateo: paused", omar),
        ("D y", "deleted: Mateo", omar),
        ("z esc", "▌Omar", omar),
        ("esc", "▌Omar", omar),
        ("tab backtab", "▌Omar", omar),
        ("enter", "─ Mateo Quispe ─", mateo),
    ] {
        let mut s = Session::demo();
        s.keys("space")
            .expects_no("▌Omar")
            .expects("─ Mateo Quispe ─");
        s.keys(keys).expects(said);
        assert_eq!(s.state.selected(), Some(selected), "{keys}");
    }
    let mut s = Session::demo();
    s.keys("space");
    (0..9).for_each(|_| s.send(Msg::Tick));
    s.keys("right").expects("▌Omar");
}

#[test]
fn after_a_resting_week_the_selection_is_back_where_it_was() {
    let mut s = Session::demo();
    let on = s.state.selected();
    s.keys("b 0");
    assert_ne!(s.state.focus, Pane::Due);
    s.keys("b 5");
    assert_eq!((s.state.focus, s.state.selected()), (Pane::Due, on));
    s.keys("b 0 tab b 5");
    assert_ne!(s.state.focus, Pane::Due);
}

#[test]
fn of_those_a_name_could_mean_the_one_under_the_cursor_is_taken() {
    for (keys, who) in [
        ("enter", 0),
        ("down enter", 1),
        ("^n ^n ^n enter", 2),
        ("^n ^p enter", 0),
    ] {
        let mut s = three();
        s.keys("C a");
        let expected = match &form_on_top(&s).fields[0].value {
            Value::People(field) => field.matches[who],
            other => unreachable!("the first field is {other:?}"),
        };
        s.keys(keys);
        assert_eq!(form_on_top(&s).who(), [expected], "{keys}");
    }
}

#[test]
fn what_they_started_counts_as_answered_and_that_is_said() {
    let mut s = three();
    s.keys("c tab tab they tab not")
        .expects("they started it, so it counts as answered");
    s.keys("yes").expects_no("counts as answered");
}

#[test]
fn space_on_somebody_latent_offers_to_stay_in_touch() {
    let mut s = three();
    s.keys("j space")
        .expects("caught up with Bea · t to stay in touch · u undo");
    s.keys("t w").expects("Bea is weak now, every 365 days");
    assert_eq!(contact(&s, "Bea Lindqvist").tie, Tie::Weak);
}

#[test]
fn one_catch_up_for_all_who_are_marked() {
    let mut s = three();
    s.keys("v v v").expects("✓ 3 marked");
    s.keys("c yesterday tab tab tab tab Dinner enter")
        .expects("caught up with Ana, Bea and Omar yesterday · u undo")
        .expects_no("marked");
    let catch_up = s.state.network.recent.last().unwrap().clone();
    assert_eq!(catch_up.with.len(), 3);
    s.expects("Dinner");
    s.keys("u").expects("taken back");
    assert!(s.state.network.recent.is_empty());
}

#[test]
fn marks_survive_the_filter_and_esc_steps_back_one_thing_at_a_time() {
    let mut s = three();
    s.keys("v / omar enter")
        .expects("✓ 1 marked")
        .expects("/ omar");
    s.keys("esc").expects_no("/ omar").expects("✓ 1 marked");
    s.keys("esc").expects_no("marked");
    s.keys("esc esc esc").expects("People 3");
    assert!(s.asked.is_empty());
}

#[test]
fn the_log_form_says_what_a_day_means_and_refuses_what_it_cannot_be() {
    let mut s = three();
    s.keys("c").expects("‹today, Sun 22 Nov›");
    s.keys("fri").expects("‹Fri 20 Nov 2026›");
    s.keys("^u tomorrow ^s").expects("▌When");
    assert!(s.state.network.recent.is_empty());
    s.keys("^u yesterday tab coffee tab they tab tab porto tab send_tram_book_in_3_weeks")
        .expects("‹Sun 13 Dec›");
    s.keys("^s").expects("caught up with Ana yesterday");
    let entry = s.state.network.recent[0].clone();
    assert_eq!(entry.channel.as_str(), "coffee");
    assert_eq!(entry.started, ties::domain::catch_up::Started::Them);
    assert_eq!(&*s.state.network.next_steps[0].text, "send tram book");
}

#[test]
fn a_name_nobody_has_becomes_somebody_new_in_the_log() {
    let mut s = three();
    s.keys("C zo").expects("⏎ zo is somebody new");
    s.keys("ë enter").expects("Who      zoë");
    s.keys("om enter enter")
        .expects("caught up with zoë and Omar");
    assert_eq!(contact(&s, "zoë").tie, Tie::Weak);
}

#[test]
fn later_hides_until_a_day_and_comes_back_at_once() {
    let mut s = Session::demo();
    s.keys("z")
        .expects("later: in a week".split(": ").nth(1).unwrap());
    s.keys("1").expects("Mateo later, from Sun 29 Nov · u undo");
    s.keys("/ mateo enter z z").expects("Mateo: back now");
    s.keys("z d 3mo").expects("‹Mon 22 Feb 2027›");
    s.keys("enter").expects("Mateo later, from Mon 22 Feb");
}

#[test]
fn someone_else_this_week_and_after_all() {
    let mut s = Session::demo();
    s.keys("x")
        .expects("someone else this week, not Mateo · u undo");
    s.keys("/ mateo enter x")
        .expects("Mateo: this week after all");
}

#[test]
fn a_verb_that_takes_somebody_out_of_a_list_goes_on_to_the_next() {
    for keys in [
        "z 1",
        "z d 3mo enter",
        "x",
        "t d",
        "A a",
        "A m",
        "A p",
        "A n",
        "D y",
        "p",
        "r 0 enter",
    ] {
        let mut s = Session::demo();
        // The third is due; somebody on the mind or with a next step may be dormant too.
        s.keys("b 6 j j");
        let (bea, next) = (s.state.picks[2].contact, s.state.picks[3].contact);
        assert_eq!(s.state.selected(), Some(bea));
        s.keys(keys);
        assert!(s.state.picks.iter().all(|pick| pick.contact != bea));
        assert_eq!(s.state.selected(), Some(next), "{keys}");
        assert_eq!(s.state.focus, Pane::Due, "{keys}");
        s.keys("u");
        assert_eq!(s.state.selected(), Some(bea), "u after {keys}");
        s.keys("U");
        assert_eq!(s.state.selected(), Some(next), "U after {keys}");
    }
}

#[test]
fn the_same_key_again_is_about_the_next_person() {
    let mut s = Session::demo();
    s.keys("x x")
        .expects("someone else this week, not Omar · u undo");
    assert!(contact(&s, "Mateo Quispe").someone_else().is_some());
    s.keys("G");
    let last = s.state.picks.len() - 1;
    s.keys("x");
    let taken = s.state.picks[last.min(s.state.picks.len() - 1)].contact;
    assert_eq!(s.state.selected(), Some(taken));
}

#[test]
fn from_a_pane_that_becomes_empty_it_goes_on_in_the_next_and_comes_back() {
    let mut s = three();
    s.keys("j m g tab tab").expects("▌Bea");
    assert_eq!(s.state.focus, Pane::Due);
    s.keys("z 1").expects("▌Ana").expects("Bea later");
    assert_eq!(s.state.focus, Pane::People);
    s.keys("u").expects("▌Bea");
    assert_eq!(s.state.focus, Pane::Due);
}

#[test]
fn a_tie_given_in_its_strip_goes_on_down_the_strip() {
    let mut s = three();
    s.keys("l l l l l").expects("‹latent 3›").expects("▌Ana");
    s.keys("t i").expects("‹latent 2›").expects("▌Bea");
    s.keys("u").expects("‹latent 3›").expects("▌Ana");
    s.keys("v v g t i").expects("‹latent 1›").expects("▌  Omar");
    s.keys("esc t i").expects("‹latent 0›");
    assert_eq!(s.state.selected(), None);
    assert_eq!(s.state.focus, Pane::People);
    s.keys("u").expects("‹latent 1›").expects("▌Omar");
}

#[test]
fn a_card_that_is_read_stays_until_it_is_left() {
    let mut s = Session::demo();
    let next = s.state.picks[1].contact;
    s.keys("enter x").expects("not Mateo");
    assert_eq!(s.state.focus, Pane::Card);
    s.keys("x").expects("Mateo: this week after all");
    s.keys("x esc").expects("▌Omar");
    assert_eq!(s.state.selected(), Some(next));
    let mut s = Session::demo();
    s.keys("enter D y").expects("▌Omar");
    assert_eq!(s.state.focus, Pane::Due);
    // After a catch-up a note is still about the same person, from the card or the list.
    s.keys("space n later enter space")
        .expects("Omar: already today");
}

#[test]
fn the_keys_that_leave_hold_after_a_first_key_too() {
    for first in ["t", "z", "b", "A"] {
        let mut s = Session::demo();
        s.keys(first).keys("^c");
        assert!(s.asked.contains(&Effect::Quit), "{first}");
        let mut s = Session::demo();
        let on = s.state.selected();
        s.keys(first).keys("^z");
        assert_eq!(s.asked, [Effect::Suspend], "{first}");
        // What moves about does not: it is none of the choices.
        s.keys(first).keys("j").keys(first).keys("?");
        assert_eq!(
            (s.state.selected(), s.state.layers.len()),
            (on, 0),
            "{first}"
        );
    }
}

#[test]
fn back_and_all_keys_hold_in_everything_that_pops_up_and_takes_no_text() {
    for (keys, shows, back_to) in [
        ("D", "Delete", ""),
        ("t w", "When did you last speak", "the tie stays as it was"),
        ("I", "File", ""),
    ] {
        let mut s = three_imported();
        s.keys(keys);
        if keys == "I" {
            let path = "/home/me/Downloads/contacts.vcf".into();
            let what = "address book".to_owned();
            s.send(Msg::ImportFound(vec![Found { path, what }]));
        }
        s.expects(shows);
        s.keys("?")
            .expects("All keys")
            .expects("quit; what was typed is kept");
        s.keys("esc").expects_no("All keys").expects(shows);
        s.keys("q").expects_no(shows).expects(back_to);
        assert!(s.state.layers.is_empty() && s.asked.iter().all(|e| *e != Effect::Quit));
    }
}

#[test]
fn what_comes_of_a_job_comes_through_all_keys_that_lie_over_it() {
    let found = || {
        let path = "/home/me/Downloads/contacts.vcf".into();
        let what = "address book".to_owned();
        Msg::ImportFound(vec![Found { path, what }])
    };
    let mut s = three();
    s.keys("I ?").expects("All keys");
    s.send(found());
    s.keys("esc").expects("contacts.vcf");
    s.keys("enter ?").expects("All keys");
    let known = Vec::new();
    let plan = plan();
    s.send(Msg::ImportPlanned(Box::new(Planned { plan, known })));
    s.expects_no("All keys").expects("nothing written yet");
    let mut s = three();
    s.keys("I");
    s.send(found());
    s.keys("enter ?");
    s.send(Msg::ImportFailed("it is gone".to_owned()));
    s.expects_no("All keys").expects("it is gone");
}

#[test]
fn all_keys_run_what_they_are_about() {
    let mut s = three();
    s.keys("D ?").expects_no("someone else this week");
    s.keys("export enter");
    assert!(matches!(s.asked[..], [Effect::ExportContacts(_)]));
    s.expects("Delete");
    s.keys("? them_first").expects("write them to a vCard file");
    s.keys("esc n");
    assert!(s.state.layers.is_empty());
}

#[test]
fn going_back_at_when_you_last_spoke_gives_no_tie() {
    let mut s = three_imported();
    s.keys("t w").expects("When did you last speak with Ana?");
    s.keys("esc").expects("the tie stays as it was");
    assert_eq!(contact(&s, "Ana Sousa").tie, Tie::Latent);
    s.keys("t w enter");
    assert_eq!(contact(&s, "Ana Sousa").tie, Tie::Weak);
}

#[test]
fn enter_puts_on_the_mind_and_never_takes_off() {
    let mut s = three();
    s.keys(":");
    s.keys("comes_to_mind enter")
        .expects("Three names are plenty");
    let on_mind = |s: &Session| {
        let contacts = s.state.network.contacts.iter();
        contacts.filter(|c| c.mind().is_some()).count()
    };
    s.keys("ana enter");
    assert_eq!(on_mind(&s), 1);
    s.keys("ana enter").expects("already on your mind");
    assert_eq!(on_mind(&s), 1);
    s.keys("down enter enter");
    let several = on_mind(&s);
    assert!(several > 0);
    s.keys("enter");
    assert_eq!(on_mind(&s), several);
    s.keys("space");
    assert_eq!(on_mind(&s), several - 1);
}

#[test]
fn a_link_with_a_comma_is_replaced_whole() {
    let mut s = three();
    let web = |s: &Session| {
        let id = contact(s, "Ana Sousa").id;
        let card = s.store.card(id, s.today).unwrap().unwrap();
        card.values(MethodKind::Url)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let old = ties::domain::change::Edit {
        add_methods: vec![(MethodKind::Url, None, "x.org/maps/@59,10".to_owned())],
        ..Default::default()
    };
    let id = contact(&s, "Ana Sousa").id;
    s.meanwhile(Change::Edit(id, Box::new(old)));
    s.keys("e backtab").expects("x.org/maps/@59,10");
    s.keys("^u https://y.org/@1,2 ^s");
    assert_eq!(web(&s), ["https://y.org/@1,2"]);
    s.keys("e backtab ^e , \"_z.org\" ^s");
    assert_eq!(web(&s), ["https://y.org/@1,2", "z.org"]);
}

#[test]
fn the_file_under_the_cursor_is_read_whatever_path_was_typed_before() {
    let mut s = three();
    s.keys("I");
    let path = std::path::PathBuf::from("/home/me/Downloads/contacts.vcf");
    let found = Found {
        path: path.clone(),
        what: "address book".to_owned(),
    };
    s.send(Msg::ImportFound(vec![found]));
    let read = |s: &mut Session| match s.asked.pop() {
        Some(Effect::PlanImport(paths, _)) => paths,
        _ => Vec::new(),
    };
    s.keys("tab /no/such.vcf enter");
    assert_eq!(read(&mut s), [std::path::PathBuf::from("/no/such.vcf")]);
    s.send(Msg::ImportFailed(
        "/no/such.vcf: there is no such file".to_owned(),
    ));
    s.keys("up enter");
    assert_eq!(read(&mut s), [path]);
}

/// Ana with a next step and so many catch-ups, each with a note.
fn long_card(catch_ups: u32) -> Session {
    let mut s = three();
    let who = contact(&s, "Ana Sousa").id;
    for at in 0..catch_ups {
        let log = Change::Log(Box::new(NewCatchUp {
            with: vec![who],
            on: s.today - chrono::Days::new(u64::from(at) * 7 + 7),
            channel: Channel::named("coffee"),
            started: Started::Me,
            answered: true,
            note: Some(format!("note {at:02}")),
            next: (at == catch_ups - 1).then(|| ("ask about Porto".to_owned(), None)),
        }));
        s.store.apply(&log, &Default::default(), s.today).unwrap();
    }
    let network = s.store.network(&Default::default(), s.today).unwrap();
    s.send(Msg::Loaded(std::sync::Arc::new(network)));
    s.keys("/ ana enter enter");
    s
}

#[test]
fn from_what_was_paged_to_on_the_card_a_key_goes_on() {
    let mut s = long_card(40);
    s.keys("j j").expects("note 01").expects_no("note 20");
    s.keys("^d ^d ^d").expects("note 16");
    // What is out of sight is nothing that a key is about.
    s.expects_no("note 01").expects_no("answered or not");
    s.keys("enter");
    assert!(s.state.layers.is_empty());
    let first = s.state.sizes.card_seen.unwrap().0;
    s.keys("j").expects("note 16").expects("answered or not");
    assert_eq!(s.state.stop(), Some(s.state.stops()[first]));
    // And back, by pages too.
    for _ in 0..40 {
        s.keys("^u");
    }
    s.expects("ask about Porto");
}

#[test]
fn what_was_ticked_off_and_taken_back_has_the_cursor_again() {
    let mut s = long_card(3);
    s.keys("j").expects("tick off");
    let step = s.state.stop();
    assert!(step.is_some());
    s.keys("enter u");
    assert_eq!(s.state.stop(), step);
    s.keys("j D u").expects("note 00");
    assert!(matches!(s.state.stop(), Some(Stop::Entry(_))));
}

#[test]
fn on_the_smallest_screen_the_cursor_is_seen_among_suggestions_and_questions_to_their_end() {
    let mut s = Session::demo();
    s.at(30, 8).keys(": comes_to_mind enter");
    for _ in 0..5 {
        s.keys("down");
        let Some(Layer::Thinking(thinking)) = s.state.layers.last() else {
            panic!("{:?}", s.state.layers);
        };
        let on = thinking.rows()[thinking.at.unwrap()];
        let name = s.state.contact(on).unwrap().name().to_string();
        s.expects(&format!(
            "▌   {}",
            name.chars().take(13).collect::<String>()
        ));
    }
    let mut s = Session::demo();
    s.at(30, 8).send(Msg::UndoAsks(Past {
        direction: Direction::Undo,
        label: "caught up with everybody ".repeat(20),
        day: "2026-11-20".parse().unwrap(),
        elsewhere: true,
    }));
    s.expects("caught up with everybody")
        .expects("in this window)");
}

#[test]
fn what_is_said_is_read_to_its_end_on_the_smallest_screen_and_then_put_away() {
    let mut s = Session::demo();
    s.at(30, 8);
    let on = s.state.selected();
    s.send(Msg::Said(
        (1..=80)
            .map(|n| format!("word{n}"))
            .collect::<Vec<_>>()
            .join(" "),
    ));
    s.expects("word1 ").expects_no("word80");
    for _ in 0..9 {
        if s.screen().contains("word80") {
            break;
        }
        s.keys("j");
    }
    s.expects("word80");
    s.keys("x").expects_no("word80");
    assert_eq!(s.state.selected(), on);
    // A short line hides nothing, and keys go on as they did.
    s.at(100, 30);
    s.send(Msg::Said("word ".repeat(60)));
    s.keys("j");
    assert_ne!(s.state.selected(), on);
    let mut s = Session::demo();
    s.at(30, 8);
    s.send(Msg::Said("word ".repeat(60)));
    s.keys("^c");
    assert!(s.asked.contains(&Effect::Quit));
}

#[test]
fn the_first_tie_asks_when_they_last_spoke() {
    let mut s = three_imported();
    s.keys("t")
        .expects("call them in a crisis")
        .expects("dormant");
    s.keys("m").expects("When did you last speak with Ana?");
    s.keys("2")
        .expects("Ana is moderate now, every 180 days · u undo");
    s.keys("t d").expects("Ana: dormant, the tie stays");
    assert_eq!(contact(&s, "Ana Sousa").standing, Standing::Dormant);
}

#[test]
fn a_contact_is_added_and_edited() {
    let mut s = three();
    s.keys("a Bea_Lind").expects("Similar  Bea Lindqvist");
    s.keys("^u Zoë_Ågren tab strong tab tab Nitto tab Oslo tab zoe@x.org tab #music,_maps enter")
        .expects("Zoë Ågren is here, strong · u undo")
        .expects("▌Zoë Ågren");
    s.expects("Nitto · Oslo · strong")
        .expects("zoe@x.org")
        .expects("#music #maps");
    s.keys("e tab tab 90 ^s")
        .expects("Zoë is changed")
        .expects("90 days");
    s.keys("# ^u maps enter")
        .expects("no more #music")
        .expects_no("#music #maps");
    s.keys("r 0").expects("‹never›");
    s.keys("enter").expects("Zoë: never");
    s.keys("n likes_azulejos enter")
        .expects("noted about Zoë")
        .expects("likes azulejos");
}

#[test]
fn what_was_typed_and_left_is_there_again() {
    let mut s = three();
    s.keys("a Pat_Lim esc")
        .expects("what you typed is kept for next time");
    assert_eq!(s.drafts[0].form, FormFor::AddContact);
    s.keys("a")
        .expects("Name     Pat Lim")
        .expects("what you typed before is back");
    s.keys("^s").expects("Pat Lim is here");
    s.keys("a").expects_no("Name     Pat Lim");
    s.keys("New_One ^c");
    assert_eq!(s.drafts.len(), 1);
    assert!(s.asked.contains(&Effect::Quit));
}

#[test]
fn the_cards_entries_are_edited_answered_and_removed() {
    let mut s = three();
    s.keys("space enter j enter").expects("That catch-up");
    s.keys("tab coffee ^s").expects("coffee");
    s.keys("!")
        .expects("not answered yet")
        .expects("no answer yet");
    s.keys("!").expects("answered");
    s.keys("D")
        .expects("removed: coffee")
        .expects("nothing yet");
    s.keys("q").expects("▌Ana Sousa");
    assert!(s.asked.is_empty());
    s.keys("q");
    assert_eq!(s.asked, [Effect::Quit]);
}

#[test]
fn a_card_is_read_from_its_top_and_to_its_end() {
    let mut s = Session::demo();
    s.at(40, 12).keys("j enter").expects("Harbour pilot");
    assert_eq!(s.state.focus, Pane::Card);
    s.keys("^d").expects_no("Harbour pilot");
    s.keys("^u").expects("Harbour pilot");
    s.keys("j j j")
        .expects("▌2026 Apr 23")
        .expects_no("Harbour pilot");
    s.keys("g").expects("Harbour pilot").expects_no("▌");
}

#[test]
fn deleting_asks_and_undo_brings_back() {
    let mut s = three();
    s.keys("D")
        .expects("Ana Sousa?")
        .expects("y delete  e export first  n keep");
    s.keys("e");
    assert_eq!(s.asked, [Effect::ExportContacts(vec![ContactId(1)])]);
    s.keys("n").expects("People 3");
    s.keys("D y")
        .expects("deleted: Ana · u undo")
        .expects("People 2")
        .expects("▌Bea");
    s.keys("u").expects("People 3");
}

#[test]
fn all_keys_are_found_by_typing_and_run() {
    let mut s = three();
    s.keys("?")
        .expects("All keys")
        .expects("caught up today, one key");
    s.keys("dormant")
        .expects("the tie stays, never due")
        .expects_no("caught up today");
    s.keys("enter").expects("Ana: dormant");
    s.keys(": how_many_times enter")
        .expects("How many times this week?");
    s.keys("0").expects("Resting week. See you Monday.");
    s.keys("b 5").expects("room for five");
}

#[test]
fn three_names_come_to_mind() {
    let mut s = three();
    s.keys("? comes_to_mind enter")
        .expects("Who have you been thinking about?")
        .expects("Perhaps");
    s.keys("bea enter").expects("On your mind: Bea");
    s.keys("down space").expects("✓");
    s.keys("up omar enter esc");
    s.expects("Bea Lindqvist").expects("on your mind");
    assert_eq!(s.state.picks.len(), 3);
    assert_eq!(s.state.focus, Pane::Due);
    s.keys("m").expects("no more on your mind");
}

#[test]
fn the_filter_runs_while_it_is_typed_and_says_what_it_does_not_know() {
    let mut s = Session::demo();
    s.keys("/").expects("name, tie:weak");
    s.keys("lind")
        .expects("▌Bea Lindqvist")
        .expects("People 1 ");
    s.keys("^u nope:x").expects("“nope” is no key");
    s.keys("^u tie:strong enter").expects("/ tie:strong");
    s.keys("esc").expects("People 38");
    s.keys("/ note:porto").expects("Bea Lindqvist");
}

#[test]
fn an_import_is_shown_before_anything_is_written() {
    let mut s = three();
    s.keys("I").expects("looking in Downloads");
    assert_eq!(s.asked, [Effect::FindImportable]);
    s.send(Msg::ImportFound(vec![Found {
        path: "/d/Connections.csv".into(),
        what: "LinkedIn connections".to_owned(),
    }]));
    s.expects("▌  Connections.csv")
        .keys("h")
        .expects("Get a copy of your data");
    s.keys("esc enter").expects("nothing is written yet");
    assert_eq!(
        s.asked.pop(),
        Some(Effect::PlanImport(
            vec!["/d/Connections.csv".into()],
            Vec::new()
        ))
    );
    s.send(Msg::ImportProgress {
        file: "/d/Connections.csv".into(),
        read: 812,
    });
    s.expects("812 so far");
    let known = s.store.known().unwrap();
    s.send(Msg::ImportPlanned(Box::new(Planned {
        plan: plan(),
        known,
    })));
    s.expects("2 new · 1 look alike · 1 left out · nothing written yet")
        .expects("▌Beatrice Lindqvist")
        .expects("merge ‹new› skip")
        .expects("like Bea Lindqvist: the family name")
        .expects("Connections.csv line 12");
    s.keys("s").expects("merge new ‹skip›");
    s.keys("enter")
        .expects("Who have you been thinking about?")
        .expects("2 people came in");
    assert_eq!(s.state.network.contacts.len(), 5);
    s.keys("esc u").expects("People 3");
}

#[test]
fn a_look_alike_is_merged_if_one_says_so() {
    let mut s = three();
    s.keys("I");
    s.send(Msg::ImportFound(Vec::new()));
    s.keys("/x.csv enter");
    let known = s.store.known().unwrap();
    s.send(Msg::ImportPlanned(Box::new(Planned {
        plan: plan(),
        known,
    })));
    s.keys("m").expects("‹merge› new skip").keys("enter esc");
    assert_eq!(s.state.network.contacts.len(), 5);
}

#[test]
fn of_several_look_alikes_the_same_key_goes_from_one_to_the_next() {
    let mut s = three();
    s.keys("I");
    s.send(Msg::ImportFound(Vec::new()));
    s.keys("/x.csv enter");
    let known = s.store.known().unwrap();
    let mut plan = plan();
    let omar = (Person::Known(ContactId(3)), "same name".to_owned());
    plan.rows[1].like.push(omar);
    plan.rows[1].outcome = Outcome::Unsure {
        like: plan.rows[1].like.clone(),
    };
    s.send(Msg::ImportPlanned(Box::new(Planned { plan, known })));
    s.expects("like Bea Lindqvist, 1 of 2: the family name");
    s.keys("m")
        .expects("‹merge› new skip")
        .expects("Bea Lindqvist, 1 of 2 (m next): the family name");
    s.keys("m")
        .expects("Omar Haddad, 2 of 2 (m next): same name");
    s.keys("m").expects("Bea Lindqvist, 1 of 2");
    s.at(40, 12).expects("‹merge› Bea Lindq").keys("m");
    s.expects("‹merge› Omar Hadda");
    s.at(100, 30).keys("enter esc");
    assert_eq!(s.state.network.contacts.len(), 5);
    s.keys("/ omar enter").expects("“Beatrice Lindqvist”");
}

#[test]
fn who_is_surely_here_is_named_and_can_be_somebody_new_all_the_same() {
    let mut s = three();
    let preview = |s: &mut Session| {
        s.keys("I");
        s.send(Msg::ImportFound(Vec::new()));
        s.keys("/x.vcf enter");
        let mut plan = plan();
        plan.rows[1].like.clear();
        plan.rows[1].outcome = Outcome::Merge {
            into: ContactId(2),
            reason: "same phone".to_owned(),
            changes: vec![import::FieldChange {
                field: "city".to_owned(),
                from: None,
                to: Some("Oslo".to_owned()),
            }],
        };
        let known = s.store.known().unwrap();
        s.send(Msg::ImportPlanned(Box::new(Planned { plan, known })));
        s.keys("g j");
    };
    preview(&mut s);
    s.at(40, 12)
        .expects("nothing written")
        .expects("‹merge› into Bea");
    s.at(100, 30);
    s.expects("▌Beatrice Lindqvist")
        .expects("‹merge› new skip  into Bea Lindqvist, same phone: city Oslo")
        .expects("m the same  n new  s skip")
        .keys("n k")
        .expects("merge ‹new› skip  not Bea Lindqvist: same phone")
        .keys("m")
        .expects("‹merge› new skip")
        .keys("k n enter")
        .expects("3 people came in");
    assert_eq!(contact(&s, "Beatrice Lindqvist").city(), None);
    assert_eq!(contact(&s, "Bea Lindqvist").city(), None);
    assert_eq!(s.state.network.contacts.len(), 6);
    s.keys("esc u");
    assert_eq!(s.state.network.contacts.len(), 3);
    preview(&mut s);
    s.keys("enter")
        .expects("2 people came in, 1 brought up to date");
    assert_eq!(s.state.network.contacts.len(), 5);
    assert_eq!(contact(&s, "Bea Lindqvist").city(), Some("Oslo"));
}

#[test]
fn a_path_is_completed_as_far_as_it_is_clear() {
    let mut s = three();
    s.keys("I");
    s.send(Msg::ImportFound(Vec::new()));
    s.expects("tab complete").keys("~/do tab");
    assert_eq!(s.asked.pop(), Some(Effect::CompletePath("~/do".to_owned())));
    let answer = |s: &mut Session, typed: &str, matches: &[&str]| {
        let matches = matches.iter().map(|path| (*path).to_owned()).collect();
        let typed = typed.to_owned();
        s.send(Msg::PathMatches { typed, matches });
    };
    let both = ["~/Documents/", "~/Downloads/"];
    answer(&mut s, "~/d", &both);
    s.expects("File  ~/do").expects_no("Documents/");
    answer(&mut s, "~/do", &both);
    s.expects("File  ~/Do").expects("Documents/  Downloads/");
    s.keys("w").expects_no("Documents/");
    answer(&mut s, "~/Dow", &["~/Downloads/"]);
    s.expects("File  ~/Downloads/").keys("x tab");
    answer(&mut s, "~/Downloads/x", &[]);
    s.expects("nothing there begins so");
    s.keys("backspace").expects_no("nothing there begins so");
    let many: Vec<String> = (0..99)
        .map(|n| format!("~/Downloads/contacts-{n:02}.vcf"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    answer(&mut s, "~/Downloads/", &many);
    s.expects("File  ~/Downloads/contacts-")
        .expects("contacts-00.vcf")
        .expects("more");
    s.keys("enter");
    assert!(matches!(&s.asked[..], [.., Effect::PlanImport(..)]));
}

#[test]
fn what_a_write_waits_for_is_said_instead_of_the_hints() {
    let mut s = three();
    for keys in ["esc", "c", "I"] {
        s.keys(keys).at(60, 12);
        s.send(Msg::Waits("another program is writing".to_owned()));
        s.expects("another program is writing")
            .expects_no("esc back")
            .expects_no("all keys");
        s.keys("esc").expects_no("another program");
    }
}

#[test]
fn how_to_get_a_file_is_read_to_its_end_on_any_screen() {
    for (width, height) in [(100, 30), (40, 12), (30, 8)] {
        let mut s = Session::empty();
        s.at(width, height).keys("h").expects("iPhone");
        s.keys("G").expects("contacts-tui").keys("j j g");
        s.expects("iPhone").keys("k q").expects_no("iPhone");
    }
}

#[test]
fn every_choice_of_a_key_is_shown_on_the_smallest_screen() {
    let mut s = Session::demo();
    s.at(30, 8).keys("t");
    for word in ["inner", "strong", "moderate", "weak", "latent", "dormant"] {
        s.expects(word);
    }
    s.keys("esc z").expects("back now").expects("3 months");
}

#[test]
fn what_is_so_already_is_said_in_its_own_words() {
    for (keys, expected) in [
        ("t l", "Ana is latent already"),
        ("z z", "Ana is not put off"),
        ("b 3 b 3", "the budget is three already"),
        ("A a t l", "Bea is latent already"),
    ] {
        three().keys(keys).expects(expected);
    }
}

#[test]
fn what_was_taken_away_is_back_again() {
    let mut s = three();
    s.keys("D y").expects("deleted: Ana · u undo");
    s.keys("u").expects("back again: Ana · U redo");
    s.keys("U").expects("done again: deleted Ana · u undo");
    s.keys("u z 1 u")
        .expects("taken back: Ana later, from Sun 29 Nov 2026");
}

#[test]
fn cards_that_say_something_new_to_themselves_are_kept_anew() {
    let mut s = three();
    let import = |s: &mut Session, pets: &str| {
        s.keys("I");
        s.send(Msg::ImportFound(Vec::new()));
        s.keys("/x.vcf enter");
        let known = s.store.known().unwrap();
        let draft = Draft {
            name: "Pat Lim".to_owned(),
            external_id: Some("1".to_owned()),
            card: Some(format!("X-PETS:{pets}").into()),
            ..Draft::default()
        };
        let parsed = Parsed {
            read: 1,
            drafts: vec![draft],
            ..Parsed::of(SourceKind::Vcard)
        };
        let plan = import::plan(&known, vec![("/x.vcf".into(), parsed)], &Default::default());
        s.send(Msg::ImportPlanned(Box::new(Planned { plan, known })));
    };
    import(&mut s, "two cats");
    s.keys("enter esc");
    import(&mut s, "two cats");
    s.keys("enter")
        .expects("everyone is here already; nothing to change");
    import(&mut s, "three cats");
    s.expects("1 known already").keys("enter");
    s.expects("kept anew · u undo")
        .expects_no("nothing written yet");
}

#[test]
fn an_import_that_is_left_writes_nothing() {
    let mut s = three();
    s.keys("I");
    s.send(Msg::ImportFound(Vec::new()));
    s.expects("Nothing in Downloads looks like contacts");
    s.expects("⏎ read").expects_no("space choose");
    s.keys("/x/y.vcf enter esc")
        .expects("stopped; nothing changed");
    assert!(s.asked.contains(&Effect::CancelJob));
    s.keys("enter");
    s.send(Msg::ImportFailed("y.vcf: no such file".to_owned()));
    s.expects("y.vcf: no such file");
}

fn plan() -> Plan {
    let row = |name: &str, like: Vec<(Person, String)>| Row {
        file: 0,
        draft: Draft {
            name: name.to_owned(),
            external_id: Some(name.to_owned()),
            ..Draft::default()
        },
        outcome: match like.is_empty() {
            true => Outcome::New,
            false => Outcome::Unsure { like: like.clone() },
        },
        household: None,
        related: Vec::new(),
        like,
        renews: false,
        trace: Default::default(),
    };
    let like = vec![(Person::Known(ContactId(2)), "the family name".to_owned())];
    Plan {
        files: vec![import::File {
            path: "/d/Connections.csv".into(),
            kind: SourceKind::LinkedinConnections,
            read: 4,
            skipped: vec![ties::domain::draft::Skipped {
                line: 12,
                why: "no name".to_owned(),
            }],
            untold: Vec::new(),
            warnings: Vec::new(),
            remarks: Vec::new(),
        }],
        rows: vec![
            row("Pat Lim", Vec::new()),
            row("Beatrice Lindqvist", like),
            row("Fay Wu", Vec::new()),
        ],
        ..Plan::default()
    }
}

#[test]
fn notes_go_to_the_editor_and_nothing_is_lost_if_both_wrote() {
    use ties::app::Editing;
    let mut s = three();
    s.keys("E");
    let what = Editing::Notes {
        contact: ContactId(1),
        before: None,
    };
    assert_eq!(
        s.asked,
        [Effect::Edit {
            what: what.clone(),
            text: String::new()
        }]
    );
    s.keys("n theirs enter");
    s.send(Msg::Edited {
        what,
        text: Some("mine\n".to_owned()),
    });
    s.expects("both are kept").expects("mine").expects("theirs");
}

#[test]
fn undo_asks_about_what_another_day_did() {
    let mut s = three();
    s.keys("space");
    s.today = "2026-11-23".parse().unwrap();
    s.send(Msg::DayTurned);
    s.keys("u").expects("Take this back?").expects("yesterday");
    s.keys("n").expects("1 d");
    s.keys("u y").expects("taken back");
}

#[test]
fn links_and_addresses_are_opened_copied_or_said_to_be_missing() {
    let mut s = Session::demo();
    s.keys("o").expects("LinkedIn");
    s.keys("e");
    assert_eq!(
        s.asked.pop(),
        Some(Effect::Open("mailto:mateo.quispe@example.org".to_owned()))
    );
    s.keys("y p")
        .expects("Mateo: no phone number yet · e adds one");
    s.keys("y e").expects("copied: mateo.quispe@example.org");
}

#[test]
fn toasts_go_after_a_while() {
    let mut s = three();
    s.keys("m").expects("on your mind · u undo");
    assert!(s.state.wants_tick());
    for _ in 0..6 {
        s.send(Msg::Tick);
    }
    s.expects_no("on your mind · u undo").expects("space done");
    assert!(!s.state.wants_tick());
}

#[test]
fn while_a_filter_is_typed_the_first_of_its_people_is_selected() {
    let mut s = Session::demo();
    s.keys("tab tab g / ana");
    let best = |s: &Session| s.state.people.id(&s.state.network, 0);
    assert_eq!(s.state.selected(), Some(best(&s)));
    s.keys("_s").expects("▌Ana Sousa");
    s.keys("enter space").expects("caught up with Ana");
    s.keys("space").expects("Ana: already today");
    s.keys("/ zzzz").expects("Nobody matches");
    assert_eq!(s.state.selected(), None);
}

#[test]
fn the_hints_of_a_popup_are_not_hidden_by_what_was_said() {
    let mut s = three();
    s.keys("a Pat_Lim esc").expects("kept for next time");
    s.keys("a").expects("^S save").expects("esc back");
    s.keys("esc m t").expects("esc back");
    s.at(60, 20).keys("esc a");
    s.expects("^S save").expects("esc back");
    s.send(Msg::Said(
        "something quite long happened elsewhere".to_owned(),
    ));
    s.expects("^S save").expects("esc back");
}

#[test]
fn not_knowing_when_they_last_spoke_still_gives_the_tie() {
    let mut s = three_imported();
    s.keys("t m")
        .expects("When did you last speak with Ana?")
        .expects("⏎ don't know");
    s.keys("enter").expects("Ana is moderate now");
    let ana = contact(&s, "Ana Sousa");
    assert_eq!(ana.tie, Tie::Moderate);
    assert!(ana.counting_from.is_some());
}

#[test]
fn somebody_gone_is_seen_in_a_form_and_can_be_taken_out() {
    let mut s = three();
    s.keys("v v c backtab")
        .expects("Who      Ana Sousa, Bea Lindqvist");
    std::sync::Arc::make_mut(&mut s.state.network)
        .contacts
        .retain(|c| c.name() != "Bea Lindqvist");
    s.expects("Ana Sousa, somebody gone");
    s.keys("backspace").expects_no("somebody gone");
    s.keys("esc");
}

#[test]
fn ninety_columns_show_tie_and_time_beside_the_card() {
    for width in [90, 95, 99] {
        let mut s = Session::demo();
        let screen = s.at(width, 24).screen();
        let row = |name: &str| {
            let mut rows = screen.lines().filter(|line| line.contains(name));
            rows.next_back().unwrap().to_owned()
        };
        let aiko = row(" Aiko Tanaka");
        for cell in ["weak", " wk"] {
            assert!(aiko.contains(cell), "{cell} of {aiko:?} on\n{screen}");
        }
        assert!(screen.contains("◆ moderate"), "{screen}");
        s.expects("│");
    }
}

#[test]
fn who_is_in_two_files_is_listed_once() {
    let mut s = Session::empty();
    s.keys("i");
    s.send(Msg::ImportFound(Vec::new()));
    s.keys("/x.csv enter");
    let mut plan = plan();
    let mut second = plan.files[0].clone();
    second.path = "/d/phone.vcf".into();
    second.skipped.clear();
    plan.files.push(second);
    plan.rows[1] = Row {
        file: 1,
        outcome: Outcome::SameAs {
            row: 0,
            reason: "same e-mail".to_owned(),
            changes: Vec::new(),
        },
        like: Vec::new(),
        ..plan.rows[0].clone()
    };
    plan.files[1].warnings.push(ties::domain::draft::Skipped {
        line: 7,
        why: "no property: “EMAILX”".to_owned(),
    });
    let known = Vec::new();
    s.send(Msg::ImportPlanned(Box::new(Planned { plan, known })));
    s.expects("phone.vcf line 7  no property: “EMAILX”")
        .expects("Read, but for a part 1");
    s.expects("1 new · 1 new, in two files · 1 left out · 1 read but for a part")
        .expects("New, in two files 1")
        .expects("‹merge› new skip  Pat Lim: same e-mail")
        .expects_no("nown already");
    assert_eq!(s.screen().matches("Pat Lim").count(), 2);
    s.keys("G n enter").expects("3 people came in");
}

#[test]
fn all_keys_begin_with_what_works_here_and_say_what_something_else_needs() {
    let mut s = three();
    s.keys("? enter");
    assert_eq!(s.state.focus, Pane::Card);
    s.keys("esc / zzz enter ?").expects("All keys");
    s.keys("enter").expects_no("choose somebody first");
    let mut s = three();
    s.keys("? remove_this_catch enter")
        .expects("remove: go to a catch-up on the card first")
        .expects("All keys");
}

#[test]
fn all_keys_show_no_key_that_does_something_else_here() {
    let mut s = Session::made_up(&[]);
    s.keys("?")
        .expects("  i         import your people")
        .expects("            add a connection request, or paste lines");
    let mut s = three();
    s.keys("? paste_lines")
        .expects("  i         add a connection request, or paste lines");
    let mut s = three();
    s.keys("tab ? caught_up_today")
        .expects("  space     caught up today, one key");
}

#[test]
fn a_day_of_another_year_is_said_with_its_year() {
    let mut s = Session::demo();
    s.keys("z 4").expects("Mateo later, from Mon 22 Feb 2027");
    s.keys("u z 1")
        .expects("Mateo later, from Sun 29 Nov · u undo");
    s.keys("n x esc c tab tab tab tab tab call_in_3_months")
        .expects("‹Mon 22 Feb 2027›");
}

#[test]
fn what_a_form_does_not_understand_is_said_whole() {
    let mut s = three();
    for (width, height) in [(100, 30), (60, 24), (40, 16)] {
        s.at(width, height).keys("z d");
        s.keys("sometime_soon enter");
        let screen = s.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        let why = ties::domain::when::parse(
            "sometime soon",
            ties::domain::when::Direction::Future,
            s.today,
            Default::default(),
        );
        let why = why.unwrap_err().to_string();
        assert_eq!(screen.matches(&why).count(), 1, "{why} on {screen}");
        s.keys("^u esc");
    }
}

#[test]
fn choosing_files_stays_among_them() {
    let mut s = three();
    s.keys("I");
    let found = |name: &str| Found {
        path: format!("/d/{name}").into(),
        what: "contacts".to_owned(),
    };
    s.send(Msg::ImportFound(vec![found("a.vcf"), found("b.vcf")]));
    s.keys("space space").expects("▌✓ b.vcf").expects("✓ a.vcf");
    s.keys("space").expects("▌  b.vcf");
}

#[test]
fn nothing_that_goes_wrong_is_said_with_the_machines_number_for_it() {
    let why = || "/d/a.vcf: Permission denied (os error 13)".to_owned();
    let refused = || Msg::Refused {
        change: Box::new(Change::ClearMind(vec![ContactId(1)])),
        why: why(),
    };
    for (keys, msg) in [
        ("", Msg::Said(why())),
        ("", Msg::UndoRefused(why())),
        ("", Msg::ImportFailed(why())),
        ("", refused()),
        ("c", refused()),
        ("? x", refused()),
        ("I", Msg::ImportFailed(why())),
    ] {
        let mut s = three();
        s.keys(keys).send(msg);
        s.expects("/d/a.vcf: Permission denied")
            .expects_no("os error");
    }
}

#[test]
fn how_things_stand_is_read_whole_on_the_card() {
    let mut s = Session::demo();
    s.keys("z d 3mo enter / mateo enter");
    let id = s
        .state
        .network
        .contacts
        .iter()
        .find(|c| c.name().starts_with("Mateo"))
        .unwrap()
        .id;
    assert_eq!(s.state.selected(), Some(id));
    for width in 60..=140 {
        let screen = s.at(width, 30).screen();
        for words in [
            "since you caught up",
            "on your mind",
            "from Mon 22 Feb 2027",
        ] {
            assert!(screen.contains(words), "{words} at {width}\n{screen}");
        }
    }
}

/// Other keys for whatever a sentence on screen names by its key.
const OTHER_KEYS: &[(&str, &[&str])] = &[
    ("undo", &["ctrl+u"]),
    ("page-up", &["pgup"]),
    ("redo", &["ctrl+r"]),
    ("log", &["L"]),
    ("tie-weak", &["T w"]),
    ("cadence", &["Z"]),
    ("mind", &["M"]),
    ("edit", &["f2"]),
    ("copy-web", &["W w"]),
    ("back", &["f10"]),
    ("leave-it", &["J"]),
    ("home", &["f1"]),
    ("inbox", &["f7"]),
    ("shelf", &["f8"]),
    ("review", &["f9"]),
    ("no-answer", &["K"]),
    ("first-import", &["1"]),
    ("first-add", &["2"]),
    ("first-demo", &["3"]),
    ("how", &["f3"]),
    ("run", &["f4"]),
    ("form-enter", &["f5"]),
    ("open-similar", &["f6"]),
    ("spoke-lately", &["9"]),
    ("spoke-unknown", &["0"]),
];

#[test]
fn every_key_that_a_sentence_names_is_the_one_of_the_config() {
    #[track_caller]
    fn check(s: Session, keys: &str, expected: &str) {
        s.configured(Default::default(), OTHER_KEYS)
            .keys(keys)
            .expects(expected);
    }
    check(Session::demo(), "x", "not Mateo · ^U undo");
    check(Session::demo(), "x ^u", "· ^R redo");
    check(Session::demo(), "x ^u ^r", "· ^U undo");
    check(
        Session::demo(),
        "space space",
        "already today · L adds another",
    );
    check(Session::demo(), "", " F1 Home");
    check(Session::demo(), "D", "^U brings them back");
    check(Session::demo(), "?", "type to search, F4 runs");
    check(Session::demo(), "/ zzzz enter", "F10 clears the filter");
    check(Session::demo(), "y p", "F2 adds one");
    check(three(), "space", "T to stay in touch");
    check(
        three(),
        "",
        "All quiet. M: on your mind · T: how close you are",
    );
    check(three(), "l", "Nobody here. T on somebody gives a tie.");
    check(three(), "C zo", "F5 zo is somebody new");
    check(three(), "a Bea_Lind", "Bea Lindqvist  F6 open");
    check(Session::empty(), "", " 1  import your people");
    check(Session::empty(), "", " 2  add one");
    check(Session::empty(), "", " 3  look round");

    let mut s = three().configured(Default::default(), OTHER_KEYS);
    s.send(Msg::NotOpened("no desktop here".to_owned()));
    s.expects("no desktop here · W copies it");
    s.keys("I").send(Msg::ImportFound(Vec::new()));
    s.keys("tab").expects_no("F3 says");
    std::sync::Arc::make_mut(&mut s.state.network).contacts[0].counting_from = None;
    s.keys("esc T w")
        .expects("9   lately")
        .expects("0   don't know");

    // What has no key of its own is found among all keys.
    let no_keys: &[(&str, &[&str])] = &[("undo", &[])];
    let mut s = three().configured(Default::default(), no_keys);
    s.keys("m").expects("on your mind · ? undo");
}

#[test]
fn what_three_unanswered_suggest_names_its_key() {
    let mut s = three().configured(Default::default(), OTHER_KEYS);
    for day in ["yesterday", "3d", "5d"] {
        s.keys(&format!("L {day} tab tab tab not ^s"));
    }
    s.expects("3 unanswered in a row · K no answer for");
}

#[test]
fn a_tie_is_filtered_by_its_label_from_the_config() {
    let labels = ["family", "very close", "moderate", "loose", "latent"];
    let config = ties::config::Config {
        labels: labels.map(str::to_owned),
        ..Default::default()
    };
    let mut s = Session::demo().configured(config, &[]);
    let weak = |s: &Session| {
        (0..s.state.people.len())
            .filter_map(|row| s.state.people.contact(&s.state.network, row))
            .map(|contact| contact.tie)
            .collect::<Vec<_>>()
    };
    for (filter, tie) in [
        ("tie:loose", Tie::Weak),
        ("tie:weak", Tie::Weak),
        ("tie:Family", Tie::Inner),
        ("tie:\"very_close\"", Tie::Strong),
    ] {
        s.keys(&format!("/ ^u {filter} enter"));
        let found = weak(&s);
        assert!(!found.is_empty(), "{filter}");
        assert!(found.iter().all(|of| *of == tie), "{filter}: {found:?}");
    }
    s.keys("/ ^u tie:lose")
        .expects("a tie is family, very close, moderate, loose");
    s.keys("^u esc a tab loose").expects("‹365 days (loose)›");
}

#[test]
fn what_went_wrong_is_read_whole_on_any_screen() {
    let why = "/home/ana/.local/share/ties/ties.db was deleted or replaced while it was open; \
               nothing was written; start ties again to open what is there now";
    for (width, height) in [(100, 30), (80, 24), (40, 12)] {
        let mut s = three();
        s.at(width, height).send(Msg::Said(why.to_owned()));
        let screen = s.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(screen.contains(why), "{screen}");
        s.keys("esc")
            .expects_no("start ties again")
            .expects("all keys");
    }
    // Over what pops up, too, and its hints stay.
    for keys in [
        "?",
        "D",
        "a",
        "c",
        "I",
        "t",
        "b",
        "/",
        "? comes_to_mind enter",
    ] {
        for (width, height) in [(100, 30), (80, 24), (40, 12)] {
            let mut s = three();
            s.at(width, height)
                .keys(keys)
                .send(Msg::Said(why.to_owned()));
            s.expects(" esc ");
            let screen = s.screen().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(screen.contains(why), "{keys}: {screen}");
            s.keys("down").expects_no("start ties again");
        }
    }
    // Whoever reads slowly has the time.
    let mut s = three();
    s.send(Msg::Said(why.to_owned()));
    for _ in 0..12 {
        s.send(Msg::Tick);
    }
    s.expects("start ties again");
}
