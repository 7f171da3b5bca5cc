//! How people were in touch.

use std::fmt;

/// The name of a channel, as configured: message, mail, call, coffee, meal, event, share, other …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel(Box<str>);

impl Channel {
    /// The name of the channel by which a link is shared.
    pub const SHARE: &'static str = "share";

    /// The channel called `name`, trimmed and in lower case.
    pub fn named(name: &str) -> Channel {
        Channel(name.trim().to_lowercase().into_boxed_str())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What a channel is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// Written words, or a link.
    Text,
    /// A voice.
    Voice,
    /// Face to face: uses budget whoever started it.
    InPerson,
}

/// A channel that can be chosen, with what it is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelChoice {
    pub channel: Channel,
    pub kind: ChannelKind,
}

/// The channels of a fresh install, in the order offered.
pub fn defaults() -> Vec<ChannelChoice> {
    [
        ("message", ChannelKind::Text),
        ("mail", ChannelKind::Text),
        ("call", ChannelKind::Voice),
        ("coffee", ChannelKind::InPerson),
        ("meal", ChannelKind::InPerson),
        ("event", ChannelKind::InPerson),
        (Channel::SHARE, ChannelKind::Text),
        ("other", ChannelKind::Text),
    ]
    .map(|(name, kind)| ChannelChoice {
        channel: Channel::named(name),
        kind,
    })
    .into()
}
