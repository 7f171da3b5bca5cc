//! What takes longer than a frame is done beside the screen, which stays alive.

use ties::clock::Clock;
use ties::domain::demo;
use ties::store::Store;

use crate::home::{Home, TODAY};
use crate::pty::Pty;

/// Ties with a crowd on the screen.
fn with_a_crowd() -> (Home, Pty) {
    let home = Home::with_ana();
    {
        let clock = Clock::fixed(TODAY.parse().unwrap());
        let mut store = Store::open(&home.db(), clock).unwrap();
        store.fill(demo::scaled(2_500, 3, clock.today())).unwrap();
    }
    let mut pty = home.ties().go();
    pty.starts();
    pty.sees("People 2501");
    (home, pty)
}

#[test]
fn the_review_is_worked_out_beside_the_screen() {
    let (home, mut pty) = with_a_crowd();
    pty.types("4");
    pty.sees("Ahead");
    pty.sees("cooling");
    pty.types("Y");
    pty.sees("Looking back on 2026");
    // What is asked for and left again answers nobody, and what was written is in the next.
    pty.types("Y1");
    pty.sees("Good time to say hi");
    home.add("Zygmunt Ostatni");
    pty.sees("People 2502");
    pty.types("4");
    pty.sees("cooling");
    pty.types("1q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn the_first_link_of_a_crowd_and_who_may_like_it_are_looked_for_beside_the_screen() {
    let (_home, mut pty) = with_a_crowd();
    pty.types("S");
    pty.sees("A link for the shelf");
    pty.types("https://example.org/slow-maps\x13");
    pty.sees("Shelf 1");
    pty.sees("Who may like it");
    // A key about those who may like it waits for them.
    pty.types("\r");
    pty.sees("Slow maps");
    pty.sees_no_more("looking…");
    pty.sees("⏎ share");
    pty.types("1");
    pty.sees("People 2501");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn what_is_worked_out_meanwhile_takes_no_other_answer_away() {
    let (_home, mut pty) = with_a_crowd();
    // Each is begun before the one before it can have ended.
    pty.types("4Y1?look-alikes\r");
    pty.sees("Here twice?");
    pty.types("\x1b");
    pty.sees_no_more("Here twice?");
    pty.types("4");
    pty.sees("Looking back on 2026");
    pty.types("Y");
    pty.sees("cooling");
    pty.types("1q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}
