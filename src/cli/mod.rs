//! The command line: one file per verb or small group. `args` declares what can be said,
//! `print` is the only place that prints, every change goes through `Session::change`.

pub mod args;

mod add;
mod backup;
mod budget;
mod calendar;
mod demo;
mod doctor;
mod due;
mod edit;
mod encrypt;
mod export;
mod failure;
mod fields;
mod flags;
mod form;
mod gather;
mod heard;
mod history;
mod import;
mod inbox;
mod json;
mod list;
mod log;
mod man;
mod merge;
mod next;
mod note;
mod notify;
mod print;
mod purge;
mod query;
mod relate;
mod review;
mod session;
mod settings;
mod shelf;
mod show;
mod stand;
mod sync;
mod tag;
mod usage;
mod vdir;
mod who;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::error::ErrorKind;
use clap::{Args, ColorChoice, CommandFactory, FromArgMatches};

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::discreet::Sight;
use crate::paths::Paths;
use args::{Cli, Color, Globals, Verb};
use failure::{Exit, Failure};
use print::Out;
use session::Session;

/// What is left to do after the command line has been read.
#[derive(Debug)]
pub enum Start {
    /// Nothing: the command was carried out, or refused.
    Done(ExitCode),
    /// To open the screen.
    Screen(Box<Screen>),
}

/// What the screen needs to open.
#[derive(Debug, Clone)]
pub struct Screen {
    pub paths: Paths,
    pub config: Config,
    pub clock: Clock,
    pub color: Color,
    pub sight: Sight,
    /// With made-up people, in memory.
    pub demo: bool,
}

/// Gives a text to the person's editor: `None` where it came back as it was, or empty. Takes
/// the folder for the file; an error is a sentence.
pub type Editor<'e> = &'e dyn Fn(&Path, &str) -> Result<Option<String>, String>;

/// What ties does outside of files and standard streams, which is not the command line's to
/// know.
#[derive(Clone, Copy)]
pub struct Outside<'o> {
    pub editor: Editor<'o>,
    /// Shows a title and some lines on the desktop; false where there is none.
    pub notifier: &'o dyn Fn(&str, &str) -> bool,
    /// How many columns and rows the terminal has, if there is one.
    pub screen_size: &'o dyn Fn() -> Option<(u16, u16)>,
    /// Removes from the drafts in this folder what is about any of these, by their uids.
    pub forget_drafts: &'o dyn Fn(&Path, &[String]) -> io::Result<()>,
    /// Gives a flag that `^C` sets from then on instead of ending the program.
    pub interruption: &'o dyn Fn() -> io::Result<Arc<AtomicBool>>,
}

/// Reads the command line and carries out its command, if it names one.
pub fn start(arguments: impl IntoIterator<Item = OsString>, outside: Outside<'_>) -> Start {
    let cli = match parse(arguments.into_iter().collect()) {
        Ok(cli) => cli,
        Err(exit) => return Start::Done(exit.into()),
    };
    let mut out = Out::new();
    let screen = match carry_out(cli, &mut out, outside) {
        Ok(screen) => screen.map(Ok),
        Err(failure) => Some(Err(failure)),
    };
    let written = out.finish();
    match (screen, written) {
        (Some(Ok(screen)), _) => Start::Screen(screen),
        (Some(Err(failure)), _) | (None, Err(failure)) => Start::Done(end(&failure).into()),
        (None, Ok(())) => Start::Done(ExitCode::SUCCESS),
    }
}

/// Says why something could not be done, as the command line says it.
pub fn complain(message: &str) {
    print::say_lines(&format!("ties: {message}"));
}

/// Says what is going on, in a line that the next one overwrites.
pub fn progress(message: &str) {
    print::progress(message);
}

fn parse(arguments: Vec<OsString>) -> Result<Cli, Exit> {
    if let Some(cli) = in_short(&arguments) {
        return Ok(cli);
    }
    let color = match color_asked(&arguments) {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let parsed = read(Cli::command().color(color), &arguments);
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match error.print() {
            Ok(()) => Exit::Done,
            Err(error) => end(&error.into()),
        },
        _ => end(&usage::failure(&error, &arguments)),
    })
}

fn read(command: clap::Command, arguments: &[OsString]) -> Result<Cli, clap::Error> {
    command
        .try_get_matches_from(arguments.iter().cloned().map(day_without_year))
        .and_then(|matches| Cli::from_arg_matches(&matches))
}

/// What is said without a verb, which opens the screen, or with one that is said often: so that
/// these need not make ready all that could be said. Whatever is not understood is left to the
/// whole command line.
fn in_short(arguments: &[OsString]) -> Option<Cli> {
    let said = arguments.get(1..)?;
    let verb = said
        .iter()
        .filter_map(|word| word.to_str())
        .find_map(args::alone);
    let begins_with_a_verb = said.first().is_some_and(|first| !is_option(first));
    let command = clap::Command::new("ties").args_override_self(true);
    let command = match verb {
        Some(verb) => command.subcommand(verb),
        None if begins_with_a_verb => return None,
        None => command,
    };
    read(Globals::augment_args(command), arguments).ok()
}

fn is_option(argument: &OsString) -> bool {
    argument.as_encoded_bytes().starts_with(b"-")
}

/// A day without a year begins as an option does; a blank before it makes it a value, so that
/// options may still follow it.
fn day_without_year(argument: OsString) -> OsString {
    let is_day = argument
        .to_str()
        .and_then(|text| text.strip_prefix("--"))
        .map(|text| text.trim_start_matches('-'))
        .is_some_and(|text| {
            text.starts_with(|c: char| c.is_ascii_digit())
                && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        });
    if !is_day {
        return argument;
    }
    let mut value = OsString::from(" ");
    value.push(argument);
    value
}

/// What `--color` asks for, wherever it stands; clap has to know before it parses.
fn color_asked(arguments: &[OsString]) -> Color {
    let asked = |word: &str| {
        let joined = format!("--color={word}");
        arguments.iter().any(|argument| *argument == *joined)
            || arguments
                .windows(2)
                .any(|two| two[0] == "--color" && two[1] == word)
    };
    match (asked("never"), asked("always")) {
        (true, _) => Color::Never,
        (false, true) => Color::Always,
        (false, false) => Color::Auto,
    }
}

fn end(failure: &Failure) -> Exit {
    if !failure.message.is_empty() {
        complain(&failure.message);
    }
    failure.exit
}

/// Carries out the command; the screen, if it is the screen that is asked for.
fn carry_out(
    cli: Cli,
    out: &mut Out,
    outside: Outside<'_>,
) -> Result<Option<Box<Screen>>, Failure> {
    match cli.verb {
        // These two work without a home, a config or a file.
        Some(Verb::Completions(args)) => man::completions(args.shell, out)?,
        Some(Verb::Man) => man::page(out)?,
        Some(Verb::Demo(args)) => return demo(args.save, &cli.globals),
        // Looks at the settings itself, so that one wrong line does not hide all else.
        Some(Verb::Doctor(args)) => {
            let (session, wrong) = Session::whatever_the_settings(&cli.globals)?;
            doctor::run(&args, &session, wrong.as_ref(), outside, out)?;
        }
        Some(verb) => run(verb, &Session::new(&cli.globals)?, out, outside)?,
        None => return Ok(Some(Session::new(&cli.globals)?.into_screen())),
    }
    Ok(None)
}

fn demo(save: Option<PathBuf>, globals: &args::Globals) -> Result<Option<Box<Screen>>, Failure> {
    let session = Session::new(globals)?;
    match save {
        Some(file) => demo::save(&file, &session).map(|()| None),
        None => {
            let mut screen = session.into_screen();
            screen.demo = true;
            Ok(Some(screen))
        }
    }
}

fn run(verb: Verb, session: &Session, out: &mut Out, outside: Outside<'_>) -> Result<(), Failure> {
    out.sight = session.sight;
    #[cfg(feature = "encryption")]
    if matches!(verb, Verb::Status | Verb::Query(_) | Verb::Notify(_)) {
        // They run by themselves, in a prompt, a mail program, a timer.
        session.ask_nobody();
    }
    match verb {
        Verb::Due(args) => due::run(&args, session, out),
        Verb::List(args) => list::run(&args, session, out),
        Verb::Show(args) => show::run(&args, session, out),
        Verb::Add(args) => add::run(&args, session),
        Verb::Edit(args) => edit::run(&args, session, outside.editor),
        Verb::Tie(args) => stand::tie(&args, session),
        Verb::Log(args) => log::run(&args, session),
        Verb::Note(args) => note::run(&args, session),
        Verb::Later(args) => flags::later(&args, session),
        Verb::Skip(args) => flags::skip(&args, session),
        Verb::Mind(args) => flags::mind(&args, session, out),
        Verb::Pause(args) => flags::pause(&args, session),
        Verb::Resume(args) => flags::resume(&args, session),
        Verb::Stand(args) => stand::stand(&args, session),
        Verb::Archive(args) => stand::archive(&args, session),
        Verb::Delete(args) => stand::delete(&args, session),
        Verb::BringBack(args) => stand::bring_back(&args, session),
        Verb::Purge(args) => purge::run(&args, session, outside),
        Verb::Next(args) => next::run(&args, session),
        Verb::Merge(args) => merge::run(&args, session, out),
        Verb::Relate(args) => relate::relate(&args, session),
        Verb::Occasion(args) => relate::occasion(&args, session),
        Verb::Tag(args) => tag::tag(&args, session),
        Verb::Channel(args) => tag::channel(&args, session),
        Verb::Budget(args) => budget::run(&args, session, out),
        Verb::Review(args) => review::run(&args, session, out),
        Verb::Inbox(args) => inbox::run(args, session, out),
        Verb::Heard(args) => heard::run(&args, session, out),
        Verb::Request(verb) => inbox::request(&verb, session),
        Verb::Shelf(args) => shelf::run(&args, session, out),
        Verb::Share(args) => shelf::share(&args, session, out),
        Verb::Gather(args) => gather::run(&args, session, out),
        Verb::Vdir(verb) => vdir::run(&verb, session, out),
        Verb::Sync(args) => sync::run(&args, session, out),
        Verb::Query(args) => query::run(&args, session, out),
        Verb::Status => due::status(session, out),
        Verb::Notify(args) => notify::run(&args, session, outside, out),
        Verb::Import(args) => import::run(&args, session, outside, out),
        Verb::Export(args) => export::run(&args, session, out),
        Verb::Undo => history::undo(session),
        Verb::Redo => history::redo(session),
        Verb::History(args) => history::run(args, session, out),
        Verb::Backup(args) => backup::backup(&args, session, out),
        Verb::Restore(args) => backup::restore(&args, session, out),
        Verb::Encrypt(args) => encrypt::encrypt(&args, session),
        Verb::Decrypt => encrypt::decrypt(session),
        Verb::Rekey(args) => encrypt::rekey(&args, session),
        Verb::Config => settings::run(session, out),
        // Carried out before there was a session.
        Verb::Demo(_) | Verb::Doctor(_) | Verb::Completions(_) | Verb::Man => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That a line means in short what it means among all that could be said, and whether it
    /// can be said in short.
    #[track_caller]
    fn check(line: &str, in_short: bool) {
        let said: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let among_all = read(Cli::command(), &said);
        let short = super::in_short(&said);
        assert_eq!(short.is_some(), in_short, "{line}");
        if let Some(short) = short {
            assert_eq!(
                format!("{short:?}"),
                format!("{:?}", among_all.unwrap()),
                "{line}"
            );
        }
    }

    #[test]
    fn what_is_said_in_short_means_what_it_means_among_all() {
        for line in [
            "ties",
            "ties --today 2026-11-22 --db list",
            "ties due --json",
            "ties --db a.db list tie:weak --db b.db",
            "ties show 5 --json --color never",
            "ties add Bea Lindqvist --tie strong --email b@x.example",
            "ties log bea omar --on --14-06 --via coffee --note hi",
            "ties log --delete 7",
            "ties note bea likes trams",
            "ties later bea 2w",
            "ties skip bea",
            "ties mind",
            "ties next bea send the book",
            "ties --config c.toml query bea",
            "ties status",
            "ties undo",
            "ties redo",
        ] {
            check(line, true);
        }
        for line in [
            "ties history",
            "ties --db log backup",
            "ties help log",
            "ties log --help",
            "ties --version",
            "ties log",
            "ties log bea --vai coffee",
        ] {
            check(line, false);
        }
    }
}
