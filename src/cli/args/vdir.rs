//! The verbs of the folder of cards.

use clap::{Args, Subcommand};

use super::Json;

#[derive(Debug, Subcommand)]
pub enum VdirVerb {
    /// Brings the folder and the people here to the same
    ///
    /// What changed there comes in as one action that undo takes back; what changed here is
    /// written into the lines it concerns, and no other byte of a card. Whose card is gone is put
    /// away. No card is ever removed.
    Sync(SyncCards),
    /// Shows what was changed on both sides, or answers it
    Conflicts(Conflicts),
}

#[derive(Debug, Clone, Copy, Args)]
pub struct SyncCards {
    /// Shows what would be done and does nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Believes the folder though most of its cards are gone
    #[arg(long)]
    pub really: bool,
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Clone, Copy, Args)]
#[command(group(clap::ArgGroup::new("answer").conflicts_with("json")))]
pub struct Conflicts {
    /// What is here stands, and goes into the card
    #[arg(long, value_name = "ID", group = "answer")]
    pub ours: Option<i64>,
    /// What the card says comes here
    #[arg(long, value_name = "ID", group = "answer")]
    pub theirs: Option<i64>,
    /// Both stand, of addresses, numbers and other lists
    #[arg(long, value_name = "ID", group = "answer")]
    pub both: Option<i64>,
    #[command(flatten)]
    pub json: Json,
}
