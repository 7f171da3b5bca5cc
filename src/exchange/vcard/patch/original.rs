//! Where everything stands in the bytes of a card, found in a mask of it.

use std::ops::Range;

use super::super::super::decode;
use super::super::record::{Entry, records};
use super::super::split::{Cards, End, RawCard, is_end};
use super::Unpatched;
use super::line::Style;
use crate::exchange::lines::Lines;

/// A card taken apart, with where everything stands in its bytes.
pub(super) struct Original<'b> {
    pub(super) bytes: &'b [u8],
    /// Each property: where it stands, and its text by itself.
    pub(super) properties: Vec<(Range<usize>, String)>,
    /// Where new properties go: before the line of its END.
    pub(super) end: usize,
    pub(super) style: Style,
}

impl<'b> Original<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Result<Original<'b>, Unpatched> {
        if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..] = bytes {
            return Err(Unpatched::Utf16);
        }
        let mask = mask(bytes);
        // A byte order mark would hide the BEGIN of its line.
        let mark = match bytes {
            [0xEF, 0xBB, 0xBF, ..] => 3,
            _ => 0,
        };
        let mut cards = Cards::numbered(&mask[mark..], 1);
        let (Some(card), None) = (cards.next(), cards.next()) else {
            return Err(Unpatched::NotOneCard);
        };
        let start = card.text.as_ptr() as usize - mask.as_ptr() as usize;
        let properties = records(card.text, 1)
            .filter_map(|entry| match entry {
                Entry::Record(record) => Some(start + record.at.start..start + record.at.end),
                Entry::NotUnderstood(..) => None,
            })
            .map(|at| {
                let text = decode::decode(bytes[at.clone()].to_vec());
                (at, text)
            })
            .collect();
        Ok(Original {
            bytes,
            properties,
            end: start + end_of(&card),
            style: Style::of(card.text),
        })
    }
}

/// The bytes with those above ASCII replaced, one for one, by one that stands for nothing.
fn mask(bytes: &[u8]) -> String {
    const NOTHING: char = '\u{1a}';
    let masked = bytes.iter().map(|byte| match byte.is_ascii() {
        true => char::from(*byte),
        false => NOTHING,
    });
    masked.collect()
}

/// Where the line of a card's END starts in its text; its length where it has none.
fn end_of(card: &RawCard<'_>) -> usize {
    let ends = Lines::numbered(card.text, 1).filter(|line| is_end(line.text));
    match card.end {
        End::Proper => ends.last().map_or(card.text.len(), |line| line.start),
        End::Missing => card.text.len(),
    }
}
