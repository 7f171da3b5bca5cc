//! Every colour. The terminal's own sixteen by name, on its own background; without
//! colours bold, dim and the marks say the same.

use ratatui::style::{Color, Modifier};

use super::grid::Grid;
use super::mark::Look;
use crate::app;
use crate::config::ROLES;
use crate::domain::due::Warmth;

/// What a piece of text is, from which its look follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    /// The name in a rule, a person's name on the card.
    Heading,
    /// The name in the rule of the pane that has the focus.
    Focused,
    /// What matters less.
    Muted,
    /// The picks, the key of a hint, the cursor's mark.
    Accent,
    Warm,
    Cooling,
    Quiet,
    /// Deleting, and nothing else.
    Danger,
}

/// How every role looks, by the numbers that the looks have on a grid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Theme([u16; Role::ALL.len()]);

impl Theme {
    /// The theme with the colours that the config set.
    pub(super) fn new(look: app::Look, set: &[(String, String)], grid: &mut Grid) -> Theme {
        Theme(Role::ALL.map(|role| {
            grid.look(match look {
                app::Look::Plain => role.look(Color::Reset),
                app::Look::Colours => role.look(role.colour(set)),
            })
        }))
    }

    pub(super) fn look(&self, role: Role) -> u16 {
        self.0[role as usize]
    }
}

impl Role {
    /// In the order of their declaration.
    const ALL: [Role; 9] = [
        Role::Plain,
        Role::Heading,
        Role::Focused,
        Role::Muted,
        Role::Accent,
        Role::Warm,
        Role::Cooling,
        Role::Quiet,
        Role::Danger,
    ];

    fn look(self, ink: Color) -> Look {
        let modifiers = match self {
            Role::Heading | Role::Focused | Role::Danger => Modifier::BOLD,
            Role::Muted if ink == Color::Reset => Modifier::DIM,
            _ => Modifier::empty(),
        };
        Look {
            ink,
            modifiers,
            ..Look::PLAIN
        }
    }

    /// The colour that the config gives this role, or its own.
    fn colour(self, set: &[(String, String)]) -> Color {
        let name = match self {
            Role::Plain => return Color::Reset,
            Role::Heading => "heading",
            Role::Muted => "muted",
            Role::Focused | Role::Accent => "accent",
            Role::Warm => "warm",
            Role::Cooling => "cooling",
            Role::Quiet => "quiet",
            Role::Danger => "danger",
        };
        let set = set.iter().rfind(|(role, _)| role == name);
        let set = set.map(|(_, colour)| colour.as_str());
        let own = ROLES.iter().find(|(role, ..)| *role == name);
        let own = own.map(|(_, colour, _)| *colour);
        set.or(own).map_or(Color::Reset, colour_named)
    }
}

pub(super) fn of_warmth(warmth: Warmth) -> Role {
    match warmth {
        Warmth::Warm => Role::Warm,
        Warmth::Cooling => Role::Cooling,
        Warmth::Quiet => Role::Quiet,
    }
}

/// A colour as the config writes it: a name, the same with `bright-` before it, 0 to 255
/// or `#rrggbb`.
fn colour_named(name: &str) -> Color {
    match name {
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "bright-black" => Color::DarkGray,
        "bright-red" => Color::LightRed,
        "bright-green" => Color::LightGreen,
        "bright-yellow" => Color::LightYellow,
        "bright-blue" => Color::LightBlue,
        "bright-magenta" => Color::LightMagenta,
        "bright-cyan" => Color::LightCyan,
        "bright-white" => Color::White,
        other => other.parse().unwrap_or(Color::Reset),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_config_says_of_colours_is_what_they_are() {
        let said = ROLES.map(|(role, colour, _)| (role.to_owned(), colour.to_owned()));
        let mut grid = Grid::new(1, 1);
        let mut theme = |set| Theme::new(app::Look::Colours, set, &mut grid);
        assert_eq!(theme(&said), theme(&[]));
        assert_ne!(
            theme(&[("accent".to_owned(), "red".to_owned())]),
            theme(&[])
        );
    }
}
