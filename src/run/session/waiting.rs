//! Waiting for another program that writes to the file, with the screen alive meanwhile.

use std::io;
use std::time::{Duration, Instant};

use super::{ESCAPE, Session};
use crate::app::{Msg, hints};
use crate::command::{Action, Scope};
use crate::keys::{Chord, Resolved};
use crate::run::input::Input;

/// How long another program is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it is asked whether that one has ended.
const ASK: Duration = Duration::from_millis(50);

impl Session {
    /// Waits until no other program writes to the file. Meanwhile the screen says so and
    /// follows its terminal; what is typed waits for its turn, but for the key that steps
    /// back, which gives up, as the one that quits does.
    ///
    /// # Errors
    /// When it took too long or was given up, in words for a person; then nothing is to be
    /// written.
    pub(super) fn wait_for_others(&mut self) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        while self.keeper.is_held_elsewhere() {
            if Instant::now() >= until {
                return Err(self.keeper.busy());
            }
            if self.state.waits.is_none() {
                let key = hints::key(&self.state, Scope::Layer, Action::Back);
                self.tell(Msg::Waits(format!(
                    "another program is writing; waiting for it … · {key} gives up"
                )));
            }
            // A terminal that is gone is found out when it is next listened to.
            let listened = self.draw().and_then(|()| self.listen());
            if listened.is_ok_and(|heard| heard == Heard::NoMore) {
                return Err("nothing was written: another program is still at it".to_owned());
            }
        }
        Ok(())
    }

    /// Takes what comes from outside while nothing can be answered.
    fn listen(&mut self) -> io::Result<Heard> {
        let wait = if self.decoder.is_waiting() {
            ESCAPE
        } else {
            ASK
        };
        let ready = self.signals.wait(wait)?;
        if ready.gone || self.signals.ended().is_some() {
            return Ok(Heard::NoMore);
        }
        self.answer_signals()?;
        let Some(inputs) = self.typed_by_now(ready)? else {
            return Ok(Heard::NoMore);
        };
        let mut heard = Heard::Nothing;
        for input in inputs {
            match self.leaves(&input) {
                Some(Action::Back) => heard = Heard::NoMore,
                Some(_) => {
                    heard = Heard::NoMore;
                    self.typed.push_back(input);
                }
                None => self.typed.push_back(input),
            }
        }
        Ok(heard)
    }

    /// The action by which this input leaves, if it does and is no letter of a text.
    fn leaves(&self, input: &Input) -> Option<Action> {
        let Input::Key(chord) = input else {
            return None;
        };
        let chord: Chord = *chord;
        let scopes = [Scope::Layer, Scope::Anywhere];
        match self.state.keymap.resolve(&[chord], &scopes, |_| true) {
            Resolved::Command(command) if chord.typed().is_none() => {
                Some(command.action).filter(|action| matches!(action, Action::Back | Action::Quit))
            }
            _ => None,
        }
    }
}

/// What came from outside while nothing could be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// Nothing that ends the waiting.
    Nothing,
    /// That nobody waits any more.
    NoMore,
}
