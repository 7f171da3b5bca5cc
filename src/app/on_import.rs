//! Choosing files, and the preview before anything is written.

use std::path::PathBuf;

use super::input::{Input, Typed};
use super::layer::{Files, Layer, Reading};
use super::msg::{After, Effect, Found, Said};
use super::preview::{Heading, Item, Preview};
use super::say;
use super::state::State;
use crate::command::Action;
use crate::domain::change::Change;
use crate::domain::import::{Decision, Outcome};
use crate::domain::naming::in_a_row;
use crate::keys::{Chord, Key};

/// Takes over the files that look right. With none, a path is to be typed.
pub(super) fn found(state: &mut State, found: Vec<Found>) {
    let files = state.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::Files(files) => Some(files),
        _ => None,
    });
    if let Some(files) = files {
        files.typing = found.is_empty();
        files.found = Some(found);
    }
}

/// Ends the reading of files, whatever was opened over it meanwhile; false if nothing is
/// being read any more.
pub(super) fn end_reading(state: &mut State) -> bool {
    let is_reading = |layer: &Layer| matches!(layer, Layer::Reading(_));
    let at = state.layers.iter().rposition(is_reading);
    if let Some(at) = at {
        state.layers.truncate(at);
    }
    at.is_some()
}

pub(super) fn failed(state: &mut State, why: &str) {
    let why = say::without_code(why);
    end_reading(state);
    match state.layers.last_mut() {
        Some(Layer::Files(files)) => files.problem = Some(why),
        _ => state.say_whole(why),
    }
}

/// Types a key into the path, if the key types or edits.
pub(super) fn path_key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let Some(Layer::Files(files)) = state.layers.last_mut() else {
        return None;
    };
    if chord == Chord::plain(Key::Up) {
        files.typing = files.found.as_ref().is_none_or(Vec::is_empty);
        return Some(Vec::new());
    }
    files.problem = None;
    files.matches.clear();
    match files.path.key(chord) {
        Typed::Changed | Typed::Moved => Some(Vec::new()),
        Typed::NotMine => None,
    }
}

/// What keys do among the files found.
pub(super) fn act_on_files(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Layer::Files(files)) = state.layers.last_mut() else {
        return Vec::new();
    };
    let count = files.found.as_ref().map_or(0, Vec::len);
    match action {
        Action::Down => files.at = (files.at + 1).min(count.saturating_sub(1)),
        Action::Up => files.at = files.at.saturating_sub(1),
        Action::First => files.at = 0,
        Action::Last => files.at = count.saturating_sub(1),
        Action::Pick if count > 0 => {
            if !files.chosen.remove(&files.at) {
                files.chosen.insert(files.at);
            }
            files.at = (files.at + 1).min(count - 1);
        }
        Action::PathLine => files.typing = !files.typing || count == 0,
        Action::CompletePath => {
            return vec![Effect::CompletePath(unquoted(files.path.text().trim()))];
        }
        Action::HowToExport => state.layers.push(Layer::HowTo { top: 0 }),
        Action::Accept => return read(state),
        _ => {}
    }
    Vec::new()
}

/// What keys do while one reads how to get a file.
pub(super) fn act_on_how_to(state: &mut State, action: Action) {
    let last = state.sizes.layer_lines.saturating_sub(state.sizes.layer);
    let half = (state.sizes.layer / 2).max(1);
    let Some(Layer::HowTo { top }) = state.layers.last_mut() else {
        return;
    };
    let to = match action {
        Action::Down => *top + 1,
        Action::Up => top.saturating_sub(1),
        Action::PageDown => *top + half,
        Action::PageUp => top.saturating_sub(half),
        Action::First => 0,
        Action::Last => last,
        _ => return,
    };
    *top = to.min(last);
}

/// Takes over what the path that was typed could go on as: as much as all have in common,
/// and if that is no more than was there, what they are.
pub(super) fn completed(state: &mut State, typed: &str, matches: Vec<String>) {
    let Some(Layer::Files(files)) = state.layers.last_mut() else {
        return;
    };
    // The line has been typed on since.
    if unquoted(files.path.text().trim()) != typed {
        return;
    }
    let common = in_common(&matches);
    files.matches.clear();
    files.problem = None;
    if matches.is_empty() {
        files.problem = Some("nothing there begins so".to_owned());
        return;
    }
    if common.len() >= typed.len() {
        files.path = Input::holding(&common);
    }
    if matches.len() > 1 {
        files.matches = matches;
    }
}

/// What all of these begin with.
fn in_common(paths: &[String]) -> String {
    let Some((first, others)) = paths.split_first() else {
        return String::new();
    };
    let mut common = first.as_str();
    for other in others {
        let same = common.chars().zip(other.chars());
        let bytes = same
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        common = common.get(..bytes).unwrap_or_default();
    }
    common.to_owned()
}

fn read(state: &mut State) -> Vec<Effect> {
    let Some(Layer::Files(files)) = state.layers.last_mut() else {
        return Vec::new();
    };
    let paths = chosen(files);
    if paths.is_empty() {
        files.problem = Some("choose a file, or type its path".to_owned());
        return Vec::new();
    }
    files.problem = None;
    read_files(state, paths, Said::new())
}

/// Reads these files, with what was said of the columns of tables among them.
pub(super) fn read_files(state: &mut State, files: Vec<PathBuf>, said: Said) -> Vec<Effect> {
    state.layers.push(Layer::Reading(Reading {
        files: files.clone(),
        said: said.clone(),
        now: None,
        read: 0,
    }));
    vec![Effect::PlanImport(files, said)]
}

/// The files chosen, and what the cursor is on: the path that is typed, or, with none chosen,
/// the file in the list.
fn chosen(files: &Files) -> Vec<PathBuf> {
    let found = files.found.as_deref().unwrap_or(&[]);
    let mut paths: Vec<PathBuf> = files
        .chosen
        .iter()
        .filter_map(|at| found.get(*at))
        .map(|found| found.path.clone())
        .collect();
    let typed = files.path.text().trim();
    if files.typing && !typed.is_empty() {
        paths.extend(several(typed).into_iter().map(unquoted).map(PathBuf::from));
    }
    if paths.is_empty() && !files.typing {
        paths.extend(found.get(files.at).map(|found| found.path.clone()));
    }
    paths
}

/// The paths of a line, which may be several: a new one begins where, behind a blank and
/// outside of quotes, something begins as a path from the root or from home does. Other
/// blanks belong to the path they stand in.
fn several(line: &str) -> Vec<&str> {
    let mut paths = Vec::new();
    let (mut start, mut quote, mut before) = (0, None, ' ');
    for (at, letter) in line.char_indices() {
        let begins = || {
            let rest = line[at..].trim_start_matches(['\'', '"']);
            ["/", "~/", "file://"]
                .iter()
                .any(|way| rest.starts_with(way))
        };
        if quote.is_none() && before == ' ' && at > start && begins() {
            paths.push(line[start..at].trim_end());
            start = at;
        }
        match quote {
            Some(open) if open == letter => quote = None,
            None if before == ' ' && matches!(letter, '\'' | '"') => quote = Some(letter),
            _ => {}
        }
        // An escaped blank is no blank.
        before = match (before, letter) {
            ('\\', ' ') => '\\',
            (_, letter) => letter,
        };
    }
    paths.push(line[start..].trim_end());
    paths
}

/// A path as a file manager pastes it, without quotes or escaped blanks; of a `file://`
/// address the path that it stands for.
fn unquoted(typed: &str) -> String {
    let typed = typed.trim_matches(['\'', '"']);
    match typed.strip_prefix("file://") {
        Some(address) => {
            let path = address.strip_prefix("localhost").unwrap_or(address);
            say::percent_decoded(path).unwrap_or_else(|| path.to_owned())
        }
        None => typed.replace("\\ ", " "),
    }
}

/// What keys do in the preview.
pub(super) fn act_on_preview(state: &mut State, action: Action) -> Vec<Effect> {
    let half = (state.sizes.layer / 2).max(1);
    let height = state.sizes.layer.max(1);
    let Some(Layer::Preview(preview)) = state.layers.last_mut() else {
        return Vec::new();
    };
    let last = preview.items.len().saturating_sub(1);
    let to = match action {
        Action::Accept => return import(state),
        Action::RowMerge | Action::RowNew | Action::RowSkip => preview.at + decide(preview, action),
        Action::Down => preview.at + 1,
        Action::Up => preview.at.saturating_sub(1),
        Action::PageDown => preview.at + half,
        Action::PageUp => preview.at.saturating_sub(half),
        Action::First => 0,
        Action::Last => last,
        _ => return Vec::new(),
    };
    let to = to.min(last);
    // Headings are passed over, in the direction of the step.
    let is_heading = |at: usize| matches!(preview.items.get(at), Some(Item::Heading(..)));
    preview.at = match (is_heading(to), to < preview.at) {
        (false, _) => to,
        (true, true) if to > 0 => to - 1,
        (true, _) => (to + 1).min(last),
    };
    preview.top = super::list::viewport(preview.top, preview.at, preview.items.len(), height);
    if preview.at <= 1 {
        preview.top = 0;
    }
    Vec::new()
}

/// Decides about the row under the cursor; gives how many rows to go on. Where the
/// same key would choose another person, none, so that it can be pressed again.
fn decide(preview: &mut Preview, action: Action) -> usize {
    let Some(row) = preview.decidable() else {
        return 0;
    };
    match action {
        Action::RowMerge => {
            preview.decide_same(row);
            return usize::from(preview.like(row).len() < 2);
        }
        Action::RowSkip => preview.decide(row, Decision::Skip),
        _ => preview.decide(row, Decision::New),
    }
    1
}

fn import(state: &mut State) -> Vec<Effect> {
    let Some(Layer::Preview(preview)) = state.layers.last() else {
        return Vec::new();
    };
    let plan = preview.decided();
    if !plan.changes_anything() {
        state.layers.clear();
        state.say(match plan.rows.is_empty() && plan.requests.is_empty() {
            true => "nothing of it is new about anybody here; nothing to change",
            false => "everyone is here already; nothing to change",
        });
        return Vec::new();
    }
    if !plan.changes_anybody() {
        state.layers.clear();
        let text = "everyone is here already; what their cards say beside that is kept anew";
        return vec![Effect::Apply(
            Box::new(Change::Import(Box::new(plan))),
            After::Say(text.to_owned()),
        )];
    }
    let asking = plan.requests_in();
    let brings = |outcome: &Outcome| matches!(outcome, Outcome::New | Outcome::Unsure { .. });
    let new = plan.rows.iter().filter(|row| brings(&row.outcome)).count();
    let changed = plan
        .rows
        .iter()
        .filter(|row| matches!(row.outcome, Outcome::Merge { .. }))
        .count();
    let told = in_a_row(&plan.brought().words(), "and");
    let text = match (new, changed) {
        (0, 0) => format!("{told} came in"),
        (0, changed) => format!("{} brought up to date", say::people(changed)),
        (new, 0) => format!("{} came in", say::people(new)),
        (new, changed) => format!("{} came in, {changed} brought up to date", say::people(new)),
    };
    let text = match (new + changed, told.as_str()) {
        (0, _) | (_, "") => text,
        _ => format!("{text}, with {told}"),
    };
    let requests = match asking {
        1 => "one request waits in the inbox".to_owned(),
        many => format!("{many} requests wait in the inbox"),
    };
    let text = match (asking, new + changed, told.as_str()) {
        (0, ..) => text,
        (_, 0, "") => requests,
        _ => format!("{text}, {requests}"),
    };
    if new + changed == 0 {
        state.layers.clear();
        let change = Change::Import(Box::new(plan));
        return vec![Effect::Apply(Box::new(change), After::Say(text))];
    }
    // What lies under the preview was only the way to it.
    state
        .layers
        .retain(|layer| matches!(layer, Layer::Preview(_)));
    vec![Effect::Apply(
        Box::new(Change::Import(Box::new(plan))),
        After::AskWho(text),
    )]
}

/// The words over a part of the preview.
pub fn heading(heading: Heading, count: usize) -> String {
    match heading {
        Heading::LookAlike => format!("Look alike {count}"),
        Heading::Unread => format!("Left out {count}"),
        Heading::Noted => format!("Read, but for a part {count}"),
        Heading::Changes => format!("Known already, with something new {count}"),
        Heading::New => format!("New {count}"),
        Heading::Twice => format!("New, in two files {count}"),
        Heading::CatchUps => format!("Catch-ups {count}"),
        Heading::NextSteps => format!("Next steps {count}"),
        Heading::Requests => format!("Requests for the inbox {count}"),
        Heading::Same => format!("Known already, nothing new {count}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_paths_may_stand_on_one_line() {
        let check = |line: &str, paths: &[&str]| assert_eq!(several(line), paths, "{line}");
        check("/a.vcf", &["/a.vcf"]);
        check(
            "/a.vcf ~/b.csv  /c d.zip",
            &["/a.vcf", "~/b.csv", "/c d.zip"],
        );
        check("'/a /b.vcf' \"/c.vcf\"", &["'/a /b.vcf'", "\"/c.vcf\""]);
        check("/a\\ /b.vcf /c.vcf", &["/a\\ /b.vcf", "/c.vcf"]);
        check(
            "file:///a%20b.vcf file:///c.vcf",
            &["file:///a%20b.vcf", "file:///c.vcf"],
        );
        check("O'Hara /b.vcf", &["O'Hara", "/b.vcf"]);
        check("a/b c/d", &["a/b c/d"]);
        check("", &[""]);
    }

    #[test]
    fn a_path_is_understood_as_file_managers_paste_it() {
        for (typed, path) in [
            ("/a b/x.vcf", "/a b/x.vcf"),
            ("'/a b/x.vcf'", "/a b/x.vcf"),
            ("/a\\ b/x.vcf", "/a b/x.vcf"),
            ("~/x.vcf", "~/x.vcf"),
            ("/100%25.vcf", "/100%25.vcf"),
            ("file:///a%20b/x.vcf", "/a b/x.vcf"),
            ("file://localhost/a/%C3%A4.vcf", "/a/ä.vcf"),
            ("file:///100%.vcf", "/100%.vcf"),
            ("file:///%FF.vcf", "/%FF.vcf"),
        ] {
            assert_eq!(unquoted(typed), path, "{typed}");
        }
    }
}
