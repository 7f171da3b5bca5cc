//! What was found by fuzzing is read again: every line of `fuzz/corpus`, and the files of
//! `fuzz/mended`, each of which once was a defect.

// What a fuzzer shares with this test, which says which input it read last where it fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]
#![allow(dead_code, unreachable_pub)]

#[path = "../fuzz/targets/mod.rs"]
mod targets;

use std::fs;
use std::path::Path;

use targets::{ALL, Room, Target, corpus};

/// Reads all that there is of the target.
#[track_caller]
fn check(name: &str) {
    let target = Target::named(name).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let room = Room::at(folder.path());
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let packed = fs::read_to_string(fuzz.join("corpus").join(name)).unwrap();
    let inputs = corpus::unpacked(&packed);
    for (at, input) in inputs.iter().enumerate() {
        // Said where the target fails, and nowhere else.
        println!("fuzz/corpus/{name}:{}", at + 1);
        (target.run)(input, &room);
    }
    assert!(inputs.len() > 5, "{}", inputs.len());
    for mended in fs::read_dir(fuzz.join("mended").join(name))
        .into_iter()
        .flatten()
    {
        let mended = mended.unwrap().path();
        println!("{}", mended.display());
        (target.run)(&fs::read(mended).unwrap(), &room);
    }
}

#[test]
fn any_bytes_are_packed_in_a_line_and_come_back() {
    let inputs: Vec<Vec<u8>> = vec![
        Vec::new(),
        (0..=u8::MAX).collect(),
        b"\\x\n \"'\r\n".to_vec(),
        "größe\u{1f600}".into(),
    ];
    let packed = corpus::packed(inputs.iter().rev().chain(&inputs).cloned().collect());
    assert_eq!(packed.lines().count(), inputs.len());
    let mut sorted = inputs;
    sorted.sort();
    assert_eq!(corpus::unpacked(&packed), sorted);
}

macro_rules! replayed {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_replayed() {
            let names: Vec<&str> = ALL.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

replayed! {
    vcard tables json lines whole patch heard date filter boundary config document segment again
}
