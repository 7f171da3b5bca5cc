//! Google Contacts CSV, the layout of before 2023 and the one since.
//!
//! Numbered columns (`E-mail 1 - Value`) come in whatever number the data needs. One cell
//! may hold several values between ` ::: `. A `* ` before a label marks the first of its
//! kind, before a group one that Google made.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::table::Table;
use super::{ReadError, Tally, day, detect, formula, tidy};
use crate::domain::card::{Address, MethodKind};
use crate::domain::contact::Kind;
use crate::domain::draft::{Draft, DraftMethod, DraftOccasion, Parsed, SourceKind};

/// What stands between the values of one cell.
pub(super) const BETWEEN: &str = " ::: ";

/// The group of everybody to whom one ever wrote.
const OTHERS: &str = "Other Contacts";

/// What ends the label of a day that comes once, in tables that ties writes.
pub(super) const ONCE: &str = " (once)";

/// The values of one cell. In tables that ties writes, a value that holds what stands between
/// values has it with a backslash.
fn values(cell: &str) -> impl Iterator<Item = String> {
    cell.split(BETWEEN)
        .map(|value| value.replace(r"\:::", ":::"))
}

/// A label or group as the table has it: one that reading would take for Google's own has a
/// backslash before it.
pub(super) fn written_label(label: &str) -> String {
    let before = if is_googles(label) { r"\" } else { "" };
    format!("{before}{label}")
}

/// The label or group that a table has: as it was before [`written_label`], or Google's own
/// without its star.
fn read_label(label: &str) -> &str {
    match label.strip_prefix('\\') {
        Some(own) if is_googles(own) => own,
        _ => label.trim_start_matches("* ").trim(),
    }
}

/// Whether reading would take a label or group for Google's, however many backslashes stand
/// before it.
fn is_googles(label: &str) -> bool {
    let label = label.trim_start_matches('\\');
    label.starts_with("* ") || label.eq_ignore_ascii_case(OTHERS)
}

/// What the rows of `text` say.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let Some(table) = Table::find(text, detect::is_google) else {
        return Err(damaged(
            "no row with the column names of Google Contacts was found".to_owned(),
        ));
    };
    let columns = Columns::of(&table.columns);
    table.parsed(SourceKind::GoogleCsv, tally, |line, cells, _| {
        columns.draft(line, cells)
    })
}

/// Where the columns are.
struct Columns {
    plain: BTreeMap<String, usize>,
    /// By noun ("e-mail"), number and part ("value").
    numbered: BTreeMap<(String, u32), BTreeMap<String, usize>>,
}

impl Columns {
    fn of(names: &[String]) -> Columns {
        let mut columns = Columns {
            plain: BTreeMap::new(),
            numbered: BTreeMap::new(),
        };
        for (at, name) in names.iter().enumerate() {
            match numbered(name) {
                Some((noun, number, part)) => {
                    columns
                        .numbered
                        .entry((noun.to_owned(), number))
                        .or_default()
                        .entry(part.to_owned())
                        .or_insert(at);
                }
                None => {
                    columns.plain.entry(name.clone()).or_insert(at);
                }
            }
        }
        columns
    }

    fn draft(&self, line: u64, cells: &StringRecord) -> Result<Draft, String> {
        let row = Cells {
            columns: self,
            cells,
        };
        let mut draft = Draft {
            line,
            note: row.plain(&["notes"]),
            ..Draft::default()
        };
        names(&row, &mut draft);
        if let Some(groups) = row.plain(&["labels", "group membership"]) {
            for group in values(&groups) {
                let group = group.trim();
                if group.trim_start_matches("* ").eq_ignore_ascii_case(OTHERS) {
                    return Err(
                        "in Google's “Other Contacts”, which holds everybody you ever wrote to"
                            .to_owned(),
                    );
                }
                if !tidy::is_system_group(group) {
                    draft.tags.push(read_label(group).to_owned());
                }
            }
        }
        if let Some(day) = row
            .plain(&["birthday"])
            .and_then(|text| day::occasion_day(&text))
        {
            draft.occasions.push(DraftOccasion {
                label: "birthday".to_owned(),
                day,
                yearly: true,
            });
        }
        numbered_fields(&row, &mut draft);
        for (column, detail) in [
            ("maiden name", "maiden name"),
            ("gender", "gender"),
            ("billing information", "billing information"),
            ("directory server", "directory server"),
            ("mileage", "mileage"),
        ] {
            if let Some(value) = row.plain(&[column]) {
                draft.details.push((detail.to_owned(), value));
            }
        }
        if let Some(hobbies) = row.plain(&["hobby"]) {
            draft.interests.extend(values(&hobbies));
        }
        draft.city = draft.city.or_else(|| row.plain(&["location"]));
        tidy::finish(draft)
    }
}

/// One row with its columns.
struct Cells<'a> {
    columns: &'a Columns,
    cells: &'a StringRecord,
}

impl Cells<'_> {
    /// The first of these plain columns that holds something.
    fn plain(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| self.cell(*self.columns.plain.get(*name)?))
    }

    fn cell(&self, at: usize) -> Option<String> {
        let text = formula::restored(self.cells.get(at)?).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The numbered fields that hold something: the noun and its parts by name.
    fn numbered(&self) -> impl Iterator<Item = (&str, BTreeMap<&str, String>)> {
        self.columns
            .numbered
            .iter()
            .filter_map(|((noun, _), parts)| {
                let held: BTreeMap<&str, String> = parts
                    .iter()
                    .filter_map(|(part, at)| Some((part.as_str(), self.cell(*at)?)))
                    .collect();
                (!held.is_empty()).then_some((noun.as_str(), held))
            })
    }
}

fn names(row: &Cells<'_>, draft: &mut Draft) {
    draft.parts.prefix = row.plain(&["name prefix"]);
    draft.parts.given = row.plain(&["first name", "given name"]);
    draft.parts.middle = row.plain(&["middle name", "additional name"]);
    draft.parts.family = row.plain(&["last name", "family name"]);
    draft.parts.suffix = row.plain(&["name suffix"]);
    draft.name = row.plain(&["name"]).unwrap_or_default();
    for column in ["nickname", "short name"] {
        if let Some(names) = row.plain(&[column]) {
            draft.nicknames.extend(values(&names));
        }
    }
    let phonetic: Vec<String> = [
        ["phonetic first name", "given name yomi"],
        ["phonetic middle name", "additional name yomi"],
        ["phonetic last name", "family name yomi"],
    ]
    .iter()
    .filter_map(|names| row.plain(names))
    .collect();
    draft.phonetic = (!phonetic.is_empty())
        .then(|| phonetic.join(" "))
        .or_else(|| row.plain(&["yomi name"]));
    draft.org = row.plain(&["organization name"]);
    draft.title = row.plain(&["organization title", "occupation"]);
    draft.unit = row.plain(&["organization department"]);
}

fn numbered_fields(row: &Cells<'_>, draft: &mut Draft) {
    for (noun, mut parts) in row.numbered() {
        let label = parts
            .remove("label")
            .or_else(|| parts.remove("type"))
            .map(|label| read_label(&label).to_owned())
            .filter(|label| !label.is_empty());
        let value = parts.remove("value");
        match noun {
            "e-mail" | "email" => push(draft, MethodKind::Email, label.as_deref(), value),
            "phone" => push(draft, MethodKind::Phone, label.as_deref(), value),
            "website" => push(draft, MethodKind::Url, label.as_deref(), value),
            "im" => {
                let service = parts.remove("service").or(label);
                push(draft, MethodKind::Handle, service.as_deref(), value);
            }
            "address" => address(draft, label, parts),
            "organization" => {
                let unit = parts.remove("department");
                if draft.org.is_none() && draft.title.is_none() {
                    draft.org = parts.remove("name");
                    draft.title = parts.remove("title");
                    draft.unit = unit;
                } else {
                    let also = [parts.remove("title"), parts.remove("name")];
                    let also: Vec<String> = also.into_iter().flatten().collect();
                    draft.details.push(("work".to_owned(), also.join(", ")));
                }
            }
            "relation" => {
                let kind = label.map_or_else(|| "related".to_owned(), own_word);
                draft.relations.extend(value.map(|name| (kind, name)));
            }
            "event" => {
                let label = label.map_or_else(|| "day".to_owned(), own_word);
                let once = label.strip_suffix(ONCE);
                if let Some(day) = value.and_then(|text| day::occasion_day(&text)) {
                    draft.occasions.push(DraftOccasion {
                        yearly: once.is_none(),
                        label: once.unwrap_or(&label).to_owned(),
                        day,
                    });
                }
            }
            "custom field" => {
                let label = label.unwrap_or_else(|| "detail".to_owned());
                if let Some(value) = value {
                    custom(draft, label, value);
                }
            }
            _ => {}
        }
    }
}

fn push(draft: &mut Draft, kind: MethodKind, label: Option<&str>, value: Option<String>) {
    let label = label.map(|label| own_word(label.to_owned()));
    draft
        .methods
        .extend(values(&value.unwrap_or_default()).map(|value| DraftMethod {
            kind,
            label: label.clone(),
            value: value.trim().to_owned(),
        }));
}

fn address(draft: &mut Draft, label: Option<String>, mut parts: BTreeMap<&str, String>) {
    let lines: Vec<String> = ["street", "extended address", "po box"]
        .iter()
        .filter_map(|part| parts.remove(part))
        .collect();
    let mut address = Address {
        label: label.map(own_word),
        street: (!lines.is_empty()).then(|| lines.join("\n")),
        city: parts.remove("city"),
        region: parts.remove("region"),
        postcode: parts.remove("postal code"),
        country: parts.remove("country"),
    };
    if address.street.is_none() && address.city.is_none() {
        address.street = parts.remove("formatted");
    }
    draft.addresses.push(address);
}

/// A custom field: what ties wrote itself goes back to its place, the rest is a detail.
fn custom(draft: &mut Draft, label: String, value: String) {
    match label.as_str() {
        "ties: name" => {
            // Without known parts the whole name stood as the first one.
            if draft.parts.given.as_deref() == Some(&value) && draft.parts.family.is_none() {
                draft.parts.given = None;
            }
            draft.name = value;
        }
        "ties: name parts" if value == "guessed" => {
            draft.parts.given = None;
            draft.parts.family = None;
        }
        "ties: kind" if value == Kind::Company.word() => draft.kind = Some(Kind::Company),
        "ties: tie" => draft.tie = value.parse().ok(),
        "ties: every" => draft.own_cadence = tidy::own_cadence(&value),
        "ties: met" => draft.met = Some(value),
        "ties: met on" => draft.met_on = day::full_day(&value),
        "ties: city" => draft.city = Some(value),
        "ties: interests" => draft.interests.extend(values(&value)),
        _ => draft.details.push((label, value)),
    }
}

/// Google's own words in lower case, as ties writes them; a person's own as they are.
fn own_word(label: String) -> String {
    const GOOGLES: [&str; 34] = [
        "Home",
        "Work",
        "Mobile",
        "Main",
        "Other",
        "Home Fax",
        "Work Fax",
        "Pager",
        "Profile",
        "Blog",
        "Home Page",
        "Anniversary",
        "Spouse",
        "Partner",
        "Child",
        "Mother",
        "Father",
        "Parent",
        "Brother",
        "Sister",
        "Friend",
        "Relative",
        "Manager",
        "Assistant",
        "Domestic Partner",
        "Referred By",
        "Custom",
        "Grid",
        "Google Voice",
        "School",
        "Obsolete",
        "Current",
        "Birthday",
        "Internet",
    ];
    if GOOGLES.contains(&label.as_str()) {
        label.to_lowercase()
    } else {
        label
    }
}

/// `e-mail 1 - value` as its noun, number and part.
fn numbered(name: &str) -> Option<(&str, u32, &str)> {
    let (noun, part) = name.split_once(" - ")?;
    let (noun, number) = noun.rsplit_once(' ')?;
    Some((noun.trim(), number.parse().ok()?, part.trim()))
}
