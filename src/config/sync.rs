//! How the history is shared with other machines.

use super::entry::{Complaint, Entry};

/// What is set about sharing; where the history lies is said to `ties sync`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sync {
    /// The command whose first line is the secret that all machines share, word by word; empty for
    /// none.
    pub secret_command: Vec<String>,
    pub when: When,
    pub budgets: Budgets,
}

/// When the screen syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    #[default]
    Asked,
    /// As it opens, as it closes, and every few minutes.
    ByItself,
}

/// Whether other machines get to know the budgets of single weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Budgets {
    #[default]
    Travel,
    Stay,
}

impl Sync {
    pub(super) fn is_by_itself(&self) -> bool {
        self.when == When::ByItself
    }

    pub(super) fn shares_budgets(&self) -> bool {
        self.budgets == Budgets::Travel
    }
}

/// Reads the table `[sync]`.
pub(super) fn read(entry: &Entry<'_>) -> Result<Sync, Complaint> {
    let mut sync = Sync::default();
    for line in entry.table()? {
        match line.known(&["secret_command", "auto", "budget"])? {
            "secret_command" => sync.secret_command = line.command()?,
            "auto" => {
                sync.when = match line.truth()? {
                    true => When::ByItself,
                    false => When::Asked,
                };
            }
            _ => {
                sync.budgets = match line.truth()? {
                    true => Budgets::Travel,
                    false => Budgets::Stay,
                };
            }
        }
    }
    Ok(sync)
}
