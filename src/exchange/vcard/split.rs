//! A file to cards: at every BEGIN, so that a card without END does not take the next one
//! with it.

use super::super::lines::{Lines, count_ends};

/// One card as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawCard<'a> {
    /// The line of its BEGIN, from 1.
    pub(super) line: u64,
    /// From BEGIN to END, line ends and all.
    pub(super) text: &'a str,
    pub(super) end: End,
}

/// How a card ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Proper,
    /// Another BEGIN, or the end of the file, came first.
    Missing,
}

/// The cards of a file in order. A card inside another, as AGENT holds one, is part of the
/// outer card's text.
#[derive(Debug)]
pub(super) struct Cards<'a> {
    text: &'a str,
    lines: std::iter::Peekable<Lines<'a>>,
}

impl<'a> Cards<'a> {
    /// The cards of `text`, whose first line has this number.
    pub(super) fn numbered(text: &'a str, line: u64) -> Cards<'a> {
        Cards {
            text,
            lines: Lines::numbered(text, line).peekable(),
        }
    }
}

impl<'a> Iterator for Cards<'a> {
    type Item = RawCard<'a>;

    fn next(&mut self) -> Option<RawCard<'a>> {
        let begin = self.lines.find(|line| is_begin(line.text))?;
        let card = |end: usize, how: End| RawCard {
            line: begin.number,
            text: &self.text[begin.start..end],
            end: how,
        };
        let mut depth = 0usize;
        let mut agent_opened = false;
        while let Some(line) = self.lines.peek() {
            let line = *line;
            if is_begin(line.text) {
                if !agent_opened {
                    return Some(card(line.start, End::Missing));
                }
                depth += 1;
            }
            self.lines.next();
            if is_end(line.text) {
                match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return Some(card(line.end, End::Proper)),
                }
            }
            // An empty line between AGENT and its card changes nothing.
            if !line.text.trim().is_empty() {
                agent_opened = opens_agent(line.text);
            }
        }
        Some(card(self.text.len(), End::Missing))
    }
}

/// A long text in two, the second with the number of its first line, between two cards: where
/// a BEGIN follows an END, a card begins whatever was before. `None` where the text is short,
/// or no such place is found.
pub(super) fn halves(text: &str) -> (&str, Option<(&str, u64)>) {
    const SHORT: usize = 200_000;
    const BEGIN: &str = "BEGIN:VCARD";
    if text.len() < SHORT {
        return (text, None);
    }
    let bytes = text.as_bytes();
    let is_line_end = |at: usize| matches!(bytes.get(at), Some(b'\r' | b'\n'));
    let middle = text.len() / 2;
    let between = memchr::memmem::find_iter(&bytes[middle..], BEGIN)
        .map(|at| middle + at)
        .take(100)
        .find(|at| {
            let before = text[..*at].trim_end_matches(['\r', '\n']);
            is_line_end(at - 1)
                && is_line_end(at + BEGIN.len())
                && (before.ends_with("\nEND:VCARD") || before.ends_with("\rEND:VCARD"))
        });
    match between {
        Some(at) => {
            let (head, tail) = text.split_at(at);
            (head, Some((tail, count_ends(head) + 1)))
        }
        None => (text, None),
    }
}

pub(super) fn is_begin(line: &str) -> bool {
    is_bound(line, "BEGIN")
}

pub(super) fn is_end(line: &str) -> bool {
    is_bound(line, "END")
}

fn is_bound(line: &str, word: &str) -> bool {
    // A fold is no bound: a card may quote another in its note.
    let Some(head) = line.get(..word.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(word)
        && line[word.len()..]
            .trim()
            .strip_prefix(':')
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("VCARD"))
}

/// Whether a line is an AGENT whose card follows on the next lines.
pub(super) fn opens_agent(line: &str) -> bool {
    if !line.trim_end().ends_with(':') {
        return false; // as nearly every line; the rest takes longer to see
    }
    let name = line.split([':', ';']).next().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default();
    name.eq_ignore_ascii_case("AGENT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u64, End)]) {
        let cards: Vec<(u64, End)> = Cards::numbered(text, 1)
            .map(|card| (card.line, card.end))
            .collect();
        assert_eq!(cards, expected);
    }

    #[test]
    fn halves_give_the_cards_of_the_whole() {
        for end in ["\n", "\r\n", "\r", "\r\r\n"] {
            let card = format!(
                "BEGIN:VCARD{end}FN:{}{end}END:VCARD{end}{end}",
                "é".repeat(300)
            );
            let agent = format!("BEGIN:VCARD{end}AGENT:{end}{card}FN:B{end}END:VCARD{end}");
            let text = [card, agent].concat().repeat(200);
            let (head, tail) = halves(&text);
            let (tail, line) = tail.unwrap();
            let cards: Vec<RawCard<'_>> = Cards::numbered(head, 1)
                .chain(Cards::numbered(tail, line))
                .collect();
            let whole: Vec<RawCard<'_>> = Cards::numbered(&text, 1).collect();
            assert_eq!(cards, whole);
        }
        assert_eq!(halves("BEGIN:VCARD\n"), ("BEGIN:VCARD\n", None));
    }

    #[test]
    fn a_card_without_end_does_not_take_the_next_one_with_it() {
        check(
            "junk\nBEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nbegin : vcard \nFN:C",
            &[(2, End::Missing), (4, End::Proper), (7, End::Missing)],
        );
    }

    #[test]
    fn an_agents_card_belongs_to_its_owner() {
        check(
            "BEGIN:VCARD\nAGENT:\n\nBEGIN:VCARD\nFN:B\nEND:VCARD\nFN:A\nEND:VCARD\n",
            &[(1, End::Proper)],
        );
    }

    #[test]
    fn a_folded_begin_is_text() {
        check(
            "BEGIN:VCARD\nNOTE:a\n BEGIN:VCARD\nEND:VCARD",
            &[(1, End::Proper)],
        );
    }

    #[test]
    fn no_depth_overflows() {
        let nested = "BEGIN:VCARD\n".repeat(100_000);
        assert_eq!(Cards::numbered(&nested, 1).count(), 100_000);
        let agents = format!("BEGIN:VCARD\n{}", "AGENT:\nBEGIN:VCARD\n".repeat(100_000));
        assert_eq!(Cards::numbered(&agents, 1).count(), 1);
    }
}
