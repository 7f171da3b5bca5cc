//! What an import would do, row by row.

use ratatui::layout::Rect;

use super::file_name;
use crate::app::on_import::heading;
use crate::app::preview::{Heading, Item, Preview};
use crate::app::{Sizes, State, hints, say};
use crate::command::{Action, Scope};
use crate::domain::draft::Skipped;
use crate::domain::import::{Asking, Decision, Fate, FieldChange, File, Outcome, Person, Row};
use crate::ui::canvas::{Canvas, columns, wrap};
use crate::ui::sheet;
use crate::ui::theme::Role;

/// Below this width a row shows only what becomes of it, and whom it is or looks like.
const NARROW: u16 = 60;

/// Draws what an import would do, over all of the body.
pub(in crate::ui) fn draw(
    canvas: &mut Canvas<'_>,
    body: Rect,
    state: &State,
    preview: &Preview,
    sizes: &mut Sizes,
) {
    let names: Vec<String> = preview
        .plan
        .files
        .iter()
        .map(|file| file_name(&file.path))
        .collect();
    let title = format!("Import {}", names.join(", "));
    let title = crate::text::Shown::line(&title).fit(body.width.saturating_sub(6).into());
    let area = sheet(canvas, body, usize::from(body.height) - 1, &title);
    let wide = area.width.saturating_sub(2);
    let said = |text: &str, role| wrap(text, wide).into_iter().map(move |line| (line, role));
    let mut summary: Vec<(String, Role)> = said(&summary(preview), Role::Plain).collect();
    for file in &preview.plan.files {
        for remark in &file.remarks {
            let remark = format!("{}: {remark}", file_name(&file.path));
            summary.extend(said(&remark, Role::Muted));
        }
    }
    // On the smallest screens the rows need what room there is.
    let shown = summary.len().min(usize::from(area.height / 3).max(1));
    for (y, (line, role)) in (0u16..).zip(&summary[..shown]) {
        canvas.text(area, (1, y), area.width, (line, *role));
    }
    let list = Rect {
        y: area.y + columns(shown),
        height: area.height.saturating_sub(columns(shown)),
        ..area
    };
    sizes.layer = list.height.into();
    for (y, (at, item)) in (0..list.height).zip(preview.items.iter().enumerate().skip(preview.top))
    {
        match item {
            Item::Heading(part, count) => {
                let row = Rect {
                    y: list.y + y,
                    height: 1,
                    ..list
                };
                canvas.rule(row, &[(&heading(*part, *count), Role::Heading)]);
            }
            Item::Row(index) => {
                if let Some(row) = preview.plan.rows.get(*index) {
                    draw_row(canvas, list, y, state, preview, (*index, row));
                }
            }
            Item::Request(index) => {
                if let Some(asking) = preview.plan.requests.get(*index) {
                    draw_request(canvas, list, y, state, preview, asking);
                }
            }
            Item::CatchUps(index) => {
                if let Some(of) = preview.catch_ups.get(*index) {
                    let count = match of.count {
                        1 => "1 catch-up".to_owned(),
                        count => format!("{count} catch-ups"),
                    };
                    let last = say::day(state.today, of.last);
                    let words = format!("{count}, last {last}");
                    draw_told(canvas, list, y, &name_of(state, preview, of.with), &words);
                }
            }
            Item::NextStep(index) => {
                if let Some(told) = preview.plan.next_steps.get(*index) {
                    let with = preview.plan.whom(told).into_iter();
                    let with: Vec<String> = with.map(|p| name_of(state, preview, p)).collect();
                    let day = told.what.on.map(|on| say::day(state.today, on));
                    let day = day.unwrap_or_else(|| "next time".to_owned());
                    let words = format!("{} · {day}", told.what.text);
                    draw_told(canvas, list, y, &with.join(", "), &words);
                }
            }
            Item::Unread { file, skipped } => {
                let file = preview.plan.files.get(*file);
                let what = file.and_then(|file| Some((file, file.left_out().nth(*skipped)?)));
                remark(canvas, list, y, what);
            }
            Item::Noted { file, warning } => {
                let file = preview.plan.files.get(*file);
                let what = file.and_then(|file| Some((file, file.warnings.get(*warning)?)));
                remark(canvas, list, y, what);
            }
        }
        if at == preview.at && !matches!(item, Item::Heading(..)) {
            canvas.select(list, y);
        }
    }
}

/// What a file holds that was not read: "Connections.csv line 12  no name".
fn remark(canvas: &mut Canvas<'_>, area: Rect, y: u16, what: Option<(&File, &Skipped)>) {
    if let Some((file, what)) = what {
        let place = format!("{} line {}", file_name(&file.path), what.line);
        let x = canvas.text(area, (1, y), area.width, (&place, Role::Plain)) + 3;
        canvas.text(area, (x, y), area.width, (&what.why, Role::Muted));
    }
}

/// "212 new · 3 known, with something new · 4 look alike · 1 left out · nothing written yet"
fn summary(preview: &Preview) -> String {
    let counts = [
        (Heading::New, "new"),
        (Heading::Twice, "new, in two files"),
        (Heading::Changes, "known, with something new"),
        (Heading::Requests, "for the inbox"),
        (Heading::Same, "known already"),
        (Heading::LookAlike, "look alike"),
        (Heading::Unread, "left out"),
        (Heading::Noted, "read but for a part"),
    ];
    let mut parts: Vec<String> = counts
        .into_iter()
        .map(|(part, words)| (preview.count(part), words))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    parts.extend(preview.plan.brought().words());
    if parts.is_empty() {
        parts.push("nobody in it".to_owned());
    }
    parts.push("nothing written yet".to_owned());
    parts.join(" · ")
}

/// With whom something is, of which a file tells, and what.
fn draw_told(canvas: &mut Canvas<'_>, area: Rect, y: u16, whom: &str, words: &str) {
    let name = (area.width * 3 / 10).clamp(12, 32);
    canvas.text(area, (1, y), name, (whom, Role::Plain));
    canvas.text(area, (name + 3, y), area.width, (words, Role::Muted));
}

/// A request: from whom, whom of those here that is, and what they wrote.
fn draw_request(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    preview: &Preview,
    asking: &Asking,
) {
    let asked = &asking.invitation.asked;
    let name = (area.width * 3 / 10).clamp(12, 32);
    canvas.text(area, (1, y), name, (&asked.name, Role::Plain));
    let day = asked.on.map(|on| say::day(state.today, on));
    let here = asking.from.map(|person| {
        let name = name_of(state, preview, person);
        format!("{name} is here")
    });
    let fate = match asking.fate {
        Fate::New => here,
        Fate::Joins => Some("waits in the inbox already".to_owned()),
        Fate::Seen => Some("came in before".to_owned()),
        Fate::Connected => Some("connected already".to_owned()),
    };
    let parts = [fate, day, asked.note.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let words = parts.join(" · ");
    canvas.text(area, (name + 3, y), area.width, (&words, Role::Muted));
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    preview: &Preview,
    (index, row): (usize, &Row),
) {
    let name = (area.width * 3 / 10).clamp(12, 32);
    canvas.text(area, (1, y), name, (&row.draft.name, Role::Plain));
    let x = name + 3;
    let chosen = preview.choice(index);
    match &row.outcome {
        Outcome::Unsure { like } => {
            let x = choices(canvas, area, (x, y), chosen);
            let text = like_words(state, preview, chosen, like);
            canvas.text(area, (x, y), area.width, (&text, Role::Muted));
        }
        Outcome::Merge {
            into,
            reason,
            changes,
        } => {
            let x = choices(canvas, area, (x, y), chosen);
            let whom = name_of(state, preview, Person::Known(*into));
            let text = match chosen {
                Decision::SameAs(_) => sure_words(&whom, reason, changes),
                Decision::New | Decision::Skip => format!("not {whom}: {reason}"),
            };
            canvas.text(area, (x, y), area.width, (&text, Role::Muted));
        }
        Outcome::New if preview.is_twice(index) => {
            let x = choices(canvas, area, (x, y), chosen);
            let others = preview.joining(index).unwrap_or(&[]);
            let other = others.first().and_then(|at| preview.plan.rows.get(*at));
            if let Some(Row {
                draft,
                outcome: Outcome::SameAs { reason, .. },
                ..
            }) = other
            {
                let text = format!("{}: {reason}", draft.name);
                canvas.text(area, (x, y), area.width, (&text, Role::Muted));
            }
        }
        Outcome::New | Outcome::SameAs { .. } | Outcome::Unchanged { .. } | Outcome::Skip => {
            let draft = &row.draft;
            let parts = [&draft.org, &draft.city, &draft.title];
            let place: Vec<&str> = parts
                .into_iter()
                .filter_map(|part| part.as_deref())
                .collect();
            canvas.text(area, (x, y), area.width, (&place.join(", "), Role::Muted));
        }
    }
}

/// What can become of a row, the one chosen marked; gives where to go on.
fn choices(canvas: &mut Canvas<'_>, area: Rect, (x, y): (u16, u16), chosen: Decision) -> u16 {
    let is_chosen = |of: Decision| match (chosen, of) {
        (Decision::SameAs(_), Decision::SameAs(_)) => true,
        (chosen, of) => chosen == of,
    };
    let words = [
        (Decision::SameAs(0), "merge"),
        (Decision::New, "new"),
        (Decision::Skip, "skip"),
    ];
    let mut x = x;
    for (of, word) in words {
        let (text, role) = match is_chosen(of) {
            true => (format!("‹{word}›"), Role::Accent),
            // Where there is little room, whom they look like says more.
            false if area.width < NARROW => continue,
            false => (word.to_owned(), Role::Muted),
        };
        x += canvas.text(area, (x, y), area.width, (&text, role)) + 1;
    }
    x + u16::from(area.width >= NARROW)
}

/// "into Bea Lindqvist, same e-mail bea@example.org: city Oslo → Porto".
fn sure_words(whom: &str, reason: &str, changes: &[FieldChange]) -> String {
    let changes: Vec<String> = changes.iter().map(change).collect();
    match changes.is_empty() {
        true => format!("into {whom}, {reason}"),
        false => format!("into {whom}, {reason}: {}", changes.join(", ")),
    }
}

/// What somebody is called whom a row is or looks like.
fn name_of(state: &State, preview: &Preview, person: Person) -> String {
    let name = match person {
        Person::Known(id) => state.contact(id).map(|c| c.name().to_owned()),
        Person::Row(row) => {
            let row = preview.plan.rows.get(row);
            row.map(|row| row.draft.name.clone())
        }
    };
    name.unwrap_or_default()
}

/// "like Bea Lindqvist: a name much like it"; of several the one chosen, with the key that
/// chooses the next: "Bea Lindqvist, 1 of 2 (m next): same name, which several have".
fn like_words(
    state: &State,
    preview: &Preview,
    chosen: Decision,
    like: &[(Person, String)],
) -> String {
    let nth = match chosen {
        Decision::SameAs(nth) => nth,
        Decision::New | Decision::Skip => 0,
    };
    let Some((person, why)) = like.get(nth) else {
        return String::new();
    };
    let whom = name_of(state, preview, *person);
    match (like.len(), chosen) {
        (..=1, _) => format!("like {whom}: {why}"),
        (count, Decision::SameAs(_)) => {
            let key = hints::key(state, Scope::Preview, Action::RowMerge);
            format!("{whom}, {} of {count} ({key} next): {why}", nth + 1)
        }
        (count, _) => format!("like {whom}, 1 of {count}: {why}"),
    }
}

fn change(change: &FieldChange) -> String {
    // "label:email:ana@example.com" is about what that address is called.
    let of = change.field.strip_prefix("label:");
    let field = match of.and_then(|of| of.split_once(':')) {
        Some((_, value)) => value,
        None => &change.field,
    };
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{field} {from} → {to}"),
        (None, Some(to)) => format!("{field} {to}"),
        (Some(from), None) => format!("no more {field} {from}"),
        (None, None) => field.to_owned(),
    }
}
