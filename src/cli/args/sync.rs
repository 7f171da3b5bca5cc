//! The verbs of sharing between machines.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::Json;

#[derive(Debug, Args)]
pub struct Sync {
    #[command(subcommand)]
    pub verb: Option<SyncVerb>,
}

#[derive(Debug, Subcommand)]
pub enum SyncVerb {
    /// Begins a history that other machines can join, with who is here
    ///
    /// Everything that leaves this machine is encrypted with a secret of yours: the first line
    /// that secret_command under “sync” in the config prints, or what you type. Without it nobody
    /// reads what is shared, you neither.
    #[command(subcommand)]
    Init(PlaceArgs),
    /// Joins the history that another machine began, and keeps who is here
    #[command(subcommand)]
    Join(PlaceArgs),
    /// Says through what this file is shared, and what waits
    Status(Json),
    /// Shows what was changed on two machines at once, and what became of it
    Conflicts(SyncConflicts),
    /// Ends that this file is shared; what it holds stays, and so does what is shared
    Leave,
}

/// Where a history is kept.
#[derive(Debug, Subcommand)]
pub enum PlaceArgs {
    /// A branch of a git repository that is there already, best an empty one
    Git {
        /// As git takes it; a folder of this machine will do
        url: String,
        /// The branch that holds it and nothing else
        #[arg(long, value_name = "NAME", default_value = crate::sync::place::BRANCH)]
        branch: String,
    },
    /// A taskchampion-sync-server
    Server {
        /// Its address, which begins with https://
        url: String,
        /// The number of the history there: init makes one and prints it
        #[arg(long, value_name = "ID")]
        client: Option<Uuid>,
    },
    /// A bucket of Amazon S3, or of whoever speaks like it
    S3 {
        bucket: String,
        #[arg(long)]
        region: Option<String>,
        /// The address of another one than Amazon
        #[arg(long, value_name = "URL")]
        endpoint: Option<String>,
        /// A profile of ~/.aws/credentials; else what the AWS tools take
        #[arg(long, value_name = "NAME")]
        profile: Option<String>,
    },
    /// A bucket of Google Cloud Storage
    Gcs {
        bucket: String,
        /// The file with the key of a service account; else what the Google tools take
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, Args)]
pub struct SyncConflicts {
    /// Forgets them, once you have looked at them
    #[arg(long, conflicts_with = "json")]
    pub seen: bool,
    #[command(flatten)]
    pub json: Json,
}
