//! Waiting, with the screen alive: for another program that writes to the file, and for a
//! write of ours that takes long.

use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::Session;
use super::front::Front;
use crate::app::{After, Effect, Msg, hints};
use crate::command::{Action, Scope};
use crate::domain::change::Change;
use crate::keys::Resolved;
use crate::run::input::Input;

/// How long another program is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it is asked whether what is waited for is over.
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
        let mut waiting = Waiting::new("another program is writing; waiting for it …", "gives up");
        let mut ended = Ok(());
        while self.keeper.is_held_elsewhere() {
            if Instant::now() >= until {
                ended = Err(self.keeper.busy());
                break;
            }
            if waiting.goes_on(&mut self.front, self.today) == Heard::NoMore {
                ended = Err("nothing was written: another program is still at it".to_owned());
                break;
            }
        }
        self.carry_out(waiting.asked);
        ended
    }

    /// Carries out a change. One that takes long is written in a thread, which has the store
    /// for as long, while the screen follows its terminal; the key that steps back stops it.
    pub(super) fn write(&mut self, change: Change, after: After) -> Vec<Msg> {
        let Some(why) = self.keeper.takes_long(&change) else {
            let network = &mut self.front.state.network;
            return self.keeper.apply(change, after, network, self.today);
        };
        let mut waiting = Waiting::new(&why, "stops");
        let (keeper, front, today) = (&mut self.keeper, &mut self.front, self.today);
        let stop = Arc::new(AtomicBool::new(false));
        let mut network = front.state.network.clone();
        let waker = front.signals.waker();
        let answers = thread::scope(|scope| {
            let writing = scope.spawn(|| {
                let answers = keeper.apply_unless(&stop, change, after, &mut network, today);
                if let Ok(waker) = waker {
                    waker.wake();
                }
                answers
            });
            while !writing.is_finished() {
                if waiting.goes_on(front, today) == Heard::NoMore {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            writing.join().unwrap_or_else(|panic| resume_unwind(panic))
        });
        self.carry_out(waiting.asked);
        answers
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

/// A wait that the screen tells of.
struct Waiting {
    why: String,
    /// What the key that steps back does to it.
    ends: &'static str,
    /// What the state asked for meanwhile.
    asked: Vec<Effect>,
}

impl Waiting {
    fn new(why: &str, ends: &'static str) -> Waiting {
        Waiting {
            why: why.to_owned(),
            ends,
            asked: Vec::new(),
        }
    }

    /// Shows it, and takes what comes from outside for a moment.
    fn goes_on(&mut self, front: &mut Front, today: NaiveDate) -> Heard {
        if front.state.waits.is_none() {
            let key = hints::key(&front.state, Scope::Layer, Action::Back);
            let said = format!("{} · {key} {}", self.why, self.ends);
            self.asked.extend(front.tell(Msg::Waits(said), today));
        }
        // A terminal that is gone is found out when it is next listened to.
        let listened = front.draw().and_then(|()| self.listen(front, today));
        listened.unwrap_or(Heard::NoMore)
    }

    fn listen(&mut self, front: &mut Front, today: NaiveDate) -> io::Result<Heard> {
        let ready = front.wait(ASK)?;
        if ready.gone || front.signals.ended().is_some() {
            return Ok(Heard::NoMore);
        }
        self.asked.extend(front.follow_terminal(today)?);
        let Some(inputs) = front.typed_by_now(ready)? else {
            return Ok(Heard::NoMore);
        };
        let mut heard = Heard::Nothing;
        for input in inputs {
            match leaves(front, &input) {
                Some(Action::Back) => heard = Heard::NoMore,
                Some(_) => {
                    heard = Heard::NoMore;
                    front.typed.push_back(input);
                }
                None => front.typed.push_back(input),
            }
        }
        Ok(heard)
    }
}

/// The action by which this input leaves, if it does and is no letter of a text.
fn leaves(front: &Front, input: &Input) -> Option<Action> {
    let Input::Key(chord) = input else {
        return None;
    };
    let scopes = [Scope::Layer, Scope::Anywhere];
    match front.state.keymap.resolve(&[*chord], &scopes, |_| true) {
        Resolved::Command(command) if chord.typed().is_none() => {
            Some(command.action).filter(|action| matches!(action, Action::Back | Action::Quit))
        }
        _ => None,
    }
}
