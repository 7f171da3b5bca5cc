//! From what somebody typed to the contact they mean.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::failure::{Exit, Failure};
use super::print;
use super::session::Session;
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::relation;
use crate::domain::standing::Standing;
use crate::domain::who::{self, Who};
use crate::store::Store;
use crate::text::name_key;

/// How many candidates are named; more help nobody.
const NAMED: usize = 12;

/// Finds contacts. Everyone is read only once a part of a name has to be looked for, so
/// that an id, an address or a whole name costs the same in any network.
pub(super) struct Finder<'s> {
    session: &'s Session,
    store: &'s Store,
    network: OnceCell<Network>,
}

impl<'s> Finder<'s> {
    pub(super) fn new(session: &'s Session, store: &'s Store) -> Finder<'s> {
        Finder {
            session,
            store,
            network: OnceCell::new(),
        }
    }

    /// The contact that `text` names, who is among those one keeps up with.
    ///
    /// # Errors
    /// Not found, as with [`Finder::one`]; failed for somebody deleted or archived, whom only
    /// a hand brings back.
    pub(super) fn here(&self, text: &str) -> Result<ContactId, Failure> {
        let id = self.one(text)?;
        match self.store.standing(id)? {
            Some((name, standing @ (Standing::Deleted | Standing::Archived))) => Err(Failure::new(
                Exit::Failed,
                format_args!(
                    "{name} is {}; `{} bring-back {id}` brings them back first",
                    standing.label(),
                    self.session.command()
                ),
            )),
            _ => Ok(id),
        }
    }

    /// The contact that `text` names; on a terminal, asks which one of several.
    ///
    /// # Errors
    /// Not found, with the candidates if there are several.
    pub(super) fn one(&self, text: &str) -> Result<ContactId, Failure> {
        if let Some(id) = self.direct(text)? {
            return Ok(id);
        }
        match self.by_name(text)? {
            Who::One(id) => Ok(id),
            Who::Several(ids) => match self.choose(text, &ids)? {
                Some(id) => Ok(id),
                None => Err(self.ambiguous(text, &ids)?),
            },
            Who::Nobody => Err(nobody(text)),
        }
    }

    /// The contact that `text` names wholly: an id, a uid, an address, or a name or
    /// nickname that nobody else has. Never asks and never guesses.
    ///
    /// # Errors
    /// Not found, with the candidates if there are any.
    pub(super) fn exactly(&self, text: &str) -> Result<ContactId, Failure> {
        if let Some(id) = self.direct(text)? {
            return Ok(id);
        }
        match self.by_whole_name(text)? {
            Who::One(id) => Ok(id),
            Who::Several(ids) => Err(self.ambiguous(text, &ids)?),
            Who::Nobody => match who::find_exactly(self.network()?, text, &|_| Vec::new()) {
                Who::One(id) => Ok(id), // the full name, which has no index
                _ => Err(self.guessed(text)?),
            },
        }
    }

    /// Why whom a part of a name finds is not enough where nothing is guessed.
    fn guessed(&self, text: &str) -> Result<Failure, Failure> {
        match self.by_name(text)? {
            Who::One(id) => self.only_a_part(text, id),
            Who::Several(ids) => self.ambiguous(text, &ids),
            Who::Nobody => Ok(nobody(text)),
        }
    }

    /// The contacts that `texts` name, each once, in the order named; all of them here.
    pub(super) fn several(&self, texts: &[String]) -> Result<Vec<ContactId>, Failure> {
        let mut ids = Vec::new();
        for text in texts {
            let id = self.here(text)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// Who has this very name, but for case and accents; deleted ones are no namesakes.
    pub(super) fn namesakes(&self, name: &str) -> Result<Vec<(ContactId, String)>, Failure> {
        let key = name_key(name);
        let called = self.store.find_by_name(name)?;
        if called.is_empty() {
            return Ok(Vec::new());
        }
        let mut namesakes = self.store.people(&called, self.session.today)?;
        namesakes.retain(|contact| {
            contact.standing != Standing::Deleted && name_key(contact.name()) == key
        });
        namesakes.truncate(NAMED);
        Ok(namesakes
            .iter()
            .map(|contact| (contact.id, contact.name().to_owned()))
            .collect())
    }

    /// Who is of somebody's household and around.
    pub(super) fn household(
        &self,
        id: ContactId,
        today: NaiveDate,
    ) -> Result<Vec<ContactId>, Failure> {
        let Some(card) = self.store.card(id, today)? else {
            return Ok(Vec::new());
        };
        let around = self.store.people(&relation::household(&card), today)?;
        let around = around.iter().filter(|contact| contact.standing.is_around());
        Ok(around.map(|contact| contact.id).collect())
    }

    /// Everyone, read once.
    pub(super) fn network(&self) -> Result<&Network, Failure> {
        if let Some(network) = self.network.get() {
            return Ok(network);
        }
        let network = self.session.network(self.store)?;
        Ok(self.network.get_or_init(|| network))
    }

    /// The contact that an id, a uid or an address names.
    fn direct(&self, text: &str) -> Result<Option<ContactId>, Failure> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let id = text.parse().ok().map(ContactId);
            return match id {
                Some(id) if self.store.has_contact(id)? => Ok(Some(id)),
                _ => Err(Failure::not_found(format_args!(
                    "there is no contact with the id {text}; `ties list` shows the ids"
                ))),
            };
        }
        if text.contains('@') || is_uid(text) {
            let ids = self.store.find_by_uid_or_email(text)?;
            return Ok(match ids[..] {
                [id] => Some(id),
                _ => None,
            });
        }
        Ok(None)
    }

    fn by_name(&self, text: &str) -> Result<Who, Failure> {
        match self.by_whole_name(text)? {
            Who::Nobody => Ok(who::find(self.network()?, text, &|_| Vec::new())),
            found => Ok(found),
        }
    }

    /// Whom a uid, an address, or the whole of a name or nickname means, which an index
    /// tells without everyone.
    fn by_whole_name(&self, text: &str) -> Result<Who, Failure> {
        let direct = self.store.find_by_uid_or_email(text)?;
        let named = self.store.find_by_name(text)?;
        let candidates: Vec<ContactId> = direct.iter().chain(&named).copied().collect();
        match candidates[..] {
            [] => return Ok(Who::Nobody),
            [one] => return Ok(Who::One(one)), // whom nobody need be told from
            _ => {}
        }
        let network = Network {
            contacts: self.store.people(&candidates, self.session.today)?,
            ..Network::default()
        };
        Ok(who::find_exactly(&network, text, &|_| direct.clone()))
    }

    /// Asks which of several is meant; `None` where nobody can be asked or nobody answers.
    fn choose(&self, text: &str, ids: &[ContactId]) -> Result<Option<ContactId>, Failure> {
        if !print::can_ask() {
            return Ok(None);
        }
        let shown = &ids[..ids.len().min(NAMED)];
        print::say(&format!("“{text}” may be:"));
        for (number, line) in (1..).zip(self.describe(shown)?) {
            print::say(&format!("  {number}  {line}"));
        }
        let answer = print::ask(&format!("Which one, 1 to {}?", shown.len()));
        Ok(answer
            .and_then(|answer| answer.parse::<usize>().ok())
            .and_then(|number| shown.get(number.checked_sub(1)?).copied()))
    }

    fn ambiguous(&self, text: &str, ids: &[ContactId]) -> Result<Failure, Failure> {
        let mut failure = Failure::not_found(format_args!(
            "“{text}” is not one contact; say the id of the one you mean:"
        ));
        for (id, line) in ids.iter().zip(self.describe(&ids[..ids.len().min(NAMED)])?) {
            failure = failure.and_line(format_args!("  {id}  {line}"));
        }
        if ids.len() > NAMED {
            failure = failure.and_line(format_args!("  and {} more", ids.len() - NAMED));
        }
        Ok(failure)
    }

    /// Why a part of one person's name is not enough where nothing is guessed.
    fn only_a_part(&self, text: &str, id: ContactId) -> Result<Failure, Failure> {
        let found = self.describe(&[id])?;
        Ok(Failure::not_found(format_args!(
            "“{text}” is only a part of a name, and this is never guessed; say the id or the \
             full name of the one it finds:"
        ))
        .and_line(format_args!("  {id}  {}", found.concat())))
    }

    /// What tells each of these from others of their name, in a few words.
    pub(super) fn describe(&self, ids: &[ContactId]) -> Result<Vec<String>, Failure> {
        let network = Network {
            contacts: self.store.people(ids, self.session.today)?,
            ..Network::default()
        };
        Ok(ids
            .iter()
            .filter_map(|id| network.contact(*id))
            .map(|contact| describe(contact, self.session.tie_label(contact.tie)))
            .collect())
    }
}

/// A contact's name and what tells them from others of the name.
fn describe(contact: &Contact, tie: &str) -> String {
    let mut parts = vec![contact.name().to_string()];
    parts.extend(
        [contact.org(), contact.city()]
            .into_iter()
            .flatten()
            .map(ToString::to_string),
    );
    parts.push(tie.to_owned());
    if !contact.standing.is_listed() {
        parts.push(contact.standing.label().to_owned());
    }
    parts.join(" · ")
}

fn is_uid(text: &str) -> bool {
    text.len() == 36 && text.bytes().filter(|byte| *byte == b'-').count() == 4
}

fn nobody(text: &str) -> Failure {
    if text.trim().is_empty() {
        return Failure::usage("say who: an id, an e-mail, or a name or nickname");
    }
    Failure::not_found(format_args!(
        "nobody is called “{text}”; `ties list` shows who is here"
    ))
}
