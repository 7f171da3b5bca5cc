//! Verbs that read files or write them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::{Json, TieWords};
use crate::domain::columns::{CHOICES, Pick};
use crate::domain::draft::SourceKind;

#[derive(Debug, Args)]
#[command(after_help = about_import())]
pub struct Import {
    /// Files, folders or zips to import together; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "list")]
    pub files: Vec<PathBuf>,
    /// What the files are, if it cannot be told from what is in them
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub from: Option<SourceKind>,
    /// What a column of a table is, by its name or number; may be given again
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = Pick::parse)]
    pub map: Vec<Pick>,
    /// The tie of those who are new [default: latent]
    #[arg(long, value_parser = TieWords)]
    pub tie: Option<String>,
    /// What becomes of those who only look like somebody who is here [default: new]
    #[arg(long)]
    pub unsure: Option<Unsure>,
    /// Shows what would be done and does nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Lists what can be imported
    #[arg(long, conflicts_with_all = ["files", "from", "map", "tie", "unsure", "dry_run"])]
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
    /// The file to write, readable by you alone; - is standard output, as it is without this.
    /// For markdown a folder with a file for each person, unless it ends in .md
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replaces the file if there is one, and in a folder those of the same name; a calendar of ties' own is replaced anyway
    #[arg(long, requires = "out")]
    pub force: bool,
    /// In a calendar, hides whom its events are about
    #[arg(long)]
    pub private: bool,
}

/// What contacts can be written out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Everything, to be read back by ties
    Json,
    /// vCard 3.0, which is read most widely
    Vcard,
    /// vCard 4.0
    Vcard4,
    /// A table
    Csv,
    /// A calendar: who it is a good time to say hi to this week, birthdays and other days
    Ics,
    /// Pages to be read, one a person
    Markdown,
}

#[derive(Debug, Args)]
pub struct Backup {
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
    /// Lists the backups as one JSON document
    #[arg(long, conflicts_with = "file")]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// Names files and folders, and quotes what is written in them
    #[arg(long)]
    pub full: bool,
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Args)]
pub struct Encrypt {
    /// Removes the backups from before, which are not encrypted, once there is one that is
    #[arg(long)]
    pub remove_plain_backups: bool,
}

#[derive(Debug, Args)]
pub struct Rekey {
    /// A command, run without a shell, whose first line is the new passphrase or key
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Writes the made-up people to a new data file, and ends
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
}

/// What stands below the options of an import.
fn about_import() -> String {
    let words: Vec<&str> = CHOICES.iter().map(|choice| choice.word).collect();
    format!(
        "A folder or a zip is taken whole: of what LinkedIn, Facebook or X send you, or of a \
         folder of cards, whatever ties reads, and the rest is counted.\n\n\
         Of messages only the days come in, and none of the words: the last day you were in \
         touch with each person who is here, and, if you wrote more than three weeks after what \
         they wrote last, that day too, as not answered. Groups, drafts and advertisements count \
         for nobody.\n\n\
         A table whose columns ties does not know is refused with their names; --map says what \
         they are: --map name='Full name' --map email=3. The fields are {}. Days in numbers are \
         read as date_order in the config says, unless the table itself shows the order.\n\n\
         In JSON, each file has notes beside skipped: what was not understood of records that \
         were taken, as line and why; look_alikes says who is counted as unsure, and remarks what \
         is to be said of the file as a whole.",
        words.join(", ")
    )
}

fn kinds() -> impl TypedValueParser<Value = SourceKind> {
    PossibleValuesParser::new(SourceKind::of_files().map(SourceKind::word))
        .map(|word| SourceKind::from_word(&word).unwrap_or(SourceKind::Vcard))
}
