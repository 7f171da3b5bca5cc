//! What an address book prints for aerc, and mutt's query: an address, a tab, the name.

use super::lines::Lines;
use super::{ReadError, Tally, addresses, tidy};
use crate::domain::draft::{Parsed, Skipped, SourceKind};

/// Labels that address books print in the third column.
const LABELS: [&str; 4] = ["home", "work", "other", "private"];

/// Whether this line is one of such a list.
pub(super) fn is_line(line: &str) -> bool {
    let email = line.split('\t').next().unwrap_or_default();
    let is_address = email.contains('@') && !email.contains([' ', ',', ';', '<', '"']);
    is_address && line.contains('\t')
}

/// Who is in the list.
pub(super) fn read(text: &str, tally: &mut Tally<'_>) -> Result<Parsed, ReadError> {
    let mut parsed = Parsed::of(SourceKind::Aerc);
    for line in Lines::numbered(text, 1) {
        if line.text.trim().is_empty() {
            continue;
        }
        // mutt's query starts with a line for the person who asks.
        if line.number == 1 && !line.text.contains('\t') {
            continue;
        }
        parsed.read += 1;
        let mut cells = line.text.split('\t').map(str::trim);
        let email = cells.next().unwrap_or_default();
        let name = cells.next().unwrap_or_default();
        if !email.contains('@') {
            let why = format!("no address: “{}”", tidy::excerpt(line.text));
            parsed.skipped.push(Skipped {
                line: line.number,
                why,
            });
            continue;
        }
        let mut draft = addresses::draft(line.number, name, email);
        for more in cells.filter(|cell| !cell.is_empty()) {
            let label = more.to_lowercase();
            match LABELS.contains(&label.as_str()) {
                true => draft.methods[0].label = Some(label),
                false => draft
                    .details
                    .push(("address book".to_owned(), more.to_owned())),
            }
        }
        match tidy::finish(draft) {
            Ok(draft) => parsed.drafts.push(draft),
            Err(why) => parsed.skipped.push(Skipped {
                line: line.number,
                why,
            }),
        }
        tally.record()?;
    }
    Ok(parsed)
}
