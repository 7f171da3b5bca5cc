//! What the rows of a table say whose columns are known: Outlook's by their names, any other
//! by what a person said.

use csv::StringRecord;

use super::table::Table;
use super::{ReadError, Tally, day, formula, google, outlook, tidy};
use crate::domain::card::{Address, MethodKind, OccasionDay};
use crate::domain::columns::{Column, Field, Mapping, Part};
use crate::domain::draft::{Draft, DraftMethod, DraftOccasion, Parsed, Skipped, SourceKind};
use crate::domain::rules::DateOrder;
use crate::domain::when;

/// The columns of the table in `text`, whatever they are called, with what stands in them
/// first; `None` if it is no table.
pub(super) fn columns(text: &str) -> Option<Vec<Column>> {
    const ROWS: usize = 200; // are looked at for something to show
    let (table, names) = Table::any(text)?;
    let mut columns: Vec<Column> = names
        .into_iter()
        .map(|name| Column {
            field: outlook::field_called(&name),
            sample: String::new(),
            name,
        })
        .collect();
    for cells in table.cells().take(ROWS) {
        for (column, cell) in columns.iter_mut().zip(&cells) {
            if column.sample.is_empty() {
                column.sample = tidy::excerpt(cell.trim());
            }
        }
    }
    Some(columns)
}

/// What the rows of `text` say by this mapping of its columns.
pub(super) fn read(
    text: &str,
    mapping: &Mapping,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let find = || Table::any(text).map(|(table, _)| table);
    let Some(table) = find() else {
        return Err(damaged("no table was found in it".to_owned()));
    };
    let mapping = shown_order(mapping, find);
    let mut parsed = table.parsed(SourceKind::Table, tally, |line, cells, warnings| {
        draft(line, cells, &mapping, warnings)
    })?;
    if let Some(columns) = columns(text) {
        let left_out = mapping.left_out(&columns);
        if !left_out.is_empty() {
            let why = format!(
                "left out, as nobody said what it is: {}",
                left_out.join(", ")
            );
            parsed.warnings.insert(0, Skipped { line: 1, why });
        }
    }
    Ok(parsed)
}

/// The mapping with days in the order that those in the table show, where some cannot be
/// meant otherwise and none shows the opposite.
pub(super) fn shown_order<'t>(
    mapping: &Mapping,
    table: impl FnOnce() -> Option<Table<'t>>,
) -> Mapping {
    let is_day = |field: &Option<Field>| matches!(field, Some(Field::Day(_)));
    let days: Vec<usize> = (0..mapping.fields.len())
        .filter(|at| is_day(&mapping.fields[*at]))
        .collect();
    let mut mapping = mapping.clone();
    if days.is_empty() {
        return mapping;
    }
    let (mut day_first, mut month_first) = (false, false);
    for cells in table().into_iter().flat_map(Table::cells) {
        for order in days.iter().filter_map(|at| shows(cells.get(*at)?)) {
            day_first |= order == DateOrder::DayFirst;
            month_first |= order == DateOrder::MonthFirst;
        }
    }
    match (day_first, month_first) {
        (true, false) => mapping.order = DateOrder::DayFirst,
        (false, true) => mapping.order = DateOrder::MonthFirst,
        _ => {}
    }
    mapping
}

/// The order of `28/12/1979`, which can be no other.
fn shows(cell: &str) -> Option<DateOrder> {
    let mut parts = cell.trim().split(['/', '.', '-']);
    let mut number = || parts.next()?.parse::<u32>().ok();
    match (number()?, number()?, number()?) {
        (13..=31, 1..=12, _) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31, _) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// What one row says.
pub(super) fn draft(
    line: u64,
    cells: &StringRecord,
    mapping: &Mapping,
    warnings: &mut Vec<Skipped>,
) -> Result<Draft, String> {
    let mut draft = Draft {
        line,
        ..Draft::default()
    };
    let mut addresses: Vec<Place> = Vec::new();
    for (cell, field) in cells.iter().zip(&mapping.fields) {
        let cell = formula::restored(cell).trim();
        let (Some(field), false) = (field, cell.is_empty()) else {
            continue;
        };
        // Spreadsheets of one machine end lines in a cell otherwise than those of another.
        let owned = || cell.replace("\r\n", "\n");
        match *field {
            Field::Name => draft.name = owned(),
            Field::Prefix => draft.parts.prefix = Some(owned()),
            Field::Given => draft.parts.given = Some(owned()),
            Field::Middle => draft.parts.middle = Some(owned()),
            Field::Family => draft.parts.family = Some(owned()),
            Field::Suffix => draft.parts.suffix = Some(owned()),
            Field::Nickname => draft.nicknames.extend(several(cell)),
            Field::Phonetic => draft.phonetic = joined(draft.phonetic.take(), " ", cell),
            Field::Org => draft.org = Some(owned()),
            Field::Unit => draft.unit = Some(owned()),
            Field::Title => draft.title = Some(owned()),
            Field::City => draft.city = Some(owned()),
            Field::Met => draft.met = Some(owned()),
            Field::Note => draft.note = joined(draft.note.take(), "\n\n", &owned()),
            Field::Tag => draft.tags.extend(several(cell)),
            Field::Interest => draft.interests.extend(several(cell)),
            Field::Detail(label) => draft.details.push((label.to_owned(), owned())),
            Field::Relation(kind) => {
                let names = several(cell).map(|name| (kind.to_owned(), name));
                draft.relations.extend(names);
            }
            Field::Email => {
                for address in several(cell) {
                    match address.contains('@') {
                        true => push(&mut draft, MethodKind::Email, "", &address),
                        false => warn(line, "no address", &address, warnings),
                    }
                }
            }
            Field::Phone(label) => {
                for number in cell
                    .split([';', '\n'])
                    .flat_map(|c| c.split(google::BETWEEN))
                {
                    push(&mut draft, MethodKind::Phone, label, number);
                }
            }
            Field::Url(label) => push(&mut draft, MethodKind::Url, label, cell),
            Field::Handle => push(&mut draft, MethodKind::Handle, "", cell),
            Field::Address(label, part) => place(&mut addresses, label).push((part, owned())),
            Field::Day(label) => {
                let day = day_of(cell, mapping.order);
                if let Some(OccasionDay::Words(words)) = &day {
                    warn(line, &format!("no day for the {label}"), words, warnings);
                }
                draft.occasions.extend(day.map(|day| DraftOccasion {
                    label: label.to_owned(),
                    day,
                    yearly: true,
                }));
            }
        }
    }
    for (label, parts) in addresses {
        let address = address(label, parts);
        match address {
            // A city alone says where somebody lives, and is no place to write to.
            Address {
                street: None,
                city: Some(city),
                postcode: None,
                region: None,
                country: None,
                ..
            } => draft.city = draft.city.or(Some(city)),
            address => draft.addresses.push(address),
        }
    }
    tidy::finish(draft)
}

/// The parts of one address, by its label.
type Place = (&'static str, Vec<(Part, String)>);

/// The parts of the address of this label.
fn place<'p>(places: &'p mut Vec<Place>, label: &'static str) -> &'p mut Vec<(Part, String)> {
    let at = places.iter().position(|(of, _)| *of == label);
    let at = at.unwrap_or_else(|| {
        places.push((label, Vec::new()));
        places.len() - 1
    });
    &mut places[at].1
}

fn address(label: &str, parts: Vec<(Part, String)>) -> Address {
    let mut address = Address {
        label: (!label.is_empty()).then(|| label.to_owned()),
        ..Address::default()
    };
    let mut whole = None;
    for (part, text) in parts {
        match part {
            Part::Street => {
                let has = |street: &String| street.lines().any(|line| line == text);
                if !address.street.as_ref().is_some_and(has) {
                    address.street = joined(address.street.take(), "\n", &text);
                }
            }
            Part::City => address.city = Some(text),
            Part::Region => address.region = Some(text),
            Part::Postcode => address.postcode = Some(text),
            Part::Country => address.country = Some(text),
            Part::Whole => whole = Some(text),
        }
    }
    if address.street.is_none() && address.city.is_none() {
        address.street = whole;
    }
    address
}

/// The values that stand between semicolons, line ends or, without any, commas.
fn several(cell: &str) -> impl Iterator<Item = String> {
    let between: &[char] = match cell.contains([';', '\n']) {
        true => &[';', '\n'],
        false => &[','],
    };
    cell.split(google::BETWEEN)
        .flat_map(move |part| part.split(between))
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

fn joined(before: Option<String>, between: &str, more: &str) -> Option<String> {
    Some(match before {
        Some(before) => format!("{before}{between}{more}"),
        None => more.to_owned(),
    })
}

fn push(draft: &mut Draft, kind: MethodKind, label: &str, value: &str) {
    draft.methods.push(DraftMethod {
        kind,
        label: (!label.is_empty()).then(|| label.to_owned()),
        value: value.trim().to_owned(),
    });
}

fn warn(line: u64, what: &str, text: &str, warnings: &mut Vec<Skipped>) {
    let why = format!("{what}: “{}”", tidy::excerpt(text));
    warnings.push(Skipped { line, why });
}

/// The day that a cell says, numbers in this order; `0/0/00` is none.
fn day_of(cell: &str, order: DateOrder) -> Option<OccasionDay> {
    if !cell.contains(|c: char| ('1'..='9').contains(&c)) {
        let is_none = cell.contains('0');
        return (!is_none).then(|| OccasionDay::Words(cell.to_owned()));
    }
    let read = day::occasion_day(cell)?;
    let OccasionDay::Words(words) = read else {
        return Some(read);
    };
    // Some programs write a time of day behind it.
    let date = words.split(' ').next().unwrap_or(&words);
    let date = if date.contains(['/', '.', '-']) {
        date
    } else {
        &words
    };
    Some(match when::parse_partial(date, order) {
        Ok(day) => OccasionDay::Day(day),
        Err(_) => OccasionDay::Words(words),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_the_order_that_is_said() {
        let check = |cell: &str, order: DateOrder, expected: &str| {
            let day = match day_of(cell, order) {
                None => "none".to_owned(),
                Some(OccasionDay::Day(day)) => day.to_string(),
                Some(OccasionDay::Words(words)) => format!("words {words}"),
            };
            assert_eq!(day, expected, "{cell}");
        };
        use DateOrder::{DayFirst, MonthFirst};
        check("12/28/1979", MonthFirst, "1979-12-28");
        check("3.4.1975", DayFirst, "1975-04-03");
        check("3/4/1975", DayFirst, "1975-04-03");
        check("3/4/1975", MonthFirst, "1975-03-04");
        check("28-12-1979", DayFirst, "1979-12-28");
        check("1979-12-28", MonthFirst, "1979-12-28");
        check("12/28/1979 12:00:00 AM", MonthFirst, "1979-12-28");
        check("--02-29", DayFirst, "--02-29");
        check("3 May", MonthFirst, "--05-03");
        for none in ["0/0/00", "0.0.00", "00/00/0000", "0"] {
            check(none, DayFirst, "none");
        }
        check("28/12/1979", MonthFirst, "words 28/12/1979");
        check("3.4.75", DayFirst, "words 3.4.75");
        check("in spring", DayFirst, "words in spring");
    }

    #[test]
    fn days_show_their_order_where_they_can_be_meant_in_one_way_only() {
        assert_eq!(shows("28/12/1979"), Some(DateOrder::DayFirst));
        assert_eq!(shows("12/28/1979"), Some(DateOrder::MonthFirst));
        for cell in ["3/4/1975", "1979-12-28", "13/13/2000", "0/0/00", "", "x"] {
            assert_eq!(shows(cell), None, "{cell}");
        }
    }
}
