//! Syncing with other machines, as far as the screen has to do with it.

use ties::app::{InStep, Msg, Shared};

use crate::session::Session;

fn shared() -> Session {
    let mut s = Session::demo();
    s.state.demo = false;
    s.state.sharing.shared = Shared::Yes;
    s
}

fn came(said: &str, quietly: Option<&str>) -> Msg {
    Msg::InStep(InStep {
        said: said.to_owned(),
        has_clashes: false,
        quietly: quietly.map(str::to_owned),
    })
}

#[test]
fn a_file_that_is_not_shared_offers_no_sync() {
    let mut s = Session::demo();
    s.state.demo = false;
    s.keys(": sync_now enter").expects_no("syncing with");
}

#[test]
fn whoever_asks_is_told_and_nobody_else_is() {
    let mut s = shared();
    s.keys(": sync_now")
        .expects("bring this machine and the others in step");
    s.keys("enter").expects("syncing with the other machines");
    s.send(came("in step: 3 came", None));
    s.expects("in step: 3 came");
    s.keys("j");
    s.state.toast = None;
    s.send(came("in step: 5 came", None));
    s.expects_no("5 came");
}

#[test]
fn a_quiet_word_says_what_could_not_be_until_it_can() {
    let mut s = shared();
    s.at(120, 30);
    s.send(came(
        "where the history is shared nothing answers",
        Some("not synced since Monday"),
    ));
    s.expects("not synced since Monday")
        .expects_no("nothing answers");
    s.at(80, 24).expects("not synced since Monday");
    s.at(40, 12).expects("not synced since Monday");
    s.at(120, 30);
    s.send(came("in step", None));
    s.expects_no("not synced");
}
