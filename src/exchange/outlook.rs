//! Contacts as Outlook writes them: the web's 61 columns, Google's “Outlook CSV”, and the
//! desktop's in the language of its menus and the codepage of its machine.

mod headers;

use encoding_rs::WINDOWS_1252;

use super::mapped;
use super::table::Table;
use super::{ReadError, Tally};
use crate::domain::columns::{CHOICES, Column, Field, Mapping};
use crate::domain::draft::{Parsed, SourceKind};
use headers::{LANGUAGES, Language};

/// Words for columns that other programs and people use, beside those of the fields
/// themselves.
const ALSO: &[(Field, &str)] = &[
    (
        Field::Name,
        "full name|display name|contact name|contact|nombre completo|nom complet|vollständiger name",
    ),
    (Field::Given, "given name|firstname|first|forename"),
    (Field::Middle, "additional name"),
    (Field::Family, "family name|lastname|last|surname"),
    (Field::Nickname, "nick|alias"),
    (
        Field::Org,
        "organization|organisation|employer|company name",
    ),
    (Field::Title, "position|role|occupation"),
    (
        Field::Email,
        "e-mail|mail|email address|emails|e-mails|e-mail 1|email 1|primary email|correo|correo electrónico|courriel",
    ),
    (
        Field::Phone(""),
        "telephone|tel|tel.|phone number|phones|telefon|téléphone|telefono|teléfono|telefone",
    ),
    (
        Field::Phone("mobile"),
        "cell|cell phone|mobile number|handy|móvil|celular",
    ),
    (Field::Url(""), "website|homepage|web|url"),
    (Field::Url("LinkedIn"), "linkedin url|linkedin profile"),
    (Field::Day("birthday"), "birth date|date of birth|dob|bday"),
    (Field::Tag, "labels|groups|tag|label|group|category"),
    (Field::Interest, "interest"),
    (Field::Note, "notes|comment|comments|remarks"),
];

/// Whether these are the column names of Outlook, in a language that is known.
pub(super) fn is_outlook(columns: &[String]) -> bool {
    language(columns).is_some()
}

/// What a column of this name is, where it can be one thing only.
pub(super) fn field_called(name: &str) -> Option<Field> {
    let name = plain(name);
    let chosen = CHOICES
        .iter()
        .filter(|choice| choice.word == name || choice.what == name)
        .map(|choice| choice.field);
    let listed = LANGUAGES
        .iter()
        .flat_map(Language::headers)
        .chain(ALSO.iter().copied())
        .filter(|(_, names)| names.split('|').any(|known| known == name))
        .map(|(field, _)| field);
    let mut fields = chosen.chain(listed);
    let field = fields.next()?;
    (fields.all(|other| other == field) && field.choice().is_some()).then_some(field)
}

/// The columns of the table in `text`, with what they are; `None` if it is not Outlook's.
pub(super) fn columns(text: &str) -> Option<(Vec<Column>, Mapping)> {
    let table = Table::find(text, is_outlook)?;
    let (language, misread) = language(&table.columns)?;
    let fields = fields(language, misread, &table.columns);
    let columns = table
        .columns
        .iter()
        .map(|name| Column {
            name: name.clone(),
            sample: String::new(),
            field: None,
        })
        .collect();
    let order = language.order;
    Some((columns, Mapping { fields, order }))
}

/// What the rows of `text` say, columns as `said` where a person said something of them.
pub(super) fn read(
    text: &str,
    said: Option<&Mapping>,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let Some((_, mut mapping)) = columns(text) else {
        return Err(damaged(
            "no row with Outlook's column names was found, in a language that ties knows"
                .to_owned(),
        ));
    };
    let again = misread_as(text);
    let text = again.as_deref().unwrap_or(text);
    if let Some(said) = said {
        mapping.fields.clone_from(&said.fields);
    }
    let find = || Table::find(text, is_outlook);
    let Some(table) = find() else {
        return Err(damaged("its column names could not be read".to_owned()));
    };
    let mapping = mapped::shown_order(&mapping, find);
    table.parsed(SourceKind::OutlookCsv, tally, |line, cells, warnings| {
        mapped::draft(line, cells, &mapping, warnings)
    })
}

/// Whether a text was read in the codepage that is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bytes {
    Read,
    /// In Windows-1252, though they are of the language's own codepage.
    Misread,
}

/// The language that has all of these names for given name, family name and e-mail.
fn language(columns: &[String]) -> Option<(&'static Language, Bytes)> {
    const WANTED: [Field; 3] = [Field::Given, Field::Family, Field::Email];
    // Nearly all that is asked about are lines of other files.
    if columns.len() < WANTED.len() {
        return None;
    }
    let columns: Vec<String> = columns.iter().map(|name| plain(name)).collect();
    let has = |language: &Language, bytes, wanted: Field| {
        let english = (wanted == Field::Email).then(|| LANGUAGES[0].names(wanted));
        let mut names = language.names(wanted).chain(english.into_iter().flatten());
        names.any(|name| columns.contains(&as_read(name, language, bytes)))
    };
    let is_it = |language: &Language, bytes| {
        WANTED
            .into_iter()
            .all(|wanted| has(language, bytes, wanted))
    };
    [Bytes::Read, Bytes::Misread].into_iter().find_map(|bytes| {
        let mut languages = LANGUAGES.iter();
        let found = languages.find(|language| is_it(language, bytes))?;
        Some((found, bytes))
    })
}

/// What each of these columns is.
fn fields(language: &Language, bytes: Bytes, columns: &[String]) -> Vec<Option<Field>> {
    let of = |name: &str| {
        let mut headers = language.headers().chain(LANGUAGES[0].headers());
        headers.find_map(|(field, names)| {
            let mut names = names.split('|');
            names
                .any(|known| as_read(known, language, bytes) == name)
                .then_some(field)
        })
    };
    let names: Vec<String> = columns.iter().map(|name| plain(name)).collect();
    let field = |(at, name): (usize, &String)| match of(name) {
        // In French the form of address and the position are both called “Titre”.
        Some(Field::Title) if names[at + 1..].contains(name) => Some(Field::Prefix),
        other => other,
    };
    names.iter().enumerate().map(field).collect()
}

/// A column's name as it is compared: lower case, with plain blanks and apostrophes.
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.replace('\u{a0}', " ").replace('’', "'")
}

/// A name as it stands in a file of this language that was read so.
fn as_read(name: &str, language: &Language, bytes: Bytes) -> String {
    match bytes {
        Bytes::Read => name.to_owned(),
        Bytes::Misread => {
            let (written, _, _) = language.codepage.encode(name);
            plain(&WINDOWS_1252.decode_without_bom_handling(&written).0)
        }
    }
}

/// The text read anew in its language's codepage, where it was taken for Windows-1252.
fn misread_as(text: &str) -> Option<String> {
    let table = Table::find(text, is_outlook)?;
    match language(&table.columns)? {
        (_, Bytes::Read) => None,
        (language, Bytes::Misread) => {
            let (bytes, _, _) = WINDOWS_1252.encode(text);
            let read = language.codepage.decode_without_bom_handling(&bytes).0;
            Some(read.into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_name_of_a_column_stands_for_two_fields_of_one_language() {
        for language in &LANGUAGES {
            let mut seen = HashMap::new();
            for (field, names) in language.headers() {
                for name in names.split('|') {
                    assert_eq!(name, plain(name));
                    let before = seen.insert(name, field);
                    assert!(before.is_none(), "{name}: {before:?} and {field:?}");
                }
            }
        }
    }

    #[test]
    fn every_language_is_told_from_the_others() {
        for (at, of) in LANGUAGES.iter().enumerate() {
            let first = |wanted: Field| {
                let (_, names) = of.headers().find(|(f, _)| *f == wanted).unwrap();
                names.split('|').next().unwrap().to_owned()
            };
            let columns = [Field::Given, Field::Family, Field::Email].map(first);
            let (found, _) = language(&columns).unwrap();
            let found = LANGUAGES.iter().position(|l| std::ptr::eq(l, found));
            assert_eq!(found, Some(at), "{columns:?}");
        }
    }

    #[test]
    fn a_column_is_known_by_its_name_where_that_means_one_thing() {
        let check = |name: &str, expected: Option<&str>| {
            let word = field_called(name).and_then(Field::choice).map(|c| c.word);
            assert_eq!(word, expected, "{name}");
        };
        check("Name", Some("name"));
        check(" E-Mail ", Some("email"));
        check("Vorname", Some("first-name"));
        check("Birthday", Some("birthday"));
        check("Firma", Some("org"));
        check("Notes", Some("note"));
        // Outlook's title is the form of address, a spreadsheet's the position.
        check("Title", None);
        // A birthday in Brazil, a wedding day in Portugal.
        check("Aniversário", None);
        check("Fono", None);
        check("", None);
    }
}
