//! `ties review`: how it goes, what is ahead, and what could be loosened.

mod document;

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate};

use super::args::Review;
use super::failure::Failure;
use super::print::{Out, Table, say};
use super::session::Session;
use crate::domain::cadence::OwnCadence;
use crate::domain::change::Change;
use crate::domain::contact::Contact;
use crate::domain::due::Warmth;
use crate::domain::fit::{self, Fit, Longer, Loosening, PastWeek};
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::review::{self, Ahead, Moment, Seen};
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::week::{self, Week};
use crate::domain::when;
use crate::store::Store;
use document::YearDocument;

/// Times in a row without an answer after which to ask no more is offered.
const SILENT: u32 = 3;

/// Prints how it goes, looks back on the year, or does what was offered.
pub(super) fn run(args: &Review, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut store = match args.apply {
        Some(_) => session.open()?,
        None => session.look()?,
    };
    let network = session.network(&store)?;
    if args.year {
        return year(&network, &store, session, args.json.json, out);
    }
    let page = Page::read(&network, &store, session)?;
    match &args.apply {
        Some(kind) => apply(&page, kind, &mut store, session),
        None if args.json.json => out.json(&page.document()),
        None => page.print(session, out),
    }
}

/// What an offer would change.
enum Offered {
    Longer(Vec<Longer>),
    Stand(Vec<ContactId>, Standing),
}

impl Offered {
    fn is_empty(&self) -> bool {
        match self {
            Offered::Longer(longer) => longer.is_empty(),
            Offered::Stand(ids, _) => ids.is_empty(),
        }
    }
}

struct Page<'n> {
    network: &'n Network,
    week: Week,
    weeks: Vec<PastWeek>,
    fit: Fit,
    sentence: Option<String>,
    table: [[usize; 3]; 5],
    ahead: Vec<Ahead>,
    /// By the word of the kind, in the order shown.
    offers: Vec<(&'static str, Offered)>,
}

impl<'n> Page<'n> {
    fn read(network: &'n Network, store: &Store, session: &Session) -> Result<Page<'n>, Failure> {
        let (rules, today) = (session.rules(), session.today);
        let from = today
            .checked_sub_days(Days::new(7 * (fit::WEEKS as u64 + 1)))
            .unwrap_or(NaiveDate::MIN);
        let seen = store
            .happened(from, today)?
            .into_iter()
            .map(|happened| Seen {
                on: happened.on,
                started: happened.started,
                in_person: rules.is_in_person(&happened.channel),
                answered: happened.answered,
                people: happened.people as usize,
            });
        let weeks = review::past_weeks(seen, rules, today);
        let fit = fit::fit(network, rules, &weeks);
        let asking: Vec<ContactId> = network
            .contacts
            .iter()
            .filter(|contact| contact.standing == Standing::Active && contact.last.is_some())
            .filter(|contact| rules.cadence(contact.tie, contact.own_cadence).is_some())
            .map(|contact| contact.id)
            .collect();
        let gaps: HashMap<ContactId, Vec<i64>> = store.gaps(&asking, today)?.into_iter().collect();
        let gaps = |id: ContactId| gaps.get(&id).cloned().unwrap_or_default();
        let mut offers: Vec<(&str, Offered)> = Loosening::ALL
            .into_iter()
            // Nothing needs loosening where the list fits.
            .filter(|_| fit.stretch.is_none_or(|stretch| stretch > 1.0))
            .map(|how| {
                let longer = fit::loosen(how, network, rules, &fit, &gaps);
                (how.word(), Offered::Longer(longer))
            })
            .collect();
        let resting = review::could_rest(network, rules, today);
        offers.push(("dormant", Offered::Stand(resting, Standing::Dormant)));
        let silent = store.unanswered_runs(SILENT, today)?;
        let silent = silent
            .into_iter()
            .filter(|id| network.contact(*id).is_some_and(|c| c.standing.is_listed()))
            .collect();
        offers.push(("no-answer", Offered::Stand(silent, Standing::Unreachable)));
        offers.retain(|(_, offered)| !offered.is_empty());
        Ok(Page {
            week: week::this_week(network, rules, today),
            sentence: fit.sentence(network, rules),
            table: review::table(network, rules, today),
            ahead: review::ahead(network, today),
            network,
            weeks,
            fit,
            offers,
        })
    }

    fn print(&self, session: &Session, out: &mut Out) -> Result<(), Failure> {
        if review::is_back(&self.weeks, self.week.reached) {
            out.line("Good to see you.")?;
            out.line("")?;
        }
        out.line(&format!(
            "This week   {} reached, room for {}",
            self.week.reached, self.week.left
        ))?;
        let bars: Vec<String> = self
            .weeks
            .iter()
            .map(|week| match week.any {
                true => week.reached.to_string(),
                false => "·".to_owned(),
            })
            .collect();
        out.line(&format!("Before      {}", bars.join(" ")))?;
        if let Some(sentence) = &self.sentence {
            out.line("")?;
            out.line(sentence)?;
        }
        self.print_table(session, out)?;
        self.print_ahead(out)?;
        for (kind, offered) in &self.offers {
            out.line("")?;
            let what = what(kind);
            out.line(&format!(
                "{what}  ({} review --apply {kind})",
                session.command()
            ))?;
            out.table(&self.preview(offered))?;
        }
        Ok(())
    }

    fn print_table(&self, session: &Session, out: &mut Out) -> Result<(), Failure> {
        let mut table = Table::default();
        let header = std::iter::once("").chain(Warmth::ALL.map(Warmth::word));
        table.row(header);
        for tie in Tie::ALL {
            let counts = self.table[tie as usize];
            if counts.iter().sum::<usize>() > 0 {
                let counts = counts.map(|count| count.to_string());
                let label = session.tie_label(tie);
                table.row(std::iter::once(label).chain(counts.iter().map(String::as_str)));
            }
        }
        if table.len() > 1 {
            out.line("")?;
            out.table(&table)?;
        }
        Ok(())
    }

    fn print_ahead(&self, out: &mut Out) -> Result<(), Failure> {
        let mut table = Table::default();
        for ahead in &self.ahead {
            if let Some(contact) = self.network.contact(ahead.contact) {
                table.row([
                    format!("  {}", when::day_short(ahead.on)).as_str(),
                    contact.name(),
                    &ahead.what,
                ]);
            }
        }
        if !table.is_empty() {
            out.line("")?;
            out.line("Ahead")?;
            out.table(&table)?;
        }
        Ok(())
    }

    fn preview(&self, offered: &Offered) -> Table {
        let mut table = Table::default();
        let name = |id: ContactId| self.network.contact(id).map_or("", Contact::name);
        match offered {
            Offered::Longer(longer) => {
                for one in longer {
                    let days = format!("{} → {} days", one.from.days(), one.to.days());
                    table.row(["  ", name(one.contact), &days]);
                }
            }
            Offered::Stand(ids, to) => {
                for id in ids {
                    table.row(["  ", name(*id), to.label()]);
                }
            }
        }
        table
    }
}

/// An offer in words.
fn what(kind: &str) -> &'static str {
    match kind {
        "as-it-is" => "Take the cadence you really have",
        "stretch" => "Stretch everyone's cadence",
        "most-frequent" => "Loosen the ten most frequent",
        "dormant" => "Let these ties rest; the tie stays",
        _ => "Ask no more for now of who does not answer",
    }
}

fn apply(page: &Page<'_>, kind: &str, store: &mut Store, session: &Session) -> Result<(), Failure> {
    let offer = page.offers.iter().find(|(offered, _)| *offered == kind);
    let Some((_, offered)) = offer else {
        say("nothing to change");
        return Ok(());
    };
    let change = match offered {
        Offered::Longer(longer) => Change::Cadences(
            longer
                .iter()
                .map(|one| (one.contact, OwnCadence::Every(one.to)))
                .collect(),
        ),
        Offered::Stand(ids, to) => Change::Stand(ids.clone(), *to),
    };
    session.change(store, &change)?;
    Ok(())
}

fn year(
    network: &Network,
    store: &Store,
    session: &Session,
    json: bool,
    out: &mut Out,
) -> Result<(), Failure> {
    let (rules, today) = (session.rules(), session.today);
    let moments: Vec<Moment> = store
        .met(today)?
        .into_iter()
        .map(|met| Moment {
            contact: met.contact,
            on: met.on,
            started: met.started,
            in_person: rules.is_in_person(&met.channel),
        })
        .collect();
    let from = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let year = review::look_back(network, &moments, from, today);
    if json {
        return out.json(&YearDocument::new(&year, from, today));
    }
    let name = |id: &ContactId| network.contact(*id).map(Contact::name);
    let names = |ids: &[ContactId]| ids.iter().filter_map(name).collect::<Vec<_>>().join(", ");
    let through: Vec<String> = year
        .new_through
        .iter()
        .filter_map(|(id, by)| Some(format!("{} through {}", name(id)?, name(by)?)))
        .collect();
    let lines = [
        ("Met again after more than a year", names(&year.met_again)),
        ("New", through.join(", ")),
        ("Wrote first", names(&year.wrote_first)),
    ];
    if lines.iter().all(|(_, names)| names.is_empty()) {
        say("nothing to look back on yet this year");
    }
    for (title, names) in lines.iter().filter(|(_, names)| !names.is_empty()) {
        out.line(title)?;
        out.line(&format!("  {names}"))?;
    }
    Ok(())
}
