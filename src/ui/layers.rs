//! What lies over Home besides forms and imports: choices of a key, all keys, questions.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus, columns, wrap};
use super::sheet;
use super::theme::Role;
use crate::app::layer::{Palette, Thinking};
use crate::app::{Direction, Past, Sizes, State, hints, on_palette, say};
use crate::command::{Action, Command, Scope};
use crate::domain::change::LastSpoke;
use crate::domain::id::ContactId;
use crate::domain::when;
use crate::keys::{Binding, Chord, print_chords};
use crate::text;

/// What may follow the keys pressed, at once.
pub(super) fn prefix(canvas: &mut Canvas<'_>, body: Rect, state: &State, pressed: &[Chord]) {
    let scopes = state.home_scopes();
    let choices: Vec<&Binding> = state
        .keymap
        .choices(pressed, &scopes)
        .filter(|binding| state.fits(binding.command))
        .collect();
    let title = choices
        .first()
        .and_then(|binding| binding.command.group())
        .map_or_else(|| print_chords(pressed), |group| group.title.to_owned());
    if choices.iter().all(|c| c.command.action == Action::Budget) {
        let area = sheet(canvas, body, 1, "How many times this week?");
        canvas.text(
            area,
            (1, 0),
            area.width,
            ("0 a resting week   1 to 9 times", Role::Plain),
        );
        return;
    }
    let area = sheet(canvas, body, choices.len(), &title);
    let words: Vec<(&str, &str)> = choices
        .iter()
        .map(|choice| choice_words(state, choice.command))
        .collect();
    if choices.len() > area.height.into() {
        // Where not all have a row of their own, two share one.
        for (at, binding) in choices.iter().enumerate() {
            let half = Rect {
                x: area.x + columns(at % 2) * (area.width / 2),
                width: area.width / 2,
                ..area
            };
            let y = columns(at / 2);
            let rest = print_chords(&binding.chords[pressed.len()..]);
            let word = match binding.command.action {
                Action::Tie(tie) => state.tie_label(tie),
                _ => binding.command.title,
            };
            canvas.text(half, (2, y), 4, (&rest, Role::Accent));
            canvas.text(
                half,
                (5, y),
                half.width.saturating_sub(5),
                (word, Role::Plain),
            );
        }
        return;
    }
    let explained = || words.iter().filter(|(_, help)| !help.is_empty());
    // A word that every row begins with says nothing.
    let says_something = explained().any(|(word, _)| explained().any(|(other, _)| word != other));
    let wide = explained()
        .map(|(word, _)| columns(text::width(word)))
        .max()
        .unwrap_or(0)
        .min(area.width / 2);
    for ((y, binding), (word, help)) in (0u16..).zip(&choices).zip(&words) {
        let rest = print_chords(&binding.chords[pressed.len()..]);
        canvas.text(area, (2, y), 5, (&rest, Role::Accent));
        if help.is_empty() {
            canvas.text(area, (6, y), area.width, (word, Role::Plain));
        } else if says_something {
            canvas.text(area, (6, y), wide, (word, Role::Plain));
            canvas.text(area, (8 + wide, y), area.width, (help, Role::Muted));
        } else {
            canvas.text(area, (6, y), area.width, (help, Role::Plain));
        }
    }
}

/// "weak: we know each other a bit" in two parts, the word as the config has it.
fn choice_words<'s>(state: &'s State, command: &'s Command) -> (&'s str, &'s str) {
    let (word, help) = command.help.split_once(": ").unwrap_or((command.help, ""));
    match command.action {
        Action::Tie(tie) => (state.tie_label(tie), help),
        _ => (word, help),
    }
}

/// All keys, with a line to search them.
pub(super) fn palette(
    canvas: &mut Canvas<'_>,
    body: Rect,
    state: &State,
    palette: &Palette,
    sizes: &mut Sizes,
) {
    let rows = on_palette::rows(state, palette);
    let area = sheet(canvas, body, usize::from(body.height) - 1, "All keys");
    canvas.text(area, (1, 0), 1, ("›", Role::Accent));
    canvas.input(area, (3, 0), area.width, &palette.input, Focus::Here);
    if palette.input.is_empty() {
        let key = hints::key(state, Scope::Palette, Action::Accept);
        let words = format!("type to search, {key} runs");
        canvas.text(area, (3, 0), area.width, (&words, Role::Muted));
    }
    let list = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    sizes.layer = list.height.into();
    if rows.is_empty() {
        canvas.text(list, (3, 0), list.width, ("nothing like that", Role::Muted));
    }
    let height = usize::from(list.height);
    let at = palette.at.min(rows.len().saturating_sub(1));
    let top = (at + 1).saturating_sub(height.max(1));
    for (y, (row, command)) in (0..list.height).zip(rows.iter().enumerate().skip(top)) {
        palette_row(canvas, list, y, state, command);
        if row == at {
            canvas.select(list, y);
        }
    }
}

fn palette_row(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, command: &Command) {
    let keys: Vec<String> = match command.action {
        Action::Budget => vec![format!("{} 0-9", budget_key(state, command))],
        _ => {
            let keys = on_palette::keys_of(state, command).into_iter();
            keys.map(print_chords).collect()
        }
    };
    let role = if state.fits(command) {
        Role::Plain
    } else {
        Role::Muted
    };
    canvas.text(area, (3, y), 9, (&keys.join(" "), Role::Accent));
    canvas.text(area, (13, y), area.width, (command.help, role));
}

fn budget_key(state: &State, command: &Command) -> String {
    let first = state.keymap.keys_of(command).next();
    first.map_or_else(String::new, |keys| print_chords(&keys[..keys.len() - 1]))
}

/// "Who have you been thinking about?"
pub(super) fn thinking(canvas: &mut Canvas<'_>, body: Rect, state: &State, thinking: &Thinking) {
    let area = sheet(
        canvas,
        body,
        usize::from(body.height).min(14) - 1,
        "Who have you been thinking about?",
    );
    let mut y = 0;
    let words = match thinking.flagged.len() {
        0 => "Three names are plenty.".to_owned(),
        _ => format!("On your mind: {}", say::whom(state, &thinking.flagged)),
    };
    let role = if thinking.flagged.is_empty() {
        Role::Muted
    } else {
        Role::Accent
    };
    canvas.text(area, (1, y), area.width, (&words, role));
    y += if area.height > 9 { 2 } else { 1 };
    canvas.text(area, (1, y), 1, ("›", Role::Accent));
    let focus = if thinking.at.is_none() {
        Focus::Here
    } else {
        Focus::Elsewhere
    };
    canvas.input(area, (3, y), area.width, &thinking.input, focus);
    if thinking.input.is_empty() && thinking.at.is_none() {
        canvas.text(
            area,
            (3, y),
            area.width,
            ("type two or three letters of a name", Role::Muted),
        );
    }
    y += if area.height > 9 { 2 } else { 1 };
    let rows = thinking.rows();
    if thinking.input.is_empty() && !rows.is_empty() {
        canvas.text(area, (1, y), area.width, ("Perhaps", Role::Muted));
        y += 1;
    } else if rows.is_empty() && !thinking.input.is_empty() {
        canvas.text(
            area,
            (3, y),
            area.width,
            ("nobody with these letters", Role::Muted),
        );
    }
    let cursor = if thinking.input.is_empty() {
        thinking.at
    } else {
        thinking.at.or(Some(0))
    };
    // Where there is no room for all, those up to the cursor are shown.
    let room = usize::from(area.height.saturating_sub(y)).max(1);
    let top = cursor.map_or(0, |at| (at + 1).saturating_sub(room));
    for (at, id) in rows.iter().enumerate().skip(top) {
        let y = y + columns(at - top);
        suggestion(canvas, area, y, state, thinking, *id);
        if cursor == Some(at) {
            canvas.select(area, y);
        }
    }
}

fn suggestion(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    thinking: &Thinking,
    id: ContactId,
) {
    let Some(contact) = state.contact(id) else {
        return;
    };
    let mark = if contact.mind().is_some() || thinking.flagged.contains(&id) {
        "✓"
    } else {
        " "
    };
    canvas.text(area, (2, y), 1, (mark, Role::Accent));
    let name = (area.width / 2).clamp(14, 32);
    canvas.text(area, (4, y), name, (contact.name(), Role::Plain));
    let place = contact.org().or(contact.city()).unwrap_or("");
    let x = 4 + name + 2;
    canvas.text(
        area,
        (x, y),
        area.width.saturating_sub(x),
        (place, Role::Muted),
    );
}

pub(super) fn last_spoke(canvas: &mut Canvas<'_>, body: Rect, state: &State, who: ContactId) {
    let title = format!("When did you last speak with {}?", say::whom(state, &[who]));
    let choices = [
        (LastSpoke::Lately, "lately"),
        (LastSpoke::ThisYear, "this year"),
        (LastSpoke::LongAgo, "long ago"),
        (LastSpoke::Unknown, "don't know"),
    ];
    let area = sheet(canvas, body, choices.len(), &title);
    for (y, (spoke, word)) in (0u16..).zip(choices) {
        let key = hints::key(state, Scope::LastSpoke, Action::Spoke(spoke));
        canvas.text(area, (2, y), 3, (&key, Role::Accent));
        canvas.text(area, (6, y), area.width, (word, Role::Plain));
    }
}

pub(super) fn undo_question(canvas: &mut Canvas<'_>, body: Rect, state: &State, past: &Past) {
    let title = match past.direction {
        Direction::Undo => "Take this back?",
        Direction::Redo => "Do this again?",
    };
    let when = match (state.today - past.day).num_days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ => format!("on {}", when::day_long(past.day)),
    };
    let where_ = if past.elsewhere {
        ", not in this window"
    } else {
        ""
    };
    let end = format!(" ({when}{where_})");
    // The end says what the question is about, so it is what was done that is cut.
    let room = usize::from(body.width.saturating_sub(2)) * usize::from(body.height - 1).max(2);
    let label = text::Shown::line(&past.label);
    let mut lines = Vec::new();
    for kept in (0..=room).rev() {
        lines = wrap(
            &format!("{}{end}", label.fit(kept)),
            body.width.saturating_sub(2),
        );
        if lines.len() < body.height.into() {
            break;
        }
    }
    question(canvas, body, title, &lines);
}

pub(super) fn delete_question(
    canvas: &mut Canvas<'_>,
    body: Rect,
    state: &State,
    ids: &[ContactId],
) {
    let who = match ids {
        [one] => state
            .contact(*one)
            .map(|contact| contact.name().to_string()),
        _ => None,
    };
    let who = who.unwrap_or_else(|| say::whom(state, ids));
    let text = format!(
        "Kept out of sight; {} brings them back. Catch-ups with others stay with the others.",
        hints::key(state, Scope::Home, Action::Undo)
    );
    let lines = wrap(&text, body.width.saturating_sub(2));
    let area = sheet(canvas, body, lines.len() + 1, "Delete");
    let end = canvas.text(
        area,
        (1, 0),
        area.width.saturating_sub(3),
        (&who, Role::Danger),
    );
    canvas.text(area, (1 + end, 0), 1, ("?", Role::Danger));
    for (y, line) in (1u16..).zip(lines) {
        canvas.text(area, (1, y), area.width, (&line, Role::Muted));
    }
}

fn question(canvas: &mut Canvas<'_>, body: Rect, title: &str, lines: &[String]) {
    let area = sheet(canvas, body, lines.len(), title);
    for (y, line) in (0u16..).zip(lines) {
        canvas.text(area, (1, y), area.width, (line, Role::Plain));
    }
}
