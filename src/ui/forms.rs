//! A form, as a sheet from the bottom.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus, columns, wrap};
use super::sheet;
use super::theme::Role;
use crate::app::form::{Echo, Field, FieldName, Form, Value, Who};
use crate::app::forms::title;
use crate::app::{FormFor, State, hints};
use crate::command::{Action, Scope};
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;
use crate::text::{self, Shown};

/// Columns of a label with the mark before and the gap after it.
const LABEL: u16 = 10;
/// From this width on, two short fields share a line.
const TWO: u16 = 64;

/// A line of the sheet.
enum Row<'f> {
    /// One field, or two side by side, by their places in the form.
    Fields(Vec<usize>),
    /// Somebody whom the letters typed could mean, and whether the cursor is there.
    Match(String, bool),
    Hint(String, Role),
    Similar(String, &'f str),
}

pub(super) fn draw(canvas: &mut Canvas<'_>, body: Rect, state: &State, form: &Form) {
    let rows = rows(state, form, body.width);
    let area = sheet(canvas, body, rows.len(), &title(state, form));
    let height = usize::from(area.height);
    let focus = rows
        .iter()
        .position(|row| matches!(row, Row::Fields(at) if at.contains(&form.focus)))
        .unwrap_or(0);
    let spare = rows.len().saturating_sub(height);
    let top = (focus + 2).saturating_sub(height).min(spare);
    for (y, row) in (0..area.height).zip(&rows[top..]) {
        draw_row(canvas, area, y, state, form, row);
    }
}

fn rows<'f>(state: &State, form: &'f Form, width: u16) -> Vec<Row<'f>> {
    let mut rows: Vec<Row<'f>> = Vec::new();
    let mut half_open = false;
    for (at, field) in form.fields.iter().enumerate() {
        let pairs = width >= TWO && field.name.is_half();
        match rows.last_mut() {
            Some(Row::Fields(both)) if pairs && half_open => {
                both.push(at);
                half_open = false;
            }
            _ => {
                rows.push(Row::Fields(vec![at]));
                half_open = pairs;
            }
        }
        if at == form.focus
            && let Value::People(who) = &field.value
        {
            rows.extend(matches(state, form, who));
        }
        if field.name == FieldName::Name {
            for (number, id) in form.similar.iter().enumerate() {
                let name = state.contact(*id).map(|contact| match contact.org() {
                    Some(org) => format!("{}, {org}", contact.name()),
                    None => contact.name().to_string(),
                });
                let label = if number == 0 { "Similar" } else { "" };
                rows.extend(name.map(|name| Row::Similar(name, label)));
            }
        }
    }
    let mut rows = with_puzzles(state, form, width, rows);
    if let Some(problem) = &form.problem
        && !puzzles(state, form).iter().any(|(_, why)| why == problem)
    {
        let lines = wrap(problem, width.saturating_sub(LABEL + 1));
        rows.extend(lines.into_iter().map(|line| Row::Hint(line, Role::Cooling)));
    }
    rows
}

fn key(state: &State, action: Action) -> String {
    hints::key(state, Scope::Form, action)
}

/// Why what stands in a field means nothing yet, by the field's place in the form.
fn puzzles(state: &State, form: &Form) -> Vec<(usize, String)> {
    let fields = form.fields.iter().enumerate();
    let typed = fields.filter(|(_, field)| field.input().is_some_and(|input| !input.is_empty()));
    typed
        .filter_map(
            |(at, field)| match form.echo(field, state.rules(), state.today) {
                Some(Echo::Puzzles(why)) => Some((at, why)),
                _ => None,
            },
        )
        .collect()
}

/// The rows with such reasons under the fields they are about, whole.
fn with_puzzles<'f>(state: &State, form: &Form, width: u16, rows: Vec<Row<'f>>) -> Vec<Row<'f>> {
    let puzzles = puzzles(state, form);
    let mut all = Vec::with_capacity(rows.len() + puzzles.len());
    for row in rows {
        let here: Vec<&str> = match &row {
            Row::Fields(both) => puzzles
                .iter()
                .filter(|(at, _)| both.contains(at))
                .map(|(_, why)| why.as_str())
                .collect(),
            _ => Vec::new(),
        };
        all.push(row);
        for why in here {
            let lines = wrap(why, width.saturating_sub(LABEL + 1));
            all.extend(lines.into_iter().map(|line| Row::Hint(line, Role::Cooling)));
        }
    }
    all
}

fn matches<'f>(state: &State, form: &Form, who: &Who) -> Vec<Row<'f>> {
    let typed = who.input.text().trim();
    if typed.is_empty() {
        return Vec::new();
    }
    if who.matches.is_empty() {
        let name = Shown::line(typed).fit(30);
        if form.what == FormFor::AddRequest {
            return vec![Row::Hint(
                "nobody here has that name".to_owned(),
                Role::Muted,
            )];
        }
        return vec![Row::Hint(
            format!("{} {name} is somebody new", key(state, Action::Accept)),
            Role::Muted,
        )];
    }
    let rows = who.matches.iter().enumerate().filter_map(|(at, id)| {
        let contact = state.contact(*id)?;
        let place = contact.org().or(contact.city());
        let mut text = place.map_or_else(
            || contact.name().to_string(),
            |place| format!("{}, {place}", contact.name()),
        );
        if contact.standing != Standing::Active {
            text.push_str(&format!(" · {}", contact.standing.label()));
        }
        Some(Row::Match(text, at == who.at))
    });
    rows.collect()
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    form: &Form,
    row: &Row<'_>,
) {
    match row {
        Row::Fields(both) => {
            for (number, at) in both.iter().enumerate() {
                let half = if area.width >= TWO && form.fields[*at].name.is_half() {
                    area.width / 2
                } else {
                    area.width
                };
                let part = Rect {
                    x: area.x + columns(number) * (area.width / 2),
                    width: half,
                    ..area
                };
                draw_field(canvas, part, y, state, form, *at);
            }
        }
        Row::Match(name, on) => {
            let mark = if *on { "›" } else { " " };
            let role = if *on { Role::Heading } else { Role::Plain };
            canvas.spans(
                area,
                (LABEL, y),
                &[(mark, Role::Accent), (" ", Role::Plain), (name, role)],
            );
        }
        Row::Hint(text, role) => {
            canvas.text(area, (LABEL, y), area.width, (text, *role));
        }
        Row::Similar(name, label) => {
            canvas.text(area, (1, y), LABEL, (label, Role::Muted));
            let open = format!("  {} open", key(state, Action::OpenSimilar));
            canvas.spans(
                area,
                (LABEL, y),
                &[(name, Role::Cooling), (&open, Role::Muted)],
            );
        }
    }
}

fn draw_field(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, form: &Form, at: usize) {
    let field = &form.fields[at];
    let focus = if at == form.focus {
        Focus::Here
    } else {
        Focus::Elsewhere
    };
    let role = if at == form.focus {
        Role::Heading
    } else {
        Role::Muted
    };
    if focus == Focus::Here {
        canvas.text(area, (0, y), 1, ("▌", Role::Accent));
    }
    canvas.text(area, (1, y), LABEL - 2, (field.name.label(), role));
    match &field.value {
        Value::Choice(of) => choice(canvas, area, y, &of.options, of.chosen),
        Value::People(who) => people(canvas, area, y, state, who, focus),
        Value::Text(..) => line(canvas, area, y, state, form, field, focus),
    }
}

/// The options with the chosen one in brackets; those before it give way if there is not
/// room for all.
fn choice(canvas: &mut Canvas<'_>, area: Rect, y: u16, options: &[String], chosen: usize) {
    let words: Vec<String> = options
        .iter()
        .enumerate()
        .map(|(at, option)| {
            if at == chosen {
                format!("‹{option}›")
            } else {
                option.clone()
            }
        })
        .collect();
    let room = usize::from(area.width.saturating_sub(LABEL));
    let wide = |from: usize| {
        words[from..=chosen]
            .iter()
            .map(|w| text::width(w) + 2)
            .sum::<usize>()
    };
    let from = (0..=chosen)
        .find(|from| wide(*from) <= room)
        .unwrap_or(chosen);
    let mut x = LABEL;
    for (at, word) in words.iter().enumerate().skip(from) {
        let role = if at == chosen {
            Role::Accent
        } else {
            Role::Muted
        };
        if usize::from(x) + text::width(word) > area.width.into() {
            break;
        }
        x += canvas.text(area, (x, y), area.width, (word, role)) + 2;
    }
}

fn people(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, who: &Who, focus: Focus) {
    let name = |id: &ContactId| match state.contact(*id) {
        Some(contact) => contact.name(),
        None => "somebody gone",
    };
    let names: Vec<&str> = who.chosen.iter().map(name).collect();
    let mut names = names.join(", ");
    if !names.is_empty() && (focus == Focus::Here || !who.input.is_empty()) {
        names.push_str(", ");
    }
    let room = area.width.saturating_sub(LABEL + 12).max(8);
    let used = canvas.text(area, (LABEL, y), room, (&names, Role::Plain));
    let x = LABEL + used;
    // What was typed and is nobody yet stays in sight.
    if focus == Focus::Here || !who.input.is_empty() {
        canvas.input(
            area,
            (x, y),
            area.width.saturating_sub(x),
            &who.input,
            focus,
        );
    } else {
        canvas.text(area, (x + 1, y), 1, ("+", Role::Muted));
    }
}

fn line(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    form: &Form,
    field: &Field,
    focus: Focus,
) {
    let Some(input) = field.input() else {
        return;
    };
    let echo = form.echo(field, state.rules(), state.today);
    let echoed = match &echo {
        Some(Echo::Means(text)) if !text.is_empty() => Some((format!("‹{text}›"), Role::Accent)),
        // Under the field, see `puzzles`, once something is typed.
        Some(Echo::Puzzles(text)) if focus == Focus::Here && input.is_empty() => {
            Some((text.clone(), Role::Muted))
        }
        _ => None,
    };
    let wanted = columns(echoed.as_ref().map_or(0, |(text, _)| text::width(text) + 2));
    let all = area.width.saturating_sub(LABEL);
    // What it means gives way to what is typed.
    let room = all.saturating_sub(wanted.min(all / 2)).max(6);
    let used = canvas.input(area, (LABEL, y), room, input, focus);
    if let Some((text, role)) = echoed {
        // With nothing typed the cursor is on what it means, as on a word to be replaced.
        let x = if used == 0 { LABEL } else { LABEL + used + 2 };
        canvas.text(area, (x, y), area.width.saturating_sub(x), (&text, role));
    }
}
