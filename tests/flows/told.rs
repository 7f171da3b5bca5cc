//! What files tell beside people, in the preview and after it.

use std::path::PathBuf;

use ties::app::{Msg, Planned};
use ties::domain::import;
use ties::exchange;

use crate::session::Session;

/// Opens the preview of these samples over what is here.
fn preview(s: &mut Session, samples: &[&str]) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let read = |name: &&str| {
        let go_on = &mut |_| std::ops::ControlFlow::Continue(());
        let path = folder.join(name);
        (path.clone(), exchange::read(&path, None, go_on).unwrap())
    };
    let files = samples.iter().map(read).collect();
    let known = s.store.known().unwrap();
    let mut plan = import::plan(&known, files, &Default::default());
    plan.leave_out(&s.store.came_before(s.today).unwrap());
    s.keys("I");
    s.send(Msg::ImportFound(Vec::new()));
    s.keys("/x enter");
    s.send(Msg::ImportPlanned(Box::new(Planned { plan, known })));
}

#[test]
fn catch_ups_and_next_steps_stand_in_the_preview_by_whom_they_are_with() {
    let mut s = Session::demo();
    preview(&mut s, &["monica-full.json"]);
    s.expects("3 new")
        .expects("5 catch-ups · 2 next steps · nothing written yet");
    s.keys("G").expects("─ Catch-ups 5 ─");
    s.expects("Ines Marie Okafor").expects("5 catch-ups, last");
    s.expects("Tom Okafor").expects("1 catch-up, last");
    s.expects("─ Next steps 2 ─")
        .expects("Send the map · next time");
    s.keys("enter")
        .expects("3 people came in, with 5 catch-ups and 2 next steps");
    s.keys("esc");
    preview(&mut s, &["monica-full.json"]);
    s.keys("enter").expects("nothing to change");
}

#[test]
fn history_alone_comes_in_without_a_question() {
    let mut s = Session::demo();
    preview(&mut s, &["frm.vcf"]);
    s.keys("enter esc");
    preview(&mut s, &["frm-log.jsonl"]);
    s.expects("3 left out · 3 catch-ups · nothing written yet");
    s.expects("─ Catch-ups 3 ─");
    s.keys("enter").expects("3 catch-ups came in · u undo");
    assert!(s.state.layers.is_empty());
    s.keys("u").expects("imported frm-log.jsonl");
}
