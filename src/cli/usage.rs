//! What is said of a command line that clap cannot read: one line, as of everything else.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory};

use super::args::Cli;
use super::failure::Failure;
use crate::config::nearest;
use crate::domain::naming::in_a_row;
use crate::domain::query::is_key;

/// What was wrong with the command line and what to do next.
pub(super) fn failure(error: &clap::Error, arguments: &[OsString]) -> Failure {
    let said = Said { error, arguments };
    let verb = Verb::of(arguments);
    let help = format!("`{} --help` says more", verb.call());
    Failure::usage(match error.kind() {
        ErrorKind::InvalidSubcommand => said.no_such_command(&verb),
        ErrorKind::UnknownArgument => said.no_such_option(&verb),
        ErrorKind::MissingRequiredArgument => {
            let missing = verb
                .lacking(said.all(ContextKind::InvalidArg))
                .join(" and ");
            format!("{} needs {missing}; {help}", verb.call())
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{} needs {}; {help}", verb.call(), said.argument())
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let known: Vec<&str> = verb.known().collect();
            format!("{} needs {}; {help}", verb.call(), known.join(" or "))
        }
        ErrorKind::TooManyValues => format!("{} takes no value; {help}", said.argument()),
        ErrorKind::InvalidValue if said.value().is_empty() => {
            format!("{} needs a value; {help}", said.argument())
        }
        ErrorKind::InvalidValue => format!(
            "“{}” will not do for {}; say {}",
            said.value(),
            said.argument(),
            said.all(ContextKind::ValidValue).join(", ")
        ),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            format!(
                "“{}” will not do for {}; {}",
                said.value(),
                said.argument(),
                why.unwrap_or(help)
            )
        }
        ErrorKind::ArgumentConflict => {
            let others = said.all(ContextKind::PriorArg).join(" or ");
            match others.is_empty() || others == said.argument() {
                true => format!("{} can be said once only; {help}", said.argument()),
                false => format!("{} does not go with {others}; {help}", said.argument()),
            }
        }
        ErrorKind::InvalidUtf8 => format!("what was typed is not UTF-8; {help}"),
        _ => {
            let rendered = error.render().to_string();
            let first = rendered.lines().next().unwrap_or_default();
            let first = first.strip_prefix("error: ").unwrap_or(first);
            format!("{first}; {help}")
        }
    })
}

/// What clap says of a command line.
struct Said<'e> {
    error: &'e clap::Error,
    arguments: &'e [OsString],
}

impl Said<'_> {
    fn no_such_command(&self, verb: &Verb) -> String {
        let meant = self.all(ContextKind::SuggestedSubcommand);
        // What is no verb at all is what somebody wants to have added.
        let add = verb
            .known()
            .find(|known| *known == "add" && verb.words.len() > 1);
        let meant = meant.first().map(String::as_str).or(add);
        let meant = meant.map_or_else(String::new, |near| format!("did you mean {near}? "));
        let typed = self.all(ContextKind::InvalidSubcommand).concat();
        format!(
            "there is no command “{typed}”; {meant}`{} --help` lists them",
            verb.call()
        )
    }

    /// An option that is none. Of a filter it may be meant as “not”, and of a text as a word.
    fn no_such_option(&self, verb: &Verb) -> String {
        let option = self.argument();
        let mut words = self.arguments.iter().skip_while(|word| *word != "--");
        if !option.starts_with('-') || words.any(|word| *word == *option) {
            let call = verb.call();
            return format!("“{option}” is one word too many; `{call} --help` says more");
        }
        let typed = self
            .arguments
            .iter()
            .filter_map(|argument| argument.to_str())
            .find(|argument| argument.starts_with(&option))
            .unwrap_or(&option);
        let is_filter = !typed.starts_with("--") && typed.len() > 2;
        let named = option.trim_start_matches('-');
        if verb.filters && typed.starts_with("--") && is_key(named) {
            return format!("{option} is a filter here: say {named}:VALUE");
        }
        match (typed.strip_prefix('-'), nearest(named, verb.options())) {
            (Some(word), _) if verb.filters && is_filter => {
                format!("“{typed}” reads as an option; say not:{word}, or put -- before it")
            }
            (_, Some(near)) => format!("there is no option {option}; did you mean --{near}?"),
            (_, None) => format!(
                "there is no option {option}; `{} --help` lists them, and after -- all is taken \
                 as words",
                verb.call()
            ),
        }
    }

    /// The argument it is about, as help writes it: `--by BY`, `WHO…`.
    fn argument(&self) -> String {
        self.all(ContextKind::InvalidArg).concat()
    }

    fn value(&self) -> String {
        self.all(ContextKind::InvalidValue).concat()
    }

    /// Everything of a kind that clap says.
    fn all(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(one)) => vec![plain(one)],
            Some(ContextValue::Strings(several)) => several.iter().map(|one| plain(one)).collect(),
            _ => Vec::new(),
        }
    }
}

/// An argument without the brackets that clap puts round it, and once where it says it twice.
fn plain(argument: &str) -> String {
    if let Some(options) = argument.strip_prefix('<').filter(|a| a.contains('|')) {
        let options = options.trim_end_matches('>').split('|');
        let names: Vec<&str> = options
            .filter_map(|option| option.split(' ').next())
            .collect();
        return in_a_row(&names, "or");
    }
    let Some((before, rest)) = argument.split_once(['<', '[']) else {
        return argument.to_owned();
    };
    match rest.split_once(['>', ']']) {
        // One that says itself which of its words are several is whole.
        Some((name, "...")) if name.contains('…') => format!("{before}{name}"),
        Some((name, "...")) => format!("{before}{name}…"),
        Some((name, _)) => format!("{before}{name}"),
        None => argument.to_owned(),
    }
}

/// The command that was typed, as far as there is one.
struct Verb {
    command: Command,
    words: Vec<String>,
    /// Whether it takes a filter.
    filters: bool,
    /// Whether any word follows it.
    has_words: bool,
}

impl Verb {
    fn of(arguments: &[OsString]) -> Verb {
        let mut command = Cli::command();
        let mut words = vec!["ties".to_owned()];
        let mut has_words = false;
        let mut typed = arguments.iter().skip(1).filter_map(|word| word.to_str());
        while let Some(word) = typed.next() {
            if ["--db", "--config", "--today", "--color"].contains(&word) {
                typed.next();
            } else if let Some(found) = command.find_subcommand(word) {
                words.push(word.to_owned());
                command = found.clone();
            } else if !word.starts_with('-') {
                has_words = true;
                break;
            }
        }
        let filters = command
            .get_arguments()
            .any(|argument| argument.get_id() == "query");
        Verb {
            command,
            words,
            filters,
            has_words,
        }
    }

    /// What is missing, of what clap says is. Where the last of several words is something of its
    /// own, clap takes the only one for it; it is rather the first that was said.
    fn lacking(&self, missing: Vec<String>) -> Vec<String> {
        let named = |argument: Option<&Arg>| {
            let argument = argument.filter(|argument| argument.is_required_set())?;
            Some(plain(&argument.to_string()))
        };
        let first = named(self.command.get_positionals().next());
        match named(self.command.get_positionals().last()) {
            Some(last) if self.has_words && first.as_slice() == missing => vec![last],
            _ => missing,
        }
    }

    /// How it is called.
    fn call(&self) -> String {
        self.words.join(" ")
    }

    /// Its options by their long names.
    fn options(&self) -> impl Iterator<Item = &str> {
        let everywhere = ["db", "config", "today", "color", "help"];
        let own = self.command.get_arguments().filter_map(Arg::get_long);
        own.chain(everywhere)
    }

    /// The commands below it.
    fn known(&self) -> impl Iterator<Item = &str> {
        self.command.get_subcommands().map(Command::get_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a command line.
    fn said(line: &str) -> String {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = Cli::command().try_get_matches_from(&arguments).unwrap_err();
        failure(&error, &arguments).message
    }

    #[test]
    fn what_is_wrong_is_one_line_with_what_to_do() {
        let lines = [
            (
                "ties lst",
                "there is no command “lst”; did you mean list? `ties --help` lists them",
            ),
            (
                "ties request Pat,Flux",
                "there is no command “Pat,Flux”; did you mean add? `ties request --help` lists them",
            ),
            (
                "ties list -tie:weak",
                "“-tie:weak” reads as an option; say not:tie:weak, or put -- before it",
            ),
            (
                "ties list --tvs",
                "there is no option --tvs; did you mean --tsv?",
            ),
            (
                "ties list --tie weak",
                "--tie is a filter here: say tie:VALUE",
            ),
            (
                "ties note ana -x",
                "there is no option -x; `ties note --help` lists them, and after -- all is taken as words",
            ),
            (
                "ties tie",
                "ties tie needs WHO… and LEVEL; `ties tie --help` says more",
            ),
            (
                "ties tie ana",
                "ties tie needs LEVEL; `ties tie --help` says more",
            ),
            (
                "ties budget 3 4",
                "“4” is one word too many; `ties budget --help` says more",
            ),
            (
                "ties budget -- 3 -x",
                "“-x” is one word too many; `ties budget --help` says more",
            ),
            (
                "ties --db x next",
                "ties next needs WHO… TEXT; `ties next --help` says more",
            ),
            (
                "ties budget x",
                "“x” will not do for TIMES; say how many times, 0 to 99",
            ),
            (
                "ties log --edit x",
                "“x” will not do for --edit ID; say the number that `ties show WHO` has in brackets",
            ),
            (
                "ties log ana --by you",
                "“you” will not do for --by BY; say me, them, both",
            ),
            (
                "ties demo --save",
                "--save FILE needs a value; `ties demo --help` says more",
            ),
            (
                "ties due --json=3",
                "--json takes no value; `ties due --help` says more",
            ),
            (
                "ties list --json --tsv",
                "--json does not go with --tsv; `ties list --help` says more",
            ),
            (
                "ties shelf edit 1",
                "ties shelf edit needs --title, --topic, --untopic or --note; \
                 `ties shelf edit --help` says more",
            ),
            (
                "ties shelf drop x",
                "“x” will not do for ID; say a number that `ties shelf` lists",
            ),
            (
                "ties tag",
                "ties tag needs rename or delete; `ties tag --help` says more",
            ),
        ];
        let expected = lines.map(|(line, said)| format!("{line}: {said}"));
        assert_eq!(
            lines.map(|(line, _)| format!("{line}: {}", said(line))),
            expected
        );
    }
}
