//! A line that is typed on the terminal and not shown. The terminal is as it was before in every
//! case: when the line has ended, when a signal ends the program, and while it is stopped.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, getsid, kill_current_process_group};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::{flag, low_level};
use zeroize::Zeroizing;

use super::LONGEST;
use crate::text::Shown;

/// Whether there is somebody to ask: a terminal of our own, and one that messages or input are of.
pub fn is_possible() -> bool {
    (io::stderr().is_terminal() || io::stdin().is_terminal()) && terminal().is_ok()
}

/// Asks, and reads a line that is not shown; `None` where nothing was answered.
pub fn read(question: &str) -> Option<Zeroizing<Vec<u8>>> {
    let line = terminal().and_then(|tty| line(&tty, question));
    line.ok().filter(|line| !line.is_empty())
}

fn terminal() -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open("/dev/tty")
}

fn line(tty: &File, question: &str) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut watch = Watch::begin()?;
    loop {
        let hidden = Hidden::begin(tty, question)?;
        match typed(tty, &mut watch)? {
            Typed::Line(line) => return Ok(line),
            Typed::Signal(signal) => {
                drop(hidden);
                after(signal)?;
            }
        }
    }
}

/// What waiting for a line ended with.
enum Typed {
    Line(Zeroizing<Vec<u8>>),
    Signal(i32),
}

fn typed(tty: &File, watch: &mut Watch) -> io::Result<Typed> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut bytes = Zeroizing::new([0; LONGEST]);
    loop {
        let mut on = [
            PollFd::new(tty, PollFlags::IN),
            PollFd::new(&watch.woken, PollFlags::IN),
        ];
        match poll(&mut on, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let has_come = !on[0].revents().is_empty();
        if let Some(signal) = watch.seen() {
            return Ok(Typed::Signal(signal));
        }
        if !has_come {
            continue;
        }
        // The terminal keeps a line until it has ended.
        let read = match rustix::io::read(tty, &mut bytes[..]) {
            Ok(read) => read,
            Err(Errno::INTR | Errno::AGAIN) => continue,
            Err(error) => return Err(error.into()),
        };
        let room = LONGEST - line.len();
        line.extend_from_slice(&bytes[..read.min(room)]);
        if read == 0 || line.last() == Some(&b'\n') || line.len() == LONGEST {
            while matches!(line.last(), Some(b'\n' | b'\r')) {
                line.pop();
            }
            return Ok(Typed::Line(line));
        }
    }
}

/// What a signal that came in would have done: ends the program, or stops it.
fn after(signal: i32) -> io::Result<()> {
    if signal != SIGTSTP {
        return low_level::emulate_default_handler(signal);
    }
    // Where no shell waits there is nobody to go on.
    match getsid(None).is_ok_and(|session| session != getpid()) {
        true => Ok(kill_current_process_group(Signal::STOP)?),
        false => Ok(()),
    }
}

/// The terminal while it does not show what is typed.
struct Hidden<'t> {
    tty: &'t File,
    before: Termios,
}

impl<'t> Hidden<'t> {
    fn begin(tty: &'t File, question: &str) -> io::Result<Hidden<'t>> {
        let before = tcgetattr(tty)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        quiet
            .local_modes
            .insert(LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(tty, OptionalActions::Flush, &quiet)?;
        let hidden = Hidden { tty, before };
        let mut out = tty;
        write!(out, "{} ", Shown::line(question))?;
        Ok(hidden)
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        // The terminal may be gone, and there is nothing left to do about it.
        let _ = tcsetattr(self.tty, OptionalActions::Now, &self.before);
    }
}

/// Signals, while a line is read: they wake whoever waits for it. Once the first prompt is over
/// they do what they always did, until something else listens to them.
struct Watch {
    woken: UnixStream,
    handlers: &'static Handlers,
}

struct Handlers {
    /// Whether a signal does what it always did.
    idle: Arc<AtomicBool>,
    seen: Arc<AtomicUsize>,
    waker: UnixStream,
    woken: UnixStream,
}

static HANDLERS: Mutex<Option<&'static Handlers>> = Mutex::new(None);

/// Leaves signals to whoever listens to them from now on.
pub fn leave_signals() {
    let handlers = HANDLERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handlers) = *handlers {
        handlers.idle.store(false, Ordering::Relaxed);
    }
}

impl Watch {
    fn begin() -> io::Result<Watch> {
        let mut kept = HANDLERS.lock().unwrap_or_else(PoisonError::into_inner);
        let handlers = match *kept {
            Some(handlers) => handlers,
            None => *kept.insert(Box::leak(Box::new(Handlers::set()?))),
        };
        handlers.idle.store(false, Ordering::Relaxed);
        Ok(Watch {
            woken: handlers.woken.try_clone()?,
            handlers,
        })
    }

    /// The signal that came in since this was last asked.
    fn seen(&mut self) -> Option<i32> {
        let mut bytes = [0; 64];
        while matches!(self.woken.read(&mut bytes), Ok(read) if read > 0) {}
        match self.handlers.seen.swap(0, Ordering::Relaxed) {
            0 => None,
            signal => i32::try_from(signal).ok(),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.handlers.idle.store(true, Ordering::Relaxed);
    }
}

impl Handlers {
    fn set() -> io::Result<Handlers> {
        let (woken, waker) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        let handlers = Handlers {
            idle: Arc::default(),
            seen: Arc::default(),
            waker,
            woken,
        };
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] {
            flag::register_conditional_default(signal, Arc::clone(&handlers.idle))?;
            let number = usize::try_from(signal).unwrap_or(0);
            flag::register_usize(signal, Arc::clone(&handlers.seen), number)?;
            low_level::pipe::register(signal, handlers.waker.try_clone()?)?;
        }
        Ok(handlers)
    }
}
