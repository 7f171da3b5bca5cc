//! What travels between the machines of one person, and what becomes of it where two of them
//! changed the same.
//!
//! All machines share one history: segments in one line, each made by a machine that knew all
//! those before it. What a machine has changed since the last segment that it knows is pending.
//! To take in segments of others it takes its own pending changes back, does theirs as they
//! were done, and does its own again on top of that; then it adds those as a segment of its own.
//! So the state after a segment is the same everywhere, numbers of rows and all, and only what
//! was changed on both sides meanwhile has to be decided about, by whoever comes second.

mod notes;

pub use notes::both;

use std::fmt;

use serde_json::{Map, Value as Json, json};

/// The format of segments and snapshots; what has a greater number is of a newer ties.
pub const FORMAT: i64 = 1;

/// Columns and what they hold.
pub type Cells = Map<String, Json>;

/// When something was changed, on a clock that never goes backwards on any machine and is behind
/// nothing that its machine has seen (a hybrid logical clock: Kulkarni et al., "Logical Physical
/// Clocks", 2014): milliseconds since 1970, UTC, times 65,536, and a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Stamp(pub i64);

impl Stamp {
    /// The stamp of what is done now, where `last` is the latest that was given or seen.
    pub fn after(last: Stamp, now_ms: i64) -> Stamp {
        Stamp(now_ms.clamp(0, i64::MAX >> 16) << 16).max(Stamp(last.0.saturating_add(1)))
    }
}

/// A row, which has the same number and uid on every machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId {
    pub table: String,
    pub row: i64,
    pub uid: String,
}

impl RowId {
    /// The row of this number, whose uid is among its cells.
    pub fn of(table: &str, row: i64, cells: &Cells) -> RowId {
        RowId {
            table: table.to_owned(),
            row,
            uid: uid(cells).to_owned(),
        }
    }
}

/// The uid of a row; nothing where its cells have none.
pub fn uid(cells: &Cells) -> &str {
    cells.get("uid").and_then(Json::as_str).unwrap_or_default()
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// It was made; all its columns.
    Made(Cells),
    /// Some of its columns were changed; what they hold now.
    Changed(Cells),
    Gone,
    /// It was removed for good with somebody who was purged.
    Purged,
}

/// One change of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowChange {
    pub of: RowId,
    pub what: What,
}

/// What one action changed, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub stamp: Stamp,
    pub changes: Vec<RowChange>,
}

/// What was changed on two machines at once, and what became of it, for a person to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// "Bea’s note was changed on two machines: both texts are kept".
    pub what: String,
    /// What this machine had, where it was one of the two.
    pub ours: Option<String>,
    /// What the other one had.
    pub theirs: Option<String>,
}

/// What one machine adds to the shared history.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Which machine made it.
    pub device: String,
    /// Tells it from every other segment.
    pub batch: String,
    /// The whole network, which the first segment begins with.
    pub document: Option<String>,
    pub deeds: Vec<Deed>,
    pub clashes: Vec<Clash>,
}

/// Why text is no segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// A newer ties wrote it, in this format.
    Newer(i64),
    /// It is nothing that ties wrote.
    Foreign,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Newer(format) => write!(
                f,
                "another machine has a newer ties, which writes format {format}; this one reads \
                 format {FORMAT}: update it, and sync again"
            ),
            Unread::Foreign => f.write_str("the shared history holds something ties did not write"),
        }
    }
}

impl Segment {
    /// Whether somebody was purged in it.
    pub fn purges(&self) -> bool {
        let mut changes = self.deeds.iter().flat_map(|deed| &deed.changes);
        changes.any(|change| change.what == What::Purged)
    }

    /// The text that [`Segment::read`] reads.
    pub fn write(&self) -> String {
        let deeds: Vec<Json> = self.deeds.iter().map(deed).collect();
        let clashes: Vec<Json> = (self.clashes.iter())
            .map(|clash| json!([clash.what, clash.ours, clash.theirs]))
            .collect();
        json!({
            "ties": FORMAT,
            "device": self.device,
            "batch": self.batch,
            "document": self.document,
            "deeds": deeds,
            "clashes": clashes,
        })
        .to_string()
    }

    /// The segment that this text is.
    ///
    /// # Errors
    /// [`Unread`] where it is none, or one of a newer ties.
    pub fn read(text: &str) -> Result<Segment, Unread> {
        let mut json: Json = serde_json::from_str(text).map_err(|_| Unread::Foreign)?;
        match json.get("ties").and_then(Json::as_i64) {
            Some(FORMAT) => {}
            Some(newer) if newer > FORMAT => return Err(Unread::Newer(newer)),
            _ => return Err(Unread::Foreign),
        }
        let mut all = |key: &str| match json.get_mut(key).map(Json::take) {
            Some(Json::Array(all)) => Ok(all),
            _ => Err(Unread::Foreign),
        };
        let (deeds, clashes) = (all("deeds")?, all("clashes")?);
        let text = |key: &str| json.get(key).and_then(Json::as_str).map(str::to_owned);
        Ok(Segment {
            device: text("device").ok_or(Unread::Foreign)?,
            batch: text("batch").ok_or(Unread::Foreign)?,
            document: text("document"),
            deeds: deeds
                .into_iter()
                .map(read_deed)
                .collect::<Option<_>>()
                .ok_or(Unread::Foreign)?,
            clashes: clashes
                .iter()
                .map(read_clash)
                .collect::<Option<_>>()
                .ok_or(Unread::Foreign)?,
        })
    }
}

fn deed(deed: &Deed) -> Json {
    let changes: Vec<Json> = deed.changes.iter().map(change).collect();
    json!([deed.stamp.0, changes])
}

/// `[table, row, uid, sign, columns]`.
fn change(RowChange { of, what }: &RowChange) -> Json {
    match what {
        What::Made(cells) => json!([of.table, of.row, of.uid, "+", cells]),
        What::Changed(cells) => json!([of.table, of.row, of.uid, "~", cells]),
        What::Gone => json!([of.table, of.row, of.uid, "-"]),
        What::Purged => json!([of.table, of.row, of.uid, "x"]),
    }
}

fn read_deed(json: Json) -> Option<Deed> {
    let Json::Array(mut parts) = json else {
        return None;
    };
    let Some(Json::Array(changes)) = parts.pop() else {
        return None;
    };
    Some(Deed {
        stamp: Stamp(parts.first()?.as_i64()?),
        changes: changes
            .into_iter()
            .map(read_change)
            .collect::<Option<_>>()?,
    })
}

fn read_change(json: Json) -> Option<RowChange> {
    let Json::Array(mut parts) = json else {
        return None;
    };
    let cells = match parts.len() {
        5 => parts.pop(),
        _ => None,
    };
    let what = match (parts.get(3)?.as_str()?, cells) {
        ("+", Some(Json::Object(cells))) => What::Made(cells),
        ("~", Some(Json::Object(cells))) => What::Changed(cells),
        ("-", None) => What::Gone,
        ("x", None) => What::Purged,
        _ => return None,
    };
    let of = RowId {
        table: parts.first()?.as_str()?.to_owned(),
        row: parts.get(1)?.as_i64()?,
        uid: parts.get(2)?.as_str()?.to_owned(),
    };
    Some(RowChange { of, what })
}

fn read_clash(json: &Json) -> Option<Clash> {
    let text = |at: usize| json.get(at)?.as_str().map(str::to_owned);
    Some(Clash {
        what: text(0)?,
        ours: text(1),
        theirs: text(2),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(pairs: &[(&str, Json)]) -> Cells {
        pairs
            .iter()
            .map(|(column, value)| ((*column).to_owned(), value.clone()))
            .collect()
    }

    fn of(table: &str, row: i64) -> RowId {
        let uid = format!("{table}-{row}");
        RowId {
            table: table.to_owned(),
            row,
            uid,
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let segment = Segment {
            device: "laptop".to_owned(),
            batch: "1".to_owned(),
            document: None,
            deeds: vec![Deed {
                stamp: Stamp(7),
                changes: vec![
                    RowChange {
                        of: of("tag", 3),
                        what: What::Made(cells(&[("name", "chess".into()), ("x", Json::Null)])),
                    },
                    RowChange {
                        of: of("tag", 2),
                        what: What::Changed(cells(&[("n", 1.into())])),
                    },
                    RowChange {
                        of: of("tag", 1),
                        what: What::Gone,
                    },
                    RowChange {
                        of: of("contact", 9),
                        what: What::Purged,
                    },
                ],
            }],
            clashes: vec![Clash {
                what: "both".to_owned(),
                ours: None,
                theirs: Some("t".to_owned()),
            }],
        };
        assert_eq!(Segment::read(&segment.write()), Ok(segment));
    }

    #[test]
    fn what_is_no_segment_is_told() {
        #[track_caller]
        fn check(text: &str, expected: Unread) {
            assert_eq!(Segment::read(text), Err(expected), "{text}");
        }
        check("", Unread::Foreign);
        check("{}", Unread::Foreign);
        check("[1]", Unread::Foreign);
        check(r#"{"ties":9}"#, Unread::Newer(9));
        check(r#"{"ties":1}"#, Unread::Foreign);
        check(
            r#"{"ties":1,"device":"d","batch":"b","deeds":[[1,[["tag",1,"u","?"]]]],"clashes":[]}"#,
            Unread::Foreign,
        );
        check(
            r#"{"ties":1,"device":"d","batch":"b","deeds":[[1,[["tag",1,"u","-",{}]]]],"clashes":[]}"#,
            Unread::Foreign,
        );
    }

    proptest! {
        #[test]
        fn a_stamp_is_behind_none_that_was_seen(last in 0..i64::MAX - 1, now in any::<i64>()) {
            prop_assert!(Stamp::after(Stamp(last), now) > Stamp(last));
        }

        #[test]
        fn nothing_that_is_read_panics(text in ".{0,60}") {
            let _ = Segment::read(&text);
        }
    }
}
