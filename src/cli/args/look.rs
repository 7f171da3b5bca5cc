//! Verbs that look and change nothing.

use clap::{Args, ValueEnum};

use super::{Json, One};

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
    #[command(flatten)]
    pub one: One,
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Args)]
pub struct Query {
    /// A part of a name or an address
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
