//! What can be said on the command line, as one declaration; help, completions and the man
//! page are read from it. Here are the verbs and what they share; what each of them takes is
//! in a file by what it is about.

mod files;
mod look;
mod person;
mod practice;
mod sync;
mod touch;
mod vdir;

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValue, TypedValueParser};
use clap::{Args, Command, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use files::{Backup, Demo, Doctor, Encrypt, Export, Format, Import, Rekey, Restore, Unsure};
pub use look::{Due, List, Program, Query, Show};
pub use person::{
    Add, Archive, Edit, Fields, Merge, Note, Occasion, Purge, Relate, SetTie, Stand, Standing, Tag,
};
pub use practice::{
    Ask, Gather, Heard, HeardIds, Inbox, RequestVerb, Review, Share, Shelf, ShelfVerb,
};
pub use sync::{PlaceArgs, Sync, SyncConflicts, SyncVerb};
pub use touch::{Budget, Channel, Later, Log, Mind, Next, Notify, Skip};
pub use vdir::{Conflicts, SyncCards, VdirVerb};

use crate::domain::tie::Tie;
use crate::exit::Exit;

/// Keeps your network warm from the terminal, a few people a week
///
/// Without a command, ties opens its screen.
#[derive(Debug, Parser)]
#[command(
    name = "ties",
    version,
    propagate_version = false,
    max_term_width = 100,
    args_override_self = true,
    after_help = after_help()
)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

fn after_help() -> String {
    let ends = Exit::ALL.map(|exit| format!("{} {}", exit.code(), exit.words()));
    format!("{WORDS}\n\nExit status: {}.", ends.join(" · "))
}

const WORDS: &str = "\
WHO is an id, an e-mail, or a name or nickname; case and accents never matter.
Days are written as today, yesterday, fri, last fri, next monday, 3d, 2w, 5mo, 1y, 14 jun,
14.6. or 2026-06-14.";

/// What holds for every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Globals {
    /// The data file [also: TIES_DB]
    #[arg(long, global = true, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// The config file [also: TIES_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Takes this day for today
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<String>,
    /// Hides notes and ties, while somebody looks over your shoulder
    #[arg(long, global = true)]
    pub discreet: bool,
    /// When to use colours; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// One thing to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Shows who it is a good time to say hi to
    Due(Due),
    /// Lists people, all or those a filter finds
    List(List),
    /// Shows everything known about one contact
    Show(Show),
    /// Adds a contact
    Add(Box<Add>),
    /// Changes a contact; without options, in your editor
    Edit(Box<Edit>),
    /// Says how strong a tie is
    Tie(SetTie),
    /// Logs a catch-up with one or several people, or mends one
    Log(Log),
    /// Adds a paragraph to a contact's notes
    Note(Note),
    /// Hides a contact until a day
    Later(Later),
    /// Someone else this week: hides a contact until the week ends
    Skip(Skip),
    /// Puts a contact on your mind; without WHO, lists who is
    Mind(Mind),
    /// Stops a contact's clock
    Pause(One),
    /// Lets a paused contact's clock run again
    Resume(One),
    /// Says where a contact stands
    Stand(Stand),
    /// Puts a contact away
    Archive(Archive),
    /// Deletes a contact; bring-back or undo brings them back
    Delete(One),
    /// Brings back who was put away or deleted
    BringBack(One),
    /// Removes a contact for good: from the file, its history and what was typed about them
    ///
    /// Undo and bring-back have nothing to bring back then, so it asks for the name. What of
    /// them is elsewhere, such as in backups until newer ones take their place, is said.
    Purge(Purge),
    /// Notes something to ask or send
    Next(Next),
    /// Makes one contact of two, or lists who may be here twice
    ///
    /// The second becomes part of the first: nothing of either is lost, and the second's uid
    /// still finds them. Ends with status 3 where a name is not wholly one contact's.
    Merge(Merge),
    /// Says that two contacts know each other, and how
    Relate(Relate),
    /// Sets a birthday, an anniversary or another day; an empty DATE removes it
    Occasion(Occasion),
    /// Renames or deletes a tag everywhere
    #[command(subcommand)]
    Tag(Tag),
    /// Renames a channel everywhere
    #[command(subcommand)]
    Channel(Channel),
    /// Shows or sets how many times a week you have energy to reach out
    Budget(Budget),
    /// Shows how it goes: the last weeks, whether the list fits a week, what is ahead
    Review(Review),
    /// Shows requests and small batches that nobody has looked at
    Inbox(Inbox),
    /// Reads mail and calendars, where the settings name some, and shows what they tell
    ///
    /// Only the heads of mail are read, and only of people who are here anything is kept: the
    /// day, and who wrote. ties config shows the settings.
    Heard(Heard),
    /// Takes a connection request in, or decides about one
    #[command(subcommand)]
    Request(RequestVerb),
    /// Shows the links that wait for somebody, and who may like them
    Shelf(Shelf),
    /// Notes who gets a link, and prints what to send them
    Share(Share),
    /// Finds good tables for a small dinner
    Gather(Gather),
    /// Imports contacts from files: vCard, LinkedIn, Google, Outlook, any table, and more
    Import(Import),
    /// Writes contacts out: everything as JSON, or vCard, CSV, a calendar or Markdown
    Export(Export),
    /// Keeps a folder of cards in step with the people here
    #[command(subcommand)]
    Vdir(VdirVerb),
    /// Keeps the same people on several machines, through a history that they share
    ///
    /// Without a command it brings this machine and the others in step. docs/sync.md shows how to
    /// begin.
    Sync(Sync),
    /// Completes addresses for a mail program
    Query(Query),
    /// Prints “hi” when there is somebody to greet, for a prompt
    Status,
    /// Says who it is a good time to say hi to, once a day, from a timer
    Notify(Notify),
    /// Takes back the last action
    Undo,
    /// Does again what was taken back
    Redo,
    /// Lists the actions that can be taken back, latest first
    History(Json),
    /// Writes a verified copy of the data file
    Backup(Backup),
    /// Puts a backup in place of the data file; without FILE, lists the backups
    Restore(Restore),
    /// Encrypts the data file, with a passphrase or key of your own
    ///
    /// The passphrase is asked for on the terminal, twice, or is the first line that
    /// passphrase_command in the config prints. Nobody can open the file without it, you neither.
    Encrypt(Encrypt),
    /// Makes a plain file of the encrypted data file
    Decrypt,
    /// Gives the encrypted data file another passphrase or key
    Rekey(Rekey),
    /// Checks the data file, the folders and the settings
    ///
    /// Ends with status 0 where all is well, 5 where the file is damaged, and 1 where anything
    /// else wants mending. What is printed names nobody, and no file or folder, so that it can be
    /// shown to others; --full names them.
    Doctor(Doctor),
    /// Looks round with made-up people
    Demo(Demo),
    /// Prints the settings in force as a config file
    Config,
    /// Prints a shell's completions
    Completions(Completions),
    /// Prints the manual page
    Man,
}

/// Adds to a command what a verb takes.
type Takes = fn(Command) -> Command;

/// The verbs that are said most, and what each takes.
const OFTEN: [(&str, Takes); 14] = [
    ("due", Due::augment_args),
    ("list", List::augment_args),
    ("show", Show::augment_args),
    ("add", Add::augment_args),
    ("log", Log::augment_args),
    ("note", Note::augment_args),
    ("later", Later::augment_args),
    ("skip", Skip::augment_args),
    ("mind", Mind::augment_args),
    ("next", Next::augment_args),
    ("query", Query::augment_args),
    ("status", |command| command),
    ("undo", |command| command),
    ("redo", |command| command),
];

/// The declaration of one of the verbs that are said most, without all the others.
pub(super) fn alone(verb: &str) -> Option<Command> {
    let (name, takes) = OFTEN.iter().find(|(name, _)| *name == verb)?;
    Some(takes(Command::new(*name)))
}

/// A verb that can answer for programs too.
#[derive(Debug, Clone, Copy, Args)]
pub struct Json {
    /// Prints one JSON document
    #[arg(long)]
    pub json: bool,
}

/// A verb's one contact, whose name may be several words.
#[derive(Debug, Args)]
pub struct One {
    /// An id, an e-mail, a name or a nickname
    #[arg(required = true)]
    pub who: Vec<String>,
}

impl One {
    /// What was said, as one text.
    pub fn words(&self) -> String {
        self.who.join(" ")
    }
}

/// Which shell's completions.
#[derive(Debug, Args)]
pub struct Completions {
    /// bash, zsh, fish or another shell
    pub shell: Shell,
}

/// A tie's word, its one letter, or its label in the config file, which is not read yet when
/// arguments are: any word is taken, help and completions name the five.
#[derive(Clone)]
struct TieWords;

impl TypedValueParser for TieWords {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        NonEmptyStringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let words = Tie::ALL.map(|tie| PossibleValue::new(tie.word()).help(tie.question()));
        Some(Box::new(words.into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_last_word_is_the_tie() {
        for level in ["weak", "i", "loose"] {
            let cli = Cli::try_parse_from(["ties", "tie", "Ana", "Ben Li", level]).unwrap();
            let Some(Verb::Tie(set)) = cli.verb else {
                panic!("not the verb tie");
            };
            assert_eq!((set.who.len(), set.level.as_str()), (2, level));
        }
    }

    #[test]
    fn every_verb_says_what_it_does() {
        for verb in Cli::command().get_subcommands() {
            let about = verb.get_about().map(ToString::to_string);
            assert!(
                about.is_some_and(|text| !text.ends_with('.')),
                "{}",
                verb.get_name()
            );
        }
    }
}
