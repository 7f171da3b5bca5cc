//! What a correspondence with one person tells: the day you were last in touch, and that you
//! wrote since without an answer. Its words are not ours to keep.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::draft::{DraftCatchUp, Whom};

/// What you write within these days of what they wrote last belongs to that talk: it is the
/// answer to it. Silence as long parts two talks.
const ONE_TALK: TimeDelta = TimeDelta::days(21);

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Me,
    Them,
}

/// A message between you and one other person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Message {
    /// The line of the file where it starts, from 1.
    pub(super) line: u64,
    pub(super) at: NaiveDateTime,
    pub(super) by: By,
}

/// What these messages tell of somebody whom their source knows by `id`: one answered catch-up
/// on the last day of the last talk, if they ever wrote, and one that is not answered, on the
/// last day that you wrote after it or in vain. A later export of the same has newer days beside
/// these, which are known by them.
pub(super) fn told(with: &Whom, id: &str, mut messages: Vec<Message>) -> Vec<DraftCatchUp> {
    messages.sort_by_key(|message| message.at);
    let day = |message: &Message| message.at.date();
    let theirs = messages.iter().rfind(|message| message.by == By::Them);
    let talk = match theirs.map(day) {
        Some(theirs) => {
            let answers = |message: &Message| day(message) - theirs <= ONE_TALK;
            messages.partition_point(answers)
        }
        None => 0,
    };
    let (talk, since) = messages.split_at(talk);
    let catch_up = |last: &Message, started, answered, id: String| DraftCatchUp {
        line: last.line,
        external_id: id,
        on: day(last),
        channel: Channel::named("message"),
        started,
        answered,
        note: None,
        with: vec![with.clone()],
    };
    let dated = |on: NaiveDate| format!("{id}|{on}");
    let talk = talk.last().map(|last| {
        let started = match first_of_last(talk).by {
            By::Me => Started::Me,
            By::Them => Started::Them,
        };
        catch_up(last, started, true, dated(day(last)))
    });
    let since = since.last().map(|last| {
        let id = format!("{}|unanswered", dated(day(last)));
        catch_up(last, Started::Me, false, id)
    });
    talk.into_iter().chain(since).collect()
}

/// The first message of the last talk among these, which are never none.
fn first_of_last(messages: &[Message]) -> &Message {
    let parts = |pair: &[Message]| pair[1].at.date() - pair[0].at.date() > ONE_TALK;
    let begins = messages.windows(2).rposition(parts);
    &messages[begins.map_or(0, |before| before + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use By::{Me, Them};

    #[track_caller]
    fn check(messages: &[(By, &str)], expected: &[(&str, Started, bool)]) {
        let messages = (1..).zip(messages).map(|(line, (by, at))| Message {
            line,
            at: format!("{at}T12:00:00").parse().unwrap(),
            by: *by,
        });
        let who = Whom::Named("Ana".to_owned());
        let told = told(&who, "ana", messages.collect());
        let told: Vec<(String, Started, bool)> = told
            .iter()
            .map(|told| (told.external_id.clone(), told.started, told.answered))
            .collect();
        let told: Vec<(&str, Started, bool)> = told
            .iter()
            .map(|(id, s, a)| (id.as_str(), *s, *a))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_talk_ends_with_its_last_message() {
        let (me, them) = (Started::Me, Started::Them);
        check(
            &[(Them, "2026-02-10"), (Me, "2026-02-11")],
            &[("ana|2026-02-11", them, true)],
        );
        check(
            &[(Me, "2026-02-10"), (Them, "2026-02-11")],
            &[("ana|2026-02-11", me, true)],
        );
        check(&[(Them, "2026-02-10")], &[("ana|2026-02-10", them, true)]);
        // In whatever order the file has them.
        check(
            &[(Me, "2026-02-11"), (Them, "2026-02-10")],
            &[("ana|2026-02-11", them, true)],
        );
        // Of an earlier talk nothing is told, nor who began it.
        check(
            &[
                (Them, "2024-05-01"),
                (Me, "2026-02-10"),
                (Them, "2026-02-12"),
            ],
            &[("ana|2026-02-12", me, true)],
        );
    }

    #[test]
    fn what_was_never_answered_says_so() {
        check(
            &[(Me, "2026-02-10"), (Me, "2026-03-10")],
            &[("ana|2026-03-10|unanswered", Started::Me, false)],
        );
        check(
            &[(Them, "2026-02-10"), (Me, "2026-03-03")],
            &[("ana|2026-03-03", Started::Them, true)],
        );
        check(
            &[(Them, "2026-02-10"), (Me, "2026-03-04")],
            &[
                ("ana|2026-02-10", Started::Them, true),
                ("ana|2026-03-04|unanswered", Started::Me, false),
            ],
        );
        check(&[], &[]);
    }
}
