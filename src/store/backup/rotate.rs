//! Which of the old backups go when a new one is there.

use std::fs;
use std::path::Path;

use chrono::Datelike;

use super::{Why, beside, listed};

/// Lets the oldest backups of this kind go: three are kept, of daily ones seven and then
/// the last of each of four weeks. `made` stays whatever the clock said.
pub(super) fn rotate(path: &Path, why: Why, made: &Path) {
    sweep(made);
    // Of a restore that was cut off: one that is at work keeps everybody else out.
    for ending in [".part", ".part-journal"] {
        let _ = fs::remove_file(beside(path, ending));
    }
    if why == Why::Asked {
        return;
    }
    let mut kept = 0;
    let mut weeks = Vec::new();
    for backup in listed(path).iter().rev().filter(|b| b.why == why) {
        let week = (backup.day.iso_week().year(), backup.day.iso_week().week());
        let keep = if why == Why::Daily {
            kept < 7 || weeks.len() < 4 && !weeks.contains(&week)
        } else {
            kept < 3
        };
        if keep || backup.path == made {
            if kept >= 7 {
                weeks.push(week);
            }
            kept += 1;
        } else {
            // One backup too many does no harm.
            let _ = fs::remove_file(&backup.path);
        }
    }
}

/// Removes what copies that were cut off a day or more before `made` left behind.
fn sweep(made: &Path) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let moment = |path: &Path| -> Option<i64> {
        let name = path.file_name()?.to_str()?;
        name.rsplit('.').find_map(|part| part.parse().ok())
    };
    let (Some(now), Some(folder)) = (moment(made), made.parent()) else {
        return;
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let ending = path.extension().unwrap_or_default();
        if (ending == "part" || ending == "part-journal")
            && moment(&path).is_some_and(|then| then + DAY < now)
        {
            let _ = fs::remove_file(path); // the next one tries again
        }
    }
}
