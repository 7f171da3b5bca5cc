//! Settings to commented TOML that reads back as the same settings.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::read::{kind_word, weekdays};
use super::{Config, ROLES, Sync, Vdir};
use crate::command::COMMANDS;
use crate::domain::cadence::Cadence;
use crate::domain::folder::Also;
use crate::domain::heard::{Accept, Places, Source};
use crate::domain::rules::{DateOrder, NameOrder};
use crate::domain::tie::Tie;

/// The settings as a TOML file, each with what it means and its default.
pub fn write(config: &Config) -> String {
    let usual = Config::default();
    let mut out = Writer(String::new());
    let (rules, usual_rules) = (&config.rules, &usual.rules);

    out.about("Times a week you have energy to reach out, 0 to 99.");
    out.setting("budget", &rules.budget, &usual_rules.budget);

    out.about("The first day of the week.");
    let day = |start| {
        weekdays()
            .into_iter()
            .find(|(_, day)| *day == start)
            .map_or("monday", |(word, _)| word)
    };
    out.text(
        "week_start",
        day(rules.week_start),
        day(usual_rules.week_start),
    );

    out.about("Whether 3/4 is 3 April (day-first) or 4 March (month-first).");
    let order = |order| match order {
        DateOrder::DayFirst => "day-first",
        DateOrder::MonthFirst => "month-first",
    };
    out.text(
        "date_order",
        order(rules.date_order),
        order(usual_rules.date_order),
    );

    out.about("Whether lists go by the name as written (given) or by family name (family).");
    let order = |order| match order {
        NameOrder::Given => "given",
        NameOrder::Family => "family",
    };
    out.text(
        "name_order",
        order(rules.name_order),
        order(usual_rules.name_order),
    );

    out.about("Subjects you care about; a new contact that touches one says so.");
    out.setting("topics", &list(&config.topics), &list(&usual.topics));

    out.about(
        "A command, word by word and without a shell, whose first line opens an encrypted data \
         file: its passphrase, or a key of 64 hexadecimal digits, which is quicker.",
    );
    out.setting(
        "passphrase_command",
        &list(&config.passphrase_command),
        &list(&usual.passphrase_command),
    );

    out.table(
        "cadence",
        "Days after which it is a good time to say hi, by tie: 7 to 3650, or \"never\".",
    );
    for (tie, (now, default)) in Tie::ALL
        .into_iter()
        .zip(rules.cadences.iter().zip(&usual_rules.cadences))
    {
        out.setting(tie.word(), &cadence(*now), &cadence(*default));
    }

    out.table("labels", "The words for the ties on screen.");
    for (tie, (now, default)) in Tie::ALL
        .into_iter()
        .zip(config.labels.iter().zip(&usual.labels))
    {
        out.text(tie.word(), now, default);
    }

    out.table(
        "log",
        "What a catch-up is taken to be where nothing else is said.",
    );
    out.text(
        "channel",
        config.log.channel.as_str(),
        usual.log.channel.as_str(),
    );
    out.text("by", config.log.started.word(), usual.log.started.word());

    heard(&mut out, &config.heard);

    out.table(
        "channels",
        "How you are in touch, in the order offered, each \"text\", \"voice\" or \"in person\".",
    );
    if rules.channels != usual_rules.channels {
        let usual: Vec<&str> = usual_rules
            .channels
            .iter()
            .map(|c| c.channel.as_str())
            .collect();
        out.about(&format!("Default: {}.", usual.join(", ")));
    }
    for choice in &rules.channels {
        out.line(&format!(
            "{} = {}",
            key(choice.channel.as_str()),
            quoted(kind_word(choice.kind))
        ));
    }

    out.table(
        "vdir",
        "A folder of cards that vdirsyncer or pimsync keeps in step with a phone: `ties vdir sync`.",
    );
    out.about("The folder, beginning with / or ~/; empty for none.");
    let path = |vdir: &Vdir| vdir.path.clone().unwrap_or_default();
    out.text("path", &path(&config.vdir), &path(&usual.vdir));
    out.about("Whether people here who are more than a latent tie get a card there.");
    let is_written = |vdir: &Vdir| vdir.new.is_written();
    out.setting(
        "write_new",
        &is_written(&config.vdir),
        &is_written(&usual.vdir),
    );
    let known = Also::ALL.map(|also| quoted(also.word())).join(", ");
    out.about(&format!(
        "What of ties' own stands in the cards too: {known}."
    ));
    let also = |vdir: &Vdir| -> Vec<String> {
        vdir.also
            .iter()
            .map(|also| also.word().to_owned())
            .collect()
    };
    out.setting(
        "also",
        &list(&also(&config.vdir)),
        &list(&also(&usual.vdir)),
    );

    sync(&mut out, &config.sync, &usual.sync);

    out.table(
        "keys",
        "Other keys for an action, one or a list of them; [] takes its keys away.",
    );
    for command in COMMANDS {
        let usual: Vec<String> = command.keys.iter().map(|key| (*key).to_owned()).collect();
        match config.keys.iter().find(|(name, _)| name == command.name) {
            Some((name, chords)) => out.setting(&key(name), &list(chords), &list(&usual)),
            None => out.about(&format!("{} = {}", key(command.name), list(&usual))),
        }
    }

    out.table(
        "theme",
        "Colours: a name like \"cyan\" or \"bright-cyan\", 0 to 255 in quotes, or \"#rrggbb\".",
    );
    for (role, usual, what) in ROLES {
        match config.theme.iter().find(|(set, _)| set == role) {
            Some((_, colour)) => out.line(&format!("{role} = {} # {what}", quoted(colour))),
            None => out.line(&format!("# {role} = {} # {what}", quoted(usual))),
        }
    }
    out.0
}

/// How the history is shared.
fn sync(out: &mut Writer, sync: &Sync, usual: &Sync) {
    out.table(
        "sync",
        "The same people on several machines: `ties sync init` or `ties sync join` begins it.",
    );
    out.about(
        "A command, word by word and without a shell, whose first line is the secret that all \
         your machines share; without one `ties sync` asks for it.",
    );
    let command = |sync: &Sync| list(&sync.secret_command);
    out.setting("secret_command", &command(sync), &command(usual));
    out.about("Whether the screen syncs by itself: as it opens and closes, and every few minutes.");
    out.setting("auto", &sync.is_by_itself(), &usual.is_by_itself());
    out.about("Whether the budgets of single weeks travel; this is looked at by init and join.");
    out.setting("budget", &sync.shares_budgets(), &usual.shares_budgets());
}

/// Mail and calendars: those that are named, else how they would be.
fn heard(out: &mut Writer, heard: &Places) {
    let paths = |paths: &[PathBuf]| {
        let texts: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        list(&texts)
    };
    out.table(
        "mail",
        "Mail tells when there was something last. Only heads are read, and only of people who \
         are here anything is kept. Folders of drafts, junk and trash are left out.",
    );
    match heard.has(Source::Mail) {
        true => {
            out.line(&format!("maildir = {}", paths(&heard.maildirs)));
            out.line(&format!("mbox = {}", paths(&heard.mboxes)));
        }
        false => {
            out.about("maildir = [\"~/Mail\"] # a Maildir, or a folder of them");
            out.about("mbox = [\"~/mail.mbox\"]");
        }
    }
    match heard.mine.is_empty() {
        true => out.about("mine = [\"you@example.org\"] # all your addresses"),
        false => out.line(&format!("mine = {}", list(&heard.mine))),
    }
    out.about("\"ask\": it waits in the inbox; \"by itself\": what you sent and what answers you counts at once.");
    let usual = Accept::default().words();
    out.text("accept", heard.accept_mail.words(), usual);

    out.table(
        "calendar",
        "Calendars tell whom you met, and birthdays: .ics files, or folders of them.",
    );
    match heard.has(Source::Calendar) {
        true => out.line(&format!("files = {}", paths(&heard.calendars))),
        false => out.about("files = [\"~/calendar.ics\"]"),
    }
    out.text("accept", heard.accept_calendar.words(), usual);
}

struct Writer(String);

impl Writer {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn about(&mut self, text: &str) {
        self.line(&format!("# {text}"));
    }

    fn table(&mut self, name: &str, about: &str) {
        self.line("");
        self.about(about);
        self.line(&format!("[{name}]"));
    }

    /// A setting, and its default where it differs.
    fn setting<T: std::fmt::Display + PartialEq>(&mut self, name: &str, now: &T, default: &T) {
        let _ = write!(self.0, "{name} = {now}");
        if now != default {
            let _ = write!(self.0, " # default {default}");
        }
        self.0.push('\n');
    }

    fn text(&mut self, name: &str, now: &str, default: &str) {
        self.setting(name, &quoted(now), &quoted(default));
    }
}

fn cadence(cadence: Option<Cadence>) -> String {
    cadence.map_or_else(|| quoted("never"), |cadence| cadence.days().to_string())
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

/// A key, in quotes where TOML wants them.
fn key(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !text.is_empty() && text.chars().all(bare) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A basic TOML string; what could disturb a terminal is written as an escape.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if crate::text::is_unseen(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
