//! libFuzzer's way in: the target is the one that TIES_FUZZ names.

#![no_main]

#[path = "../targets/mod.rs"]
mod targets;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use targets::{Room, Target};

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

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
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
