//! What can be said on the command line, as one declaration; help, completions and the man
//! page are read from it.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{
    NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::domain::catch_up::Started;
use crate::domain::draft::SourceKind;
use crate::domain::tie::Tie;

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
    after_help = AFTER_HELP
)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

const AFTER_HELP: &str = "\
WHO is an id, an e-mail, or a name or nickname; case and accents never matter.
Days are written as today, yesterday, fri, last fri, next monday, 3d, 2w, 5mo, 1y, 14 jun,
14.6. or 2026-06-14.

Exit status: 0 done, 1 failed, 2 usage, 3 not found or ambiguous, 4 busy, 5 damaged or
another program's file, 6 file of a newer version, 7 permission, 8 import refused.";

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
    /// Deletes a contact; it is kept until purged, and undo brings it back
    Delete(One),
    /// Brings back who was put away or deleted
    BringBack(One),
    /// Notes something to ask or send
    Next(Next),
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
    /// Imports contacts from files: vCard, LinkedIn, Google, ties' own JSON
    Import(Import),
    /// Writes contacts out: everything as JSON, or vCard or CSV
    Export(Export),
    /// Completes addresses for a mail program
    Query(Query),
    /// Prints “hi” when there is somebody to greet, for a prompt
    Status,
    /// Takes back the last action
    Undo,
    /// Does again what was taken back
    Redo,
    /// Lists the actions that can be taken back, latest first
    History(Json),
    /// Writes a verified copy of the data file
    Backup(File),
    /// Puts a backup in place of the data file; without FILE, lists the backups
    Restore(Restore),
    /// Checks the data file, the folders and the settings
    Doctor(Json),
    /// Looks round with made-up people
    Demo(Demo),
    /// Prints the settings in force as a config file
    Config,
    /// Prints a shell's completions
    Completions(Completions),
    /// Prints the manual page
    Man,
}

#[derive(Debug, Clone, Copy, Args)]
pub struct Json {
    /// Prints one JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Due {
    /// Everyone who is due, not only this week's few
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Args)]
pub struct List {
    /// Words and filters, such as: tie:weak city:oslo is:new has:email last:>90d not:tag:work
    pub query: Vec<String>,
    /// Prints tab-separated values with a line of names first
    #[arg(long, conflicts_with = "json")]
    pub tsv: bool,
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Args)]
pub struct Show {
    /// An id, an e-mail, a name or a nickname
    #[arg(required = true)]
    pub who: Vec<String>,
    #[command(flatten)]
    pub json: Json,
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

#[derive(Debug, Args)]
pub struct Add {
    /// The name
    #[arg(required = true)]
    pub name: Vec<String>,
    #[command(flatten)]
    pub fields: Fields,
}

#[derive(Debug, Args)]
pub struct Edit {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// The name
    #[arg(long)]
    pub name: Option<String>,
    #[command(flatten)]
    pub fields: Fields,
    /// Takes a tag away
    #[arg(long, value_name = "TAG")]
    pub untag: Vec<String>,
    /// Takes an interest away
    #[arg(long, value_name = "INTEREST")]
    pub no_interest: Vec<String>,
    /// Takes an e-mail address away
    #[arg(long, value_name = "EMAIL")]
    pub no_email: Vec<String>,
    /// Takes a phone number away
    #[arg(long, value_name = "PHONE")]
    pub no_phone: Vec<String>,
    /// Takes a link away
    #[arg(long, value_name = "URL")]
    pub no_url: Vec<String>,
    /// A person after all, not a company
    #[arg(long, conflicts_with = "company")]
    pub person: bool,
}

/// What can be said of a contact. Single ones replace and "" clears; lists add.
#[derive(Debug, Default, PartialEq, Args)]
pub struct Fields {
    /// How strong the tie is [default for a new contact: weak]
    #[arg(long, value_parser = TieWords)]
    pub tie: Option<String>,
    /// Days within which to be in touch, 7 to 3650, or never
    #[arg(long, value_name = "DAYS|never")]
    pub every: Option<String>,
    /// Organisation
    #[arg(long)]
    pub org: Option<String>,
    /// Job title
    #[arg(long)]
    pub title: Option<String>,
    /// City
    #[arg(long)]
    pub city: Option<String>,
    /// An e-mail address; may be given again
    #[arg(long)]
    pub email: Vec<String>,
    /// A phone number; may be given again
    #[arg(long)]
    pub phone: Vec<String>,
    /// A profile or page; may be given again
    #[arg(long)]
    pub url: Vec<String>,
    /// A circle; may be given again
    #[arg(long)]
    pub tag: Vec<String>,
    /// Something they care about; may be given again
    #[arg(long)]
    pub interest: Vec<String>,
    /// Nickname
    #[arg(long)]
    pub nickname: Option<String>,
    /// Birthday, with or without year: 3 may, --05-03, 1990-05-03
    #[arg(long, value_name = "DATE")]
    pub birthday: Option<String>,
    /// How you met
    #[arg(long, value_name = "TEXT")]
    pub met: Option<String>,
    /// Who introduced you
    #[arg(long, value_name = "WHO")]
    pub introduced_by: Option<String>,
    /// The day you last spoke, to count from; this is no catch-up
    #[arg(long, value_name = "DATE")]
    pub last: Option<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// A company, not a person
    #[arg(long)]
    pub company: bool,
}

#[derive(Debug, Args)]
pub struct SetTie {
    /// Ids, e-mails, names or nicknames
    #[arg(required = true)]
    pub who: Vec<String>,
    /// How strong the tie is
    #[arg(value_parser = TieWords, required = true)]
    pub level: String,
}

#[derive(Debug, Args)]
#[command(
    override_usage = "ties log [OPTIONS] <WHO>...\n       ties log --edit <ID> [OPTIONS] \
                      [WHO]...\n       ties log --delete <ID>"
)]
pub struct Log {
    /// Ids, e-mails, names or nicknames; with --edit, who it was with instead
    #[arg(required_unless_present_any = ["edit", "delete"])]
    pub who: Vec<String>,
    /// The day [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// How: message, mail, call, coffee, meal, event, share, other
    #[arg(long, value_name = "CHANNEL")]
    pub via: Option<String>,
    /// Who started it
    #[arg(long, value_parser = starters())]
    pub by: Option<Started>,
    /// Nobody has answered yet
    #[arg(long)]
    pub unanswered: bool,
    /// What to remember; - reads it from standard input
    #[arg(long, value_name = "TEXT|-")]
    pub note: Option<String>,
    /// Something to ask or send next time, or on --next-on
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["edit", "delete"])]
    pub next: Option<String>,
    /// The day of --next
    #[arg(long, value_name = "DATE", requires = "next")]
    pub next_on: Option<String>,
    /// Changes the catch-up with this id
    #[arg(long, value_name = "ID", conflicts_with = "delete")]
    pub edit: Option<i64>,
    /// With --edit: it was answered after all
    #[arg(long, requires = "edit", conflicts_with = "unanswered")]
    pub answered: bool,
    /// Removes the catch-up with this id
    #[arg(
        long,
        value_name = "ID",
        conflicts_with_all = ["who", "on", "via", "by", "unanswered", "note"]
    )]
    pub delete: Option<i64>,
}

#[derive(Debug, Args)]
pub struct Note {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// The paragraph; - reads it from standard input
    #[arg(required = true, value_name = "TEXT|-")]
    pub text: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Later {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// The day to come back: 2w, next monday, 14 jun
    #[arg(required_unless_present = "clear", conflicts_with = "clear")]
    pub when: Vec<String>,
    /// Brings back now
    #[arg(long)]
    pub clear: bool,
}

#[derive(Debug, Args)]
pub struct Skip {
    #[command(flatten)]
    pub one: One,
    /// Takes it back
    #[arg(long)]
    pub clear: bool,
}

#[derive(Debug, Args)]
pub struct Mind {
    /// An id, an e-mail, a name or a nickname
    pub who: Vec<String>,
    /// Takes them off your mind
    #[arg(long, requires = "who")]
    pub clear: bool,
}

#[derive(Debug, Args)]
pub struct Stand {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// Where they stand
    pub standing: Standing,
}

/// Where a contact stands, as far as a hand may say so with one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Standing {
    Active,
    Dormant,
    NoAnswer,
}

#[derive(Debug, Args)]
pub struct Archive {
    #[command(flatten)]
    pub one: One,
    /// They have died
    #[arg(long, conflicts_with = "parted")]
    pub in_memory: bool,
    /// You have parted
    #[arg(long)]
    pub parted: bool,
}

#[derive(Debug, Args)]
#[command(
    override_usage = "ties next [OPTIONS] <WHO>... <TEXT>\n       ties next --done <ID>\n       ties next --delete <ID>"
)]
pub struct Next {
    /// Who it is about, then what to ask or send
    #[arg(value_name = "WHO… TEXT", required_unless_present_any = ["done", "delete"], num_args = 2..)]
    pub words: Vec<String>,
    /// The day; without, it is for next time
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// Ticks off the next step with this id
    #[arg(long, value_name = "ID", conflicts_with_all = ["words", "on"])]
    pub done: Option<i64>,
    /// Removes the next step with this id, undone
    #[arg(long, value_name = "ID", conflicts_with_all = ["words", "on", "done"])]
    pub delete: Option<i64>,
}

#[derive(Debug, Args)]
pub struct Relate {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// How: knows, partner, parent, child, introduced, works with …
    pub kind: String,
    /// The other one
    pub other: String,
    /// Takes the relation away
    #[arg(long)]
    pub remove: bool,
}

#[derive(Debug, Args)]
pub struct Occasion {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// What it is: birthday, anniversary or a word of your own
    pub label: String,
    /// The day, with or without year: 3 may, --05-03, 2026-12-05; "" removes the occasion
    #[arg(required = true)]
    pub date: Vec<String>,
    /// Once, not every year
    #[arg(long)]
    pub once: bool,
}

#[derive(Debug, Subcommand)]
pub enum Tag {
    /// Renames a tag everywhere; two tags of one name become one
    Rename { from: String, to: String },
    /// Takes a tag from everyone
    Delete { tag: String },
}

#[derive(Debug, Subcommand)]
pub enum Channel {
    /// Renames a channel in every catch-up, to one that the config file knows and is like it
    Rename { from: String, to: String },
}

#[derive(Debug, Args)]
pub struct Budget {
    /// Times in this week, 0 to 99
    #[arg(value_parser = clap::value_parser!(u8).range(0..=99))]
    pub times: Option<u8>,
    /// For every week, not only this one
    #[arg(long, requires = "times")]
    pub always: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "In JSON, each file has notes beside skipped: what was not understood of records \
                  that were taken, as line and why; look_alikes says who is counted as unsure."
)]
pub struct Import {
    /// Files to import together; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "list")]
    pub files: Vec<PathBuf>,
    /// What the files are, if it cannot be told from what is in them
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub from: Option<SourceKind>,
    /// The tie of those who are new [default: latent]
    #[arg(long, value_parser = TieWords)]
    pub tie: Option<String>,
    /// What becomes of those who only look like somebody who is here
    #[arg(long, default_value = "new")]
    pub unsure: Unsure,
    /// Shows what would be done and does nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Lists what can be imported
    #[arg(long, conflicts_with_all = ["files", "from", "tie", "unsure", "dry_run"])]
    pub list: bool,
    #[command(flatten)]
    pub json: Json,
}

/// What becomes of records that only look like somebody who is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unsure {
    New,
    Skip,
    Merge,
}

#[derive(Debug, Args)]
pub struct Export {
    /// Words and filters, as for list
    pub query: Vec<String>,
    /// What to write
    #[arg(long, value_name = "FORMAT")]
    pub to: Format,
    /// The file to write, readable by you alone [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replaces the file if there is one
    #[arg(long, requires = "out")]
    pub force: bool,
}

/// What contacts can be written out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Everything, to be read back by ties
    Json,
    /// vCard 3.0
    Vcard,
    /// A table
    Csv,
}

#[derive(Debug, Args)]
pub struct Query {
    /// The beginning of a name or an address
    #[arg(required = true)]
    pub word: Vec<String>,
    /// For which mail program
    #[arg(long, default_value = "mutt")]
    pub format: Program,
}

/// A mail program that asks for addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Program {
    Mutt,
    Aerc,
}

#[derive(Debug, Args)]
pub struct File {
    /// The file
    pub file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    pub file: Option<PathBuf>,
    /// Does not ask; needed where there is no terminal to ask on
    #[arg(long, requires = "file")]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Writes the made-up people to a new data file, and ends
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
}

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

fn starters() -> impl TypedValueParser<Value = Started> {
    PossibleValuesParser::new(Started::ALL.map(Started::word))
        .map(|word| Started::from_word(&word).unwrap_or(Started::Me))
}

fn kinds() -> impl TypedValueParser<Value = SourceKind> {
    PossibleValuesParser::new(SourceKind::ALL.map(SourceKind::word))
        .map(|word| SourceKind::from_word(&word).unwrap_or(SourceKind::Vcard))
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
