//! `ties show`: everything known about one contact, to be read; `document` has it as JSON.

mod document;

use chrono::NaiveDate;

use super::args::Show;
use super::failure::Failure;
use super::print::{Out, Table};
use super::session::Session;
use super::who::Finder;
use crate::domain::bridge;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, MethodKind, OccasionDay, Related, Relation};
use crate::domain::catch_up::CatchUp;
use crate::domain::contact::{Contact, Kind};
use crate::domain::discreet::Sight;
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::introduced;
use crate::domain::level;
use crate::domain::naming;
use crate::domain::network::Network;
use crate::domain::next_step::{self, GOOD_MOMENT, Moment};
use crate::domain::reason;
use crate::domain::relation;
use crate::domain::standing::Standing;
use crate::domain::when;

/// Prints a contact's card.
pub(super) fn run(args: &Show, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    let finder = Finder::new(session, &store);
    let id = finder.one(&args.one.words())?;
    let network = finder.network()?;
    let gone = || Failure::not_found("this contact is no longer there");
    let contact = network.contact(id).ok_or_else(gone)?;
    let mut card = store.card(id, session.today)?.ok_or_else(gone)?;
    session.sight.card(&mut card);
    let page = Page {
        network,
        contact,
        card: &card,
        session,
    };
    if args.json.json {
        document::print(&page, &store, out)
    } else {
        page.print_plain(out)
    }
}

/// One contact and what their card is told from.
struct Page<'a> {
    network: &'a Network,
    contact: &'a Contact,
    card: &'a Card,
    session: &'a Session,
}

impl Page<'_> {
    fn print_plain(&self, out: &mut Out) -> Result<(), Failure> {
        let Page { contact, card, .. } = self;
        out.line(&format!("{} (id {})", contact.name(), contact.id))?;
        out.table(&self.facts())?;
        if let Some(note) = &card.note {
            out.line("Notes")?;
            out.block(note, 2)?;
        }
        if !card.next_steps.is_empty() {
            out.line("Next")?;
            for step in &card.next_steps {
                let day = match next_step::moment(step, self.session.today) {
                    Moment::NextTime => "next time".to_owned(),
                    Moment::Now(on) => format!("{}, {GOOD_MOMENT}", when::day_long(on)),
                    Moment::Ahead(on) | Moment::Quiet(on) => when::day_long(on),
                };
                let others = self.others(&step.with);
                out.line(&format!(
                    "  {}, {day}{others} (step {})",
                    step.text, step.id
                ))?;
            }
        }
        if !card.catch_ups.is_empty() {
            out.line("Before")?;
            for catch_up in &card.catch_ups {
                let (told, note) = catch_up.told();
                out.line(&self.entry(catch_up, &told))?;
                if let Some(note) = note {
                    out.block(note, 19)?;
                }
            }
        }
        Ok(())
    }

    /// What is known, a label and a value a row.
    fn facts(&self) -> Table {
        let Page { contact, card, .. } = self;
        let mut facts = Facts::default();
        facts.one("Full name", &naming::in_full(card).unwrap_or_default());
        facts.one("Nickname", &card.nicknames.join(", "));
        facts.one("Tie", &self.tie());
        facts.one("Looks", &self.looks());
        if contact.standing != Standing::Active {
            facts.one("Standing", &self.standing());
        }
        facts.one("Last", &self.last());
        facts.one("Clock", &self.clock());
        let day = |word: &str, day: Option<NaiveDate>| {
            day.map_or_else(String::new, |day| format!("{word} {}", when::day_long(day)))
        };
        facts.one("On my mind", &day("since", contact.mind()));
        let later = contact.later().filter(|until| self.session.today < *until);
        facts.one("Later", &day("until", later));
        let (rules, today) = (self.session.rules(), self.session.today);
        if due::is_someone_elses_week(contact, rules, today) {
            facts.one("This week", "someone else");
        }
        let retry = due::retry_on(contact).filter(|day| today < *day);
        facts.one("No answer yet", &day("again from", retry));
        if contact.kind == Kind::Company {
            facts.one("Kind", "company");
        }
        let work = [&card.title, &card.org, &card.unit];
        let work: Vec<&str> = work.into_iter().flatten().map(String::as_str).collect();
        facts.one("Work", &work.join(", "));
        if let Some((on, news)) = reason::news(contact, self.session.today) {
            facts.one("News", &format!("{news}, {}", when::day_long(on)));
        }
        facts.one("City", card.city.as_deref().unwrap_or(""));
        for (kind, label) in [
            (MethodKind::Email, "E-mail"),
            (MethodKind::Phone, "Phone"),
            (MethodKind::Url, "Page"),
            (MethodKind::Handle, "Handle"),
        ] {
            for method in card.methods.iter().filter(|method| method.kind == kind) {
                facts.one(label, &labelled(&method.value, method.label.as_deref()));
            }
        }
        for address in &card.addresses {
            facts.one(
                "Address",
                &labelled(&address.line(), address.label.as_deref()),
            );
        }
        for occasion in &card.occasions {
            let once = if occasion.yearly { "" } else { ", once" };
            let day = match &occasion.day {
                OccasionDay::Day(day) => when::partial_long(*day),
                OccasionDay::Words(words) => words.clone(),
            };
            facts.one(&capital(&occasion.label), &format!("{day}{once}"));
        }
        let met_on = card.met_on.map(when::day_long);
        let met: Vec<&str> = [card.met.as_deref(), met_on.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        facts.one("Met", &met.join(", "));
        let through = introduced::words(self.network, contact.id);
        facts.one("Introduced by", &through.unwrap_or_default());
        for relation in &card.relations {
            facts.one("Relation", &self.relation(relation));
        }
        facts.one("Tags", &card.tags.join(", "));
        facts.one("Interests", &card.interests.join(", "));
        facts.one(
            "Bridge",
            &bridge::words(self.network, contact.id).unwrap_or_default(),
        );
        for (label, value) in &card.details {
            facts.one(label, value);
        }
        facts.one("From", &card.sources.join(", "));
        facts.0
    }

    fn tie(&self) -> String {
        let config = &self.session.config;
        let word = self.session.tie_label(self.contact.tie);
        let cadence = config
            .rules
            .cadence(self.contact.tie, self.contact.own_cadence);
        match (cadence, self.contact.own_cadence) {
            (Some(cadence), None) => format!("{word}, every {cadence}"),
            (Some(cadence), Some(_)) => format!("{word}, every {cadence} by choice"),
            (None, Some(OwnCadence::Never)) => format!("{word}, never by choice"),
            (None, _) => word.to_owned(),
        }
    }

    /// What the tie looks like from what happened, where that is another one.
    fn looks(&self) -> String {
        let (rules, today) = (self.session.rules(), self.session.today);
        let looks = level::looks(&self.card.catch_ups, rules, today);
        let is_seen = self.session.sight == Sight::Open;
        let other = looks.filter(|looks| is_seen && looks.tie != self.contact.tie);
        other.map_or_else(String::new, |looks| {
            let label = self.session.tie_label(looks.tie);
            format!("{label}: {}", looks.words)
        })
    }

    /// Where they stand, and since when where that is known.
    fn standing(&self) -> String {
        let label = self.contact.standing.label();
        let open = self
            .contact
            .pauses()
            .iter()
            .find(|pause| pause.until.is_none());
        match (self.contact.standing, open) {
            (Standing::Paused, Some(pause)) => {
                format!("{label} since {}", when::day_long(pause.from))
            }
            _ => label.to_owned(),
        }
    }

    fn last(&self) -> String {
        let Some(last) = self.contact.last else {
            return String::new();
        };
        let days = (self.session.today - last).num_days().max(0);
        let ago = match days {
            0 => "today".to_owned(),
            days => format!("{} ago", when::ago_long(days)),
        };
        let warmth = due::warmth(self.contact, self.session.rules(), self.session.today)
            .filter(|_| self.contact.standing.is_listed());
        let warmth = warmth.map_or_else(String::new, |w| format!(", {}", w.word()));
        format!("{}, {ago}{warmth}", when::day_long(last))
    }

    /// From which day on the clock runs where there is one and no catch-up.
    fn clock(&self) -> String {
        let contact = self.contact;
        let rules = self.session.rules();
        if rules.cadence(contact.tie, contact.own_cadence).is_none() {
            return String::new();
        }
        match (contact.last, contact.counting_from) {
            (None, Some(from)) => format!("counting from {}", when::day_long(from)),
            _ => String::new(),
        }
    }

    fn entry(&self, catch_up: &CatchUp, told: &str) -> String {
        let others = self.others(&catch_up.with);
        format!(
            "  {:15}  {told}{others} (catch-up {})",
            when::day_long(catch_up.on),
            catch_up.id
        )
    }

    fn others(&self, with: &[ContactId]) -> String {
        let others: Vec<String> = with
            .iter()
            .filter(|id| **id != self.contact.id)
            .map(|id| self.name(*id))
            .collect();
        match others.is_empty() {
            true => String::new(),
            false => format!(", with {}", others.join(", ")),
        }
    }

    fn relation(&self, relation: &Relation) -> String {
        let name = match &relation.to {
            Related::Contact(id) => self.name(*id),
            Related::Name(name) => name.clone(),
        };
        relation::on_card(&relation.kind, relation.outgoing, &name)
    }

    fn name(&self, id: ContactId) -> String {
        self.network
            .contact(id)
            .map_or_else(|| format!("id {id}"), |contact| contact.name().to_string())
    }
}

/// Rows of a label and a value; what is not known has none.
#[derive(Default)]
struct Facts(Table);

impl Facts {
    fn one(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            self.0.row([format!("  {label}").as_str(), value]);
        }
    }
}

fn labelled(value: &str, label: Option<&str>) -> String {
    match label {
        Some(label) => format!("{value} ({label})"),
        None => value.to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
