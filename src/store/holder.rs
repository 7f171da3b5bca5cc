//! Which program keeps others waiting for a file, as far as the machine tells.

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::header::beside;
use super::presence;

/// A program that holds a lock, by its number and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    process: u32,
    name: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, process {}", self.name, self.process)
    }
}

/// Who, other than this process, may write to the data file at `path` alone. Linux lists every
/// lock; elsewhere, and over a network, nobody is known.
pub(super) fn of(path: &Path) -> Option<Holder> {
    let locks = fs::read_to_string("/proc/locks").ok()?;
    let files = ["", "-shm", presence::ENDING].map(|ending| beside(path, ending));
    let places: Vec<String> = files.iter().filter_map(|file| place(file)).collect();
    let process = writer(&locks, &places, std::process::id())?;
    let name = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    Some(Holder {
        process,
        name: name.trim().to_owned(),
    })
}

/// A file as the list of locks names it: its device and inode.
fn place(file: &Path) -> Option<String> {
    let meta = fs::metadata(file).ok()?;
    let (major, minor) = (rustix::fs::major(meta.dev()), rustix::fs::minor(meta.dev()));
    Some(format!("{major:02x}:{minor:02x}:{}", meta.ino()))
}

/// The first process but `own` that has a lock for writing on one of these files; those that wait
/// for one stand behind an arrow.
fn writer(locks: &str, places: &[String], own: u32) -> Option<u32> {
    locks.lines().find_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let (kind, _, access) = (words.next()?, words.next()?, words.next()?);
        let process: u32 = words.next()?.parse().ok()?;
        let place = words.next()?;
        let holds = kind != "->" && access == "WRITE" && process != 0 && process != own;
        (holds && places.iter().any(|one| one == place)).then_some(process)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_is_told_from_who_reads_or_waits() {
        let locks = "\
1: POSIX  ADVISORY  READ  11 fe:00:7 123 123
2: POSIX  ADVISORY  WRITE 12 fe:00:8 120 120
3: -> POSIX  ADVISORY  WRITE 13 fe:00:7 120 120
4: OFDLCK ADVISORY  WRITE -1 fe:00:7 0 EOF
5: POSIX  ADVISORY  WRITE 14 fe:00:7 120 120
6: POSIX  ADVISORY  WRITE 15 fe:00:7 120 120
an unfinished li";
        for (own, found) in [(1, Some(14)), (14, Some(15))] {
            assert_eq!(writer(locks, &["fe:00:7".to_owned()], own), found);
        }
        assert_eq!(writer(locks, &["fe:00:9".to_owned()], 1), None);
    }
}
