//! The most human thing known about why to say hi.

use chrono::NaiveDate;

use super::contact::Contact;
use super::network::Network;
use super::week::{Pick, Why};
use super::when;

/// Days for which news is a reason to write.
const NEWS_KEEPS: i64 = 60;

/// Why to say hi to a pick, in a few words on one line: on your mind › the next step › the
/// last note › news of the last 60 days › how you met › how long it has been. Where no catch-up
/// is known that is not said: the day that the clock counts from may be one that nothing happened
/// on.
///
/// `last_note` is the latest note of a catch-up with them. Words that people wrote are in
/// it, so that it has to pass the text boundary before it is shown.
pub fn reason(network: &Network, pick: &Pick, last_note: Option<&str>, today: NaiveDate) -> String {
    let contact = network.contact(pick.contact);
    match pick.why {
        Why::Mind => return "on your mind".to_owned(),
        Why::Next(id) => {
            if let Some(step) = network.next_steps.iter().find(|step| step.id == id) {
                return step.words(network);
            }
        }
        Why::Due => {}
    }
    if let Some(line) = last_note.and_then(first_line) {
        return line.to_owned();
    }
    let Some(contact) = contact else {
        return String::new();
    };
    if let Some((_, news)) = news(contact, today) {
        return news.to_owned();
    }
    if let Some(line) = contact.met().and_then(first_line) {
        return format!("met {line}");
    }
    match contact.last {
        Some(last) => when::ago_long((today - last).num_days().max(0)),
        None => "just to say hi".to_owned(),
    }
}

/// What is new about somebody since at most 60 days, and since when.
pub fn news(contact: &Contact, today: NaiveDate) -> Option<(NaiveDate, &str)> {
    let is_fresh = |on: NaiveDate| (0..=NEWS_KEEPS).contains(&(today - on).num_days());
    contact.news().filter(|(on, _)| is_fresh(*on))
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Rare;
    use crate::domain::id::{ContactId, NextStepId};
    use crate::domain::network::{NextStep, StepKind};
    use crate::domain::testing::{TODAY, contact, day, network, told};

    #[test]
    fn the_most_human_thing_known_comes_first() {
        let news = |on| {
            let news = Some((day(on), "new at Genelab".into()));
            Rare {
                news,
                ..Rare::default()
            }
            .boxed()
        };
        let mut people = network(vec![Contact {
            rare: news("2026-10-01"),
            last: Some(day("2026-06-22")),
            ..told(&contact(1), |who| who.met = Some("RustFest 2024"))
        }]);
        people.next_steps = vec![NextStep {
            id: NextStepId(7),
            kind: StepKind::Step,
            text: "ask about the harbour".into(),
            on: Some(day(TODAY)),
            with: vec![ContactId(1)],
        }];
        let pick = |why| Pick {
            contact: ContactId(1),
            why,
            due: None,
        };
        let note = Some("\n moving to Porto \nin autumn");
        let say = |people: &Network, why, note| reason(people, &pick(why), note, day(TODAY));
        assert_eq!(say(&people, Why::Mind, note), "on your mind");
        assert_eq!(
            say(&people, Why::Next(NextStepId(7)), note),
            "ask about the harbour"
        );
        assert_eq!(say(&people, Why::Due, note), "moving to Porto");
        assert_eq!(say(&people, Why::Due, None), "new at Genelab");
        people.contacts[0].rare = news("2026-09-01");
        assert_eq!(say(&people, Why::Due, None), "met RustFest 2024");
        people.contacts[0] = told(&people.contacts[0], |who| who.met = None);
        assert_eq!(say(&people, Why::Due, None), when::ago_long(153));
        people.contacts[0].last = None;
        for counting_from in [Some("2025-07-20"), Some(TODAY), None] {
            people.contacts[0].counting_from = counting_from.map(day);
            assert_eq!(say(&people, Why::Due, None), "just to say hi");
        }
    }
}
