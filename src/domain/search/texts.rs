//! Many short texts in one, so that a sweep over all of them is one over memory.

/// Texts one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Texts {
    all: String,
    /// Where each text starts, and the end after the last.
    starts: Vec<u32>,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts {
            all: String::new(),
            starts: vec![0],
        }
    }
}

impl Texts {
    /// No texts yet, with room for as many and as long ones as `other` has.
    pub(super) fn with_room_of(other: &Texts) -> Texts {
        let mut texts = Texts {
            all: String::with_capacity(other.all.len()),
            starts: Vec::with_capacity(other.starts.len()),
        };
        texts.starts.push(0);
        texts
    }

    /// Adds the text that `write` appends.
    pub(super) fn push(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.all);
        self.starts.push(offset(self.all.len()));
    }

    pub(super) fn get(&self, at: usize) -> &str {
        self.all
            .get(self.start(at)..self.start(at + 1))
            .unwrap_or("")
    }

    pub(super) fn bytes(&self, at: usize) -> &[u8] {
        &self.all.as_bytes()[self.start(at)..self.start(at + 1)]
    }

    /// All texts, without anything between them.
    pub(super) fn all(&self) -> &[u8] {
        self.all.as_bytes()
    }

    /// Where in all texts this one starts; after the last, where it ends.
    pub(super) fn start(&self, at: usize) -> usize {
        self.starts[at] as usize
    }

    /// The texts by what they say, those that say the same by their place.
    pub(super) fn in_order(&self) -> impl Iterator<Item = u32> {
        let mut places: Vec<(u64, u32)> = (0..offset(self.starts.len() - 1))
            .map(|at| (first_letters(self.bytes(at as usize)), at))
            .collect();
        // The first eight bytes decide nearly always.
        places.sort_unstable_by(|(a, a_at), (b, b_at)| {
            a.cmp(b)
                .then_with(|| self.bytes(*a_at as usize).cmp(self.bytes(*b_at as usize)))
                .then(a_at.cmp(b_at))
        });
        places.into_iter().map(|(_, at)| at)
    }
}

/// The first eight bytes as a number that sorts as they do.
fn first_letters(text: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = text.len().min(8);
    first[..length].copy_from_slice(&text[..length]);
    u64::from_be_bytes(first)
}

/// What does not fit into 32 bits fits into no memory that a list of people may take.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
