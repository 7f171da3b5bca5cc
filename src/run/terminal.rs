//! The terminal: taken over, drawn on, and given back exactly as it was.
//!
//! What we did to it is kept in one static, because a panic in any thread has to undo it
//! before its report is printed. Every byte for the terminal is sent under that static's
//! lock, so nothing can be drawn once the terminal has been given back.

use std::cell::RefCell;
use std::io::{self, Write};
use std::panic;
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::backend::Careful;
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
use ratatui::layout::Rect;
use ratatui::{Frame, TerminalOptions, Viewport};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

/// Whether there is a terminal that can show screens: both ends of one, and not a dumb one.
pub fn is_there() -> bool {
    isatty(stdin()) && isatty(stdout()) && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

/// How many rows the terminal has, or most terminals have where it does not say.
pub fn rows() -> u16 {
    rustix::termios::tcgetwinsize(stdout())
        .ok()
        .map(|size| size.ws_row)
        .filter(|rows| *rows > 0)
        .unwrap_or(60)
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
    screen: ratatui::Terminal<Careful<Pending>>,
    pending: Pending,
}

impl Terminal {
    /// Takes the terminal: raw mode, the alternate screen, no cursor, pastes bracketed, the
    /// focus reported.
    ///
    /// # Errors
    /// When the terminal's mode cannot be read or set, or nothing can be written to it.
    pub fn take() -> io::Result<Terminal> {
        take(&mut lock())?;
        let pending = Pending::default();
        let screen = ratatui::Terminal::with_options(
            Careful::new(pending.clone()),
            TerminalOptions {
                viewport: Viewport::Fixed(size()),
            },
        )?;
        Ok(Terminal { screen, pending })
    }

    /// Draws one frame and sends what has changed in one write, which terminals that know
    /// synchronized updates show at once.
    ///
    /// # Errors
    /// When nothing can be written to the terminal.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        queue!(self.pending, BeginSynchronizedUpdate)?;
        self.screen.draw(view)?;
        queue!(self.pending, EndSynchronizedUpdate)?;
        self.send()
    }

    /// Takes over the terminal's present size, in columns and rows; the next frame is drawn
    /// in full.
    ///
    /// # Errors
    /// None in practice: nothing is sent before the next frame.
    pub fn resize(&mut self) -> io::Result<(u16, u16)> {
        let size = size();
        self.screen.resize(size)?;
        Ok((size.width, size.height))
    }

    /// Puts `text` on the clipboard of whoever sits in front of the terminal, over ssh too
    /// (OSC 52). Terminals may refuse without saying so.
    ///
    /// # Errors
    /// When nothing can be written to the terminal.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        queue!(self.pending, CopyToClipboard::to_clipboard_from(text))?;
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
        self.resize()?;
        Ok(())
    }

    fn send(&mut self) -> io::Result<()> {
        let mut bytes = self.pending.0.borrow_mut();
        let held = lock();
        let sent = match *held {
            Held::Ours(_) => write(&bytes),
            Held::Free | Held::Over => Ok(()),
        };
        bytes.clear();
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
fn size() -> Rect {
    let (columns, rows) = tcgetwinsize(stdout()).map_or((0, 0), |w| (w.ws_col, w.ws_row));
    match (columns, rows) {
        (0, _) | (_, 0) => Rect::new(0, 0, 80, 24),
        (columns, rows) => Rect::new(0, 0, columns, rows),
    }
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

/// What ratatui has to say, collected until a frame is complete: it flushes several times
/// in one frame.
#[derive(Clone, Default)]
struct Pending(Rc<RefCell<Vec<u8>>>);

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
