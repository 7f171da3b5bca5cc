//! What is put off until what came in has been answered, or until the screen is drawn.

use crate::app::Msg;
use crate::domain::id::ContactId;
use crate::domain::shelf::Link;
use crate::run::jobs::Job;

/// What is to be read once everything that came in together has been answered. Of several
/// cards only the last matters, of several words those that are still asked for.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) card: Option<ContactId>,
    pub(super) last_notes: Option<Vec<ContactId>>,
    pub(super) inbox: bool,
    pub(super) shelf: bool,
    pub(super) notes_with: Vec<String>,
}

/// What is looked for in a job once what is on the screen is drawn and no key waits, since it
/// can take longer than a frame. Of several of a kind only the last matters.
#[derive(Default)]
pub(super) struct Later {
    pub(super) fits_of: Asked<Box<Link>>,
    pub(super) links_for: Asked<Vec<ContactId>>,
}

/// Something to be looked for, and whether a job is at it.
pub(super) struct Asked<Q> {
    pub(super) question: Option<Q>,
    pub(super) job: Option<Job>,
}

impl<Q> Default for Asked<Q> {
    fn default() -> Asked<Q> {
        Asked {
            question: None,
            job: None,
        }
    }
}

impl<Q> Asked<Q> {
    /// Takes the place of what was asked before.
    pub(super) fn ask(&mut self, question: Q) {
        self.question = Some(question);
        self.job = None;
    }

    /// What nobody has begun to look for.
    pub(super) fn waiting(&self) -> Option<&Q> {
        self.question.as_ref().filter(|_| self.job.is_none())
    }

    /// What the job has found, with which nothing is asked any more.
    pub(super) fn answers(&mut self) -> Vec<Msg> {
        let answers = self.job.as_ref().map(Job::answers).unwrap_or_default();
        if !answers.is_empty() {
            *self = Asked::default();
        }
        answers
    }
}

impl Later {
    /// Whether there is something that nobody has begun to look for.
    pub(super) fn waits(&self) -> bool {
        self.fits_of.waiting().is_some() || self.links_for.waiting().is_some()
    }
}
