//! What kind of file a text is, by what stands in it and never by its name.

use std::fmt;

use super::monica;
use super::table::{self, Table};
use crate::domain::draft::SourceKind;

/// How many lines at the top are looked at: more than any preamble has.
const LINES: usize = 60;

/// What a file is that brings in nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Of a kind that nothing here reads.
    Unread(&'static str),
    /// Mail or a calendar: `ties heard` reads it where this table of the config names it.
    Heard {
        what: &'static str,
        table: &'static str,
    },
}

/// A file or folder of mail.
pub(super) const MAILBOX: Foreign = Foreign::Heard {
    what: "a mailbox",
    table: "mail",
};

const CALENDAR: Foreign = Foreign::Heard {
    what: "a calendar",
    table: "calendar",
};

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Foreign::Unread(what) => write!(
                f,
                "looks like {what}, which ties cannot read yet; ties import --list says what it \
                 reads"
            ),
            Foreign::Heard { what, table } => write!(
                f,
                "looks like {what}, which brings in nobody new; ties heard reads in it when you \
                 were last in touch, once [{table}] in the config names it"
            ),
        }
    }
}

/// Whether a table has the columns of a kind.
type IsHeader = fn(&[String]) -> bool;

/// Tables that are known, each by the names of its columns.
const TABLES: [(SourceKind, IsHeader); 6] = [
    (SourceKind::LinkedinConnections, is_linkedin),
    (SourceKind::LinkedinInvitations, is_invitations),
    (SourceKind::LinkedinMessages, is_messages),
    (SourceKind::GoogleCsv, is_google),
    (SourceKind::Monica, monica::is_header),
    (SourceKind::OutlookCsv, super::outlook::is_outlook),
];

/// The kind of file that `text` is.
///
/// # Errors
/// What it looks like instead, where that is plain.
pub(super) fn kind(text: &str) -> Result<SourceKind, Option<Foreign>> {
    let top = top(text);
    let first = top.trim_start();
    if is_abook(top) {
        return Ok(SourceKind::Abook);
    }
    let cards = first_card(top);
    if cards.is_none() && first.starts_with(['{', '[']) {
        return json(text);
    }
    if super::x::is_part(first) {
        return Ok(SourceKind::X);
    }
    // A cell may quote a card, or the columns of another table: what comes first counts.
    let headers = table::headers(&top[..cards.unwrap_or(top.len())]);
    if let Some(kind) = headers.iter().find_map(|names| known_table(names)) {
        return Ok(kind);
    }
    if cards.is_some() {
        return Ok(SourceKind::Vcard);
    }
    if lines(top).any(super::friends::is_heading) {
        return Ok(SourceKind::Friends);
    }
    if lines(top).any(super::mutt::is_alias) {
        return Ok(SourceKind::Mutt);
    }
    if is_aerc(top) {
        return Ok(SourceKind::Aerc);
    }
    match other(top, first) {
        None if Table::any(top).is_some() => Ok(SourceKind::Table),
        other => Err(other),
    }
}

/// The kind of table that has these columns.
fn known_table(columns: &[String]) -> Option<SourceKind> {
    let mut tables = TABLES.iter();
    let (kind, _) = tables.find(|(_, is_header)| is_header(columns))?;
    Some(*kind)
}

/// Where the first card begins, in bytes.
fn first_card(top: &str) -> Option<usize> {
    let mut at = 0;
    for line in lines(top) {
        if super::vcard::is_begin(line) {
            return Some(at);
        }
        at += line.len() + 1;
    }
    None
}

/// Whether these bytes are a SQLite database.
pub(super) fn is_database(bytes: &[u8]) -> bool {
    bytes.starts_with(b"SQLite format 3\0")
}

/// Whether this is abook's own file, which it says in its first section.
fn is_abook(top: &str) -> bool {
    let mut lines = lines(top).map(str::trim);
    let section = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    section == Some("[format]") && lines.any(|line| line == "program=abook")
}

/// Whether every line is an address, a tab and a name; a first line may say something else.
fn is_aerc(top: &str) -> bool {
    let mut lines = lines(top).filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let mut rest = lines.peekable();
    let is_list = super::aerc::is_line(first) || rest.peek().is_some();
    is_list && !first.starts_with("From ") && rest.all(super::aerc::is_line)
}

/// Whether these are the column names of LinkedIn's connections.
pub(super) fn is_linkedin(columns: &[String]) -> bool {
    has_all(columns, &["first name", "last name", "connected on"])
}

/// Whether these are the column names of LinkedIn's invitations.
pub(super) fn is_invitations(columns: &[String]) -> bool {
    has_all(columns, &["from", "to", "sent at", "direction"])
}

/// Whether these are the column names of LinkedIn's messages.
pub(super) fn is_messages(columns: &[String]) -> bool {
    has_all(
        columns,
        &[
            "conversation id",
            "from",
            "sender profile url",
            "to",
            "date",
        ],
    )
}

/// Whether these are the column names of Google's contacts, old or new.
pub(super) fn is_google(columns: &[String]) -> bool {
    let has = |name: &str| columns.iter().any(|column| column == name);
    let old = has_all(columns, &["name", "given name", "family name"]);
    let new = has_all(columns, &["first name", "last name"])
        && (has("organization name") || has("labels") || has("file as"))
        && !has("e-mail address");
    old || new
}

fn json(text: &str) -> Result<SourceKind, Option<Foreign>> {
    let mut end = text.len().min(4_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let packed: String = text[..end].split_whitespace().collect();
    let holds = |what: &str| packed.contains(what);
    if packed.starts_with("{\"schema\":") {
        Ok(SourceKind::Ties) // of whatever version: its reader says what it makes of that
    } else if holds("\"1.0-preview") || (holds("\"account\":{") && holds("\"app_version\"")) {
        Ok(SourceKind::Monica)
    } else if packed.starts_with("{\"metadata\":{") && holds("\"format_version\"") {
        Ok(SourceKind::Knotter)
    } else if packed.starts_with("{\"version\":") && holds("\"exportDate\"") {
        Ok(SourceKind::Nametag)
    } else if packed.starts_with("{\"contact\":\"") && holds("\"time\":\"") {
        Ok(SourceKind::Frm)
    } else if super::facebook::is_friends(&packed) {
        Ok(SourceKind::Facebook)
    } else {
        Err(Some(Foreign::Unread("JSON of some other program")))
    }
}

fn other(top: &str, first: &str) -> Option<Foreign> {
    let line = |wanted: &str| lines(top).any(|line| line.trim().eq_ignore_ascii_case(wanted));
    if table::is_too_wide(top) {
        Some(Foreign::Unread("a table of thousands of columns"))
    } else if line("BEGIN:VCALENDAR") {
        Some(CALENDAR)
    } else if first.starts_with("window.YTD.") {
        Some(Foreign::Unread(
            "another part of an archive from X than ties reads",
        ))
    } else if first.starts_with("From ") {
        Some(MAILBOX)
    } else {
        None
    }
}

fn has_all(columns: &[String], wanted: &[&str]) -> bool {
    wanted
        .iter()
        .all(|name| columns.iter().any(|column| column == name))
}

fn lines(top: &str) -> impl Iterator<Item = &str> {
    top.split(['\n', '\r'])
}

/// The first lines of a text; at most 100,000 bytes of it.
fn top(text: &str) -> &str {
    let mut end = text.len().min(100_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let top = &text[..end];
    match top.match_indices(['\n', '\r']).nth(LINES * 2) {
        Some((at, _)) => &top[..at],
        None => top,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<SourceKind, Option<Foreign>>) {
        assert_eq!(kind(text), expected, "{text}");
    }

    #[test]
    fn content_tells_the_kind() {
        check("\r\nbegin:vcard\r\n", Ok(SourceKind::Vcard));
        check(
            "First Name,Last Name,Email Address,Company,Position,Connected On\n",
            Ok(SourceKind::LinkedinConnections),
        );
        check(
            "Notes:\n\"a, b\"\n\n\"First Name\",\"Last Name\",URL,\"Connected On\"",
            Ok(SourceKind::LinkedinConnections),
        );
        check(
            "From,To,Sent At,Message,Direction\n",
            Ok(SourceKind::LinkedinInvitations),
        );
        check(
            "Name,Given Name,Additional Name,Family Name,Yomi Name\n",
            Ok(SourceKind::GoogleCsv),
        );
        check(
            "First Name,Middle Name,Last Name,Organization Name,Labels\n",
            Ok(SourceKind::GoogleCsv),
        );
        check(
            "First Name,Last Name,E-mail Address,E-mail 2 Address",
            Ok(SourceKind::OutlookCsv),
        );
        check(
            "\"Anrede\";\"Vorname\";\"Nachname\";\"E-Mail-Adresse\"\r\n",
            Ok(SourceKind::OutlookCsv),
        );
        check("Nombre;Fono\nAna;1\n", Ok(SourceKind::Table));
        check("[format]\nprogram=abook\n\n[0]\n", Ok(SourceKind::Abook));
        check("{\"version\":\"1.0-preview.1\"}", Ok(SourceKind::Monica));
        check(
            "first_name,last_name,last_talked_to\n",
            Ok(SourceKind::Monica),
        );
        check(
            "{\"metadata\": {\"app_version\": \"0.6.0\", \"format_version\": 1}}",
            Ok(SourceKind::Knotter),
        );
        check(
            "{ \"version\": \"1.1\", \"exportDate\": \"2026\" }",
            Ok(SourceKind::Nametag),
        );
        check(
            "{\"contact\":\"Ana\",\"time\":\"2026-01-02T03:04:05Z\"}\n",
            Ok(SourceKind::Frm),
        );
        check("{ \"schema\" : 1, \"contacts\": []}", Ok(SourceKind::Ties));
        check("{\"schema\":99,\"ties\":{}}", Ok(SourceKind::Ties));
    }

    #[test]
    fn what_is_not_read_yet_is_named() {
        check("BEGIN:VCALENDAR\n", Err(Some(CALENDAR)));
        check("", Err(None));
        check("just some words", Err(None));
        check("\u{0}\u{1}é", Err(None));
    }
}
