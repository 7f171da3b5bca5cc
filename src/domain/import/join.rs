//! What becomes of a record whose person is known.

use super::fields::{self, Fields, fields};
use super::kept::{typed, untaken};
use super::merge::{Others, Said, merge};
use super::news::news;
use super::plan::Planner;
use super::{FieldChange, Known, KnownSource, MADE_UP, Outcome, Person, Row, Trace, UnsureAs};
use crate::domain::draft::{Draft, Original, SourceKind};
use crate::domain::standing::Standing;

/// What becomes of a row, and of what is kept of its source.
pub(super) struct Joined {
    pub(super) outcome: Outcome,
    pub(super) trace: Trace,
    pub(super) renews: bool,
}

impl From<Outcome> for Joined {
    fn from(outcome: Outcome) -> Joined {
        Joined {
            outcome,
            trace: Trace::default(),
            renews: false,
        }
    }
}

/// What changes on somebody when a source that is known says `theirs` by now, and which of its
/// values stay when it no longer says them.
pub fn follow(
    known: &Known,
    source: &KnownSource,
    theirs: Vec<(String, String)>,
) -> (Vec<FieldChange>, Vec<(String, String)>) {
    let here = std::slice::from_ref(known);
    let mut planner = Planner::empty(here, UnsureAs::New);
    let said = (source.kind, source.external_id.as_str());
    let taken = planner.take(known, Some(source), said, theirs);
    (taken.changes, taken.kept)
}

/// What people are like by now whom this plan changes.
pub(super) struct Now {
    fields: Fields,
    /// What sources said of them in this plan.
    said: Vec<OfSource>,
}

struct OfSource {
    kind: SourceKind,
    id: String,
    fields: Fields,
    kept: Fields,
}

/// What was taken of what a source says.
struct Taken {
    changes: Vec<FieldChange>,
    /// Those of its values that stay when it no longer says them.
    kept: Fields,
    news: Option<String>,
}

impl Planner<'_> {
    /// What becomes of a draft that is this person.
    pub(super) fn join(
        &mut self,
        person: Person,
        kind: SourceKind,
        draft: &Draft,
        reason: String,
        rows: &[Row],
    ) -> Joined {
        match person {
            Person::Row(row) => {
                let new = || Now {
                    fields: fields(&rows[row].draft),
                    said: Vec::new(),
                };
                let mine = &mut self.now.entry(person).or_insert_with(new).fields;
                let theirs = fields(draft);
                let changes = merge(mine, &theirs, None, &Others::default());
                let kept = untaken(mine, &theirs);
                let outcome = Outcome::SameAs {
                    row,
                    reason,
                    changes,
                };
                Joined {
                    trace: Trace {
                        kept,
                        ..Trace::default()
                    },
                    ..outcome.into()
                }
            }
            Person::Known(into) => match self.by_id.get(&into).map(|at| &self.known[*at]) {
                Some(known) => self.join_known(known, kind, draft, reason),
                None => Outcome::New.into(),
            },
        }
    }

    fn join_known(
        &mut self,
        known: &Known,
        kind: SourceKind,
        draft: &Draft,
        reason: String,
    ) -> Joined {
        let into = known.card.id;
        let theirs = fields(draft);
        let id = draft.external_id.as_deref().unwrap_or_default();
        let own = known.sources.iter().find(|source| source.is(kind, id));
        if known.card.standing == Standing::Deleted {
            return Outcome::Unchanged { into }.into();
        }
        let source = own.or_else(|| self.former(known, kind, id, &theirs));
        let was = source
            .map(|source| source.external_id.clone())
            .filter(|was| was != id);
        if let Some(was) = &was {
            self.ids.insert((kind, was.clone()));
        }
        let renews = source.is_some_and(|source| {
            let card = draft.card.as_ref().map(Original::mark);
            was.is_some() || source.card != card || source.fields != theirs
        });
        let unchanged = |kept: Fields, was| Joined {
            outcome: Outcome::Unchanged { into },
            trace: Trace {
                kept,
                was,
                news: None,
            },
            renews,
        };
        if let Some(source) = source.filter(|source| source.fields == theirs) {
            return unchanged(source.kept.clone(), was);
        }
        let Taken {
            changes,
            kept,
            news,
        } = self.take(known, source, (kind, id), theirs);
        if changes.is_empty() && source.is_some() {
            return unchanged(kept, was);
        }
        Joined {
            outcome: Outcome::Merge {
                into,
                reason,
                changes,
            },
            trace: Trace { kept, was, news },
            renews: false,
        }
    }

    /// Takes what a source says of somebody. `source` is what it said so far.
    fn take(
        &mut self,
        known: &Known,
        source: Option<&KnownSource>,
        (kind, id): (SourceKind, &str),
        theirs: Fields,
    ) -> Taken {
        let base = source.map(|source| Said {
            fields: &source.fields,
            kept: &source.kept,
        });
        let into = known.card.id;
        let (by_id, all) = (&self.by_id, self.known);
        let now = self.now.entry(Person::Known(into)).or_insert_with(|| Now {
            fields: fields::of_card_among(&known.card, |id| {
                Some(all[*by_id.get(&id)?].card.name.as_str())
            }),
            said: Vec::new(),
        });
        let mut others = Others::default();
        for other in &known.sources {
            let of_it = |said: &&OfSource| other.is(said.kind, &said.id);
            let (fields, kept) = match now.said.iter().find(of_it) {
                Some(said) => (&said.fields, &said.kept),
                None => (&other.fields, &other.kept),
            };
            if source.is_some_and(|source| std::ptr::eq(source, other)) {
                continue;
            }
            others.all.push(Said { fields, kept });
            if other.kind.named_by() > kind.named_by() {
                others.lesser.push(&other.fields);
            }
        }
        let is_new = |said: &&OfSource| {
            (said.kind, said.id.as_str()) != (kind, id)
                && !known
                    .sources
                    .iter()
                    .any(|other| other.is(said.kind, &said.id))
        };
        others
            .all
            .extend(now.said.iter().filter(is_new).map(|said| Said {
                fields: &said.fields,
                kept: &said.kept,
            }));
        let mut kept = typed(&now.fields, &theirs, base, &others);
        let news = base.and_then(|base| news(kind, &now.fields, base.fields, &theirs));
        let changes = merge(&mut now.fields, &theirs, base, &others);
        let news = news.and_then(|news| news.taken(&changes));
        for pair in untaken(&now.fields, &theirs) {
            if !kept.contains(&pair) {
                kept.push(pair);
            }
        }
        now.said.push(OfSource {
            kind,
            id: id.to_owned(),
            fields: theirs,
            kept: kept.clone(),
        });
        Taken {
            changes,
            kept,
            news,
        }
    }

    /// The source of this kind that a record without an id of its own was so far, though the
    /// id that was made up for it has changed: one that is in none of the files, and said
    /// most of what the record says.
    fn former<'s>(
        &self,
        known: &'s Known,
        kind: SourceKind,
        id: &str,
        theirs: &Fields,
    ) -> Option<&'s KnownSource> {
        let is_former = |source: &&KnownSource| {
            source.kind == kind
                && source.external_id.starts_with(MADE_UP)
                && !self.ids.contains(&(kind, source.external_id.clone()))
                && says_most(theirs, &source.fields)
        };
        let mut sources = known.sources.iter();
        id.starts_with(MADE_UP)
            .then(|| sources.find(is_former))
            .flatten()
    }
}

/// Whether a record still says at least half of what these fields say beside the name.
fn says_most(theirs: &Fields, before: &Fields) -> bool {
    let tells = |(field, _): &&(String, String)| {
        !matches!(
            field.as_str(),
            "kind" | "name" | "given" | "family" | "labels"
        )
    };
    let told = before.iter().filter(tells).count();
    let still = before
        .iter()
        .filter(tells)
        .filter(|pair| theirs.contains(pair))
        .count();
    still > 0 && 2 * still >= told
}
