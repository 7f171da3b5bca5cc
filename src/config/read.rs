//! TOML to settings. Every complaint carries the byte offset it is about.

use chrono::Weekday;
use toml::de::{DeTable, DeValue};

use super::entry::{Complaint, Entry, entries, one_line};
use super::{Config, ROLES, sync, vdir};
use crate::command::COMMANDS;
use crate::domain::cadence::Cadence;
use crate::domain::catch_up::Started;
use crate::domain::channel::{Channel, ChannelChoice, ChannelKind};
use crate::domain::heard::{Accept, Places, Source};
use crate::domain::rules::{DateOrder, NameOrder};
use crate::domain::tie::Tie;
use crate::keys::{Keymap, KeymapError};
use crate::text::fold;

const SETTINGS: [&str; 16] = [
    "budget",
    "week_start",
    "date_order",
    "name_order",
    "topics",
    "passphrase_command",
    "cadence",
    "log",
    "mail",
    "calendar",
    "channels",
    "labels",
    "vdir",
    "sync",
    "keys",
    "theme",
];

/// The settings that a file's text gives, the defaults where it is silent.
pub(super) fn config(text: &str) -> Result<Config, Complaint> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (at, format!("not TOML: {}", one_line(error.message())))
    })?;
    let mut config = Config::default();
    let rules = &mut config.rules;
    for entry in entries(table.get_ref()) {
        match entry.known(&SETTINGS)? {
            "budget" => rules.budget = entry.whole(0, 99)?,
            "week_start" => rules.week_start = entry.one_of(&weekdays())?,
            "date_order" => {
                rules.date_order = entry.one_of(&[
                    ("day-first", DateOrder::DayFirst),
                    ("month-first", DateOrder::MonthFirst),
                ])?;
            }
            "name_order" => {
                rules.name_order =
                    entry.one_of(&[("given", NameOrder::Given), ("family", NameOrder::Family)])?;
            }
            "topics" => config.topics = entry.texts()?,
            "passphrase_command" => config.passphrase_command = entry.command()?,
            "mail" => mail(&entry, &mut config.heard)?,
            "calendar" => calendar(&entry, &mut config.heard)?,
            "cadence" => cadences(&entry, &mut rules.cadences)?,
            "labels" => labels(&entry, &mut config.labels)?,
            "channels" => rules.channels = channels(&entry)?,
            "vdir" => config.vdir = vdir::read(&entry)?,
            "sync" => config.sync = sync::read(&entry)?,
            "keys" => config.keys = keys(&entry)?,
            "theme" => config.theme = theme(&entry)?,
            _ => {}
        }
    }
    // Last, since it speaks of channels.
    if let Some(entry) = entries(table.get_ref())
        .into_iter()
        .find(|e| e.key == "log")
    {
        log(&entry, &mut config)?;
    }
    let known = |channel: &Channel| config.rules.channels.iter().any(|c| c.channel == *channel);
    if !known(&config.log.channel) {
        let at = entries(table.get_ref())
            .iter()
            .find(|entry| entry.key == "channels")
            .map_or(0, |entry| entry.at);
        return Err((
            at,
            format!(
                "the default channel “{}” is not among these; add it, or set channel under [log]",
                config.log.channel
            ),
        ));
    }
    Ok(config)
}

fn mail(entry: &Entry<'_>, heard: &mut Places) -> Result<(), Complaint> {
    for line in entry.table()? {
        match line.known(&["maildir", "mbox", "mine", "accept"])? {
            "maildir" => heard.maildirs = line.paths()?,
            "mbox" => heard.mboxes = line.paths()?,
            "mine" => mine(&line, heard)?,
            _ => heard.accept_mail = line.one_of(&Accept::ALL.map(|way| (way.words(), way)))?,
        }
    }
    if heard.has(Source::Mail) && heard.mine.is_empty() {
        return Err((
            entry.at,
            "mail tells who wrote to whom by your addresses; add mine = [\"you@example.org\"]"
                .to_owned(),
        ));
    }
    Ok(())
}

fn calendar(entry: &Entry<'_>, heard: &mut Places) -> Result<(), Complaint> {
    for line in entry.table()? {
        match line.known(&["files", "mine", "accept"])? {
            "files" => heard.calendars = line.paths()?,
            "mine" => mine(&line, heard)?,
            _ => heard.accept_calendar = line.one_of(&Accept::ALL.map(|way| (way.words(), way)))?,
        }
    }
    Ok(())
}

/// Addresses of mine, besides those that are known.
fn mine(line: &Entry<'_>, heard: &mut Places) -> Result<(), Complaint> {
    for address in line.one_or_more()? {
        if !address.contains('@') {
            return Err(line.wants("your addresses, like [\"you@example.org\"]"));
        }
        if !heard.mine.contains(&address) {
            heard.mine.push(address);
        }
    }
    Ok(())
}

fn cadences(entry: &Entry<'_>, cadences: &mut [Option<Cadence>; 5]) -> Result<(), Complaint> {
    for line in entry.table()? {
        let tie = line.tie()?;
        cadences[tie as usize] = match line.value.get_ref() {
            DeValue::String(word) if word == "never" => None,
            DeValue::Integer(_) => {
                let days: u16 = line.whole(Cadence::SHORTEST_OWN, Cadence::LONGEST)?;
                Cadence::new(days)
            }
            _ => return Err(line.wants("days, 7 to 3650, or \"never\"")),
        };
    }
    Ok(())
}

fn labels(entry: &Entry<'_>, labels: &mut [String; 5]) -> Result<(), Complaint> {
    for line in entry.table()? {
        let label = line.text()?;
        if label.trim().is_empty() || label.chars().count() > 16 {
            return Err(line.wants("a word of 1 to 16 letters"));
        }
        let tie = line.tie()?;
        let is_called_so = |other: &Tie| {
            label.parse() == Ok(*other) || fold(label) == fold(&labels[*other as usize])
        };
        let mut others = Tie::ALL.into_iter().filter(|other| *other != tie);
        if let Some(other) = others.find(is_called_so) {
            return Err((
                line.value.span().start,
                format!("“{label}” is what {other} is called; say another word"),
            ));
        }
        labels[tie as usize] = label.to_owned();
    }
    Ok(())
}

fn channels(entry: &Entry<'_>) -> Result<Vec<ChannelChoice>, Complaint> {
    let kinds = KINDS.map(|kind| (kind_word(kind), kind));
    let mut channels: Vec<ChannelChoice> = Vec::new();
    for line in entry.table()? {
        let channel = Channel::named(line.key);
        if channel.as_str().is_empty() || channels.iter().any(|c| c.channel == channel) {
            return Err((
                line.at,
                "a channel needs a name that no other has".to_owned(),
            ));
        }
        channels.push(ChannelChoice {
            channel,
            kind: line.one_of(&kinds)?,
        });
    }
    if channels.is_empty() {
        return Err((
            entry.at,
            "name one channel at least, or leave [channels] out".to_owned(),
        ));
    }
    Ok(channels)
}

fn log(entry: &Entry<'_>, config: &mut Config) -> Result<(), Complaint> {
    for line in entry.table()? {
        match line.known(&["channel", "by"])? {
            "channel" => {
                let names: Vec<(&str, Channel)> = config
                    .rules
                    .channels
                    .iter()
                    .map(|choice| (choice.channel.as_str(), choice.channel.clone()))
                    .collect();
                config.log.channel = line.one_of(&names)?;
            }
            _ => config.log.started = line.one_of(&Started::ALL.map(|by| (by.word(), by)))?,
        }
    }
    Ok(())
}

fn keys(entry: &Entry<'_>) -> Result<Vec<(String, Vec<String>)>, Complaint> {
    let names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
    let lines = entry.table()?;
    let mut keys = Vec::new();
    for line in &lines {
        let name = match names.iter().find(|name| **name == line.key) {
            Some(name) => *name,
            None => return Err(line.no_action(&names)),
        };
        let chords = match line.value.get_ref() {
            DeValue::String(chord) => vec![chord.to_string()],
            _ => line.texts()?,
        };
        keys.push((name.to_owned(), chords));
    }
    Keymap::new(&keys).map_err(|error| {
        let (KeymapError::UnknownCommand(name)
        | KeymapError::Key { name, .. }
        | KeymapError::NoDigit { name, .. }
        | KeymapError::Taken { name, .. }) = &error;
        let by = match &error {
            KeymapError::Taken { by, .. } => by,
            _ => "",
        };
        // Of two that collide, one at least stands here.
        let line = |name: &str| lines.iter().find(|line| line.key == name);
        let at = line(name).or_else(|| line(by));
        let at = at.map_or(entry.at, |line| line.value.span().start);
        (at, error.to_string())
    })?;
    Ok(keys)
}

fn theme(entry: &Entry<'_>) -> Result<Vec<(String, String)>, Complaint> {
    let mut theme = Vec::new();
    for line in entry.table()? {
        let role = line.known(&ROLES.map(|(role, ..)| role))?;
        let colour = line.text()?;
        if !is_colour(colour) {
            return Err(line.wants(
                "a colour: default, black, red, green, yellow, blue, magenta, cyan, white, \
                 the same with bright- before it, 0 to 255, or #rrggbb",
            ));
        }
        theme.push((role.to_owned(), colour.to_owned()));
    }
    Ok(theme)
}

fn is_colour(text: &str) -> bool {
    const NAMES: [&str; 8] = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    ];
    text == "default"
        || NAMES.contains(&text.strip_prefix("bright-").unwrap_or(text))
        || text.parse::<u8>().is_ok()
        || text
            .strip_prefix('#')
            .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

pub(super) const KINDS: [ChannelKind; 3] =
    [ChannelKind::Text, ChannelKind::Voice, ChannelKind::InPerson];

/// The word for a kind of channel in the file.
pub const fn kind_word(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Text => "text",
        ChannelKind::Voice => "voice",
        ChannelKind::InPerson => "in person",
    }
}

/// The weekdays by their words in the file.
pub(super) fn weekdays() -> [(&'static str, Weekday); 7] {
    [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ]
}
