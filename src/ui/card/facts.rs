//! What is known about somebody beside what happened: who they are, how to reach them, how
//! it stands.

use super::{Line, between};
use crate::app::{State, hints, say};
use crate::command::{Action, Scope};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, CardOccasion, MethodKind};
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::standing::Standing;
use crate::domain::{due, introduced, level, naming, reason, when};
use crate::ui::canvas::wrap;
use crate::ui::theme::{self, Role};

pub(super) fn who_they_are(state: &State, card: &Card) -> Vec<String> {
    let work: Vec<&str> = [&card.title, &card.org]
        .into_iter()
        .filter_map(|part| part.as_deref())
        .collect();
    let mut parts = Vec::from_iter(naming::in_full(card));
    if !work.is_empty() {
        parts.push(work.join(", "));
    }
    parts.extend(card.city.clone());
    parts.push(state.tie_label(card.tie).to_owned());
    match (
        state.rules().cadence(card.tie, card.own_cadence),
        card.own_cadence,
    ) {
        (Some(cadence), Some(_)) => parts.push(format!("{cadence}, their own")),
        (Some(cadence), None) => parts.push(cadence.to_string()),
        (None, Some(OwnCadence::Never)) => parts.push("never due".to_owned()),
        (None, _) => {}
    }
    parts
}

pub(super) fn how_you_know(state: &State, card: &Card) -> Vec<String> {
    let mut parts = Vec::new();
    let contact = state.contact(card.id);
    if let Some((on, news)) = contact.and_then(|contact| reason::news(contact, state.today)) {
        parts.push(format!("{news} ({})", say::day(state.today, on)));
    }
    parts.extend(card.nicknames.iter().map(|name| format!("“{name}”")));
    parts.extend(card.met.as_ref().map(|met| format!("met {met}")));
    if let Some(through) = introduced::words(&state.network, card.id) {
        parts.push(match card.met {
            Some(_) => format!("through {through}"),
            None => format!("met through {through}"),
        });
    }
    let birthday = |day: &&CardOccasion| day.label == "birthday";
    if let Some(birthday) = card.occasions.iter().find(birthday) {
        parts.push(format!("birthday {}", between::spelled(&birthday.day)));
    }
    parts
}

pub(super) fn reachable(card: &Card) -> Vec<String> {
    let kinds = [
        MethodKind::Email,
        MethodKind::Phone,
        MethodKind::Url,
        MethodKind::Handle,
    ];
    let shown = |kind, value: &str| match kind {
        MethodKind::Url | MethodKind::Handle => say::page(value),
        MethodKind::Email | MethodKind::Phone => value.to_owned(),
    };
    kinds
        .into_iter()
        .flat_map(|kind| card.values(kind).map(move |value| shown(kind, value)))
        .collect()
}

pub(super) fn likes(card: &Card) -> Vec<String> {
    let tags = card.tags.iter().map(|tag| format!("#{tag}"));
    let mut parts: Vec<String> = vec![tags.collect::<Vec<_>>().join(" ")];
    parts.retain(|part| !part.is_empty());
    if !card.interests.is_empty() {
        parts.push(format!("likes {}", card.interests.join(", ")));
    }
    parts
}

/// How warm it is, and what hides or flags them.
pub(super) fn standing(state: &State, contact: &Contact) -> Vec<(String, Role)> {
    let mut parts: Vec<(String, Role)> = Vec::new();
    let mut add = |text: String, role: Role| parts.push((text, role));
    match contact.standing {
        Standing::Active => {
            if let Some(warmth) = due::warmth(contact, state.rules(), state.today) {
                add(warmth.word().to_owned(), theme::of_warmth(warmth));
            }
        }
        other => add(other.label().to_owned(), Role::Cooling),
    }
    if let Some(last) = contact.last {
        let days = (state.today - last).num_days();
        add(
            match days {
                ..=0 => "caught up today".to_owned(),
                1 => "caught up yesterday".to_owned(),
                _ => format!("{} since you caught up", when::ago_long(days)),
            },
            Role::Plain,
        );
    } else if let Some(from) = contact.counting_from
        && state
            .rules()
            .cadence(contact.tie, contact.own_cadence)
            .is_some()
    {
        add(
            format!("counting from {}", when::day_long(from)),
            Role::Muted,
        );
    }
    if contact.mind().is_some() {
        add("on your mind".to_owned(), Role::Accent);
    }
    if let Some(day) = contact.later().filter(|day| *day > state.today) {
        add(
            format!("later, from {}", say::day(state.today, day)),
            Role::Muted,
        );
    }
    if contact
        .someone_else()
        .is_some_and(|day| state.rules().week_of(day) == state.week.from)
    {
        add("someone else this week".to_owned(), Role::Muted);
    }
    if let Some(day) = due::retry_on(contact).filter(|day| *day > state.today) {
        add(
            format!("no answer yet, again from {}", say::day(state.today, day)),
            Role::Muted,
        );
    }
    parts
}

/// What the tie looks like from what happened, where that is another one: a hint, no more.
pub(super) fn looks(state: &State, card: &Card, width: u16) -> Vec<Line> {
    let looks = level::looks(&card.catch_ups, state.rules(), state.today);
    let is_seen = state.sight == Sight::Open;
    let Some(looks) = looks.filter(|looks| is_seen && looks.tie != card.tie) else {
        return Vec::new();
    };
    let label = state.tie_label(looks.tie);
    let lines = wrap(&format!("{}: looks {label}", looks.words), width);
    lines
        .into_iter()
        .map(|line| Line::plain(line, Role::Muted))
        .collect()
}

/// What the run of the latest catch-ups suggests.
pub(super) fn offers(state: &State, card: &Card, width: u16) -> Vec<Line> {
    let mut offers = Vec::new();
    if card.unanswered_run >= 3 && card.standing == Standing::Active {
        offers.push(format!(
            "{} unanswered in a row · {} no answer for now",
            card.unanswered_run,
            hints::key(state, Scope::Home, Action::Stand(Standing::Unreachable))
        ));
    }
    if card.someone_else_run >= 3 {
        let key = hints::key(state, Scope::Home, Action::Cadence);
        offers.push(format!(
            "someone else, three times · {key} for a longer cadence"
        ));
    }
    let lines = offers.iter().flat_map(|offer| wrap(offer, width));
    lines.map(|line| Line::plain(line, Role::Cooling)).collect()
}

pub(super) fn details(card: &Card, width: u16, lines: &mut Vec<Line>) {
    let mut more: Vec<String> = card
        .details
        .iter()
        .map(|(label, value)| format!("{label}: {value}"))
        .collect();
    for address in &card.addresses {
        let line = address.line();
        if !line.is_empty() {
            more.push(line);
        }
    }
    if more.is_empty() {
        return;
    }
    lines.push(Line::rule("More"));
    for text in more {
        lines.extend(
            wrap(&text, width)
                .into_iter()
                .map(|line| Line::plain(line, Role::Muted)),
        );
    }
}
