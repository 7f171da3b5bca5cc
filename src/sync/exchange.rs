//! One sync: what others did comes in, what was done here goes out.

use std::fmt;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use uuid::Uuid;

use super::chain::{Added, Chain, Fault};
use crate::domain::sync::{Clash, FORMAT, Segment, Unread};
use crate::store::{self, Sharing, Store, WayIn, Whole};

/// What a segment begins with; behind it stands the format, and then the text, compressed.
const MARK: &[u8; 4] = b"ties";

/// How long the text of a segment or snapshot may be, in bytes.
const LONGEST: u64 = 1 << 30;

/// How often another machine may come first before this one leaves it for later.
const ROUNDS: usize = 20;

/// What a sync came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// How many changes of rows came in.
    pub took: usize,
    /// How many went out.
    pub sent: usize,
    /// What was changed on two machines at once, found here or told by others.
    pub clashes: Vec<Clash>,
}

/// Why a sync could not be brought to its end. What had come in by then has come in.
#[derive(Debug)]
pub enum Failure {
    /// The shared history cannot be used now.
    Chain(Fault),
    /// What is in it cannot be read.
    Unread(Unread),
    Store(store::Error),
    /// Nobody has begun the history that was to be joined.
    NothingToJoin,
    /// There is a history where one was to be begun.
    BegunAlready,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Chain(fault) => fault.fmt(f),
            Failure::Unread(unread) => unread.fmt(f),
            Failure::Store(error) => error.fmt(f),
            Failure::NothingToJoin => f.write_str(
                "there is no history there to join yet; begin it with `ties sync init` on the \
                 machine that has your people",
            ),
            Failure::BegunAlready => f.write_str(
                "a history is there already; `ties sync join` joins it, and keeps who is here",
            ),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        Failure::Chain(fault)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        Failure::Store(error)
    }
}

/// Brings the file and the shared history in step.
///
/// # Errors
/// [`Failure`]; nothing is lost by any of them, and the next sync goes on from there.
pub fn run(store: &mut Store, chain: &mut dyn Chain) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    for _ in 0..ROUNDS {
        let Some(sharing) = store.sharing()? else {
            return Err(Failure::Store(store::not_shared()));
        };
        let Come {
            whole,
            segments,
            at,
        } = fetch(&sharing, chain)?;
        if whole.is_some() || !segments.is_empty() {
            let taken = store.take_in(whole.as_ref(), &segments)?;
            outcome.took += taken.rows;
            outcome.clashes.extend(taken.clashes);
        }
        let Some(segment) = store.to_send()? else {
            store.in_step()?;
            return Ok(outcome);
        };
        match chain.add(at, pack(&segment.write())?)? {
            Added::As {
                version,
                wants_snapshot,
            } => {
                store.sent(&segment.batch, version)?;
                outcome.sent += segment
                    .deeds
                    .iter()
                    .map(|deed| deed.changes.len())
                    .sum::<usize>();
                // Without it the sync was none the less whole: the next one is asked again.
                if wants_snapshot && let Some(whole) = store.whole()? {
                    chain.keep_snapshot(whole.version, pack(&whole.document)?)?;
                }
                return Ok(outcome);
            }
            Added::Behind => {}
        }
    }
    Err(Failure::Chain(Fault::Busy))
}

/// What has come since this machine last looked.
struct Come {
    whole: Option<Whole>,
    segments: Vec<(Uuid, Segment)>,
    /// The latest version.
    at: Uuid,
}

fn fetch(sharing: &Sharing, chain: &mut dyn Chain) -> Result<Come, Failure> {
    let mut come = Come {
        whole: None,
        segments: Vec::new(),
        at: sharing.version.unwrap_or_default(),
    };
    if sharing.version.is_none() {
        match sharing.way_in {
            WayIn::Begin => {
                if let Some(first) = chain.after(Uuid::nil())? {
                    let segment = read(&first.bytes)?;
                    if segment.device != sharing.device {
                        return Err(Failure::BegunAlready);
                    }
                    come.at = first.version;
                    come.segments.push((first.version, segment));
                } else if chain.snapshot()?.is_some() {
                    return Err(Failure::BegunAlready);
                }
            }
            WayIn::Join => come.start_anew(chain)?,
        }
    }
    if sharing.version.is_none() && sharing.way_in == WayIn::Begin && come.segments.is_empty() {
        return Ok(come);
    }
    loop {
        match chain.after(come.at) {
            Ok(None) => return Ok(come),
            Ok(Some(next)) => {
                come.segments.push((next.version, read(&next.bytes)?));
                come.at = next.version;
            }
            Err(Fault::Gone) if come.whole.is_none() => {
                come.segments.clear();
                come.start_anew(chain)?;
            }
            Err(fault) => return Err(fault.into()),
        }
    }
}

impl Come {
    /// Begins with the snapshot, or where there is none with the first segment.
    fn start_anew(&mut self, chain: &mut dyn Chain) -> Result<(), Failure> {
        let (version, document) = match chain.snapshot()? {
            Some(snapshot) => (snapshot.version, unpack(&snapshot.bytes)?),
            None => {
                let first = chain.after(Uuid::nil())?.ok_or(Failure::NothingToJoin)?;
                let segment = read(&first.bytes)?;
                let document = segment.document.ok_or(Failure::Unread(Unread::Foreign))?;
                (first.version, document)
            }
        };
        self.at = version;
        self.whole = Some(Whole { version, document });
        Ok(())
    }
}

fn read(bytes: &[u8]) -> Result<Segment, Failure> {
    Segment::read(&unpack(bytes)?).map_err(Failure::Unread)
}

/// Text as it is kept: marked, and compressed.
fn pack(text: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = MARK.to_vec();
    bytes.push(u8::try_from(FORMAT).unwrap_or(u8::MAX));
    let mut packed = ZlibEncoder::new(bytes, Compression::default());
    packed
        .write_all(text.as_bytes())
        .and_then(|()| packed.finish())
        .map_err(|error: io::Error| Failure::Chain(Fault::Other(error.to_string())))
}

fn unpack(bytes: &[u8]) -> Result<String, Failure> {
    let Some((&format, packed)) = bytes.strip_prefix(MARK).and_then(<[u8]>::split_first) else {
        return Err(Failure::Unread(Unread::Foreign));
    };
    if i64::from(format) > FORMAT {
        return Err(Failure::Unread(Unread::Newer(format.into())));
    }
    let mut text = String::new();
    match ZlibDecoder::new(packed)
        .take(LONGEST)
        .read_to_string(&mut text)
    {
        Ok(_) => Ok(text),
        Err(_) => Err(Failure::Unread(Unread::Foreign)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_and_anything_else_told() {
        let packed = pack("Bea, and Søren").unwrap();
        assert_eq!(unpack(&packed).unwrap(), "Bea, and Søren");
        #[track_caller]
        fn check(bytes: &[u8], expected: &Unread) {
            match unpack(bytes) {
                Err(Failure::Unread(found)) => assert_eq!(found, *expected),
                other => panic!("{other:?}"),
            }
        }
        check(b"", &Unread::Foreign);
        check(b"ties", &Unread::Foreign);
        check(b"ties\x02", &Unread::Newer(2));
        check(b"ties\x01garbage", &Unread::Foreign);
        check(&packed[..packed.len() - 8], &Unread::Foreign);
    }
}
