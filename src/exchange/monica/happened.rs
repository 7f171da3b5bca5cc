//! What happened with Monica's contacts, and what is to be done.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::super::json::{Part, Record};
use super::super::nametag::add;
use super::Reading;
use super::account::Account;
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::draft::{DraftCatchUp, DraftStep, Parsed, Whom};

/// How the id begins of the day on which somebody was last spoken with.
pub(super) const LAST: &str = "last:";

/// What one contact tells beside who they are.
pub(super) struct Told {
    pub(super) line: u64,
    pub(super) with: Whom,
    pub(super) catch_ups: Vec<DraftCatchUp>,
    pub(super) next_steps: Vec<DraftStep>,
    /// The ids of what they took part in, which stands elsewhere.
    pub(super) activities: Vec<String>,
}

impl Told {
    fn push(
        &mut self,
        external_id: String,
        on: NaiveDate,
        channel: &str,
        started: Started,
        note: Option<String>,
    ) {
        self.catch_ups.push(DraftCatchUp {
            line: self.line,
            external_id,
            on,
            channel: Channel::named(channel),
            started,
            answered: true,
            note,
            with: vec![self.with.clone()],
        });
    }

    /// That one last talked with them on this day.
    pub(super) fn last(&mut self, contact: &str, on: NaiveDate) {
        let id = format!("{LAST}{contact}:{on}");
        self.push(id, on, "other", Started::Both, None);
    }

    pub(super) fn step(&mut self, text: Option<String>, on: Option<NaiveDate>) {
        let step = |text| DraftStep {
            line: self.line,
            text,
            on,
            with: vec![self.with.clone()],
        };
        self.next_steps.extend(text.map(step));
    }

    pub(super) fn call(&mut self, contact: &str, call: Part<'_>) {
        let said = call.part("properties");
        let Some(on) = said.part("called_at").day() else {
            return;
        };
        let id = id_of("call", contact, call, said.part("called_at"));
        let started = match said.part("contact_called") {
            called if called.is_true() => Started::Them,
            called if called.is_false() => Started::Me,
            _ => Started::Both,
        };
        self.push(id, on, "call", started, said.part("content").text());
    }

    pub(super) fn conversation(&mut self, contact: &str, conversation: Part<'_>) {
        let said = conversation.part("properties");
        let Some(on) = said.part("happened_at").day() else {
            return;
        };
        let id = id_of(
            "conversation",
            contact,
            conversation,
            said.part("happened_at"),
        );
        let mut lines = Vec::new();
        let mut mine = Vec::new();
        for message in said.part("messages").items() {
            // Written as a record of its own, or as its properties alone.
            let of = [message.part("properties"), message];
            let content = of.into_iter().find_map(|of| of.part("content").text());
            let is_mine = of.into_iter().any(|of| of.part("written_by_me").is_true());
            mine.push(is_mine);
            let who = if is_mine { "me" } else { "them" };
            lines.extend(content.map(|content| format!("{who}: {content}")));
        }
        let started = match mine.first() {
            Some(true) => Started::Me,
            Some(false) => Started::Them,
            None => Started::Both,
        };
        let note = (!lines.is_empty()).then(|| lines.join("\n"));
        self.push(id, on, "message", started, note);
        if let Some(last) = self.catch_ups.last_mut() {
            last.answered = mine.is_empty() || mine.contains(&false);
        }
    }
}

/// The id of something that may lack one, as older exports do.
fn id_of(what: &str, contact: &str, part: Part<'_>, at: Part<'_>) -> String {
    part.part("uuid").text().unwrap_or_else(|| {
        let at = at.text().unwrap_or_default();
        format!("{what}:{contact}:{at}")
    })
}

/// Takes an activity with everyone who took part.
pub(super) fn activity(line: u64, record: &Record, account: &Account<'_>, reading: &mut Reading) {
    let Some(external_id) = record.part("uuid").text() else {
        return;
    };
    let said = record.part("properties");
    let with = reading.with.remove(&external_id).unwrap_or_default();
    let (Some(on), false) = (said.part("happened_at").day(), with.is_empty()) else {
        reading.left.add("unattended activity", line);
        return;
    };
    let kind = said.part("type").text();
    let kind = kind.and_then(|id| account.kind(&id)).unwrap_or_default();
    let mut note = said.part("summary").text();
    if let Some(description) = said.part("description").text() {
        add(&mut note, &description);
    }
    reading.parsed.catch_ups.push(DraftCatchUp {
        line,
        external_id,
        on,
        channel: channel(kind),
        started: Started::Both,
        answered: true,
        note,
        with,
    });
}

/// By what one was in touch in an activity of this kind.
fn channel(kind: &str) -> Channel {
    let kind = kind.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    Channel::named(
        if says(&["ate", "restaurant", "picnic", "dinner", "lunch"]) {
            "meal"
        } else if says(&["coffee"]) {
            "coffee"
        } else if says(&[
            "theater", "concert", "play", "museum", "sport", "party", "bar",
        ]) {
            "event"
        } else {
            "other"
        },
    )
}

/// Drops the day on which somebody was last spoken with where it is told what happened then.
pub(super) fn last_talked(parsed: &mut Parsed) {
    let mut told: HashSet<(NaiveDate, Whom)> = HashSet::new();
    let is_last = |catch_up: &DraftCatchUp| catch_up.external_id.starts_with(LAST);
    for catch_up in parsed
        .catch_ups
        .iter()
        .filter(|catch_up| !is_last(catch_up))
    {
        let with = catch_up.with.iter().cloned();
        told.extend(with.map(|with| (catch_up.on, with)));
    }
    parsed.catch_ups.retain(|catch_up| {
        let is_told = |with: &Whom| told.contains(&(catch_up.on, with.clone()));
        !is_last(catch_up) || !catch_up.with.iter().any(is_told)
    });
}
