//! `ties review`: how it goes, what is ahead, and what could be loosened.

mod document;

use super::args::Review;
use super::failure::Failure;
use super::print::{Out, Table, say};
use super::session::Session;
use crate::domain::contact::Contact;
use crate::domain::due::Warmth;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::offer::{self, Offer, Offered};
use crate::domain::review::{self, Page};
use crate::domain::tie::Tie;
use crate::domain::when;
use crate::domain::year::Year;
use document::{Document, YearDocument};

/// Prints how it goes, looks back on the year, or does or declines what was offered.
pub(super) fn run(args: &Review, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut store = match (args.apply, args.not_now) {
        (None, None) => session.look()?,
        _ => session.open()?,
    };
    let network = session.network(&store)?;
    if args.year {
        let year = store.year(&network, session.rules(), session.today)?;
        return match args.json.json {
            true => out.json(&YearDocument::new(&year)),
            false => print_year(&year, &network, out),
        };
    }
    let mut past = store.past(&network, session.rules(), session.today)?;
    if args.apply.is_some() {
        // Whoever asks for it by name has thought again.
        past.declined.clear();
    }
    let page = review::page(&network, session.rules(), &past, session.today);
    let Some(kind) = args.apply.or(args.not_now) else {
        return match args.json.json {
            true => out.json(&Document::new(&page, &network)),
            false => print(&page, &network, session, out),
        };
    };
    let Some(offer) = page.offers.iter().find(|offer| offer.kind == kind) else {
        let command = session.command();
        say(&format!(
            "this is not offered now, so nothing was changed; `{command} review` shows what is"
        ));
        return Ok(());
    };
    if args.apply.is_some() {
        session.change(&mut store, &offer.change())?;
    } else {
        session.change(&mut store, &offer.decline())?;
        let again = when::day_long(offer::made_again(session.today));
        say(&format!("offered again from {again}"));
    }
    Ok(())
}

fn print(page: &Page, network: &Network, session: &Session, out: &mut Out) -> Result<(), Failure> {
    if page.is_back {
        out.line("Good to see you.")?;
    } else {
        print_weeks(page, out)?;
    }
    print_table(page, session, out)?;
    print_ahead(page, network, out)?;
    for offer in &page.offers {
        out.line("")?;
        let (title, kind) = (offer.kind.title(), offer.kind.word());
        let command = session.command();
        out.line(&format!("{title}  ({command} review --apply {kind})"))?;
        out.table(&preview(offer, network))?;
    }
    Ok(())
}

fn print_weeks(page: &Page, out: &mut Out) -> Result<(), Failure> {
    out.line(&format!(
        "This week   {} reached, room for {}",
        page.week.reached, page.week.left
    ))?;
    let bars: Vec<String> = page
        .weeks
        .iter()
        .map(|week| match week.any {
            true => week.reached.to_string(),
            false => "·".to_owned(),
        })
        .collect();
    out.line(&format!("Before      {}", bars.join(" ")))?;
    if let Some(sentence) = &page.sentence {
        out.line("")?;
        out.line(sentence)?;
    }
    Ok(())
}

fn print_table(page: &Page, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut table = Table::default();
    let header = std::iter::once("").chain(Warmth::ALL.map(Warmth::word));
    table.row(header);
    for tie in Tie::ALL {
        let counts = page.table[tie as usize];
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

fn print_ahead(page: &Page, network: &Network, out: &mut Out) -> Result<(), Failure> {
    let mut table = Table::default();
    for ahead in &page.ahead {
        if let Some(contact) = network.contact(ahead.contact) {
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

/// Whom an offer would change something for, and what.
fn preview(offer: &Offer, network: &Network) -> Table {
    let mut table = Table::default();
    let name = |id: ContactId| network.contact(id).map_or("", Contact::name);
    match &offer.what {
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

fn print_year(year: &Year, network: &Network, out: &mut Out) -> Result<(), Failure> {
    let name = |id: &ContactId| network.contact(*id).map(Contact::name);
    let names = |ids: &[ContactId]| ids.iter().filter_map(name).collect::<Vec<_>>().join(", ");
    let through = year
        .new_through
        .iter()
        .filter_map(|(id, by)| Some(format!("{} through {}", name(id)?, name(by)?)));
    let links = year
        .shared
        .iter()
        .map(|shared| format!("{}: {}", shared.title, names(&shared.with)));
    let some = |text: String| {
        if text.is_empty() {
            Vec::new()
        } else {
            vec![text]
        }
    };
    let parts = [
        (
            "Met again after more than a year",
            some(names(&year.met_again)),
        ),
        ("New", some(through.collect::<Vec<_>>().join(", "))),
        ("Wrote first", some(names(&year.wrote_first))),
        ("Links that found somebody", links.collect()),
    ];
    if year.is_empty() {
        say("nothing to look back on yet this year");
    }
    for (title, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
        out.line(title)?;
        for line in lines {
            out.line(&format!("  {line}"))?;
        }
    }
    Ok(())
}
