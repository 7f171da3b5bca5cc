//! Verbs of being in touch: catch-ups, next steps, whose turn it is, and how much there is
//! room for.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::One;
use crate::domain::catch_up::Started;

#[derive(Debug, Args)]
#[command(
    override_usage = "ties log [OPTIONS] <WHO>...\n       ties log --edit <ID> [OPTIONS] \
                      [WHO]...\n       ties log --delete <ID>"
)]
pub struct Log {
    /// Ids, e-mails, names or nicknames; with --edit, who it was with instead
    #[arg(required_unless_present_any = ["edit", "delete"])]
    pub who: Vec<String>,
    /// With their partners, parents and children and whoever else is of the household
    #[arg(long, conflicts_with_all = ["edit", "delete"])]
    pub household: bool,
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
    #[arg(long, value_name = "ID", value_parser = id, conflicts_with = "delete")]
    pub edit: Option<i64>,
    /// With --edit: it was answered after all
    #[arg(long, requires = "edit", conflicts_with = "unanswered")]
    pub answered: bool,
    /// Removes the catch-up with this id
    #[arg(
        long,
        value_name = "ID",
        value_parser = id,
        conflicts_with_all = ["who", "on", "via", "by", "unanswered", "note"]
    )]
    pub delete: Option<i64>,
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
#[command(
    override_usage = "ties next [OPTIONS] <WHO>... <TEXT>\n       ties next --edit <ID> \
                      [OPTIONS] [TEXT]...\n       ties next --done <ID>\n       ties next --delete <ID>"
)]
pub struct Next {
    /// Who it is about, then what to ask or send; with --edit, what to ask or send instead
    #[arg(value_name = "WHO… TEXT", required_unless_present_any = ["edit", "done", "delete"])]
    pub words: Vec<String>,
    /// The day; without, it is for next time
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// Changes the next step with this id: its words, or with --on its day
    #[arg(long, value_name = "ID", value_parser = id)]
    pub edit: Option<i64>,
    /// With --edit: for next time, on no day
    #[arg(long, requires = "edit", conflicts_with = "on")]
    pub next_time: bool,
    /// With --edit: who it is about instead; may be said several times
    #[arg(long, value_name = "WHO", requires = "edit")]
    pub with: Vec<String>,
    /// Ticks off the next step with this id
    #[arg(long, value_name = "ID", value_parser = id, conflicts_with_all = ["words", "on", "edit"])]
    pub done: Option<i64>,
    /// Removes the next step with this id, undone
    #[arg(long, value_name = "ID", value_parser = id, conflicts_with_all = ["words", "on", "edit", "done"])]
    pub delete: Option<i64>,
}

#[derive(Debug, Args)]
pub struct Notify {
    /// Also where it was said today already
    #[arg(long)]
    pub again: bool,
    /// On standard output, though there is a desktop
    #[arg(long)]
    pub print: bool,
}

#[derive(Debug, Subcommand)]
pub enum Channel {
    /// Renames a channel in every catch-up, to one that the config file knows and is like it
    Rename { from: String, to: String },
}

#[derive(Debug, Args)]
pub struct Budget {
    /// Times in this week, 0 to 99
    #[arg(value_parser = times)]
    pub times: Option<u8>,
    /// For every week, this one and those to come
    #[arg(long, requires = "times")]
    pub always: bool,
}

fn id(text: &str) -> Result<i64, String> {
    text.parse()
        .map_err(|_| "say the number that `ties show WHO` has in brackets".to_owned())
}

fn times(text: &str) -> Result<u8, String> {
    text.parse()
        .ok()
        .filter(|times| *times <= 99)
        .ok_or_else(|| "say how many times, 0 to 99".to_owned())
}

fn starters() -> impl TypedValueParser<Value = Started> {
    PossibleValuesParser::new(Started::ALL.map(Started::word))
        .map(|word| Started::from_word(&word).unwrap_or(Started::Me))
}
