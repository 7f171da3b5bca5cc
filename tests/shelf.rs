//! The shelf: keys as text through the real update and store, and what is drawn.

#![allow(clippy::unwrap_used)] // tests

#[path = "support/session.rs"]
mod session;

use ratatui::style::{Color, Modifier};
use session::{Session, add};
use ties::app::{Effect, FormFor, Look, Msg};
use ties::command::Screen;
use ties::domain::card::MethodKind;
use ties::domain::change::{Change, Edit, NewLink};
use ties::domain::id::{ContactId, LinkId};

const ANA: ContactId = ContactId(1);
const BEA: ContactId = ContactId(2);
const OMAR: ContactId = ContactId(3);

const MAPS: &str = "https://example.org/2024/slow-maps-of-oslo.html";
const SEA: &str = "https://example.org/sea-shanties";

fn likes(interests: &[&str]) -> Edit {
    Edit {
        add_interests: interests.iter().map(|&word| word.to_owned()).collect(),
        ..Edit::default()
    }
}

fn link(url: &str, topics: &[&str]) -> Change {
    Change::AddLink(Box::new(NewLink {
        url: url.to_owned(),
        topics: topics.iter().map(|&word| word.to_owned()).collect(),
        ..NewLink::default()
    }))
}

/// Ana, who likes maps and walks and has an address, Bea, who likes maps, and Omar, who
/// likes nothing known and has a page.
fn people() -> Vec<Change> {
    let ana = Edit {
        add_methods: vec![(MethodKind::Email, None, "ana+x@example.org".to_owned())],
        ..likes(&["maps", "walks"])
    };
    let omar = Edit {
        add_methods: vec![(
            MethodKind::Url,
            None,
            "https://www.linkedin.com/in/omar".to_owned(),
        )],
        ..Edit::default()
    };
    vec![
        add("Ana Sousa", ana),
        add("Bea Lindqvist", likes(&["map"])),
        add("Omar Haddad", omar),
    ]
}

fn of(changes: Vec<Change>) -> Session {
    let today = session::TODAY.parse().unwrap();
    let changes: Vec<_> = changes.into_iter().map(|change| (today, change)).collect();
    Session::made_up(&changes)
}

/// These people without a shelf.
fn bare() -> Session {
    of(people())
}

/// The same with two links: one about maps, the other about what nobody likes.
fn shelved() -> Session {
    let mut changes = people();
    changes.push(link(SEA, &[]));
    changes.push(link(MAPS, &["walks"]));
    of(changes)
}

/// The text copied last.
#[track_caller]
fn copied(s: &Session) -> &str {
    let copied = s.asked.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    copied.unwrap()
}

/// The address opened last.
#[track_caller]
fn opened(s: &Session) -> &str {
    let opened = s.asked.iter().rev().find_map(|effect| match effect {
        Effect::Open(address) => Some(address.as_str()),
        _ => None,
    });
    opened.unwrap()
}

fn got(s: &Session, url: &str) -> Vec<ContactId> {
    let links = s.store.links().unwrap();
    let link = links.into_iter().find(|link| link.url == url);
    link.unwrap().shared_with
}

#[test]
fn the_first_link_brings_the_tab_and_the_last_takes_it_away() {
    let mut s = bare();
    s.expects_no("3 Shelf").keys("3").expects("People 3");
    s.keys("S").expects("A link for the shelf");
    s.keys(MAPS)
        .expects("‹Slow maps of oslo›")
        .keys("tab tab walks,_oslo tab for_the_trip enter")
        .expects("on the shelf: Slow maps of oslo · u undo")
        .expects("3 Shelf")
        .expects("▌Slow maps of oslo")
        .expects("walks, oslo")
        .expects("for the trip")
        .expects("Ana Sousa");
    s.keys("u")
        .expects("taken back: shelved Slow maps of oslo")
        .expects_no("3 Shelf")
        .expects("People 3");
    s.keys("U").expects("3 Shelf").expects("▌Slow maps of oslo");
    s.keys("D")
        .expects("off the shelf: Slow maps of oslo · u undo")
        .expects_no("3 Shelf")
        .expects("People 3");
    s.keys("u").expects("▌Slow maps of oslo");
    // Who was elsewhere by then stays there.
    s.keys("D m u u").expects("3 Shelf").expects("People 3");
}

#[test]
fn it_is_seen_who_may_like_a_link_and_by_which_words() {
    let mut s = shelved();
    s.keys("3")
        .expects("Shelf 2")
        .expects("▌Slow maps of oslo")
        .expects("Ana Sousa          walks, maps")
        .expects("Bea Lindqvist      maps")
        .expects_no("Omar Haddad");
    assert_eq!(s.state.selected(), None, "no verb is about anybody yet");
    s.keys("enter")
        .expects("▌Ana Sousa")
        .expects("›Slow maps of oslo")
        .expects("─ Ana Sousa ─");
    assert_eq!(s.state.selected(), Some(ANA));
    s.keys("j m").expects("Bea: on your mind");
    s.keys("esc").expects("▌Slow maps of oslo");
    s.keys("j")
        .expects("▌Sea shanties")
        .expects("Nobody by these words. Who came to mind? w: a name.");
    s.keys("esc").expects("People 3");
}

#[test]
fn sharing_copies_the_text_logs_it_and_remembers_who_got_it() {
    let mut s = shelved();
    s.keys("3 enter enter")
        .expects("shared with Ana; the text is copied · o e mail · u undo")
        .expects("─ Ana Sousa ─")
        .expects("2026 Nov 22  shared a link (Slow maps")
        .expects("1 got it")
        .expects_no("Ana Sousa          walks");
    assert_eq!(
        copied(&s),
        format!("Hi Ana, this made me think of you: Slow maps of oslo\n{MAPS}")
    );
    assert_eq!(got(&s, MAPS), [ANA]);
    s.keys("o e");
    assert_eq!(
        opened(&s),
        "mailto:ana+x@example.org?subject=Slow%20maps%20of%20oslo&body=Hi%20Ana%2C%20this%20made\
         %20me%20think%20of%20you%3A%20Slow%20maps%20of%20oslo%0D%0Ahttps%3A%2F%2Fexample.org\
         %2F2024%2Fslow-maps-of-oslo.html"
    );
    // Once that has been read, the next one is up.
    (0..9).for_each(|_| s.send(Msg::Tick));
    s.expects("▌Bea Lindqvist");
    assert_eq!(s.state.selected(), Some(BEA));
    s.keys("u").expects("▌Ana Sousa");
    assert!(got(&s, MAPS).is_empty());
    s.keys("o e");
    assert_eq!(opened(&s), "mailto:ana+x@example.org");
    s.keys("U").expects("1 got it").expects("▌Bea Lindqvist");
}

#[test]
fn a_link_is_shared_with_several_at_once() {
    let mut s = shelved();
    s.keys("3 V").expects_no("marked");
    s.keys("tab V").expects("✓ 2 marked").keys("V");
    s.keys("v v")
        .expects("✓ 2 marked")
        .keys("s")
        .expects("shared with Ana and Bea; the text is copied · u undo")
        .expects_no("marked");
    assert_eq!(
        copied(&s),
        format!("Hi, this made me think of you: Slow maps of oslo\n{MAPS}")
    );
    assert_eq!(got(&s, MAPS), [ANA, BEA]);
    s.expects("2 got it");
    // Those marked elsewhere get it from the list of links, but for who has it.
    s.keys("esc 1 v v v 3 s")
        .expects("shared with Omar; the text is copied · Ana and Bea have it already");
    assert_eq!(got(&s, MAPS), [ANA, BEA, OMAR]);
}

#[test]
fn whoever_comes_to_mind_gets_it_too() {
    let mut s = shelved();
    s.keys("3 j enter")
        .expects("Who came to mind? Sea shanties");
    s.keys("oma enter enter")
        .expects("shared with Omar; the text is copied · o profile · u undo")
        .expects("─ Omar Haddad ─");
    s.keys("o l");
    assert_eq!(opened(&s), "https://www.linkedin.com/in/omar");
    assert_eq!(got(&s, SEA), [OMAR]);
    s.keys("w oma enter enter").expects("Omar has it already");
    s.keys("esc esc");
    // Where somebody fits, too, and several.
    s.keys("k w oma enter bea enter enter")
        .expects("shared with Omar and Bea");
    assert_eq!(got(&s, MAPS), [OMAR, BEA]);
}

#[test]
fn on_home_a_link_is_chosen_for_whoever_is_selected() {
    let mut s = shelved();
    let first = |s: &mut Session| {
        let screen = s.screen();
        let mut selected = screen.lines().filter(|line| line.starts_with('▌'));
        selected.next_back().unwrap().to_owned()
    };
    s.keys("/ ana enter s").expects("Share with Ana");
    assert!(first(&mut s).contains("Slow maps of oslo"));
    s.expects("walks, maps");
    s.keys("sea");
    assert!(first(&mut s).contains("Sea shanties"));
    s.keys("xyz").expects("nothing like that").keys("enter");
    s.keys("^u enter")
        .expects("shared with Ana; the text is copied · o e mail · u undo")
        .expects("─ Ana Sousa ─");
    assert_eq!(got(&s, MAPS), [ANA]);
    // What she has comes last, and is not shared twice.
    s.keys("s").expects("Ana has it already");
    assert!(first(&mut s).contains("Sea shanties"));
    s.keys("down enter").expects("Ana has it already");
    assert_eq!(got(&s, MAPS), [ANA]);
    s.keys("esc").expects("People");
}

#[test]
fn without_a_link_one_is_asked_for_and_shared() {
    let mut s = bare();
    s.keys("s").expects("A link for Ana");
    s.keys(MAPS)
        .keys("enter")
        .expects("shared with Ana; the text is copied · o e mail · u undo")
        .expects("People 3")
        .expects("3 Shelf");
    assert_eq!(got(&s, MAPS), [ANA]);
    assert!(copied(&s).ends_with(MAPS));
    s.keys("u u").expects_no("3 Shelf");
    // And from the choice of links.
    let mut s = shelved();
    s.keys("/ omar enter s tab").expects("A link for Omar");
    s.keys("https://example.org/harbour enter")
        .expects("shared with Omar");
    assert_eq!(got(&s, "https://example.org/harbour"), [OMAR]);
}

#[test]
fn a_pasted_link_is_offered_to_the_shelf_and_other_text_does_nothing() {
    let mut s = bare();
    let before = s.store.export().unwrap();
    s.send(Msg::Paste(String::new()));
    s.expects_no("takes requests");
    for text in ["D y", "hello\nq", "javascript:alert(1)"] {
        s.send(Msg::Paste(text.to_owned()));
        s.expects("a link can be pasted here; i takes requests");
        assert_eq!(s.state.layers, [], "{text:?}");
    }
    assert_eq!(s.store.export().unwrap(), before);
    s.send(Msg::Paste(format!("{MAPS}\n")));
    s.expects("A link for the shelf")
        .expects("‹Slow maps of oslo›");
    s.keys("maps enter").expects("▌Slow maps of oslo");
    assert_eq!(s.state.shelf.links[0].topics, ["maps"]);
    // Again, it is there.
    s.keys("1").send(Msg::Paste(MAPS.to_owned()));
    s.expects("on the shelf already: Slow maps of oslo");
    assert_eq!(s.state.screen, Screen::Shelf);
    // Over a question or the keys of a prefix it does nothing.
    for keys in ["1 D", "esc 1 t"] {
        s.keys(keys).send(Msg::Paste(SEA.to_owned()));
        s.expects_no("A link for the shelf");
    }
    // For whoever a link is being chosen.
    let mut s = shelved();
    s.keys("/ omar enter s")
        .send(Msg::Paste("https://example.org/harbour".to_owned()));
    s.expects("A link for Omar");
    let mut s = Session::empty();
    s.send(Msg::Paste(MAPS.to_owned()));
    assert!(s.state.layers.is_empty(), "nobody is there to like it");
}

#[test]
fn a_link_that_is_there_already_is_gone_to_with_what_was_typed() {
    let mut s = shelved();
    s.keys("S")
        .keys(SEA)
        .keys("enter")
        .expects("on the shelf already: Sea shanties")
        .expects("▌Sea shanties");
    assert!(s.state.layers.is_empty() && s.drafts.is_empty());
    s.keys("1 S")
        .keys(MAPS)
        .keys("tab tab boats tab slowly enter")
        .expects("on the shelf already; what you typed is added to it here")
        .expects("walks, boats");
    s.keys("^s").expects("changed: Slow maps of oslo · u undo");
    let link = s.store.links().unwrap().remove(0);
    assert_eq!(link.topics, ["walks", "boats"]);
    assert_eq!(link.note.as_deref(), Some("slowly"));
    // For somebody it is offered to them.
    s.keys("/ omar enter s tab")
        .keys(SEA)
        .keys("enter")
        .expects("Share with Omar")
        .expects("▌  Sea shanties");
    s.keys("enter").expects("shared with Omar");
}

#[test]
fn what_is_no_link_is_said_in_the_form() {
    let mut s = bare();
    s.keys("S enter").expects("a link, please");
    s.keys("htt").expects_no("begins with");
    s.keys("^u example.org")
        .expects("a link begins with https:// and has no blanks");
    s.keys("enter").expects("A link for the shelf");
    assert!(s.store.links().unwrap().is_empty());
}

#[test]
fn a_link_is_edited_opened_copied_and_dropped() {
    let mut s = shelved();
    s.keys("3 e tab ,_boats enter")
        .expects("changed: Slow maps of oslo");
    assert_eq!(s.state.shelf.links[0].topics, ["walks", "boats"]);
    s.keys("e ^u Walks enter").expects("▌Walks");
    s.keys("e ^u enter").expects("▌Slow maps of oslo");
    s.keys("o");
    assert_eq!(opened(&s), MAPS);
    s.keys("y").expects(&format!("copied: {MAPS}"));
    assert_eq!(copied(&s), MAPS);
    s.keys("D")
        .expects("off the shelf: Slow maps")
        .expects("▌Sea shanties");
    s.keys("u").expects("▌Slow maps of oslo").expects("Shelf 2");
    // Among people those keys are about people.
    s.keys("enter D")
        .expects("Delete")
        .expects("Ana Sousa?")
        .keys("n");
    s.keys("e").expects("Name     Ana Sousa");
}

#[test]
fn what_was_typed_into_the_form_of_a_link_is_kept() {
    let mut s = bare();
    s.keys("S")
        .keys(MAPS)
        .keys("tab tab boats esc")
        .expects("what you typed is kept for next time");
    assert_eq!(s.drafts[0].form, FormFor::AddLink(Vec::new()));
    s.keys("S")
        .expects("what you typed before is back")
        .expects("boats");
    s.keys("esc").send(Msg::Paste(SEA.to_owned()));
    s.expects("before, you had typed https://example.org/2024/slow-maps-of-oslo.html")
        .expects("boats")
        .expects("‹Sea shanties›");
    s.keys("enter").expects("▌Sea shanties");
    assert!(s.state.drafts.is_empty());
    s.keys("e tab ,_x esc 3 e")
        .expects("what you typed before is back");
}

#[test]
fn a_key_does_not_wait_for_who_may_like_a_link() {
    let mut s = shelved();
    s.keys("3");
    s.press("j".parse().unwrap());
    s.draw_at_once();
    assert_eq!(s.state.shelf.fits(), None);
    // What was looked for first comes after the cursor has gone on.
    let maps = s.state.shelf.links[0].clone();
    let matches = s.store.link_matches(&maps).unwrap();
    s.send(Msg::Matches(maps.id, matches));
    assert_eq!(s.state.shelf.fits(), None);
    s.draw();
    assert_eq!(s.state.shelf.fits().map(<[_]>::len), Some(0));
    // Who types ahead gets what they would have seen.
    let mut s = shelved();
    s.keys("3 j").keys_at_once("k enter enter");
    s.expects("shared with Ana");
    let mut s = shelved();
    s.keys("/ ana enter").keys_at_once("s enter");
    s.expects("shared with Ana");
    assert_eq!(got(&s, MAPS), [ANA]);
}

#[test]
fn what_others_do_is_seen_on_the_shelf() {
    let mut s = shelved();
    s.keys("3 enter j").expects("▌Bea Lindqvist");
    s.meanwhile(Change::Share(LinkId(2), vec![ANA]));
    s.expects("▌Bea Lindqvist").expects("1 got it");
    s.meanwhile(Change::DropLink(LinkId(2)));
    s.expects("▌Sea shanties").expects("Nobody by these words");
    assert_eq!(s.state.selected(), None);
    s.meanwhile(Change::DropLink(LinkId(1)));
    s.expects("People 3").expects_no("3 Shelf");
    // Over a choice of links, too.
    let mut s = shelved();
    s.keys("/ ana enter s down").expects("▌  Sea shanties");
    s.meanwhile(Change::DropLink(LinkId(2)));
    s.expects_no("Slow maps").expects("▌  Sea shanties");
    s.keys("enter").expects("shared with Ana");
    assert_eq!(got(&s, SEA), [ANA]);
}

#[test]
fn who_was_just_caught_up_with_leaves_and_the_next_is_up() {
    let mut s = shelved();
    s.keys("3 enter space")
        .expects("caught up with Ana")
        .expects("─ Ana Sousa ─")
        .expects_no("▌Ana Sousa");
    s.keys("n nice_walk enter").expects("noted about Ana");
    s.keys("j").expects("▌Bea Lindqvist");
    s.keys("D y").expects("deleted: Bea");
    assert_eq!(s.state.selected(), None);
    s.keys("u").expects("▌Bea Lindqvist");
}

#[test]
fn over_the_shoulder_nothing_of_a_note_is_read() {
    let mut changes = people();
    let note = Some(Some("Loves harbours".to_owned()));
    changes.push(add(
        "Dee Moe",
        Edit {
            note,
            ..Edit::default()
        },
    ));
    changes.push(Change::AddLink(Box::new(NewLink {
        note: Some("one about harbours".to_owned()),
        ..match link(SEA, &[]) {
            Change::AddLink(new) => *new,
            _ => NewLink::default(),
        }
    })));
    let mut s = of(changes);
    s.keys("3").expects("Dee Moe            harbours");
    s.keys("1 ? discreet enter 3")
        .expects("Dee Moe            ···");
    s.expects_no("harbours").keys("1 / dee enter s");
    s.expects("Sea shanties").expects_no("harbours");
}

/// A shelf with something of everything.
fn full() -> Session {
    let mut changes = people();
    changes.push(add("李雷李雷李雷李雷李雷李雷", likes(&["地図", "walks"])));
    changes.push(add("evil\u{202E}gro.elpmaxe", likes(&["walks"])));
    for number in 1..=9 {
        let url = format!("https://example.org/older-link-number-{number}");
        changes.push(link(&url, &["things"]));
    }
    changes.push(link("https://例え.jp/地図の話", &["地図", "a\u{1b}[31mb"]));
    changes.push(Change::AddLink(Box::new(NewLink {
        url: format!(
            "https://example.org/{}",
            "very-long-words-of-a-title-".repeat(6)
        ),
        title: None,
        topics: vec!["one topic".to_owned(), "another topic".to_owned()],
        note: Some("A note that is a bit longer than one line of the screen is.\nAnd more.".into()),
    })));
    changes.push(link(MAPS, &["walks"]));
    changes.push(Change::Share(LinkId(12), vec![BEA, OMAR]));
    of(changes)
}

const SIZES: [(u16, u16); 5] = [(100, 30), (80, 24), (60, 16), (40, 12), (30, 8)];

#[test]
fn the_shelf_at_every_size() {
    for (name, keys) in [
        ("links", "3"),
        ("fits", "3 enter"),
        ("nobody", "3 j"),
        ("wide", "3 j j"),
        ("add", "S https://example.org/slow-maps tab"),
        ("share", "/ ana enter s"),
    ] {
        for (columns, rows) in SIZES {
            let mut s = full();
            let screen = s.at(columns, rows).keys(keys).screen();
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), screen);
        }
    }
}

#[test]
fn the_shelf_is_read_without_colours_and_controls_no_terminal() {
    for keys in ["3", "3 j j", "3 enter v v", "S", "/ ana enter s", "3 w a"] {
        for (columns, rows) in SIZES {
            let mut s = full();
            s.state.look = Look::Plain;
            let buffer = s.at(columns, rows).keys(keys).draw();
            for cell in buffer.content() {
                assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{keys}");
                for c in cell.symbol().chars() {
                    let bad = c.is_control() || matches!(u32::from(c), 0x202A..=0x202E);
                    assert!(!bad, "{keys}: {:04X}", u32::from(c));
                }
            }
        }
    }
    let mut s = full();
    s.state.look = Look::Plain;
    let buffer = s.keys("3").draw();
    let is_bold = |x, y| buffer[(x, y)].modifier.contains(Modifier::BOLD);
    assert!((0..50).all(|x| is_bold(x, 2)) && !is_bold(5, 3));
    for columns in [30, 31, 47, 48, 59, 60, 61, 89, 90, 91, 200] {
        for rows in [8, 9, 10, 12, 20, 60] {
            for keys in ["3", "tab", "esc"] {
                s.at(columns, rows).keys(keys);
            }
        }
    }
}

#[test]
fn a_thousand_links_scroll() {
    let mut changes = people();
    changes
        .extend((0..1000).map(|n| link(&format!("https://example.org/link-{n:04}-x"), &["maps"])));
    let mut s = of(changes);
    s.keys("3").expects("Shelf 1000").expects("▌Link 0999 x");
    s.keys("G")
        .expects("▌Link 0000 x")
        .keys("k k")
        .expects("▌Link 0002 x");
    s.keys("tab").expects("▌Bea Lindqvist");
    s.keys("1 / ana enter s").expects("▌  Link 0999 x");
    s.keys("^d ^d").expects_no("▌  Link 0999 x");
    s.keys("0500");
    s.expects("▌  Link 0500 x");
}
