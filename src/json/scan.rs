//! Passing over JSON without keeping it.

use std::borrow::Cow;

use super::{Broken, Json, Text, Why};

/// Passes over JSON, byte by byte; `None` where it is none.
pub(super) struct Scan<'t> {
    text: Text<'t>,
    /// What is at hand, where it begins, and how much of it has been passed.
    pub(super) ahead: Cow<'t, [u8]>,
    pub(super) from: u64,
    pub(super) at: usize,
    end: u64,
    is_too_deep: bool,
}

impl<'t> Scan<'t> {
    /// So deep is followed: each level takes a byte.
    const DEEPEST: usize = 1_000_000;

    pub(super) fn of(text: Text<'t>, at: u64, end: u64) -> Scan<'t> {
        Scan {
            text,
            ahead: text.piece(at, end),
            from: at,
            at: 0,
            end,
            is_too_deep: false,
        }
    }

    /// Where it stands.
    pub(super) fn place(&self) -> u64 {
        self.from + self.at as u64
    }

    /// What has not been passed of what is at hand; nothing only at the end.
    fn rest(&mut self) -> &[u8] {
        if self.at == self.ahead.len() {
            self.from = self.place();
            self.at = 0;
            self.ahead = self.text.piece(self.from, self.end);
        }
        &self.ahead[self.at..]
    }

    pub(super) fn peek(&mut self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// Passes over this byte, if it is the next.
    pub(super) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The next byte that is not blank.
    pub(super) fn blanks(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                other => return Some(other),
            }
        }
    }

    /// The next value.
    pub(super) fn part(&mut self) -> Option<Json<'t>> {
        self.blanks()?;
        let at = self.place();
        self.value()?;
        Some(Json {
            text: self.text,
            at,
            end: self.place(),
        })
    }

    fn value(&mut self) -> Option<()> {
        // How what is open is closed.
        let mut open = Vec::new();
        loop {
            match self.blanks()? {
                b'"' => self.string()?,
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                bracket @ (b'{' | b'[') => {
                    self.at += 1;
                    let close = bracket + 2; // in ASCII
                    if self.blanks()? == close {
                        self.at += 1;
                    } else if open.len() == Scan::DEEPEST {
                        self.is_too_deep = true;
                        return None;
                    } else {
                        open.push(close);
                        if bracket == b'{' {
                            self.name()?;
                        }
                        continue;
                    }
                }
                _ => return None,
            }
            loop {
                let Some(close) = open.last().copied() else {
                    return Some(());
                };
                if self.blanks()? == close {
                    self.at += 1;
                    open.pop();
                    continue;
                }
                self.take(b',')?;
                if close == b'}' {
                    self.name()?;
                }
                break;
            }
        }
    }

    /// Passes over the name of a member, and what parts it from its value: where it stands
    /// without its quotes.
    pub(super) fn name(&mut self) -> Option<(u64, u64)> {
        self.blanks()?;
        let from = self.place() + 1;
        self.string()?;
        let to = self.place() - 1;
        self.blanks()?;
        self.take(b':')?;
        Some((from, to))
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            let rest = self.rest();
            let plain = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            let control = rest[..plain].iter().position(|byte| *byte < b' ');
            self.at += control.unwrap_or(plain);
            if control.is_some() {
                return None;
            }
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => {
                    self.at += 1;
                    let escaped = self.peek()?;
                    if !br#""\/bfnrtu"#.contains(&escaped) {
                        return None;
                    }
                    self.at += 1;
                    for _ in 0..if escaped == b'u' { 4 } else { 0 } {
                        self.peek()?.is_ascii_hexdigit().then(|| self.at += 1)?;
                    }
                }
                _ => {} // the next piece
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if self.take(b'e').or_else(|| self.take(b'E')).is_some() {
            let _ = self.take(b'+').or_else(|| self.take(b'-'));
            self.digits()?;
        }
        Some(())
    }

    /// Passes over digits, of which there is at least one.
    fn digits(&mut self) -> Option<()> {
        self.peek()?.is_ascii_digit().then_some(())?;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        word.bytes().try_for_each(|byte| self.take(byte))
    }

    /// Why it goes no further than here, and where that is.
    pub(super) fn broken(&mut self) -> Broken {
        let why = match self.peek() {
            _ if self.is_too_deep => Why::TooDeep,
            Some(_) => Why::NoJson,
            None => Why::Ends,
        };
        let place = self.place();
        let (mut at, mut line, mut begins) = (0, 1, 0);
        while at < place {
            let piece = self.text.piece(at, place);
            if piece.is_empty() {
                break;
            }
            line += memchr::memchr_iter(b'\n', &piece).count() as u64;
            if let Some(end) = memchr::memrchr(b'\n', &piece) {
                begins = at + end as u64 + 1;
            }
            at += piece.len() as u64;
        }
        Broken {
            line,
            column: place - begins + 1,
            why,
        }
    }
}
