//! The address book of abook: sections with a number in brackets, a field a line. The numbers
//! change with the order and say nothing; everything behind the first `=` is the value.

use super::lines::Lines;
use super::{ReadError, Tally, day, tidy, warn};
use crate::domain::card::{Address, MethodKind};
use crate::domain::draft::{Draft, DraftMethod, DraftOccasion, Parsed, Skipped, SourceKind};

/// Who is in the address book.
pub(super) fn read(text: &str, tally: &mut Tally<'_>) -> Result<Parsed, ReadError> {
    let mut parsed = Parsed::of(SourceKind::Abook);
    let mut entry: Option<Entry> = None;
    for line in Lines::numbered(text, 1) {
        let text = line.text.trim_end();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(section) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            finish(entry.take(), &mut parsed, tally)?;
            let is_person = section.bytes().all(|b| b.is_ascii_digit()) && !section.is_empty();
            entry = is_person.then(|| Entry::at(line.number));
            continue;
        }
        match (&mut entry, text.split_once('=')) {
            (Some(entry), Some((key, value))) => entry.take(key.trim(), value.trim()),
            (Some(_), None) => warn(&mut parsed.warnings, line.number, || {
                format!("no field: “{}”", tidy::excerpt(text))
            }),
            (None, _) => {} // of the file's format
        }
    }
    finish(entry, &mut parsed, tally)?;
    Ok(parsed)
}

/// One section as it is read.
struct Entry {
    draft: Draft,
    address: Address,
}

fn finish(
    entry: Option<Entry>,
    parsed: &mut Parsed,
    tally: &mut Tally<'_>,
) -> Result<(), ReadError> {
    let Some(mut entry) = entry else {
        return Ok(());
    };
    parsed.read += 1;
    let line = entry.draft.line;
    entry.draft.addresses.push(entry.address);
    match tidy::finish(entry.draft) {
        Ok(draft) => parsed.drafts.push(draft),
        Err(why) => parsed.skipped.push(Skipped { line, why }),
    }
    tally.record()
}

impl Entry {
    fn at(line: u64) -> Entry {
        let draft = Draft {
            line,
            ..Draft::default()
        };
        Entry {
            draft,
            address: Address::default(),
        }
    }

    fn take(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let draft = &mut self.draft;
        let owned = || value.to_owned();
        let mut push = |kind, label: Option<&str>, value: &str| {
            draft.methods.push(DraftMethod {
                kind,
                label: label.map(str::to_owned),
                value: value.trim().to_owned(),
            });
        };
        match key {
            "name" => draft.name = owned(),
            "email" => {
                for address in value.split(',') {
                    push(MethodKind::Email, None, address);
                }
            }
            "phone" => push(MethodKind::Phone, Some("home"), value),
            "workphone" => push(MethodKind::Phone, Some("work"), value),
            "mobile" => push(MethodKind::Phone, Some("mobile"), value),
            "fax" => push(MethodKind::Phone, Some("fax"), value),
            "url" => push(MethodKind::Url, None, value),
            "address" | "address2" => {
                let street = self.address.street.get_or_insert_default();
                if !street.is_empty() {
                    street.push('\n');
                }
                street.push_str(value);
            }
            "city" => self.address.city = Some(owned()),
            "state" => self.address.region = Some(owned()),
            "zip" => self.address.postcode = Some(owned()),
            "country" => self.address.country = Some(owned()),
            "nick" => draft.nicknames.push(owned()),
            "notes" => draft.note = Some(owned()),
            "groups" => draft.tags.extend(value.split(',').map(str::to_owned)),
            "birthday" | "anniversary" => {
                draft
                    .occasions
                    .extend(day::occasion_day(value).map(|day| DraftOccasion {
                        label: key.to_owned(),
                        day,
                        yearly: true,
                    }));
            }
            other => draft.details.push((other.to_owned(), owned())),
        }
    }
}
