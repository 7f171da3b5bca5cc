//! `ties man` and `ties completions`, both read from the declaration in `args`.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};

use super::args::Cli;
use super::failure::Failure;
use super::print::Out;
use crate::exit::Exit;

/// Prints a shell's completions.
pub(super) fn completions(shell: Shell, out: &mut Out) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ties", &mut script);
    out.raw(&String::from_utf8_lossy(&script))
}

/// Prints the manual page: the program, then every command with its options.
pub(super) fn page(out: &mut Out) -> Result<(), Failure> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut verbs = Roff::default();
    verbs.control("SH", ["COMMANDS"]);
    for verb in command.get_subcommands() {
        describe(verb, &mut verbs);
    }
    rest(&mut verbs);
    verbs.to_writer(&mut page)?;
    out.raw(&String::from_utf8_lossy(&page))
}

/// One command: how it is written, what it does, what can be said.
fn describe(verb: &Command, roff: &mut Roff) {
    if verb.get_name() == "help" {
        return;
    }
    if verb.has_subcommands() {
        for below in verb.get_subcommands() {
            describe(below, roff);
        }
        return;
    }
    let usage = verb.clone().render_usage().to_string();
    for line in usage.trim_start_matches("Usage:").lines() {
        roff.control("PP", []);
        roff.text([bold(line.trim())]);
    }
    roff.control("RS", ["4"]);
    let about = verb.get_about().map(ToString::to_string);
    roff.text([roman(format!("{}.", about.unwrap_or_default()))]);
    for option in verb.get_arguments() {
        let help = option.get_help().map(ToString::to_string);
        if option.is_global_set() || option.get_id() == "help" {
            continue;
        }
        roff.control("TP", []);
        roff.text(match option.get_long() {
            Some(long) if option.get_action().takes_values() => {
                let names = option.get_value_names().unwrap_or_default();
                let names: Vec<&str> = names.iter().map(|name| &**name).collect();
                vec![
                    bold(format!("--{long}")),
                    roman(" "),
                    italic(names.join(" ")),
                ]
            }
            Some(long) => vec![bold(format!("--{long}"))],
            None => vec![italic(option.get_id().as_str().to_uppercase())],
        });
        roff.text([roman(help.unwrap_or_default())]);
    }
    roff.control("RE", []);
}

fn rest(roff: &mut Roff) {
    let sections: [(&str, &[(&str, &str)]); 4] = [
        (
            "FILTERS",
            &[
                (
                    "words",
                    "anywhere in name, nickname, organisation, title, city, tags and e-mail",
                ),
                ("tie:weak,latent", "of one of these ties"),
                (
                    "tag: org: title: city:",
                    "with this word there; \"two words\" in quotes",
                ),
                (
                    "is:",
                    "new, active, paused, dormant, unreachable, archived, memory, parted, \
                     deleted, later, mind or company",
                ),
                ("warmth:", "warm, cooling or quiet"),
                ("has:", "email, phone, url, birthday, note or next"),
                ("last:>90d last:<2w last:never", "by the last catch-up"),
                ("bday:<30d", "by the next birthday"),
                ("note:word", "in notes and in the notes of catch-ups"),
                ("due", "everyone who is due"),
                ("sort:", "name, family, last, due, tie, added or bridge"),
                ("not:key:value", "none of these; after -- also -key:value"),
            ],
        ),
        (
            "DAYS",
            &[
                (
                    "today yesterday tomorrow",
                    "and weekdays: fri, last fri, next monday",
                ),
                (
                    "3d 2w 5mo 1y",
                    "back or ahead, as it fits; also 3d ago, in 2 weeks",
                ),
                (
                    "14 jun",
                    "14.6. and 14/6/2025, in the order that the config names",
                ),
                ("2026-06-14", "always understood"),
            ],
        ),
        (
            "FILES",
            &[
                (
                    "$XDG_DATA_HOME/ties/ties.db",
                    "the data, else in ~/.local/share",
                ),
                (
                    "$XDG_CONFIG_HOME/ties/config.toml",
                    "the settings, else in ~/.config",
                ),
            ],
        ),
        (
            "ENVIRONMENT",
            &[
                (
                    "TIES_DB, TIES_CONFIG",
                    "the files, where no option names them",
                ),
                ("VISUAL, EDITOR", "the editor of ties edit"),
                ("NO_COLOR", "set to anything, no colours"),
            ],
        ),
    ];
    for (heading, rows) in sections {
        roff.control("SH", [heading]);
        rows.iter()
            .for_each(|(word, meaning)| row(roff, word, meaning));
    }
    roff.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        row(roff, &exit.code().to_string(), exit.words());
    }
}

/// A word and what it means.
fn row(roff: &mut Roff, word: &str, meaning: &str) {
    roff.control("TP", []);
    roff.text([bold(word)]);
    roff.text([roman(meaning)]);
}
