//! Every colour. The terminal's own sixteen by name, on its own background; without
//! colours bold, dim and the marks say the same.

use ratatui::style::{Color, Modifier, Style};

use crate::app::Look;
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

/// How every role looks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Theme {
    look: Look,
    colours: [(&'static str, Color); 7],
}

impl Theme {
    /// The theme with the colours that the config set.
    pub(super) fn new(look: Look, set: &[(String, String)]) -> Theme {
        let mut theme = Theme {
            look,
            colours: [
                ("accent", Color::Cyan),
                ("heading", Color::Reset),
                ("muted", Color::Reset),
                ("warm", Color::Green),
                ("cooling", Color::Yellow),
                ("quiet", Color::Blue),
                ("danger", Color::Red),
            ],
        };
        for (role, colour) in set {
            for (name, kept) in &mut theme.colours {
                if name == role {
                    *kept = colour_named(colour);
                }
            }
        }
        theme
    }

    pub(super) fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Plain => plain,
            Role::Heading => self.coloured("heading").add_modifier(Modifier::BOLD),
            Role::Focused => self.coloured("accent").add_modifier(Modifier::BOLD),
            Role::Muted => match self.colour("muted") {
                Color::Reset => plain.add_modifier(Modifier::DIM),
                colour => plain.fg(colour),
            },
            Role::Accent => self.coloured("accent"),
            Role::Warm => self.coloured("warm"),
            Role::Cooling => self.coloured("cooling"),
            Role::Quiet => self.coloured("quiet"),
            Role::Danger => self.coloured("danger").add_modifier(Modifier::BOLD),
        }
    }

    fn coloured(&self, role: &str) -> Style {
        match self.colour(role) {
            Color::Reset => Style::new(),
            colour => Style::new().fg(colour),
        }
    }

    fn colour(&self, role: &str) -> Color {
        let found = self.colours.iter().find(|(name, _)| *name == role);
        match self.look {
            Look::Plain => Color::Reset,
            Look::Colours => found.map_or(Color::Reset, |(_, colour)| *colour),
        }
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
