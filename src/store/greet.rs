//! Whether there is anybody to greet, told without reading everyone: a prompt asks before
//! every line that is typed.
//!
//! The rule is [`week::picks`] all the same. Here is only said who might be picked, which may
//! be more people than are: a few of them at a time are read and handed to the rule, until it
//! picks somebody.

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, named_params};

use super::load;
use super::rows::iso;
use super::{Error, Store};
use crate::domain::id::ContactId;
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::week;

/// How many are read at a time.
const FEW: usize = 16;

impl Store {
    /// Whether this week has room and somebody to greet: whether there are picks.
    pub fn greets_anybody(&self, rules: &Rules, today: NaiveDate) -> Result<bool, Error> {
        self.read(|conn| Ok(anybody(conn, rules, today)?))
    }
}

fn anybody(conn: &Connection, rules: &Rules, today: NaiveDate) -> rusqlite::Result<bool> {
    let mut network = load::nobody(conn, rules, today)?;
    if week::this_week(&network, rules, today).left == 0 {
        return Ok(false);
    }
    let mut picks = |ids: &[ContactId]| {
        load::fill(conn, &mut network, ids, today)?;
        Ok(!week::picks(&network, rules, today).is_empty())
    };
    if picks(&asked_for(conn)?)? {
        return Ok(true);
    }
    let mut statement = conn.prepare_cached(
        "SELECT c.id
         FROM contact AS c LEFT JOIN last_catch_up AS l ON l.contact_id = c.id
         WHERE c.standing = :active
           AND (l.day > :today
                OR coalesce(l.day, c.counting_from) <=
                   CASE
                       WHEN c.own_cadence = 0 THEN NULL
                       WHEN c.own_cadence > 0 THEN date(:end, '-' || c.own_cadence || ' days')
                       WHEN c.tie = 'latent' THEN :latent
                       WHEN c.tie = 'weak' THEN :weak
                       WHEN c.tie = 'moderate' THEN :moderate
                       WHEN c.tie = 'strong' THEN :strong
                       ELSE :inner
                   END)",
    )?;
    let end = rules.week_end(today);
    // Whoever was caught up with by then might be due by the week's end.
    let latest = |tie| {
        let cadence = rules.cadence(tie, None)?;
        end.checked_sub_days(Days::new(cadence.days().into()))
            .map(iso)
    };
    let mut rows = statement.query(named_params! {
        ":active": Standing::Active.word(),
        ":today": iso(today),
        ":end": iso(end),
        ":latent": latest(Tie::Latent),
        ":weak": latest(Tie::Weak),
        ":moderate": latest(Tie::Moderate),
        ":strong": latest(Tie::Strong),
        ":inner": latest(Tie::Inner),
    })?;
    let mut few = Vec::with_capacity(FEW);
    while let Some(row) = rows.next()? {
        few.push(ContactId(row.get(0)?));
        if few.len() == FEW && picks(&std::mem::take(&mut few))? {
            return Ok(true);
        }
    }
    picks(&few)
}

/// Who is on the person's mind, and who comes first in an open next step.
fn asked_for(conn: &Connection) -> rusqlite::Result<Vec<ContactId>> {
    let mut ids: Vec<ContactId> = conn
        .prepare_cached(
            "SELECT contact_id FROM flag WHERE kind = 'mind' AND ended_on IS NULL
             UNION
             SELECT p.contact_id
             FROM next_step AS s JOIN next_step_contact AS p ON p.next_step_id = s.id
             WHERE s.done_on IS NULL",
        )?
        .query_map([], |row| row.get(0).map(ContactId))?
        .collect::<rusqlite::Result<_>>()?;
    ids.sort_unstable();
    Ok(ids)
}
