//! Cards to Markdown: pages to be read, printed or kept with other notes.

use std::collections::{HashMap, HashSet};

use crate::domain::card::{Card, MethodKind, OccasionDay, Related};
use crate::domain::catch_up::{CatchUp, Started};
use crate::domain::id::ContactId;
use crate::domain::{relation, when};
use crate::text::{self, Shown};

/// The cards as one text, each under its name, in order. `names` says what others are called
/// who are in what happened or related.
pub fn write(cards: &[Card], names: &HashMap<ContactId, String>) -> String {
    let pages = cards.iter().map(|card| page(card, names));
    pages.collect::<Vec<String>>().join("\n")
}

/// A page for each card with the name of its file, no two of which are alike, even where case is
/// not told apart.
pub fn pages(cards: &[Card], names: &HashMap<ContactId, String>) -> Vec<(String, String)> {
    let mut taken = HashSet::new();
    let pages = cards.iter().map(|card| {
        let own = file_name(&card.name);
        let name = match taken.insert(text::fold(&own)) {
            true => own,
            false => format!("{own} ({})", card.id),
        };
        (format!("{name}.md"), page(card, names))
    });
    pages.collect()
}

/// The longest name of a file without its ending, in bytes; systems take some 250.
const NAME: usize = 120;

/// A name as a file can have it anywhere: nothing that parts a path or links to elsewhere, not
/// hidden, and not too long.
fn file_name(name: &str) -> String {
    let shown = Shown::line(name);
    let parts = |c: char| c.is_control() || "/\\:*?\"<>|#^[]⟨⟩".contains(c);
    let words: String = shown
        .as_str()
        .chars()
        .map(|c| if parts(c) { ' ' } else { c })
        .collect();
    let mut name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = (0..=NAME.min(name.len())).rfind(|at| name.is_char_boundary(*at));
    name.truncate(end.unwrap_or(0));
    match name.trim_matches(['.', ' ']) {
        "" => "somebody".to_owned(),
        name => name.to_owned(),
    }
}

fn page(card: &Card, names: &HashMap<ContactId, String>) -> String {
    let mut page = format!("# {}\n\n", inline(&card.name));
    for (label, value) in facts(card, names) {
        page.push_str(&format!("- {label}: {}\n", inline(&value)));
    }
    if let Some(note) = &card.note {
        page.push_str("\n## Notes\n\n");
        for paragraph in note.lines() {
            page.push_str(&format!("{}\n\n", beginning(paragraph)));
        }
    }
    let named = |with: &[ContactId]| {
        let others = with.iter().filter(|id| **id != card.id);
        let others: Vec<&str> = others
            .filter_map(|id| names.get(id))
            .map(String::as_str)
            .collect();
        match others.is_empty() {
            true => String::new(),
            false => format!(", with {}", others.join(", ")),
        }
    };
    let mut list = |title: &str, rows: Vec<String>| {
        if rows.is_empty() {
            return;
        }
        page.truncate(page.trim_end().len());
        page.push_str(&format!("\n\n## {title}\n\n"));
        for row in rows {
            page.push_str(&format!("- {}\n", beginning(&row)));
        }
    };
    let steps = card.next_steps.iter().map(|step| {
        let day = step
            .on
            .map_or_else(|| "next time".to_owned(), |on| on.to_string());
        format!("{day}: {}{}", step.text, named(&step.with))
    });
    list("Next", steps.collect());
    let entries = card
        .catch_ups
        .iter()
        .map(|entry| entry_line(entry, &named(&entry.with)));
    list("Before", entries.collect());
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// What is known, a label and a value each.
fn facts(card: &Card, names: &HashMap<ContactId, String>) -> Vec<(String, String)> {
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut fact = |label: &str, value: String| {
        if !value.is_empty() {
            facts.push((label.to_owned(), value));
        }
    };
    fact("Nickname", card.nicknames.join(", "));
    fact("Tie", card.tie.word().to_owned());
    let work = [&card.title, &card.org, &card.unit];
    let work: Vec<&str> = work.into_iter().flatten().map(String::as_str).collect();
    fact("Work", work.join(", "));
    fact("City", card.city.clone().unwrap_or_default());
    for (kind, label) in [
        (MethodKind::Email, "E-mail"),
        (MethodKind::Phone, "Phone"),
        (MethodKind::Url, "Page"),
        (MethodKind::Handle, "Handle"),
    ] {
        card.values(kind)
            .for_each(|value| fact(label, value.to_owned()));
    }
    for address in &card.addresses {
        fact("Address", address.line());
    }
    for occasion in &card.occasions {
        let day = match &occasion.day {
            OccasionDay::Day(day) => when::partial_long(*day),
            OccasionDay::Words(words) => words.clone(),
        };
        let once = if occasion.yearly { "" } else { ", once" };
        fact("Day", format!("{} {day}{once}", occasion.label));
    }
    fact("Met", card.met.clone().unwrap_or_default());
    let name = |id: &ContactId| names.get(id).cloned();
    fact(
        "Introduced by",
        card.introduced_by
            .as_ref()
            .and_then(name)
            .unwrap_or_default(),
    );
    for known in &card.relations {
        let other = match &known.to {
            Related::Contact(id) => name(id),
            Related::Name(name) => Some(name.clone()),
        };
        let said = other.map(|other| relation::on_card(&known.kind, known.outgoing, &other));
        fact("Relation", said.unwrap_or_default());
    }
    fact("Tags", card.tags.join(", "));
    fact("Interests", card.interests.join(", "));
    facts
}

fn entry_line(entry: &CatchUp, with: &str) -> String {
    let started = match entry.started {
        Started::Me => "",
        Started::Them => ", they started",
        Started::Both => ", both started",
    };
    let answered = if entry.answered {
        ""
    } else {
        ", no answer yet"
    };
    let note = entry
        .note
        .as_ref()
        .map_or_else(String::new, |note| format!(": {note}"));
    format!(
        "{} {}{started}{answered}{with}{note}",
        entry.on, entry.channel
    )
}

/// Words on one line in which nothing is read as markup.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The same where a line begins with them.
fn beginning(text: &str) -> String {
    let mut out = inline(text);
    // A number or a dash at the beginning would be a list.
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    if out[digits..].starts_with(['.', ')']) && digits > 0 {
        out.insert(digits, '\\');
    } else if out.starts_with(['-', '+', '=', '~']) {
        out.insert(0, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_the_person_as_far_as_files_can_be() {
        #[track_caller]
        fn check(name: &str, expected: &str) {
            assert_eq!(file_name(name), expected, "{name:?}");
        }
        check("Ana Sousa", "Ana Sousa");
        check("../../etc/passwd", "etc passwd");
        check("李雷 Li Lei", "李雷 Li Lei");
        check("A: B\n\tC? #1", "A B C 1");
        check("..", "somebody");
        assert!(file_name(&"é".repeat(300)).len() <= NAME);
    }

    #[test]
    fn words_are_no_markup() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(beginning(text), expected);
        }
        check("Ana Sousa", "Ana Sousa");
        check("# a_b*c", "\\# a\\_b\\*c");
        check("- one\n- two", "\\- one - two");
        check("12. item", "12\\. item");
        check("2026-11-22 coffee", "2026-11-22 coffee");
        check("<b>&amp;", "\\<b\\>\\&amp;");
        check("+46 70", "\\+46 70");
        assert_eq!(inline("+46 70"), "+46 70");
    }
}
