//! `ties budget`.

use super::args::Budget;
use super::failure::Failure;
use super::print::Out;
use super::session::Session;
use crate::domain::change::Change;
use crate::domain::week;

/// Shows this week's budget, or sets it for this week or for every one.
pub(super) fn run(args: &Budget, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let Some(times) = args.times else {
        let store = session.look()?;
        let week = week::this_week(&session.network(&store)?, session.rules(), session.today);
        return out.line(&format!(
            "{} a week; reached {} this week, room for {}",
            week.budget, week.reached, week.left
        ));
    };
    let change = match args.always {
        true => Change::Budget(times),
        false => Change::WeekBudget(session.rules().week_of(session.today), times),
    };
    session.change(&mut session.open()?, &change)?;
    Ok(())
}
