//! What is taken of a folder or a zip: held as long as that does not make too much, else where it
//! lies, or laid down.

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use super::super::file::{Limits, aside, failed, kind_of_long, lay_down};
use super::super::{Loaded, ReadError, decode, lines};
use super::{At, Whole};
use crate::domain::draft::SourceKind;
use crate::long::Long;

impl Whole {
    /// Takes a file as a source of its own, or as part of the one that files of its kind are, and
    /// takes its length from what is left. It is held as long as that does not make too much.
    pub(super) fn take(
        &mut self,
        nth: usize,
        kind: SourceKind,
        bytes: Option<Vec<u8>>,
        left: &mut Limits,
        all: &mut Vec<Loaded>,
    ) -> Result<(), ReadError> {
        let name = self.files[nth].name.clone();
        let path = self.path.join(&name);
        let is_joined = matches!(kind, SourceKind::Vcard | SourceKind::X);
        if is_joined && !all.iter().any(|one| one.kind == kind) {
            all.push(Loaded::of(&self.path, kind, String::new()));
        }
        let joined = all.iter_mut().find(|one| is_joined && one.kind == kind);
        let bytes = match bytes {
            Some(bytes) => bytes,
            None if self.length(nth)? > left.held && self.is_in_pieces(nth, kind)? => {
                let length = match joined {
                    Some(one) => {
                        let from = one.source().length();
                        self.lay_down(nth, one.laid_down()?, left.file)?;
                        one.end_part(&name, from)?;
                        one.source().length() - from
                    }
                    None => {
                        let long = match &self.files[nth].at {
                            At::Path(at) => {
                                let file = File::open(at);
                                let file = file.map_err(|error| self.unreadable(nth, error))?;
                                Long::of(&path, file)
                            }
                            At::Nth(_) => {
                                let long = Long::empty(&path).map_err(aside)?;
                                self.lay_down(nth, &long, left.file)?;
                                long
                            }
                        };
                        let length = long.length();
                        all.push(Loaded::long(&path, kind, long));
                        length
                    }
                };
                left.file = left.file.saturating_sub(length);
                return Ok(());
            }
            None => self.bytes(nth, *left)?,
        };
        let length = bytes.len() as u64;
        left.file = left.file.saturating_sub(length);
        let text = decode::decode(bytes);
        match joined {
            Some(one) => {
                let from = one.source().length();
                if from + length > left.held {
                    one.laid_down()?;
                }
                one.push(&text)?;
                one.end_part(&name, from)
            }
            None => {
                left.held = left.held.saturating_sub(length);
                all.push(Loaded::of(&path, kind, text));
                Ok(())
            }
        }
    }

    /// Whether a long file of this kind need not be held.
    fn is_in_pieces(&mut self, nth: usize, kind: SourceKind) -> Result<bool, ReadError> {
        let top = self.top(nth)?;
        Ok(matches!(kind_of_long(&top, Some(kind)), Ok(Some(_))))
    }

    /// Adds all of a file to a text that is not held, but for its byte order mark.
    fn lay_down(&mut self, nth: usize, long: &Long, most: u64) -> Result<(), ReadError> {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        let path = self.path.clone();
        let mut reader = self.open(nth)?;
        let mut first = Vec::new();
        let read = reader.by_ref().take(3).read_to_end(&mut first);
        let rest = first.strip_prefix(MARK).unwrap_or(&first);
        let laid_down = match read {
            Ok(_) => lay_down(&mut rest.chain(&mut reader), long, most, &path),
            Err(source) => Err(failed(&path, source)),
        };
        drop(reader);
        match laid_down {
            Err(ReadError::Io { path: at, source }) if at == path => {
                Err(self.unreadable(nth, source))
            }
            laid_down => laid_down,
        }
    }
}

impl Loaded {
    /// The text where it is laid down; what is held is, from now on.
    fn laid_down(&mut self) -> Result<&Long, ReadError> {
        let long = match self.long.take() {
            Some(long) => long,
            None => {
                let long = Long::empty(&self.path).map_err(aside)?;
                long.append(self.text.as_bytes()).map_err(aside)?;
                self.text = String::new();
                Arc::new(long)
            }
        };
        Ok(self.long.insert(long))
    }

    fn push(&mut self, text: &str) -> Result<(), ReadError> {
        match &self.long {
            Some(long) => long.append(text.as_bytes()).map_err(aside),
            None => {
                self.text.push_str(text);
                Ok(())
            }
        }
    }

    /// Ends the part of this name that begins there: what comes next is on a line of its own.
    fn end_part(&mut self, name: &str, from: u64) -> Result<(), ReadError> {
        let length = self.source().length();
        let last = self.source().bytes(length.saturating_sub(1), length);
        if !matches!(*last, [b'\n' | b'\r']) {
            self.push("\n")?;
        }
        let source = self.source();
        let lines = lines::count_ends_in(source, from, source.length());
        let line = self.parts.last().map_or(1, |part| part.line + part.lines);
        let name = name.to_owned();
        self.parts.push(Part { name, line, lines });
        Ok(())
    }
}

/// One of several files that are one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) struct Part {
    pub(in crate::exchange) name: String,
    /// Its first line in the text, and how many there are.
    pub(in crate::exchange) line: u64,
    lines: u64,
}
