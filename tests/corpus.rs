//! What was found by fuzzing is read again: every input of `fuzz/corpus`, and those of
//! `fuzz/mended`, each of which once was a defect.

// What a fuzzer shares with this test, which says which input it read last where it fails.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]
#![allow(dead_code, unreachable_pub)]

#[path = "../fuzz/targets/mod.rs"]
mod targets;

use std::fs;
use std::path::Path;

use targets::{ALL, Room, Target};

/// Reads all that is in the target's folders.
#[track_caller]
fn check(name: &str) {
    let target = Target::named(name).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let room = Room::at(folder.path());
    let mut read = 0;
    for kind in ["corpus", "mended"] {
        let inputs = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz")
            .join(kind);
        let Ok(inputs) = fs::read_dir(inputs.join(name)) else {
            continue;
        };
        for input in inputs {
            let input = input.unwrap().path();
            // Said where the target fails, and nowhere else.
            println!("{}", input.display());
            (target.run)(&fs::read(input).unwrap(), &room);
            read += 1;
        }
    }
    assert!(read > 5, "{read}");
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
    vcard tables json lines whole patch heard date filter boundary config document again
}
