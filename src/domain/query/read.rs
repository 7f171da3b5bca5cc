//! From text to terms.

use std::ops::Range;

use chrono::NaiveDate;

use super::{Around, Field, Having, Is, LastIs, Query, QueryError, Sort, Term, Test, Words};
use crate::domain::due::Warmth;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::when::Span;
use crate::text::{self, Shown};

/// The query that `text` says, with these labels for ties.
pub(super) fn query(text: &str, labels: &[String], today: NaiveDate) -> Result<Query, QueryError> {
    let mut query = Query::default();
    let mut rest = Rest { text, at: 0 };
    while let Some(raw) = rest.term() {
        match raw.key {
            None => query.terms.extend(words(&raw)),
            Some(key) => keyed(&raw, key, labels, today, &mut query)?,
        }
    }
    Ok(query)
}

/// One term as it is written.
struct Raw<'a> {
    negated: bool,
    /// The key, without its colon.
    key: Option<Piece<'a>>,
    values: Vec<Piece<'a>>,
}

/// A piece of the text and where it starts.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    at: usize,
    quoted: bool,
}

impl Piece<'_> {
    fn range(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }
}

/// What of the text is not read yet.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn term(&mut self) -> Option<Raw<'a>> {
        let blanks = self.left().len() - self.left().trim_start().len();
        self.at += blanks;
        if self.left().is_empty() {
            return None;
        }
        let mut negated = false;
        while let Some(taken) = negation(self.left()) {
            negated = !negated;
            self.at += taken;
        }
        let key = self.key();
        let mut values = vec![self.value()];
        while self.left().starts_with(',') {
            self.at += 1;
            values.push(self.value());
        }
        values.retain(|value| !value.text.trim().is_empty());
        Some(Raw {
            negated,
            key,
            values,
        })
    }

    /// A key is letters up to a colon, and accents beside them, as some keyboards send them.
    fn key(&mut self) -> Option<Piece<'a>> {
        let left = self.left();
        let end = left.find(|c: char| !c.is_alphabetic() && !text::folds_away(c))?;
        if end == 0 || !left[end..].starts_with(':') {
            return None;
        }
        let at = self.at;
        self.at += end + 1;
        Some(Piece {
            text: &left[..end],
            at,
            quoted: false,
        })
    }

    /// A value ends at a comma or blank; in quotation marks, which need not be closed, at
    /// the closing one.
    fn value(&mut self) -> Piece<'a> {
        if let Some(left) = self.left().strip_prefix('"') {
            let at = self.at + 1;
            let end = left.find('"');
            let text = &left[..end.unwrap_or(left.len())];
            self.at = at + text.len() + usize::from(end.is_some());
            return Piece {
                text,
                at,
                quoted: true,
            };
        }
        let left = self.left();
        let end = left
            .find(|c: char| c == ',' || c.is_whitespace())
            .unwrap_or(left.len());
        let at = self.at;
        self.at += end;
        Piece {
            text: &left[..end],
            at,
            quoted: false,
        }
    }

    fn left(&self) -> &'a str {
        &self.text[self.at..]
    }
}

/// The length of a sign at the start of `left` that turns what follows round. A dash that
/// stands alone does not.
fn negation(left: &str) -> Option<usize> {
    if let Some(rest) = left.strip_prefix('-') {
        return (!rest.is_empty() && !rest.starts_with(char::is_whitespace)).then_some(1);
    }
    let not = left.get(..4)?;
    not.eq_ignore_ascii_case("not:").then_some(4)
}

fn words(raw: &Raw<'_>) -> Option<Term> {
    let test = match raw.values.as_slice() {
        [word] if !word.quoted && text::fold(word.text) == "due" => Test::Due,
        // The start of something that is still being typed.
        [dash] if !dash.quoted && dash.text == "-" => return None,
        values => {
            let any: Vec<Words> = values
                .iter()
                .map(|value| Words {
                    text: plain(value.text),
                    loosely: !value.quoted,
                })
                .filter(|words| !words.text.is_empty())
                .collect();
            (!any.is_empty()).then_some(Test::Text(any))?
        }
    };
    Some(Term {
        negated: raw.negated,
        test,
    })
}

/// The keys, each with what to say where its value is missing or not understood.
const KEYS: [(&str, &str); 12] = [
    ("tie", ""), // see `ties`
    ("tag", "say which tag, as in tag:music"),
    ("org", "say which organisation, as in org:acme"),
    ("title", "say which title, as in title:designer"),
    ("city", "say which city, as in city:oslo"),
    (
        "is",
        "is: takes new, active, paused, dormant, unreachable, archived, memory, parted, deleted, \
         later, mind or company",
    ),
    ("warmth", "warmth is warm, cooling or quiet"),
    (
        "has",
        "has: takes email, phone, url, birthday, note or next",
    ),
    (
        "last",
        "say how long ago, as in last:>90d, last:<2w or last:never",
    ),
    ("bday", "say how soon, as in bday:<30d"),
    ("note", "say what the note says, as in note:porto"),
    (
        "sort",
        "sort by name, family, last, due, tie, added or bridge",
    ),
];

/// Whether `word` is one of the filter's keys.
pub fn is_key(word: &str) -> bool {
    KEYS.iter().any(|(known, _)| *known == word)
}

fn keyed(
    raw: &Raw<'_>,
    key: Piece<'_>,
    labels: &[String],
    today: NaiveDate,
    query: &mut Query,
) -> Result<(), QueryError> {
    let name = text::fold(key.text);
    let Some((name, help)) = KEYS.into_iter().find(|(known, _)| *known == name) else {
        return Err(match name.as_str() {
            "due" => QueryError {
                at: key.range(),
                message: "due stands by itself, with nothing after it".to_owned(),
            },
            _ => unknown_key(key),
        });
    };
    if raw.values.is_empty() {
        return Err(QueryError {
            at: key.at..key.at + key.text.len() + 1,
            message: match name {
                "tie" => ties(labels),
                _ => help.to_owned(),
            },
        });
    }
    let test = match name {
        "tie" => Test::Tie(each(raw, &ties(labels), |value| tie(value, labels))?),
        "tag" => Test::Tag(plains(raw)),
        "org" => Test::Field(Field::Org, plains(raw)),
        "title" => Test::Field(Field::Title, plains(raw)),
        "city" => Test::Field(Field::City, plains(raw)),
        "is" => Test::Is(each(raw, help, is)?),
        "warmth" => Test::Warmth(each(raw, help, Warmth::from_word)?),
        "has" => Test::Has(each(raw, help, having)?),
        "last" => Test::Last(each(raw, help, |value| last(value, today))?),
        "bday" => Test::Birthday(each(raw, help, |value| coming(value, today))?),
        "note" => {
            let notes: Vec<String> = raw.values.iter().map(|v| v.text.to_owned()).collect();
            query.notes.extend(notes.iter().cloned());
            Test::Note(notes)
        }
        _ if raw.negated => {
            return Err(QueryError {
                at: key.range(),
                message: format!("an order cannot be left out; {help}"),
            });
        }
        _ => {
            query.sort = each(raw, help, sort)?;
            return Ok(());
        }
    };
    query.terms.push(Term {
        negated: raw.negated,
        test,
    });
    Ok(())
}

fn unknown_key(key: Piece<'_>) -> QueryError {
    let known: Vec<String> = KEYS.iter().map(|(name, _)| format!("{name}:")).collect();
    QueryError {
        at: key.range(),
        message: format!(
            "“{}” is no key; the keys are {} and due, and words in quotation marks are meant as \
             they are",
            Shown::line(key.text).fit(20),
            known.join(", ")
        ),
    }
}

/// What each value says, or `help` at the first that says nothing.
fn each<T>(
    raw: &Raw<'_>,
    help: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, QueryError> {
    raw.values
        .iter()
        .map(|value| {
            read(text::fold(value.text).trim()).ok_or_else(|| QueryError {
                at: value.range(),
                message: format!("“{}”: {help}", Shown::line(value.text).fit(20)),
            })
        })
        .collect()
}

fn plains(raw: &Raw<'_>) -> Vec<String> {
    raw.values.iter().map(|value| plain(value.text)).collect()
}

/// Folded, with single blanks and nothing that divides the text words are looked for in.
fn plain(text: &str) -> String {
    let folded = text::fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// What to say where a tie is missing or not understood.
fn ties(labels: &[String]) -> String {
    let word = |tie: Tie| labels.get(tie as usize).map_or(tie.word(), String::as_str);
    let [inner, strong, moderate, weak, latent] = Tie::ALL.map(word);
    format!("a tie is {inner}, {strong}, {moderate}, {weak} or {latent}")
}

/// A tie by its own word, else by its label.
fn tie(value: &str, labels: &[String]) -> Option<Tie> {
    let labelled = || {
        let at = labels
            .iter()
            .position(|label| text::fold(label).trim() == value)?;
        Tie::ALL.get(at).copied()
    };
    value.parse().ok().or_else(labelled)
}

fn is(value: &str) -> Option<Is> {
    Some(match value {
        "new" => Is::New,
        "later" => Is::Later,
        "mind" => Is::Mind,
        "company" => Is::Company,
        word => Is::Standing(Standing::from_word(word)?),
    })
}

fn having(value: &str) -> Option<Having> {
    Some(match value {
        "email" => Having::Email,
        "phone" => Having::Phone,
        "url" => Having::Url,
        "birthday" => Having::Birthday,
        "note" => Having::Note,
        "next" => Having::Next,
        _ => return None,
    })
}

fn sort(value: &str) -> Option<Sort> {
    Some(match value {
        "name" => Sort::Name,
        "family" => Sort::Family,
        "last" => Sort::Last,
        "due" => Sort::Due,
        "tie" => Sort::Tie,
        "added" => Sort::Added,
        "bridge" => Sort::Bridge,
        _ => return None,
    })
}

/// `>90d` is further back than 90 days, `<2w` not as far as two weeks.
fn last(value: &str, today: NaiveDate) -> Option<LastIs> {
    if value == "never" {
        return Some(LastIs::Never);
    }
    let (sign, span) = compared(value)?;
    let limit = span.before(today).unwrap_or(NaiveDate::MIN);
    Some(LastIs::On(match sign {
        Sign::More => Around::Before(limit),
        Sign::Less => Around::After(limit),
    }))
}

/// `<30d` comes round before 30 days have gone, `>30d` after.
fn coming(value: &str, today: NaiveDate) -> Option<Around> {
    let (sign, span) = compared(value)?;
    let limit = span.after(today).unwrap_or(NaiveDate::MAX);
    Some(match sign {
        Sign::More => Around::After(limit),
        Sign::Less => Around::Before(limit),
    })
}

enum Sign {
    More,
    Less,
}

fn compared(value: &str) -> Option<(Sign, Span)> {
    let (sign, span) = match value.split_at_checked(1)? {
        (">", span) => (Sign::More, span),
        ("<", span) => (Sign::Less, span),
        _ => return None,
    };
    Some((sign, Span::parse(span)?))
}
