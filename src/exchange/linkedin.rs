//! LinkedIn's Connections.csv: people with a page, sometimes an address, and the day they
//! connected. That day is how long they are known, and no catch-up.

use chrono::{Datelike, NaiveDate};
use csv::StringRecord;

use super::formula;
use super::table::Table;
use super::{ReadError, Tally, detect, tidy};
use crate::domain::card::MethodKind;
use crate::domain::draft::{Draft, DraftMethod, Parsed, Skipped, SourceKind};
use crate::domain::import::MADE_UP;
use crate::domain::matching;
use crate::text;

/// What the rows of `text` say.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let Some(table) = Table::find(text, detect::is_linkedin) else {
        return Err(damaged(
            "no row with First Name, Last Name and Connected On was found".to_owned(),
        ));
    };
    let columns = Columns {
        given: table.column("first name"),
        family: table.column("last name"),
        url: table.column("url"),
        email: table.column("email address"),
        org: table.column("company"),
        title: table.column("position"),
        connected: table.column("connected on"),
    };
    let kind = SourceKind::LinkedinConnections;
    table.parsed(kind, tally, |line, cells, warnings| {
        columns.draft(line, cells, warnings)
    })
}

/// Where the columns are; older exports lack some.
struct Columns {
    given: Option<usize>,
    family: Option<usize>,
    url: Option<usize>,
    email: Option<usize>,
    org: Option<usize>,
    title: Option<usize>,
    connected: Option<usize>,
}

impl Columns {
    fn draft(
        &self,
        line: u64,
        cells: &StringRecord,
        warnings: &mut Vec<Skipped>,
    ) -> Result<Draft, String> {
        let cell = |column: Option<usize>| -> Option<String> {
            let text = formula::restored(cells.get(column?)?).trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let mut draft = Draft {
            line,
            org: cell(self.org),
            title: cell(self.title),
            ..Draft::default()
        };
        draft.parts.given = cell(self.given);
        if let Some(family) = cell(self.family) {
            // "Okafor, PhD": what people add after their name is no part of it.
            match family.split_once(',') {
                Some((name, letters)) if !name.trim().is_empty() => {
                    draft.parts.family = Some(name.trim().to_owned());
                    draft.parts.suffix = Some(letters.trim().to_owned());
                }
                _ => draft.parts.family = Some(family),
            }
        }
        let url = cell(self.url);
        let email = cell(self.email);
        if draft.parts.given.is_none() && draft.parts.family.is_none() && url.is_none() {
            return Err("LinkedIn hides who this is".to_owned());
        }
        if let Some(connected) = cell(self.connected) {
            draft.met_on = day(&connected);
            if draft.met_on.is_none() {
                warnings.push(Skipped {
                    line,
                    why: format!("no day: “{}”", tidy::excerpt(&connected)),
                });
            }
        }
        let names = [&draft.parts.given, &draft.parts.family];
        let name: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        draft.name = name.join(" ");
        draft.external_id = Some(match &url {
            Some(url) => matching::url_key(url),
            None => format!(
                "{MADE_UP}{}|{}",
                text::fold(&draft.name),
                cell(self.connected).unwrap_or_default().to_lowercase()
            ),
        });
        if let Some(value) = email {
            draft.methods.push(DraftMethod {
                kind: MethodKind::Email,
                label: None,
                value,
            });
        }
        if let Some(value) = url {
            draft.methods.push(DraftMethod {
                kind: MethodKind::Url,
                label: Some("LinkedIn".to_owned()),
                value,
            });
        }
        tidy::finish(draft)
    }
}

/// The day that `08 Feb 2026`, `2026-02-08` or, in exports before 2018, `2/8/26, 3:42 AM`
/// says. A year has four digits, or two between strokes.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let date = text.split(',').next().unwrap_or(text).trim();
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let forms: &[&str] = match date.split([' ', '-']).any(is_year) {
        true => &["%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%Y-%m-%d"],
        false => &["%m/%d/%y"],
    };
    forms
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(date, form).ok())
        .filter(|day| day.year() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_form_linkedin_wrote() {
        for text in [
            "08 Feb 2026",
            "8 February 2026",
            "2026-02-08",
            "2/8/26, 3:42 AM",
        ] {
            assert_eq!(day(text), NaiveDate::from_ymd_opt(2026, 2, 8), "{text}");
        }
        for text in [
            "08 févr. 2026",
            "08 Feb +12026",
            "08 Feb 12026",
            "08 Feb 26",
            "08 Feb 0000",
            "2026-13-45",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
