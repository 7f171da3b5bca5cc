//! A request in full: who asks, what they wrote, what is suggested and why, and whom they
//! look like.

use ratatui::layout::Rect;

use crate::app::{Sizes, State, hints, say};
use crate::command::{Action, Scope};
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::id::ContactId;
use crate::domain::import::Alike;
use crate::domain::request::{self, Advice, Held, Request, Suggestion};
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::text::{self, Shown};
use crate::ui::canvas::{Canvas, wrap};
use crate::ui::card::{Line, draw_lines, joined};
use crate::ui::theme::Role;

/// Columns of the words before what two have side by side.
const LABEL: u16 = 7;

/// Draws it; its rule goes where the first area says.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    areas: (Rect, Rect),
    state: &State,
    request: &Request,
    sizes: &mut Sizes,
) {
    let inner = areas.1.width.saturating_sub(2);
    let mut lines = who(state, request, inner);
    lines.extend(suggested(state, request, inner));
    lines.extend(written(request, inner));
    for alike in &state.inbox.alike {
        lines.extend(looks_like(state, request, *alike, inner));
    }
    draw_lines(
        canvas,
        areas,
        state,
        &request.asked.name,
        (&lines, None),
        sizes,
    );
}

/// What a request would add.
pub(super) fn advice(state: &State, request: &Request) -> Advice {
    request::advice(&state.network, &state.reach, request, &state.config.topics)
}

/// Who asks, and since when.
fn who(state: &State, request: &Request, inner: u16) -> Vec<Line> {
    let asked = &request.asked;
    let day = asked
        .on
        .map(|on| format!("asked {}", say::day(state.today, on)));
    let page = asked.url.as_deref().map(say::page);
    let parts = [asked.org.clone(), day, page];
    let parts = parts.into_iter().flatten().map(|part| (part, Role::Plain));
    joined(parts.collect(), inner)
}

/// What they wrote, whole.
fn written(request: &Request, inner: u16) -> Vec<Line> {
    let Some(note) = &request.asked.note else {
        return Vec::new();
    };
    let mut lines = vec![Line::rule("They wrote")];
    for paragraph in note.lines() {
        let wrapped = wrap(paragraph, inner).into_iter();
        lines.extend(wrapped.map(|line| Line::plain(line, Role::Plain)));
    }
    lines
}

/// The suggestion as a sentence with its key, and the reasons.
fn suggested(state: &State, request: &Request, inner: u16) -> Vec<Line> {
    let Advice {
        suggestion,
        reasons,
    } = advice(state, request);
    let key = match suggestion {
        Suggestion::Keep => hints::key(state, Scope::Home, Action::Tie(Tie::Weak)),
        Suggestion::Latent => hints::key(state, Scope::Home, Action::Tie(Tie::Latent)),
        Suggestion::Leave => hints::key(state, Scope::Inbox, Action::LeaveIt),
    };
    let mut lines = vec![Line::rule("Perhaps")];
    // The key of a tie says which.
    let is_open = state.sight == Sight::Open;
    let sentence = state.sight.words(suggestion.sentence());
    let sentence = wrap(sentence, inner.saturating_sub(8));
    let last = sentence.len().saturating_sub(1);
    for (at, line) in sentence.into_iter().enumerate() {
        let mut spans = vec![(line, Role::Plain)];
        if at == last && is_open {
            spans.push((format!("  {key}"), Role::Accent));
        }
        lines.push(Line::of(spans));
    }
    let reasons = reasons.into_iter().map(|reason| (reason, Role::Muted));
    lines.extend(joined(reasons.collect(), inner));
    lines
}

/// Somebody who is here and looks like them, side by side.
fn looks_like(state: &State, request: &Request, alike: Alike, inner: u16) -> Vec<Line> {
    let Some(contact) = state.contact(alike.id) else {
        return Vec::new();
    };
    let mut lines = vec![Line::rule("Looks like")];
    let key = hints::key(state, Scope::Inbox, Action::Fold);
    let title = format!("{}, {}", contact.name(), alike.why);
    let wrapped = wrap(&title, inner);
    lines.extend(
        wrapped
            .into_iter()
            .map(|line| Line::plain(line, Role::Plain)),
    );
    lines.extend(side_by_side(state, request, contact, inner));
    let name = say::called(contact);
    lines.push(Line::of(vec![
        (key, Role::Accent),
        (format!(" if it is {name}"), Role::Muted),
    ]));
    lines
}

/// What a request and somebody who is here say of the same things.
pub(super) fn side_by_side(
    state: &State,
    request: &Request,
    contact: &Contact,
    inner: u16,
) -> Vec<Line> {
    let asked = &request.asked;
    let pages = pages(state, contact.id);
    let page = asked.url.as_deref().map(say::page).unwrap_or_default();
    let theirs = pages
        .first()
        .map(|page| say::page(page))
        .unwrap_or_default();
    let by = |id: Option<ContactId>| {
        let by = id.and_then(|id| state.contact(id));
        by.map_or("", Contact::name)
    };
    let rows: [(&str, &str, &str); 6] = [
        ("", "asks", "is here"),
        ("Name", &asked.name, contact.name()),
        (
            "Org",
            asked.org.as_deref().unwrap_or(""),
            contact.org().unwrap_or(""),
        ),
        ("City", "", contact.city().unwrap_or("")),
        ("Page", &page, &theirs),
        (
            "Through",
            by(asked.introduced_by),
            by(contact.introduced_by()),
        ),
    ];
    let half = inner.saturating_sub(LABEL + 2) / 2;
    let cell = |text: &str| text::pad(&Shown::line(text).fit(half.into()), usize::from(half) + 1);
    let line = |(label, asks, has): (&str, &str, &str)| {
        let role = if label.is_empty() {
            Role::Muted
        } else {
            Role::Plain
        };
        Line::of(vec![
            (text::pad(label, usize::from(LABEL) + 1), Role::Muted),
            (cell(asks), role),
            (Shown::line(has).fit(half.into()), role),
        ])
    };
    let says = |row: &(&str, &str, &str)| !row.1.is_empty() || !row.2.is_empty();
    let mut lines: Vec<Line> = rows.into_iter().filter(says).map(line).collect();
    let tie = state.tie_label(contact.tie);
    let day = contact.last.map(|last| say::day(state.today, last));
    let since = day.map_or_else(|| "no catch-up yet".to_owned(), |day| format!("last {day}"));
    let standing = match contact.standing {
        Standing::Active => String::new(),
        other => format!(", {}", other.label()),
    };
    let known = wrap(&format!("{tie}{standing}, {since}"), inner);
    lines.extend(known.into_iter().map(|line| Line::plain(line, Role::Muted)));
    lines
}

/// What folding a request into somebody would add to them, in words.
pub(super) fn added(state: &State, request: &Request, contact: &Contact) -> String {
    let asked = &request.asked;
    let edit = asked.adds_to(&Held {
        id: contact.id,
        org: contact.org(),
        introduced_by: contact.introduced_by(),
        pages: &pages(state, contact.id),
    });
    let words = [
        edit.org.flatten(),
        edit.introduced_by.flatten().and_then(|by| {
            let by = state.contact(by)?;
            Some(format!("through {}", by.name()))
        }),
        edit.add_methods.first().map(|(_, _, url)| say::page(url)),
        asked.note.as_ref().map(|_| "what they wrote".to_owned()),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    match words.is_empty() {
        true => "Nothing new is told; their tie stays as it is.".to_owned(),
        false => format!("Is added: {}. Their tie stays as it is.", words.join(", ")),
    }
}

/// Somebody's addresses on the web, as far as their card is there.
fn pages(state: &State, id: ContactId) -> Vec<String> {
    let card = state.card_of(id);
    let pages = card.map(|card| card.values(crate::domain::card::MethodKind::Url));
    pages.into_iter().flatten().map(str::to_owned).collect()
}
