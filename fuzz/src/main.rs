//! libFuzzer's way in: the target is the one that TIES_FUZZ names.
//!
//! With TIES_FUZZ_UNPACK a folder is filled with the inputs of a packed corpus from standard input,
//! with TIES_FUZZ_PACK one is packed to standard output, and nothing is fuzzed.

#![no_main]

#[path = "../targets/mod.rs"]
mod targets;

use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use targets::{Room, Target, corpus};

/// Nothing that is read may take longer.
const PATIENCE: Duration = Duration::from_secs(1);

fn picked() -> &'static (&'static Target, Room) {
    static PICKED: OnceLock<(&Target, Room)> = OnceLock::new();
    PICKED.get_or_init(|| {
        let name = std::env::var("TIES_FUZZ").unwrap_or_default();
        let names: Vec<&str> = targets::ALL.iter().map(|target| target.name).collect();
        let target = Target::named(&name)
            .unwrap_or_else(|| panic!("set TIES_FUZZ to one of {}", names.join(", ")));
        let folder = std::env::temp_dir().join(format!("ties-fuzz-{}", std::process::id()));
        (target, Room::at(&folder))
    })
}

/// Packs or unpacks, where that is what was asked for, and ends.
fn pack() {
    let asked = |name| std::env::var_os(name);
    if let Some(folder) = asked("TIES_FUZZ_UNPACK") {
        let mut packed = String::new();
        std::io::stdin().read_to_string(&mut packed).unwrap();
        for (number, input) in corpus::unpacked(&packed).into_iter().enumerate() {
            std::fs::write(Path::new(&folder).join(number.to_string()), input).unwrap();
        }
    } else if let Some(folder) = asked("TIES_FUZZ_PACK") {
        let inputs = std::fs::read_dir(folder).unwrap();
        let inputs = inputs.map(|input| std::fs::read(input.unwrap().path()).unwrap());
        print!("{}", corpus::packed(inputs.collect()));
    } else {
        return;
    }
    std::process::exit(0);
}

libfuzzer_sys::fuzz_target!(init: pack(), |input: &[u8]| {
    let (target, room) = picked();
    // Where there is other work, a second may go by for nothing.
    for _ in 0..3 {
        let begun = Instant::now();
        (target.run)(input, room);
        if begun.elapsed() < PATIENCE {
            return;
        }
    }
    panic!("it takes longer than {PATIENCE:?}");
});
