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
        let network = session.network(&store)?;
        let week = week::this_week(&network, session.rules(), session.today);
        let usual = network.budgets.always.unwrap_or(session.rules().budget);
        let budget = match week.budget == usual {
            true => format!("{usual} a week"),
            false => format!("{} this week, {usual} in others", week.budget),
        };
        return out.line(&format!(
            "{budget}; reached {} this week, room for {}",
            week.reached, week.left
        ));
    };
    let change = match args.always {
        true => Change::Budget(times),
        false => Change::WeekBudget(session.rules().week_of(session.today), times),
    };
    session.change(&mut session.open()?, &change)?;
    Ok(())
}
