//! `ties relate` and `occasion`.

use super::args::{Occasion, Relate};
use super::failure::Failure;
use super::session::Session;
use super::who::Finder;
use crate::domain::card::OccasionDay;
use crate::domain::change::Change;
use crate::domain::when::{self, Comes};
use crate::text::fold;

/// Says how two contacts know each other, or that they do not.
pub(super) fn relate(args: &Relate, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let (from, to) = {
        let finder = Finder::new(session, &store);
        (finder.here(&args.who)?, finder.here(&args.other)?)
    };
    if from == to {
        return Err(Failure::usage("a relation needs two people"));
    }
    let kind = args.kind.clone();
    let change = match args.remove {
        true => Change::Unrelate { from, kind, to },
        false => Change::Relate { from, kind, to },
    };
    session.change(&mut store, &change)?;
    Ok(())
}

/// Sets an occasion's day, or with an empty one removes it.
pub(super) fn occasion(args: &Occasion, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let contact = Finder::new(session, &store).here(&args.who)?;
    let label = args.label.trim();
    if label.is_empty() {
        return Err(Failure::usage(
            "an occasion needs a label, such as anniversary",
        ));
    }
    let date = args.date.join(" ");
    let change = if date.trim().is_empty() {
        let card = store.card(contact, session.today)?;
        let occasion = card
            .iter()
            .flat_map(|card| &card.occasions)
            .find(|occasion| fold(&occasion.label) == fold(label))
            .ok_or_else(|| Failure::not_found(format_args!("there is no {label} to remove")))?;
        Change::DeleteOccasion(occasion.id)
    } else {
        let comes = match args.once {
            true => Comes::Once,
            false => Comes::EveryYear,
        };
        let order = session.rules().date_order;
        let day = when::parse_occasion(&date, comes, session.today, order);
        Change::Occasion {
            contact,
            label: label.to_owned(),
            day: OccasionDay::Day(day.map_err(Failure::usage)?),
            yearly: !args.once,
        }
    };
    session.change(&mut store, &change)?;
    Ok(())
}
