//! Syncing with other machines while the screen is open: asked for, or by itself.

use std::time::{Duration, Instant};

use super::Session;
use crate::app::{Msg, Shared};
use crate::config::When;
use crate::run::jobs::{self, Job};

/// How long it waits until it syncs by itself again.
const BETWEEN: Duration = Duration::from_secs(5 * 60);

/// A sync that goes on, and when the next one begins by itself.
#[derive(Default)]
pub(super) struct Sharing {
    job: Option<Job>,
    next: Option<Instant>,
}

impl Sharing {
    /// What came of the sync, once it is over.
    pub(super) fn answers(&mut self) -> Vec<Msg> {
        let answers = self.job.as_ref().map(Job::answers).unwrap_or_default();
        if !answers.is_empty() {
            self.job = None;
        }
        answers
    }
}

impl Session {
    /// Finds out whether the file is shared, and whether it is to be kept in step by itself.
    pub(super) fn begin_sharing(&mut self) {
        if !self.keeper.is_shared() {
            return;
        }
        let state = &mut self.front.state;
        state.sharing.shared = Shared::Yes;
        if state.config.sync.when == When::ByItself {
            self.sharing.next = Some(Instant::now());
        }
    }

    /// Begins a sync, if it is time for one.
    pub(super) fn sync_when_it_is_time(&mut self) {
        if self.sharing.next.is_some_and(|next| next <= Instant::now()) {
            self.sharing.next = Some(Instant::now() + BETWEEN);
            self.sync();
        }
    }

    /// Begins a sync, unless one goes on.
    pub(super) fn sync(&mut self) {
        if self.sharing.job.is_none()
            && let Some(work) = self.keeper.sync()
        {
            self.sharing.job = self.start(jobs::tell(move || Ok(Msg::InStep(work()))));
        }
    }

    /// The sync that goes on as the screen closes, to be waited for, where it syncs by itself.
    pub(in crate::run) fn take_sync(&mut self) -> Option<Job> {
        self.sharing.job.take()
    }
}
