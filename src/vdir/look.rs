//! What a sync would do: everything is read, nothing is written.

mod files;

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use super::{Error, Gone, Looked, Settings, Trust};
use crate::config::NewCards;
use crate::domain::draft::{Draft, Parsed, SourceKind};
use crate::domain::folder::{self, Found, Remembered};
use crate::domain::id::ContactId;
use crate::domain::import::{self, Known, Outcome, Policy};
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::exchange::vdir;
use crate::store::{PurgedCards, Store};

/// So much is read of one folder at once, in bytes; the rest comes with the next sync.
const AT_ONCE: usize = 200_000_000;

/// Looks at the folder and at what is here.
///
/// # Errors
/// Where the folder is not there, cannot be listed, or has lost most of its cards.
pub fn look(store: &Store, settings: &Settings) -> Result<Looked, Error> {
    let folder = &settings.folder;
    let listing = vdir::list(folder).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::Missing(folder.clone()),
        _ => Error::Folder {
            path: folder.clone(),
            source,
        },
    })?;
    let remembered = store.remembered()?;
    let known = store.known()?;
    let mut first = HashMap::new();
    for (at, one) in remembered
        .iter()
        .enumerate()
        .filter(|(_, one)| !one.is_gone)
    {
        first.entry(one.contact).or_insert(at);
    }
    let mut look = Look {
        settings,
        first,
        by_id: known.iter().map(|known| (known.card.id, known)).collect(),
        remembered: &remembered,
        claimed: HashMap::new(),
        found: Vec::new(),
        new: Vec::new(),
        budget: AT_ONCE,
        is_whole: true,
        purged: store.purged_cards()?,
        looked: Looked {
            noted: store.noted(&settings.name())?,
            remarks: listing.remarks,
            ..Looked::default()
        },
    };
    look.files(&listing.items)?;
    look.gone()?;
    look.steps();
    look.newcomers(&known);
    look.unwritten(&known);
    Ok(look.looked)
}

struct Look<'l> {
    settings: &'l Settings,
    by_id: HashMap<ContactId, &'l Known>,
    remembered: &'l [Remembered],
    /// The place among those of everybody's first card.
    first: HashMap<ContactId, usize>,
    /// Which file each card that is remembered is in, by its place among those.
    claimed: HashMap<usize, String>,
    /// Cards that are remembered and were read, with their bytes.
    found: Vec<(usize, Found, Vec<u8>)>,
    /// Cards that are not.
    new: Vec<Found>,
    /// How many bytes may still be read.
    budget: usize,
    /// Whether every file was looked at.
    is_whole: bool,
    /// Cards that stay in the folder, of people who do not come back by them.
    purged: PurgedCards,
    looked: Looked,
}

impl Look<'_> {
    /// Which cards have gone; that there are too many is refused.
    fn gone(&mut self) -> Result<(), Error> {
        let there = self.remembered.iter().enumerate();
        let there: Vec<_> = there
            .filter(|(at, one)| !one.is_gone && !self.is_deleted_here(*at))
            .collect();
        let is_claimed = |at: usize| self.claimed.contains_key(&at);
        // Who has another card there is still there.
        let claimed = there.iter().filter(|(at, _)| is_claimed(*at));
        let still_there: HashSet<ContactId> = claimed.map(|(_, one)| one.contact).collect();
        let gone = there.iter().filter(|(at, _)| !is_claimed(*at));
        let gone: Vec<Gone> = gone
            .filter_map(|(_, one)| {
                let card = &self.by_id.get(&one.contact)?.card;
                Some(Gone {
                    source: one.source,
                    contact: one.contact,
                    name: card.name.clone(),
                    is_here: !still_there.contains(&one.contact)
                        && matches!(
                            card.standing,
                            Standing::Active
                                | Standing::Paused
                                | Standing::Dormant
                                | Standing::Unreachable
                        ),
                })
            })
            .collect();
        if !self.is_whole {
            return Ok(());
        }
        let left = self.claimed.len() + self.new.len();
        if self.settings.trust == Trust::Usual && folder::is_too_much(gone.len(), there.len(), left)
        {
            return Err(Error::TooMuchGone {
                path: self.settings.folder.clone(),
                gone: gone.len(),
                of: there.len(),
            });
        }
        self.looked.gone = gone;
        Ok(())
    }

    fn steps(&mut self) {
        for (at, found, bytes) in std::mem::take(&mut self.found) {
            let one = &self.remembered[at];
            let how = (self.ways(at), self.settings.also.as_slice());
            let known = self.by_id.get(&one.contact);
            let step = known.and_then(|known| folder::step(known, one, found, how));
            self.looked.steps.extend(step.map(|step| (step, bytes)));
        }
    }

    fn newcomers(&mut self, known: &[Known]) {
        if self.new.is_empty() {
            return;
        }
        let drafts: Vec<Draft> = self.new.iter().map(|found| found.draft.clone()).collect();
        let parsed = Parsed {
            read: drafts.len(),
            drafts,
            ..Parsed::of(SourceKind::Vdir)
        };
        let files = vec![(self.settings.folder.clone(), parsed)];
        self.looked.plan = import::plan(known, files, &Policy::default());
        self.looked.met = std::mem::take(&mut self.new);
    }

    /// Who is more than a latent tie and has no card there, where such are written.
    fn unwritten(&mut self, known: &[Known]) {
        if self.settings.new == NewCards::None {
            return;
        }
        let met: HashSet<ContactId> = self
            .looked
            .plan
            .rows
            .iter()
            .filter_map(|row| match &row.outcome {
                Outcome::Merge { into, .. } | Outcome::Unchanged { into } => Some(*into),
                _ => None,
            })
            .collect();
        let is_unwritten = |known: &&Known| {
            let card = &known.card;
            card.tie != Tie::Latent
                && matches!(
                    card.standing,
                    Standing::Active | Standing::Paused | Standing::Dormant
                )
                && !known.sources.iter().any(|s| s.kind == SourceKind::Vdir)
                && !met.contains(&card.id)
        };
        let cards = known.iter().filter(is_unwritten);
        self.looked.unwritten = cards.map(|known| known.card.clone()).collect();
    }
}

/// What tells that a file, what is remembered of its card and its groups are as they were.
pub(super) fn position(
    stat: &str,
    one: &Remembered,
    groups: &HashMap<String, Vec<String>>,
) -> String {
    let mut hasher = DefaultHasher::new();
    (one.mark, groups.get(&one.uid)).hash(&mut hasher);
    format!("{stat} {:016x}", hasher.finish())
}
