//! Applying an import plan, inside the one transaction and action of the import.

use chrono::NaiveDate;
use rusqlite::Transaction;

use super::Error;
use crate::domain::import::Plan;
use crate::domain::rules::Rules;

/// Carries out a plan: everyone new comes in, everyone merged is changed as the plan says.
pub(super) fn apply(
    _tx: &Transaction<'_>,
    plan: &Plan,
    _rules: &Rules,
    _today: NaiveDate,
) -> Result<(), Error> {
    if plan.rows.is_empty() {
        return Ok(());
    }
    Err(Error::Refused("imports cannot be applied yet".into()))
}

/// What an import is called in the history.
pub(super) fn label(plan: &Plan) -> String {
    let names: Vec<String> = plan
        .files
        .iter()
        .filter_map(|file| Some(file.path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    format!("imported {}", names.join(", "))
}
