//! Who a record is: by its source, then profiles, lines and accounts, and by names last.

use super::few::Few;
use super::{Found, Line, People, Record, SHARED_BY};
use crate::domain::import::facts::Facts;

impl People<'_> {
    /// Who this record is; also, with whom it shares which line without being them.
    pub(in crate::domain::import) fn find(
        &self,
        record: &Record,
    ) -> (Found, Option<(usize, Line)>) {
        let facts = &record.facts;
        if let Some(at) = self
            .by_source
            .get(&(record.kind.of_ids(), record.id.as_str()))
        {
            return (Found::Same(*at, "the same record".to_owned()), None);
        }
        let mut like = Vec::new();
        if let Some(same) = self.by_profile(facts, &mut like) {
            return (same, None);
        }
        let mut strangers = Vec::new();
        if let Some(same) = self.by_line(facts, &mut strangers, &mut like) {
            return (same, None);
        }
        let is_person = |at: usize| {
            let other = &self.all[at];
            !facts.is_company && !other.facts.is_company && !other.is_deleted
        };
        let household = strangers.into_iter().find(|(at, _)| is_person(*at));
        if let Some(same) = self.by_account(facts, &mut like) {
            return (same, household);
        }
        (self.by_names(record, like), household)
    }

    /// Who has one of its profiles; those of another name join those it is `like`.
    fn by_profile(&self, facts: &Facts, like: &mut Vec<(usize, String)>) -> Option<Found> {
        let mut best = None;
        for profile in &facts.profiles {
            let with = self.by_profile.get(profile.as_str());
            for at in with.into_iter().flat_map(Few::iter) {
                if facts.is_stranger_to(&self.all[*at].facts) {
                    like.push((*at, format!("same profile {profile}, but another name")));
                } else {
                    self.prefer(&mut best, *at, facts, || format!("same profile {profile}"));
                }
            }
        }
        best.map(|(at, reason)| Found::Same(at, reason))
    }

    /// Who has one of its accounts and its full name; who shares a word of it is only `like`
    /// it, as a firm's page is many people's.
    fn by_account(&self, facts: &Facts, like: &mut Vec<(usize, String)>) -> Option<Found> {
        let mut best = None;
        for account in &facts.accounts {
            let with = self.by_account.get(account.as_str());
            let with = with.filter(|all| all.len() <= SHARED_BY);
            for at in with.into_iter().flat_map(Few::iter) {
                let other = &self.all[*at].facts;
                let has_its_name = facts.full_name.is_some() && facts.full_name == other.full_name;
                if has_its_name && facts.conflict(other).is_none() {
                    self.prefer(&mut best, *at, facts, || {
                        format!("same name and page {account}")
                    });
                } else if !facts.is_stranger_to(other) {
                    like.push((*at, format!("same page {account}")));
                }
            }
        }
        best.map(|(at, reason)| Found::Same(at, reason))
    }

    /// Who has one of its addresses or numbers; those who are somebody else by their name
    /// join the `strangers`, or those it is `like` where the family is one.
    fn by_line(
        &self,
        facts: &Facts,
        strangers: &mut Vec<(usize, Line)>,
        like: &mut Vec<(usize, String)>,
    ) -> Option<Found> {
        let mut best = None;
        for email in &facts.emails {
            let with = self.by_email.get(email.as_str());
            let with = with.filter(|all| all.len() <= SHARED_BY);
            for at in with.into_iter().flat_map(Few::iter) {
                if facts.is_stranger_to(&self.all[*at].facts) {
                    strangers.push((*at, Line::Email(email.clone())));
                } else {
                    self.prefer(&mut best, *at, facts, || format!("same e-mail {email}"));
                }
            }
        }
        if best.is_none() {
            for phone in &facts.phones {
                let mut with: Vec<usize> = self.with_phone(phone).collect();
                if with.len() > SHARED_BY {
                    with.clear();
                }
                for at in with {
                    let other = &self.all[at].facts;
                    if facts.is_stranger_to(other) {
                        strangers.push((at, Line::Phone(phone.clone())));
                    } else if facts.has_other_given(other) {
                        like.push((at, "same phone and family name".to_owned()));
                    } else {
                        self.prefer(&mut best, at, facts, || "same phone".to_owned());
                    }
                }
            }
        }
        best.map(|(at, reason)| Found::Same(at, reason))
    }

    /// Of several with the same line, one who is not deleted, with the same name if there is
    /// one, else the first.
    fn prefer(
        &self,
        best: &mut Option<(usize, String)>,
        at: usize,
        facts: &Facts,
        reason: impl Fn() -> String,
    ) {
        let rank = |at: usize| {
            let other = &self.all[at];
            (!other.is_deleted, other.facts.full_name == facts.full_name)
        };
        match best {
            Some((held, _)) if rank(*held) >= rank(at) => {}
            _ => *best = Some((at, reason())),
        }
    }

    /// Who the names say it is, after those it may be by other things.
    fn by_names(&self, record: &Record, mut like: Vec<(usize, String)>) -> Found {
        let facts = &record.facts;
        let Some(name) = &facts.full_name else {
            let alike = facts.only_word().and_then(|word| self.by_name.get(word));
            for at in alike.into_iter().flat_map(Few::iter) {
                like.push((*at, "same name, of one word".to_owned()));
            }
            return likes(like);
        };
        let namesakes = self.by_name.get(name.as_str());
        let (gone, here): (Vec<usize>, Vec<usize>) = namesakes
            .into_iter()
            .flat_map(Few::iter)
            .partition(|at| self.all[**at].is_deleted);
        if let [only] = here.as_slice()
            && record.is_unique
            && facts.conflict(&self.all[*only].facts).is_none()
        {
            return Found::Same(*only, "same name".to_owned());
        }
        for at in here {
            let why = match facts.conflict(&self.all[at].facts) {
                Some(conflict) => format!("same name, but {conflict}"),
                None => "same name, which several have".to_owned(),
            };
            like.push((at, why));
        }
        for at in gone {
            like.push((at, "same name, but deleted here".to_owned()));
        }
        let alike = facts
            .loose_name
            .as_deref()
            .and_then(|name| self.by_loose_name.get(name));
        for at in alike.into_iter().flat_map(Few::iter) {
            let other = &self.all[*at].facts;
            if !facts.has_other_given(other)
                && other.full_name != facts.full_name
                && facts.conflict(other).is_none()
            {
                like.push((*at, "a name much like it".to_owned()));
            }
        }
        likes(like)
    }
}

/// The first three of these, each once.
fn likes(mut like: Vec<(usize, String)>) -> Found {
    let mut seen = Vec::new();
    like.retain(|(at, _)| {
        let is_first = !seen.contains(at);
        seen.push(*at);
        is_first
    });
    like.truncate(3);
    if like.is_empty() {
        Found::Nobody
    } else {
        Found::Like(like)
    }
}
