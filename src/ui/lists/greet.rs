//! Who it is a good time to say hi to, and whose birthday comes.

use ratatui::layout::Rect;

use super::{AGO, NARROW, name_cell, tie_width, title_role};
use crate::app::{Pane, Sizes, State, hints, say};
use crate::command::{Action, Scope};
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::tie::Tie;
use crate::domain::week::Pick;
use crate::domain::{reason, when};
use crate::ui::below_rule;
use crate::ui::canvas::{Canvas, wrap};
use crate::ui::theme::Role;

pub(super) fn draw_picks(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    canvas.rule(
        area,
        &[("Good time to say hi", title_role(state, Pane::Due))],
    );
    let rows = below_rule(area);
    sizes.due = rows.height.into();
    if state.arriving {
        return;
    }
    if state.picks.is_empty() {
        let lines = wrap(&quiet_words(state), rows.width.saturating_sub(2));
        for (y, line) in (0u16..).zip(lines) {
            canvas.text(rows, (1, y), rows.width, (&line, Role::Muted));
        }
        return;
    }
    let key = |row: usize| state.picks[row].contact;
    let len = state.picks.len();
    for (y, row, is_on) in state.due_cursor.shown(len, rows.height, key) {
        pick_row(canvas, rows, y, state, &state.picks[row]);
        if is_on && state.list == Pane::Due && state.focus != Pane::Card {
            canvas.select(rows, y);
        }
    }
}

/// What the pane says when there is nobody to greet. Never pads.
fn quiet_words(state: &State) -> String {
    let next = say::next_week_starts(state);
    let anybody_close = || {
        let close = |contact: &Contact| contact.tie != Tie::Latent;
        state.network.contacts.iter().any(close)
    };
    match (state.week.budget, state.week.left) {
        (0, _) => format!("Resting week. See you {next}."),
        (_, 0) => format!("Enough for this week. See you {next}."),
        _ if anybody_close() => "All quiet. Nobody's time has come round.".to_owned(),
        _ => format!(
            "All quiet. {}: on your mind · {}: how close you are",
            hints::key(state, Scope::Home, Action::Mind),
            hints::prefix(state, Action::Tie(Tie::Weak)),
        ),
    }
}

fn pick_row(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, pick: &Pick) {
    let Some(contact) = state.contact(pick.contact) else {
        return;
    };
    let note = state.last_notes.iter().find(|(id, _)| *id == pick.contact);
    let note = note.map(|(_, note)| note.as_str());
    let why = reason::reason(&state.network, pick, note, state.today);
    let mut x = name_cell(canvas, area, y, state, contact);
    if area.width >= NARROW {
        let glyph = match state.sight {
            Sight::Open => glyph(contact.tie),
            Sight::Discreet => "·",
        };
        let label = state.tie_label(contact.tie);
        canvas.spans(
            clip(area, x, tie_width(state) + 1),
            (x, y),
            &[
                (glyph, Role::Accent),
                (" ", Role::Plain),
                (label, Role::Plain),
            ],
        );
        x += tie_width(state) + 2;
        let days = contact
            .last
            .map(|day| (state.today - day).num_days().max(0));
        // Where nothing more human is known than how long it has been, once is enough.
        if let Some(days) = days
            && why != when::ago_long(days)
        {
            canvas.text(area, (x, y), AGO - 1, (&when::ago_short(days), Role::Muted));
        }
        x += AGO;
    }
    canvas.text(
        area,
        (x, y),
        area.width.saturating_sub(x),
        (&why, Role::Plain),
    );
}

pub(super) fn draw_birthdays(
    canvas: &mut Canvas<'_>,
    area: Rect,
    state: &State,
    sizes: &mut Sizes,
) {
    let all_birthdays = state.upcoming.iter().all(|u| u.label == "birthday");
    let title = if all_birthdays {
        "Birthdays"
    } else {
        "Birthdays and days"
    };
    canvas.rule(area, &[(title, title_role(state, Pane::Birthdays))]);
    let rows = below_rule(area);
    sizes.birthdays = rows.height.into();
    let len = state.upcoming.len();
    let key = |row: usize| state.upcoming[row].contact;
    for (y, row, is_on) in state.birthday_cursor.shown(len, rows.height, key) {
        let upcoming = &state.upcoming[row];
        let Some(contact) = state.contact(upcoming.contact) else {
            continue;
        };
        let x = name_cell(canvas, rows, y, state, contact);
        let day = say::soon(state.today, upcoming.on);
        let label = if upcoming.label == "birthday" {
            ""
        } else {
            &upcoming.label
        };
        canvas.spans(
            rows,
            (x, y),
            &[
                (&day, Role::Plain),
                ("  ", Role::Plain),
                (label, Role::Muted),
            ],
        );
        if is_on && state.focus == Pane::Birthdays {
            canvas.select(rows, y);
        }
    }
}

/// A tie as one mark, fuller the stronger.
fn glyph(tie: Tie) -> &'static str {
    match tie {
        Tie::Inner => "◉",
        Tie::Strong => "●",
        Tie::Moderate => "◆",
        Tie::Weak => "∙",
        Tie::Latent => "◦",
    }
}

/// An area cut off some columns after `x`.
fn clip(area: Rect, x: u16, width: u16) -> Rect {
    Rect {
        width: area.width.min(x + width),
        ..area
    }
}
