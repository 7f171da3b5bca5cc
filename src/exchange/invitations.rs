//! LinkedIn's Invitations.csv: who wants to be connected. Those that one sent oneself are no
//! requests, and are named as left out.

use csv::StringRecord;

use super::linkedin::day;
use super::table::Table;
use super::{ReadError, Tally, detect, formula, tidy};
use crate::domain::draft::{Invitation, Parsed, Skipped, SourceKind};
use crate::domain::import::MADE_UP;
use crate::domain::matching;
use crate::domain::request::Asked;
use crate::text;

/// What LinkedIn calls somebody whom it hides.
pub(super) const HIDDEN: &str = "LinkedIn Member";

/// What the rows of `text` say.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let Some(table) = Table::find(text, detect::is_invitations) else {
        return Err(damaged(
            "no row with From, To, Sent At and Direction was found".to_owned(),
        ));
    };
    let columns = Columns {
        from: table.column("from"),
        sent: table.column("sent at"),
        message: table.column("message"),
        direction: table.column("direction"),
        url: table.column("inviterprofileurl"),
    };
    let records = table.records(tally, |line, cells, warnings| {
        columns.invitation(line, cells, warnings)
    })?;
    Ok(Parsed {
        read: records.read,
        invitations: records.taken,
        skipped: records.skipped,
        warnings: records.warnings,
        ..Parsed::of(SourceKind::LinkedinInvitations)
    })
}

/// The keys of the pages of whose file this is: whoever invited others, and whom others invited.
pub(super) fn own_pages(text: &str) -> Vec<String> {
    let Some(table) = Table::find(text, detect::is_invitations) else {
        return Vec::new();
    };
    let direction = table.column("direction");
    let inviter = table.column("inviterprofileurl");
    let invitee = table.column("inviteeprofileurl");
    let mut pages = Vec::new();
    table.each(|_, cells| {
        let cell = |column: Option<usize>| cells.get(column?).map(str::trim);
        let own = match cell(direction) {
            Some(word) if word.eq_ignore_ascii_case("outgoing") => cell(inviter),
            Some(word) if word.eq_ignore_ascii_case("incoming") => cell(invitee),
            _ => None,
        };
        let page = own.filter(|url| !url.is_empty()).map(matching::url_key);
        pages.extend(page.filter(|page| !pages.contains(page)));
    });
    pages
}

/// Where the columns are; exports before the end of 2023 lack the addresses.
struct Columns {
    from: Option<usize>,
    sent: Option<usize>,
    message: Option<usize>,
    direction: Option<usize>,
    url: Option<usize>,
}

impl Columns {
    fn invitation(
        &self,
        line: u64,
        cells: &StringRecord,
        warnings: &mut Vec<Skipped>,
    ) -> Result<Invitation, String> {
        let cell = |column: Option<usize>| -> Option<String> {
            let text = formula::restored(cells.get(column?)?).trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let direction = cell(self.direction).unwrap_or_default();
        if direction.eq_ignore_ascii_case("outgoing") {
            return Err("you sent it".to_owned());
        }
        if !direction.eq_ignore_ascii_case("incoming") {
            return Err(format!(
                "neither incoming nor outgoing: “{}”",
                tidy::excerpt(&direction)
            ));
        }
        let url = cell(self.url);
        let name = cell(self.from).filter(|name| name != HIDDEN);
        let name = name.map(|name| text::one_line(&name));
        let Some(name) = name.or_else(|| url.as_deref().map(matching::url_key)) else {
            return Err("LinkedIn hides who this is".to_owned());
        };
        let sent = cell(self.sent);
        let on = sent.as_deref().and_then(day);
        if let (Some(sent), None) = (&sent, on) {
            warnings.push(Skipped {
                line,
                why: format!("no day: “{}”", tidy::excerpt(sent)),
            });
        }
        let who = match &url {
            Some(url) => matching::url_key(url),
            None => format!("{MADE_UP}{}", text::fold(&name)),
        };
        // Whoever asks again another day asks anew.
        let on_day = on.map_or_else(|| sent.unwrap_or_default(), |on| on.to_string());
        Ok(Invitation {
            line,
            external_id: format!("{who}|{on_day}"),
            asked: Asked {
                name,
                url,
                on,
                note: cell(self.message),
                ..Asked::default()
            },
        })
    }
}
