//! Choosing files, reading them, and what an import would do.

use std::path::Path;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus, wrap};
use super::sheet;
use super::theme::Role;
use crate::app::layer::{Files, Heading, Item, Preview, Reading};
use crate::app::on_import::heading;
use crate::app::{Sizes, State, hints};
use crate::command::{Action, Scope};
use crate::domain::import::{Decision, FieldChange, Outcome, Person, Row};

/// Below this width a look-alike shows only what becomes of it, and whom it looks like.
const NARROW: u16 = 60;

const HOW_TO: [(&str, &str); 4] = [
    (
        "iPhone",
        "iCloud.com, Contacts, select all, Export vCard. Or in Contacts on the phone: Lists, hold “All”, Export.",
    ),
    (
        "Android, Google",
        "contacts.google.com, Export, vCard (or Google CSV). On the phone: Contacts, Fix & manage, Export to file.",
    ),
    (
        "LinkedIn",
        "Settings, Data privacy, Get a copy of your data, Connections. A mail brings the file or a zip; ties reads both.",
    ),
    (
        "Nextcloud, Outlook",
        "Contacts, settings, Export: a vCard file.",
    ),
];

pub(super) fn files(canvas: &mut Canvas<'_>, body: Rect, state: &State, files: &Files) {
    let found = files.found.as_deref().unwrap_or(&[]);
    let problem: Vec<String> = files.problem.as_deref().map_or_else(Vec::new, |problem| {
        wrap(problem, body.width.saturating_sub(2))
    });
    let area = sheet(
        canvas,
        body,
        found.len().max(1) + 2 + problem.len(),
        "Import",
    );
    let listed = (usize::from(area.height))
        .saturating_sub(2 + problem.len())
        .max(1);
    let mut y = 0;
    if found.is_empty() {
        let words = match (&files.found, files.typing) {
            (None, _) => "looking in Downloads …".to_owned(),
            (Some(_), true) => "Nothing in Downloads looks like contacts".to_owned(),
            (Some(_), false) => {
                let key = hints::key(state, Scope::Files, Action::HowToExport);
                format!("Nothing in Downloads looks like contacts; {key} says how to get a file.")
            }
        };
        canvas.text(area, (1, y), area.width, (&words, Role::Muted));
        y += 1;
    }
    let top = (files.at + 1).saturating_sub(listed);
    for (at, file) in found.iter().enumerate().skip(top).take(listed) {
        let mark = if files.chosen.contains(&at) {
            "✓"
        } else {
            " "
        };
        canvas.text(area, (1, y), 1, (mark, Role::Accent));
        let name = file_name(&file.path);
        let width = (area.width / 2).clamp(16, 48);
        canvas.text(area, (3, y), width, (&name, Role::Plain));
        canvas.text(
            area,
            (3 + width + 2, y),
            area.width,
            (&file.what, Role::Muted),
        );
        if at == files.at && !files.typing {
            canvas.select(area, y);
        }
        y += 1;
    }
    let focus = if files.typing {
        Focus::Here
    } else {
        Focus::Elsewhere
    };
    if files.typing {
        canvas.text(area, (0, y), 1, ("▌", Role::Accent));
    }
    canvas.text(area, (1, y), 6, ("File", Role::Muted));
    canvas.input(area, (7, y), area.width, &files.path, focus);
    if files.path.is_empty() {
        canvas.text(
            area,
            (9, y),
            area.width,
            ("the path of another file", Role::Muted),
        );
    }
    for line in problem {
        y += 1;
        canvas.text(area, (1, y), area.width, (&line, Role::Cooling));
    }
}

pub(super) fn how_to(canvas: &mut Canvas<'_>, body: Rect) {
    let width = body.width.saturating_sub(4).min(90);
    let lines: Vec<(String, Role)> = HOW_TO
        .iter()
        .flat_map(|(from, how)| {
            let head = std::iter::once(((*from).to_owned(), Role::Heading));
            head.chain(wrap(how, width).into_iter().map(|line| (line, Role::Plain)))
        })
        .collect();
    let area = sheet(canvas, body, lines.len(), "How to get a file");
    for (y, (line, role)) in (0u16..).zip(&lines) {
        let x = if *role == Role::Heading { 1 } else { 3 };
        canvas.text(area, (x, y), area.width, (line, *role));
    }
}

pub(super) fn reading(canvas: &mut Canvas<'_>, body: Rect, reading: &Reading) {
    let area = sheet(canvas, body, 1, "Reading");
    let file = reading
        .now
        .as_deref()
        .or(reading.files.first().map(|file| &**file));
    let name = file.map(file_name).unwrap_or_default();
    let text = format!("{name} · {} so far · nothing is written yet", reading.read);
    canvas.text(area, (1, 0), area.width, (&text, Role::Plain));
}

pub(super) fn preview(
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
    canvas.text(area, (1, 0), area.width, (&summary(preview), Role::Plain));
    let list = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
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
            Item::Unread { file, skipped } => {
                let file = preview.plan.files.get(*file);
                if let Some((file, skipped)) =
                    file.and_then(|f| Some((f, f.skipped.get(*skipped)?)))
                {
                    let place = format!("{} line {}", file_name(&file.path), skipped.line);
                    let x = canvas.text(list, (1, y), list.width, (&place, Role::Plain)) + 3;
                    canvas.text(list, (x, y), list.width, (&skipped.why, Role::Muted));
                }
            }
        }
        if at == preview.at && !matches!(item, Item::Heading(..)) {
            canvas.select(list, y);
        }
    }
}

/// "212 new · 3 known, with something new · 4 look alike · 1 could not be read · nothing written yet"
fn summary(preview: &Preview) -> String {
    let counts = [
        (Heading::New, "new"),
        (Heading::Twice, "new, in two files"),
        (Heading::Changes, "known, with something new"),
        (Heading::Same, "known already"),
        (Heading::LookAlike, "look alike"),
        (Heading::Unread, "could not be read"),
    ];
    let mut parts: Vec<String> = counts
        .into_iter()
        .map(|(part, words)| (preview.count(part), words))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if parts.is_empty() {
        parts.push("nobody in it".to_owned());
    }
    parts.push("nothing written yet".to_owned());
    parts.join(" · ")
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
    match &row.outcome {
        Outcome::Unsure { like } => {
            let chosen = preview.choice(index);
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
            let text = like_words(state, preview, chosen, like);
            let x = x + u16::from(area.width >= NARROW);
            canvas.text(area, (x, y), area.width, (&text, Role::Muted));
        }
        Outcome::Merge {
            changes, reason, ..
        }
        | Outcome::SameAs {
            changes, reason, ..
        } => {
            let text = match changes.is_empty() {
                true => reason.clone(),
                false => changes.iter().map(change).collect::<Vec<_>>().join(", "),
            };
            canvas.text(area, (x, y), area.width, (&text, Role::Muted));
        }
        Outcome::New | Outcome::Unchanged { .. } | Outcome::Skip => {
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
    let whom = match person {
        Person::Known(id) => state.contact(*id).map(|c| c.name().to_owned()),
        Person::Row(row) => preview
            .plan
            .rows
            .get(*row)
            .map(|row| row.draft.name.clone()),
    };
    let whom = whom.unwrap_or_default();
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
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{} {from} → {to}", change.field),
        (None, Some(to)) => format!("{} {to}", change.field),
        (Some(from), None) => format!("no more {} {from}", change.field),
        (None, None) => change.field.clone(),
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
