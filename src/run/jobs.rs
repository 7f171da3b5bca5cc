//! Work that takes longer than a frame, in a thread of its own.
//!
//! A job reads and computes; it never writes to the store. What it has to say it says in
//! messages, and each wakes the loop.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::signals::Waker;
use crate::app::{Asks, Found, Msg, Planned, Said};
use crate::domain::draft::{Parsed, SourceKind};
use crate::domain::import::{self, CameBefore, Known, Policy};
use crate::exchange::{self, Flow, Loaded, Owner, ReadError};
use crate::store::{self, DailyBackup, Error};

/// How often progress is told at most.
const PROGRESS: Duration = Duration::from_millis(100);

/// A job, at work or done. Dropping it cancels it: it answers nothing more.
pub struct Job {
    answers: Receiver<Msg>,
    cancelled: Arc<AtomicBool>,
}

/// A job's way to the loop.
pub struct Desk {
    answers: Sender<Msg>,
    cancelled: Arc<AtomicBool>,
    waker: Waker,
}

impl Job {
    /// Starts `work` in a thread of its own.
    pub fn start(waker: Waker, work: impl FnOnce(&Desk) + Send + 'static) -> Job {
        let (sender, answers) = channel();
        let cancelled = Arc::new(AtomicBool::new(false));
        let desk = Desk {
            answers: sender,
            cancelled: Arc::clone(&cancelled),
            waker,
        };
        thread::spawn(move || work(&desk));
        Job { answers, cancelled }
    }

    /// What it has said since it was last asked.
    pub fn answers(&self) -> Vec<Msg> {
        self.answers.try_iter().collect()
    }
}

impl Job {
    /// Waits for its end, and gives what it had still to say.
    pub fn end(&self) -> Vec<Msg> {
        self.answers.iter().collect()
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

impl Desk {
    /// Tells the loop.
    pub fn say(&self, msg: Msg) {
        // Nobody listens to a cancelled job.
        let _ = self.answers.send(msg);
        self.waker.wake();
    }

    /// Whether nobody wants the outcome any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

impl Drop for Desk {
    /// Wakes the loop a last time, also when the job ended in a panic.
    fn drop(&mut self) {
        self.waker.wake();
    }
}

/// The day's backup, being made in a thread of its own. Dropping it waits for its end, so
/// that quitting right after a write leaves a backup all the same.
pub struct Backup(Option<JoinHandle<Result<Option<PathBuf>, Error>>>);

impl Backup {
    /// Begins to make it.
    pub fn begin(due: DailyBackup) -> Backup {
        Backup(Some(thread::spawn(move || due.make())))
    }

    /// Whether it is made, or could not be.
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// What came of it, once it is over.
    ///
    /// # Errors
    /// When it could not be made.
    pub fn outcome(mut self) -> Result<(), Error> {
        // A panic has been reported where it was.
        match self.0.take().map(JoinHandle::join) {
            Some(Ok(made)) => made.map(drop),
            Some(Err(_)) | None => Ok(()),
        }
    }
}

impl Drop for Backup {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join(); // nobody is left to be told
        }
    }
}

/// Who is here, as an import needs to know them, and what files brought before.
pub type Here = (Vec<Known>, CameBefore);

/// A job that says what comes of reading something.
pub fn tell(
    read: impl FnOnce() -> Result<Msg, String> + Send + 'static,
) -> impl FnOnce(&Desk) + Send + 'static {
    move |desk| {
        let said = read().unwrap_or_else(Msg::Said);
        if !desk.is_cancelled() {
            desk.say(said);
        }
    }
}

/// A job that reads the files, with what was `said` of the columns of tables among them, and
/// says what importing them would do to those who are `known`; or asks what the columns of a
/// table are.
pub fn plan_import(
    paths: Vec<PathBuf>,
    said: Said,
    known: impl FnOnce() -> Result<Here, String> + Send + 'static,
) -> impl FnOnce(&Desk) + Send + 'static {
    move |desk| {
        let read = read_all(paths, &said, desk);
        let planned = read.and_then(|files| Ok((known().map_err(Unread::Failed)?, files)));
        match planned {
            _ if desk.is_cancelled() => {}
            Ok(((known, before), files)) => {
                let mut plan = import::plan(&known, files, &Policy::default());
                plan.leave_out(&before);
                let undecided = plan.rows.iter().any(|row| !row.like.is_empty());
                let known = if undecided { known } else { Vec::new() };
                desk.say(Msg::ImportPlanned(Box::new(Planned { plan, known })));
            }
            Err(Unread::Failed(why)) => desk.say(Msg::ImportFailed(why)),
            Err(Unread::Asks(asks)) => desk.say(Msg::ImportAsks(Box::new(asks))),
        }
    }
}

/// Why files were not read to the end.
enum Unread {
    /// For a person.
    Failed(String),
    Asks(Asks),
}

fn read_all(
    paths: Vec<PathBuf>,
    said: &Said,
    desk: &Desk,
) -> Result<Vec<(PathBuf, Parsed)>, Unread> {
    let failed = |why: &dyn std::fmt::Display| Unread::Failed(why.to_string());
    let mut loaded: Vec<Loaded> = Vec::with_capacity(paths.len());
    for path in paths {
        // To the reader `-` is standard input, which is the keyboard here.
        let path = match path.as_os_str() == "-" {
            true => PathBuf::from("./-"),
            false => path,
        };
        let all = exchange::load_all(&path, None).map_err(|error| failed(&error))?;
        if all.iter().any(|loaded| loaded.kind == SourceKind::Ties) {
            return Err(Unread::Failed(format!(
                "{} is a whole network of ties; `ties import` reads it",
                path.display()
            )));
        }
        loaded.extend(all);
    }
    let owner = Owner::of(loaded.iter());
    let mut told = Instant::now();
    let mut files = Vec::with_capacity(loaded.len());
    for mut loaded in loaded {
        let mut progress = |read: usize| {
            if desk.is_cancelled() {
                return Flow::Break(());
            }
            if told.elapsed() >= PROGRESS {
                told = Instant::now();
                desk.say(Msg::ImportProgress {
                    file: loaded.path.clone(),
                    read,
                });
            }
            Flow::Continue(())
        };
        let of_it = said.iter().find(|(table, _)| *table == loaded.path);
        loaded.mapping = of_it.map(|(_, mapping)| mapping.clone());
        let parsed = match loaded.kind {
            SourceKind::ContactsTui => store::read_contacts_tui(&loaded.path, &mut progress)
                .map_err(|error| failed(&error))?,
            _ => match loaded.parse(&owner, &mut progress) {
                Err(ReadError::UnknownTable { columns, .. }) => {
                    let table = loaded.path;
                    return Err(Unread::Asks(Asks { table, columns }));
                }
                parsed => parsed.map_err(|error| failed(&error))?,
            },
        };
        files.push((loaded.path, parsed));
    }
    Ok(files)
}

/// A job that looks for files to import where browsers put them, by their content.
pub fn find_importable(home: Option<PathBuf>) -> impl FnOnce(&Desk) + Send + 'static {
    move |desk| {
        let mut found = Vec::new();
        for path in home
            .iter()
            .flat_map(|home| candidates(&home.join("Downloads")))
        {
            if desk.is_cancelled() {
                return;
            }
            let mut kinds = exchange::kinds(&path).unwrap_or_default();
            kinds.retain(|kind| *kind != SourceKind::Ties);
            if !kinds.is_empty() {
                let what = names(&kinds);
                found.push(Found { path, what });
            }
        }
        desk.say(Msg::ImportFound(found));
    }
}

/// What these kinds are called, in one: "LinkedIn connections, invitations, messages".
fn names(kinds: &[SourceKind]) -> String {
    let mut said = "";
    let mut names = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let name = kind.name();
        let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
        names.push(if first == said { rest } else { name });
        said = first;
    }
    names.join(", ")
}

/// The files and folders in a folder whose names an export could have, newest first.
fn candidates(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .flatten()
        .filter_map(|entry| {
            let path = entry.path();
            let metadata = fs::metadata(&path).ok()?;
            let name = path.file_name()?.to_string_lossy().to_lowercase();
            let fits = match metadata.is_dir() {
                true => is_of_a_site(&name),
                false => metadata.is_file() && has_fitting_name(&name),
            };
            fits.then(|| (metadata.modified().ok(), path))
        })
        .collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).take(MOST).collect()
}

/// So many files and folders are looked into at most.
const MOST: usize = 20;

/// Whether an export could have this name, which is in lower case.
fn has_fitting_name(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, "vcf" | "vcard")) => true,
        Some((stem, "csv")) => {
            let words = [
                "contact",
                "connection",
                "invitation",
                "messages",
                "people",
                "friends",
            ];
            words.iter().any(|word| stem.contains(word))
        }
        Some((stem, "zip")) => is_of_a_site(stem),
        Some((stem, "md")) => stem == "friends",
        Some((stem, "json")) => {
            let words = ["monica", "knotter", "nametag", "friends"];
            words.iter().any(|word| stem.contains(word))
        }
        _ => false,
    }
}

/// Whether an archive of one's own data from one of the sites could have this name, which is in
/// lower case: Basic_LinkedInDataExport_11-22-2026, facebook-ana-2026-11-22, twitter-2026-11-22.
fn is_of_a_site(name: &str) -> bool {
    let begins = ["facebook-", "twitter-", "x-20"];
    name.contains("linkedin") || begins.iter().any(|begin| name.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::columns::Mapping;
    use crate::domain::rules::DateOrder;

    #[test]
    fn files_that_an_export_could_be_are_looked_into() {
        for (name, fits) in [
            ("contacts.vcf", true),
            ("Contacts (3).VCF", true),
            ("Connections.csv", true),
            ("Invitations.csv", true),
            ("contacts.csv", true),
            ("Basic_LinkedInDataExport_11-22-2026.zip", true),
            ("messages.csv", true),
            ("your_friends.json", true),
            ("facebook-ana-2026-11-22.zip", true),
            ("twitter-2026-11-22-abc.zip", true),
            ("package.json", false),
            ("bank.csv", false),
            ("holiday.zip", false),
            ("vcf", false),
        ] {
            assert_eq!(has_fitting_name(&name.to_lowercase()), fits, "{name}");
        }
        assert_eq!(
            candidates(Path::new("/nowhere/at/all")),
            Vec::<PathBuf>::new()
        );
    }

    /// Everything a job says until its end.
    fn all_it_says(work: impl FnOnce(&Desk) + Send + 'static) -> Vec<Msg> {
        let (sender, answers) = channel();
        let desk = Desk {
            answers: sender,
            cancelled: Arc::default(),
            waker: Waker::deaf(),
        };
        work(&desk);
        drop(desk);
        answers.iter().collect()
    }

    /// Nobody is here, and nothing came before.
    fn nobody() -> Result<Here, String> {
        Ok((Vec::new(), CameBefore::nothing(chrono::NaiveDate::MAX)))
    }

    #[test]
    fn a_card_is_read_found_and_planned() {
        let home = tempfile::tempdir().unwrap();
        let downloads = home.path().join("Downloads");
        fs::create_dir(&downloads).unwrap();
        let file = downloads.join("contacts.vcf");
        fs::write(
            &file,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nN:;Ana;;;\r\nEND:VCARD\r\n",
        )
        .unwrap();
        fs::write(downloads.join("bank.csv"), "a,b\n").unwrap();
        assert_eq!(
            all_it_says(find_importable(Some(home.path().to_owned()))),
            [Msg::ImportFound(vec![Found {
                path: file.clone(),
                what: "address book".into()
            }])]
        );
        let said = all_it_says(plan_import(vec![file.clone()], Said::new(), nobody));
        let [Msg::ImportPlanned(planned)] = said.as_slice() else {
            panic!("{said:?}");
        };
        assert_eq!(planned.plan.rows.len(), 1);
        let table = home.path().join("people.csv");
        fs::write(&table, "Fono,E-mail\n+351 1,ana@example.com\n").unwrap();
        let asked = all_it_says(plan_import(vec![table.clone()], Said::new(), nobody));
        let [Msg::ImportAsks(asks)] = asked.as_slice() else {
            panic!("{asked:?}");
        };
        assert_eq!((&asks.table, asks.columns.len()), (&table, 2));
        let mapping = Mapping {
            fields: asks.columns.iter().map(|column| column.field).collect(),
            order: DateOrder::DayFirst,
        };
        let said = vec![(table.clone(), mapping)];
        let planned = all_it_says(plan_import(vec![table], said, nobody));
        let [Msg::ImportPlanned(planned)] = planned.as_slice() else {
            panic!("{planned:?}");
        };
        assert_eq!(planned.plan.rows[0].draft.name, "ana@example.com");
        let missing = all_it_says(plan_import(
            vec![home.path().join("gone")],
            Said::new(),
            nobody,
        ));
        assert!(
            matches!(missing.as_slice(), [Msg::ImportFailed(_)]),
            "{missing:?}"
        );
    }

    #[test]
    fn an_export_that_was_unpacked_is_offered_as_one() {
        let home = tempfile::tempdir().unwrap();
        let downloads = home.path().join("Downloads");
        let export = downloads.join("Complete_LinkedInDataExport_11-22-2026");
        fs::create_dir_all(&export).unwrap();
        fs::create_dir(downloads.join("photos")).unwrap();
        for (name, head) in [
            ("Connections.csv", "First Name,Last Name,URL,Connected On"),
            ("Invitations.csv", "From,To,Sent At,Message,Direction"),
            ("Profile.csv", "First Name,Headline"),
        ] {
            fs::write(export.join(name), format!("{head}\n")).unwrap();
        }
        assert_eq!(
            all_it_says(find_importable(Some(home.path().to_owned()))),
            [Msg::ImportFound(vec![Found {
                path: export,
                what: "LinkedIn connections, invitations".into()
            }])]
        );
    }
}
