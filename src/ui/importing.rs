//! Choosing files and reading them; the preview is a room of its own.

mod columns;
mod preview;

use std::path::Path;

use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus, wrap};
use super::sheet;
use super::theme::Role;
use crate::app::layer::{Files, Reading};
use crate::app::{Sizes, State, hints};
use crate::command::{Action, Scope};
use crate::text::{self, Shown};
pub(super) use columns::draw as columns;
pub(super) use preview::draw as preview;

/// So many lines at most say what a path could go on as.
const MATCHES: usize = 4;

const HOW_TO: [(&str, &str); 8] = [
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
        "Settings, Data privacy, Get a copy of your data. A mail brings a zip; give it to ties whole, or the folder you unpacked it to: it takes your connections, who asks for one, and when you last wrote with whom, but none of the words.",
    ),
    (
        "Facebook",
        "Accounts Centre, Your information and permissions, Download, in JSON. The zip or its folder; it has your friends' names and since when, no more.",
    ),
    (
        "X",
        "Settings, Your account, Download an archive. It has numbers for names: it tells when you last wrote with whoever has the page x.com/i/user/NUMBER here.",
    ),
    (
        "Outlook",
        "outlook.com: People, Manage, Export. On the desktop: File, Open & Export, Import/Export, comma separated values.",
    ),
    ("Nextcloud", "Contacts, settings, Export: a vCard file."),
    (
        "Anything else",
        "A table saved as CSV; ties asks what its columns are. Files of abook, mutt, friends and contacts-tui as they are.",
    ),
];

pub(super) fn files(canvas: &mut Canvas<'_>, body: Rect, state: &State, files: &Files) {
    let found = files.found.as_deref().unwrap_or(&[]);
    let wide = body.width.saturating_sub(2);
    let problem: Vec<String> = match &files.problem {
        Some(problem) => wrap(problem, wide),
        None => matches(&files.matches, wide),
    };
    let none = match found.is_empty() {
        true => wrap(&none_words(state, files), wide),
        false => Vec::new(),
    };
    let rows = found.len() + none.len() + 1 + problem.len();
    let area = sheet(canvas, body, rows, "Import");
    let listed = (usize::from(area.height))
        .saturating_sub(1 + problem.len())
        .max(1);
    let mut y = 0;
    for line in none {
        canvas.text(area, (1, y), area.width, (&line, Role::Muted));
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
            (7, y),
            area.width,
            ("the path of another file", Role::Muted),
        );
    }
    let role = match files.problem {
        Some(_) => Role::Cooling,
        None => Role::Muted,
    };
    for line in problem {
        y += 1;
        canvas.text(area, (1, y), area.width, (&line, role));
    }
}

/// Why no files are listed.
fn none_words(state: &State, files: &Files) -> String {
    match (&files.found, files.typing) {
        (None, _) => "looking in Downloads …".to_owned(),
        (Some(_), true) => "Nothing in Downloads looks like contacts".to_owned(),
        (Some(_), false) => {
            let key = hints::key(state, Scope::Files, Action::HowToExport);
            format!("Nothing in Downloads looks like contacts; {key} says how to get a file.")
        }
    }
}

/// The names that a path could go on with, in a few lines: "Documents/  Downloads/  … 12 more".
fn matches(paths: &[String], width: u16) -> Vec<String> {
    if paths.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new()];
    for (at, path) in paths.iter().enumerate() {
        let end = path.trim_end_matches('/').rfind('/');
        let name = path.get(end.map_or(0, |end| end + 1)..).unwrap_or(path);
        let name = Shown::line(name).fit(width.into());
        let count = lines.len();
        let Some(line) = lines.last_mut() else { break };
        let more = format!("… {} more", paths.len() - at);
        let kept = match count {
            MATCHES => text::width(&more) + 2,
            _ => 0,
        };
        let wide = text::width(line) + 2 + text::width(&name) + kept;
        if line.is_empty() {
            *line = name;
        } else if wide <= usize::from(width) {
            line.push_str("  ");
            line.push_str(&name);
        } else if count < MATCHES {
            lines.push(name);
        } else {
            line.push_str("  ");
            line.push_str(&more);
            break;
        }
    }
    lines
}

/// How to get a file, from this line on.
pub(super) fn how_to(canvas: &mut Canvas<'_>, body: Rect, top: usize, sizes: &mut Sizes) {
    let width = body.width.saturating_sub(4).min(90);
    let lines: Vec<(String, Role)> = HOW_TO
        .iter()
        .flat_map(|(from, how)| {
            let head = std::iter::once(((*from).to_owned(), Role::Heading));
            head.chain(wrap(how, width).into_iter().map(|line| (line, Role::Plain)))
        })
        .collect();
    let area = sheet(canvas, body, lines.len(), "How to get a file");
    sizes.layer = area.height.into();
    sizes.layer_lines = lines.len();
    let top = top.min(lines.len().saturating_sub(sizes.layer));
    for (y, (line, role)) in (0..area.height).zip(lines.iter().skip(top)) {
        let x = if *role == Role::Heading { 1 } else { 3 };
        canvas.text(area, (x, y), area.width, (line, *role));
    }
    if lines.len() > top + sizes.layer {
        let corner = (area.width.saturating_sub(1), area.height.saturating_sub(1));
        canvas.text(area, corner, 1, ("⋮", Role::Muted));
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

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
