//! The terminal: taken over, drawn on, and given back exactly as it was.
//!
//! What we did to it is kept in one static, because a panic in any thread has to undo it
//! before its report is printed. Every byte for the terminal is sent under that static's
//! lock, so nothing can be drawn once the terminal has been given back.

use std::io;
use std::panic;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::screen::Screen;
use crate::ui::Grid;
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange,
};
use crossterm::queue;
use crossterm::style::ResetColor;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

/// Whether there is a terminal that can show screens: both ends of one, and not a dumb one.
pub fn is_there() -> bool {
    isatty(stdin()) && isatty(stdout()) && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

/// How many rows the terminal has, or most terminals have where it does not say.
pub fn rows() -> u16 {
    window().map_or(60, |(_, rows)| rows)
}

/// How many columns and rows the terminal has; `None` where there is none, or it does not say.
pub fn window() -> Option<(u16, u16)> {
    let size = tcgetwinsize(stdout()).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some((size.ws_col, size.ws_row))
}

/// Has every panic, in any thread, give the terminal back before its report is printed.
/// Nothing is drawn after that. Call it once, after the reports themselves are set up.
pub fn give_back_before_panic_reports() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let mut held = lock();
        give_back(&mut held);
        *held = Held::Over;
        drop(held);
        report(panic);
    }));
}

/// Whether a panic has ended this program's use of the terminal.
pub fn is_over() -> bool {
    matches!(*lock(), Held::Over)
}

/// The terminal while it is ours. Dropping it gives the terminal back.
pub struct Terminal {
    screen: Screen,
    /// What is to be sent in one go.
    bytes: Vec<u8>,
}

impl Terminal {
    /// Takes the terminal: raw mode, the alternate screen, no cursor, pastes bracketed, the
    /// focus reported.
    ///
    /// # Errors
    /// When the terminal's mode cannot be read or set, or nothing can be written to it.
    pub fn take() -> io::Result<Terminal> {
        take(&mut lock())?;
        let (columns, rows) = size();
        Ok(Terminal {
            screen: Screen::new(columns, rows),
            bytes: Vec::new(),
        })
    }

    /// Draws one frame and sends what has changed in one write, which terminals that know
    /// synchronized updates show at once; `view` says where the cursor is seen, if it is.
    ///
    /// # Errors
    /// When nothing can be written to the terminal.
    pub fn draw(&mut self, view: impl FnOnce(&mut Grid) -> Option<(u16, u16)>) -> io::Result<()> {
        queue!(self.bytes, BeginSynchronizedUpdate)?;
        let begun = self.bytes.len();
        self.screen.frame(&mut self.bytes, view);
        if self.bytes.len() == begun {
            self.bytes.clear();
            return Ok(());
        }
        queue!(self.bytes, EndSynchronizedUpdate)?;
        self.send()
    }

    /// Takes over the terminal's present size, in columns and rows; the next frame is drawn
    /// in full.
    pub fn resize(&mut self) -> (u16, u16) {
        let (columns, rows) = size();
        self.screen = Screen::new(columns, rows);
        (columns, rows)
    }

    /// Puts `text` on the clipboard of whoever sits in front of the terminal, over ssh too
    /// (OSC 52). Terminals may refuse without saying so.
    ///
    /// # Errors
    /// When nothing can be written to the terminal.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        queue!(self.bytes, CopyToClipboard::to_clipboard_from(text))?;
        self.send()
    }

    /// Gives the terminal back while `work` runs, and takes it again.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        give_back(&mut lock());
        let done = work();
        self.retake()?;
        Ok(done)
    }

    /// Takes the terminal again after it may have been changed by others; the next frame is
    /// drawn in full.
    ///
    /// # Errors
    /// When the terminal cannot be taken.
    pub fn retake(&mut self) -> io::Result<()> {
        take(&mut lock())?;
        self.resize();
        Ok(())
    }

    fn send(&mut self) -> io::Result<()> {
        let held = lock();
        let sent = match *held {
            Held::Ours(_) => write(&self.bytes),
            Held::Free | Held::Over => Ok(()),
        };
        self.bytes.clear();
        sent
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back(&mut lock());
    }
}

/// Who has the terminal.
enum Held {
    Free,
    /// It is ours; this is how it was before.
    Ours(Termios),
    /// A panic has given it back; it is not taken again.
    Over,
}

static HELD: Mutex<Held> = Mutex::new(Held::Free);

fn lock() -> MutexGuard<'static, Held> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(held: &mut Held) -> io::Result<()> {
    let before = match &*held {
        Held::Free => tcgetattr(stdin())?,
        Held::Ours(before) => before.clone(),
        Held::Over => return Ok(()),
    };
    let mut raw = before.clone();
    raw.make_raw();
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    *held = Held::Ours(before);
    let mut bytes = Vec::new();
    queue!(
        bytes,
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableFocusChange,
        Hide
    )?;
    write(&bytes)
}

/// Undoes what [`take`] did. Errors are not reported: the terminal may be gone, and there
/// is nothing left to do about it.
fn give_back(held: &mut Held) {
    if let Held::Ours(before) = held {
        let mut bytes = Vec::new();
        let _ = queue!(
            bytes,
            ResetColor,
            DisableFocusChange,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = write(&bytes);
        let _ = tcsetattr(stdin(), OptionalActions::Now, before);
        *held = Held::Free;
    }
}

/// The terminal's size; 80×24 where it says nothing, as other programs assume.
fn size() -> (u16, u16) {
    window().unwrap_or((80, 24))
}

/// Writes past std's buffer, which would cut a frame in two at its last line end.
fn write(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
