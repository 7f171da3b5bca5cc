//! Mail and calendars, read for what they tell of those who are here; see
//! [`crate::domain::heard`] for what is made of it.
//!
//! Of mail only the heads are read, and of those no names and no subjects, so that neither
//! attachments nor encoded words matter; that is why this is a small reader of our own.

mod addresses;
mod calendar;
mod date;
mod head;
mod maildir;
mod mbox;
mod recurrence;
mod zone;

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;

use chrono::NaiveDate;

use super::Flow;
use crate::clock::Clock;
use crate::domain::heard::{Ear, Places, Position, Reading, Source};
use crate::text::machine_words;

/// Somebody wants no outcome any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stopped;

/// What is new since these positions in the mail and the calendars at these places; `None`
/// where `goes_on` said to stop.
pub fn read(
    mut ear: Ear,
    places: &Places,
    known: &[Position],
    clock: Clock,
    goes_on: &mut dyn FnMut() -> Flow,
) -> Option<Reading> {
    let mut reader = Reader {
        ear: &mut ear,
        clock,
        source: Source::Mail,
        known: HashMap::new(),
        reading: Reading::default(),
        goes_on,
    };
    if places.has(Source::Mail) {
        reader.mail(places, known).ok()?;
    }
    if places.has(Source::Calendar) {
        reader.calendars(places, known).ok()?;
    }
    let mut reading = reader.reading;
    reading.told = ear.told();
    Some(reading)
}

/// Reads one source after another.
struct Reader<'r> {
    ear: &'r mut Ear,
    clock: Clock,
    source: Source,
    /// How far what is read now was read before, by path.
    known: HashMap<&'r str, &'r str>,
    reading: Reading,
    goes_on: &'r mut dyn FnMut() -> Flow,
}

impl<'r> Reader<'r> {
    fn mail(&mut self, places: &Places, known: &'r [Position]) -> Result<(), Stopped> {
        let listens = hash(&self.ear.listens_for(Source::Mail));
        let today = self.ear.today();
        let before = whole(known, Source::Mail).and_then(|all| all.split_once(' '));
        let ahead = before.and_then(|(_, ahead)| ahead.parse::<NaiveDate>().ok());
        // Whoever came since may have written before; what lay ahead may be today.
        let holds = before.is_some_and(|(known, _)| known == listens)
            && ahead.is_none_or(|ahead| ahead > today);
        if holds {
            let of_mail = known.iter().filter(|one| one.source == Source::Mail);
            self.known = of_mail.map(|one| (&*one.path, &*one.position)).collect();
        }
        for path in &places.maildirs {
            maildir::read(path, self)?;
        }
        for path in &places.mboxes {
            mbox::read(path, self)?;
        }
        let ahead = [self.ear.ahead(), ahead.filter(|_| holds)];
        let ahead = ahead.into_iter().flatten().min();
        let ahead = ahead.map_or("none".to_owned(), |day| day.to_string());
        self.keep(Path::new(""), format!("{listens} {ahead}"));
        Ok(())
    }

    fn calendars(&mut self, places: &Places, known: &[Position]) -> Result<(), Stopped> {
        self.source = Source::Calendar;
        let files: Vec<_> = places
            .calendars
            .iter()
            .flat_map(|path| calendar::files(path, self))
            .collect();
        // What was to come yesterday may have been today.
        let what = (self.ear.listens_for(Source::Calendar), self.ear.today());
        let position = hash(&(what, &files));
        if whole(known, Source::Calendar) != Some(&position) {
            for file in &files {
                calendar::read(&file.path, self)?;
            }
        }
        self.keep(Path::new(""), position);
        Ok(())
    }

    fn goes_on(&mut self) -> Result<(), Stopped> {
        match (self.goes_on)() {
            Flow::Continue(()) => Ok(()),
            Flow::Break(()) => Err(Stopped),
        }
    }

    /// How far this was read before.
    fn position(&self, path: &Path) -> Option<&str> {
        self.known.get(&*path.to_string_lossy()).copied()
    }

    /// Notes how far this was read.
    fn keep(&mut self, path: &Path, position: String) {
        self.reading.positions.push(Position {
            source: self.source,
            path: path.to_string_lossy().into_owned(),
            position,
        });
    }

    fn letter(&mut self, read: &[u8], sent: Option<i64>) {
        self.reading.messages += 1;
        if let Some(letter) = head::letter(read, sent, self.clock) {
            self.ear.letter(letter);
        }
    }

    fn complain(&mut self, path: &Path, error: &io::Error, what_to_do: &str) {
        self.complain_of(path, format_args!("{}; {what_to_do}", machine_words(error)));
    }

    fn complain_of(&mut self, path: &Path, what: impl Display) {
        let source = self.source.word();
        let complaint = format!("reading {source}: {}: {what}", path.display());
        self.reading.complaints.push(complaint);
    }
}

/// The position of all of a source.
fn whole(known: &[Position], source: Source) -> Option<&str> {
    let mut of_this = known.iter().filter(|one| one.source == source);
    let whole = of_this.find(|one| one.path.is_empty());
    whole.map(|one| one.position.as_str())
}

/// A word that is another for something else. It may be another in another version of ties,
/// which then reads once more.
fn hash(what: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
