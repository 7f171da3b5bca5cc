//! TOML to settings. Every complaint carries the byte offset it is about.

use std::path::PathBuf;

use chrono::Weekday;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, ROLES, nearest, vdir};
use crate::command::COMMANDS;
use crate::domain::cadence::Cadence;
use crate::domain::catch_up::Started;
use crate::domain::channel::{Channel, ChannelChoice, ChannelKind};
use crate::domain::heard::{Accept, Places, Source};
use crate::domain::rules::{DateOrder, NameOrder};
use crate::domain::tie::Tie;
use crate::keys::{Keymap, KeymapError};
use crate::text::fold;

/// Where something is wrong, as a byte offset, and what to do about it.
pub(super) type Complaint = (usize, String);

const SETTINGS: [&str; 14] = [
    "budget",
    "week_start",
    "date_order",
    "name_order",
    "topics",
    "cadence",
    "log",
    "mail",
    "calendar",
    "channels",
    "labels",
    "vdir",
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
            "mail" => mail(&entry, &mut config.heard)?,
            "calendar" => calendar(&entry, &mut config.heard)?,
            "cadence" => cadences(&entry, &mut rules.cadences)?,
            "labels" => labels(&entry, &mut config.labels)?,
            "channels" => rules.channels = channels(&entry)?,
            "vdir" => config.vdir = vdir::read(&entry)?,
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

/// One line of a table: a key, where it is, and its value.
pub(super) struct Entry<'a> {
    key: &'a str,
    at: usize,
    value: &'a Spanned<DeValue<'a>>,
}

/// The lines of a table in the order of the file.
fn entries<'a>(table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref(),
            at: key.span().start,
            value,
        })
        .collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

impl<'a> Entry<'a> {
    /// This line's key as one of the known ones.
    pub(super) fn known<'k>(&self, known: &[&'k str]) -> Result<&'k str, Complaint> {
        if let Some(key) = known.iter().find(|key| **key == self.key) {
            return Ok(key);
        }
        let meant = match nearest(self.key, known.iter().copied()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("known here are {}", known.join(", ")),
        };
        Err((
            self.at,
            format!("there is no setting “{}”; {meant}", one_line(self.key)),
        ))
    }

    fn no_action(&self, names: &[&str]) -> Complaint {
        let meant = match nearest(self.key, names.iter().copied()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => "`ties config` lists them".to_owned(),
        };
        (
            self.at,
            format!("there is no action “{}”; {meant}", one_line(self.key)),
        )
    }

    fn tie(&self) -> Result<Tie, Complaint> {
        let word = self.known(&Tie::ALL.map(Tie::word))?;
        word.parse()
            .map_err(|unknown: crate::domain::tie::UnknownTie| (self.at, unknown.to_string()))
    }

    /// The complaint that this line's value should be something else.
    pub(super) fn wants(&self, wanted: &str) -> Complaint {
        (
            self.value.span().start,
            format!("{} has to be {wanted}", one_line(self.key)),
        )
    }

    pub(super) fn table(&self) -> Result<Vec<Entry<'a>>, Complaint> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(entries(table)),
            _ => Err((
                self.value.span().start,
                format!("{0} has to be a table; write [{0}]", one_line(self.key)),
            )),
        }
    }

    pub(super) fn text(&self) -> Result<&'a str, Complaint> {
        self.value
            .get_ref()
            .as_str()
            .ok_or_else(|| self.wants("a text, in \"quotes\""))
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, Complaint> {
        let wrong = || self.wants("a list of texts, like [\"one\", \"two\"]");
        let list = self.value.get_ref().as_array().ok_or_else(wrong)?;
        list.iter()
            .map(|item| item.get_ref().as_str().map(str::to_owned).ok_or_else(wrong))
            .collect()
    }

    /// One text, or a list of them.
    fn one_or_more(&self) -> Result<Vec<String>, Complaint> {
        match self.value.get_ref().as_str() {
            Some(one) => Ok(vec![one.to_owned()]),
            None => self.texts(),
        }
    }

    /// One path or a list of them, each from the root or the home on.
    fn paths(&self) -> Result<Vec<PathBuf>, Complaint> {
        let paths: Vec<PathBuf> = self.one_or_more()?.into_iter().map(PathBuf::from).collect();
        match paths
            .iter()
            .all(|path| path.is_absolute() || path.starts_with("~"))
        {
            true => Ok(paths),
            false => {
                Err(self.wants("a whole path, one that begins with / or ~/, or a list of such"))
            }
        }
    }

    pub(super) fn truth(&self) -> Result<bool, Complaint> {
        let value = self.value.get_ref().as_bool();
        value.ok_or_else(|| self.wants("true or false"))
    }

    fn whole<N: TryFrom<i64> + Into<i64> + Copy>(&self, from: N, to: N) -> Result<N, Complaint> {
        let wrong = || {
            let (from, to): (i64, i64) = (from.into(), to.into());
            self.wants(&format!("a whole number, {from} to {to}"))
        };
        let number = self.value.get_ref().as_integer().ok_or_else(wrong)?;
        i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .filter(|n| (from.into()..=to.into()).contains(n))
            .and_then(|n| N::try_from(n).ok())
            .ok_or_else(wrong)
    }

    fn one_of<T: Clone>(&self, choices: &[(&str, T)]) -> Result<T, Complaint> {
        let words = || {
            let quoted: Vec<String> = choices.iter().map(|(w, _)| format!("\"{w}\"")).collect();
            quoted.join(" or ")
        };
        let text = self
            .value
            .get_ref()
            .as_str()
            .ok_or_else(|| self.wants(&words()))?;
        choices
            .iter()
            .find(|(word, _)| *word == text.trim().to_lowercase())
            .map(|(_, value)| value.clone())
            .ok_or_else(|| self.wants(&words()))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
