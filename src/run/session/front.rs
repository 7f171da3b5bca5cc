//! What a person sees and types at: the terminal, its signals, and the state that is shown.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use chrono::NaiveDate;
use rustix::stdio::stdin;

use crate::app::{self, Effect, Msg, State};
use crate::run::input::{Decoder, Input};
use crate::run::signals::{self, Ready, Signals};
use crate::run::terminal::Terminal;
use crate::ui;

/// How long an escape waits for the rest of a sequence on a slow line.
const ESCAPE: Duration = Duration::from_millis(30);

/// The terminal with what it shows. It goes on while the store is at work.
pub(super) struct Front {
    pub(super) terminal: Terminal,
    pub(super) signals: Signals,
    decoder: Decoder,
    /// What was typed and is not answered yet.
    pub(super) typed: VecDeque<Input>,
    pub(super) state: State,
    /// Whether the screen no longer shows the state.
    pub(super) stale: bool,
}

impl Front {
    pub(super) fn new(terminal: Terminal, signals: Signals, state: State) -> Front {
        Front {
            terminal,
            signals,
            decoder: Decoder::default(),
            typed: VecDeque::new(),
            state,
            stale: true,
        }
    }

    /// Gives the state a message; what it asks for is to be carried out.
    #[must_use]
    pub(super) fn tell(&mut self, msg: Msg, today: NaiveDate) -> Vec<Effect> {
        self.stale = true;
        app::update(&mut self.state, msg, today)
    }

    /// Draws, if the screen no longer shows the state.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub(super) fn draw(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.stale) {
            let stop = self.state.stop();
            self.draw_once()?;
            // What the cursor was on is scrolled out of sight, or back: other keys hold now.
            if self.state.stop() != stop {
                self.draw_once()?;
            }
        }
        Ok(())
    }

    fn draw_once(&mut self) -> io::Result<()> {
        let state = &self.state;
        let mut sizes = state.sizes;
        self.terminal.draw(|grid| {
            let drawn = ui::draw(grid, state);
            sizes = drawn.sizes;
            drawn.cursor
        })?;
        self.state.sizes = sizes;
        Ok(())
    }

    /// Waits for keys, signals and jobs, at most for `time`, and less where an escape waits
    /// for the rest of its sequence.
    ///
    /// # Errors
    /// When the system cannot wait.
    pub(super) fn wait(&mut self, time: Duration) -> io::Result<Ready> {
        self.signals.wait(match self.decoder.is_waiting() {
            true => ESCAPE,
            false => time,
        })
    }

    /// What was typed since this was last asked; `None` if the terminal has gone.
    ///
    /// # Errors
    /// When the terminal cannot be read.
    pub(super) fn typed_by_now(&mut self, ready: Ready) -> io::Result<Option<Vec<Input>>> {
        let mut inputs = Vec::new();
        if ready.keys {
            let mut bytes = [0; 4096];
            match rustix::io::read(stdin(), &mut bytes) {
                Ok(0) | Err(rustix::io::Errno::IO) => return Ok(None),
                Ok(read) => self.decoder.feed(&bytes[..read], &mut inputs),
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        } else if self.decoder.is_waiting() {
            self.decoder.settle(&mut inputs);
        }
        Ok(Some(inputs))
    }

    /// Takes over the terminal's size, and the terminal where the shell has had it; what the
    /// state asks for then is to be carried out.
    ///
    /// # Errors
    /// When the terminal cannot be taken.
    pub(super) fn follow_terminal(&mut self, today: NaiveDate) -> io::Result<Vec<Effect>> {
        if self.signals.continued() {
            // Stopped by something that gave no warning.
            self.terminal.retake()?;
            self.stale = true;
        }
        if !self.signals.resized() {
            return Ok(Vec::new());
        }
        let (columns, rows) = self.terminal.resize();
        Ok(self.tell(Msg::Resize { columns, rows }, today))
    }

    /// Stops until the shell continues us.
    ///
    /// # Errors
    /// When the terminal cannot be given back or taken.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        if !signals::can_stop() {
            return Ok(());
        }
        self.terminal.lend(signals::stop)??;
        self.signals.continued();
        self.stale = true;
        Ok(())
    }
}
