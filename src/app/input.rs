//! A line that is typed into.

use unicode_segmentation::UnicodeSegmentation;

use crate::keys::{Chord, Key};

/// A text with a cursor, which steps by graphemes: a flag or an accented letter is one step
/// whatever it is made of. It is shown on one line, and is one unless it keeps line ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Input {
    text: String,
    /// A byte index at a grapheme's border.
    cursor: usize,
    /// Whether the first character typed takes the place of all there is.
    selected: bool,
    line_ends: LineEnds,
}

/// What becomes of line ends in what is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum LineEnds {
    #[default]
    Blanks,
    Kept,
}

/// Whether an input had something to do with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    Changed,
    Moved,
    NotMine,
}

impl Input {
    /// A line that holds `text`, the cursor behind it.
    pub fn holding(text: &str) -> Input {
        let mut input = Input::default();
        input.insert(text);
        input
    }

    /// A text that keeps its line ends, the cursor behind it.
    pub fn lines(text: &str) -> Input {
        let mut input = Input {
            line_ends: LineEnds::Kept,
            ..Input::default()
        };
        input.insert(text);
        input
    }

    /// A line that holds `text` until something is typed, which then takes its place.
    pub fn offering(text: &str) -> Input {
        Input {
            selected: true,
            ..Input::holding(text)
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What stands before the cursor.
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    /// Puts `text` in place of all there is, the cursor behind it.
    pub fn refill(&mut self, text: &str) {
        self.clear();
        self.selected = false;
        self.insert(text);
    }

    /// Puts text in at the cursor, or in the place of what is offered; tabs and other controls
    /// become one blank, line ends too where they are not kept.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.selected) {
            self.clear();
        }
        let mut line = String::with_capacity(text.len());
        let text = text.trim_end_matches(['\r', '\n']).replace("\r\n", "\n");
        for c in text.chars() {
            if matches!(c, '\n' | '\r') && self.line_ends == LineEnds::Kept {
                line.push('\n');
            } else if !c.is_control() {
                line.push(c);
            } else if !line.ends_with(' ') {
                line.push(' ');
            }
        }
        self.text.insert_str(self.cursor, &line);
        self.cursor += line.len();
    }

    /// Edits the line as this key says.
    pub fn key(&mut self, chord: Chord) -> Typed {
        if let Some(c) = chord.typed() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return Typed::Changed;
        }
        self.selected = false;
        match (chord.ctrl, chord.key) {
            (false, Key::Left) => self.moved(self.left()),
            (false, Key::Right) => self.moved(self.right()),
            (true, Key::Left) | (false, Key::Char('b')) if chord.ctrl || chord.alt => {
                self.moved(self.word_left())
            }
            (true, Key::Right) | (false, Key::Char('f')) if chord.ctrl || chord.alt => {
                self.moved(self.word_right())
            }
            (false, Key::Home) | (true, Key::Char('a')) => self.moved(0),
            (false, Key::End) | (true, Key::Char('e')) => self.moved(self.text.len()),
            (false, Key::Backspace) => self.cut(self.left(), self.cursor),
            (false, Key::Delete) => self.cut(self.cursor, self.right()),
            (true, Key::Char('w') | Key::Backspace) => self.cut(self.word_left(), self.cursor),
            (true, Key::Char('u')) => self.cut(0, self.cursor),
            (true, Key::Char('k')) => self.cut(self.cursor, self.text.len()),
            _ => Typed::NotMine,
        }
    }

    fn moved(&mut self, to: usize) -> Typed {
        self.cursor = to;
        Typed::Moved
    }

    fn cut(&mut self, from: usize, to: usize) -> Typed {
        if from == to {
            return Typed::Moved;
        }
        self.text.replace_range(from..to, "");
        self.cursor = from;
        Typed::Changed
    }

    fn left(&self) -> usize {
        self.text[..self.cursor]
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.text[self.cursor..]
            .graphemes(true)
            .next()
            .map_or(self.text.len(), |g| self.cursor + g.len())
    }

    fn word_left(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before
            .char_indices()
            .rfind(|(_, c)| c.is_whitespace())
            .map_or(0, |(at, c)| at + c.len_utf8())
    }

    fn word_right(&self) -> usize {
        let after = &self.text[self.cursor..];
        let blank = after.len() - after.trim_start().len();
        after[blank..]
            .find(char::is_whitespace)
            .map_or(self.text.len(), |at| self.cursor + blank + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::parse_chords;

    /// Types `keys` into a line holding `text` and expects it with `|` at the cursor.
    #[track_caller]
    fn check(text: &str, keys: &str, expected: &str) {
        let mut input = Input::holding(text);
        if !keys.is_empty() {
            for chord in parse_chords(keys).unwrap() {
                input.key(chord);
            }
        }
        let (before, after) = (input.before_cursor(), &input.text[input.cursor..]);
        assert_eq!(format!("{before}|{after}"), expected, "{text} {keys}");
    }

    #[test]
    fn a_line_is_edited_by_graphemes_and_words() {
        check("Ana", "", "Ana|");
        check("Ana", "left backspace", "A|a");
        check("Ana", "^a x", "x|Ana");
        check("Ana", "^a ^e x", "Anax|");
        check("Ana Sousa", "^w", "Ana |");
        check("Ana Sousa ", "^w", "Ana |");
        check("Ana Sousa", "^w ^w", "|");
        check("Ana Sousa", "^u", "|");
        check("Ana Sousa", "^a delete", "|na Sousa");
        check("e\u{301}", "backspace", "|");
        check("👩\u{200D}👧", "backspace", "|");
        check("李雷", "left", "李|雷");
        check("", "backspace delete left right", "|");
    }

    #[test]
    fn what_is_typed_or_pasted_takes_the_place_of_what_is_offered() {
        let mut typed = Input::offering("90");
        typed.key(Chord::plain(Key::Char('3')));
        typed.key(Chord::plain(Key::Char('0')));
        let mut pasted = Input::offering("90");
        pasted.insert("30");
        assert_eq!((typed.text(), pasted.text()), ("30", "30"));
        let mut gone_into = Input::offering("90");
        gone_into.key(Chord::plain(Key::Left));
        gone_into.insert("3");
        assert_eq!(gone_into.text(), "930");
    }

    #[test]
    fn pasted_lines_become_one() {
        let mut input = Input::default();
        input.insert("Pat\r\nLim\tFlux\n");
        assert_eq!(input.text(), "Pat Lim Flux");
    }

    #[test]
    fn a_text_of_several_lines_keeps_them() {
        let mut input = Input::lines("one\r\n\r\ntwo\n");
        assert_eq!(input.text(), "one\n\ntwo");
        input.refill("one\rtwo\tthree");
        assert_eq!(input.text(), "one\ntwo three");
    }
}
