//! Signals, and waiting for whatever comes next.
//!
//! A handler only sets a flag and writes a byte to a socket; the loop waits for that socket
//! and the terminal together. One thread does it all, and a vanished terminal is one more
//! thing that waiting reports: crossterm's reader would spin on it instead (its issue 793).

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpid, getsid, kill_current_process_group};
use rustix::stdio::stdin;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::{flag, low_level};

/// Makes a write past the file-size limit an error instead of the end of the program.
///
/// # Errors
/// When the handler cannot be set.
pub fn survive_the_file_size_limit() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}

/// A flag that `^C` and a request to end set from now on, instead of ending the program; the
/// second time they end it as ever.
///
/// # Errors
/// When the handlers cannot be set.
pub fn interruption() -> io::Result<Arc<AtomicBool>> {
    crate::secret::prompt::leave_signals();
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_conditional_default(signal, Arc::clone(&stop))?;
        flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

/// Has `^C`, `^Z` and requests to end do again what they do to any program, once no screen
/// listens to them any more.
///
/// # Errors
/// When the handlers cannot be set.
pub fn let_go() -> io::Result<()> {
    for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP] {
        flag::register_conditional_default(signal, Arc::new(AtomicBool::new(true)))?;
    }
    Ok(())
}

/// The signals that concern a screen, from now on.
pub struct Signals {
    ended: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
    continued: Arc<AtomicBool>,
    resized: Arc<AtomicBool>,
    woken: UnixStream,
    waker: UnixStream,
}

/// What waiting ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// There is something to read from the terminal.
    pub keys: bool,
    /// The terminal is gone.
    pub gone: bool,
}

impl Signals {
    /// Listens from now on, until the program ends.
    ///
    /// # Errors
    /// When the handlers cannot be set.
    pub fn listen() -> io::Result<Signals> {
        crate::secret::prompt::leave_signals();
        let (woken, waker) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        let signals = Signals {
            ended: Arc::default(),
            stopped: Arc::default(),
            continued: Arc::default(),
            resized: Arc::default(),
            woken,
            waker,
        };
        // The flag first: whoever is woken finds it set.
        for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
            let number = usize::try_from(signal).unwrap_or(0);
            flag::register_usize(signal, Arc::clone(&signals.ended), number)?;
            low_level::pipe::register(signal, signals.waker.try_clone()?)?;
        }
        for (signal, seen) in [
            (SIGTSTP, &signals.stopped),
            (SIGCONT, &signals.continued),
            (SIGWINCH, &signals.resized),
        ] {
            flag::register(signal, Arc::clone(seen))?;
            low_level::pipe::register(signal, signals.waker.try_clone()?)?;
        }
        Ok(signals)
    }

    /// Waits for keys, a signal or a [`Waker`], at most for `time`.
    ///
    /// # Errors
    /// When the system cannot wait.
    pub fn wait(&mut self, time: Duration) -> io::Result<Ready> {
        let timeout = Timespec {
            tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: time.subsec_nanos().into(),
        };
        let mut on = [
            PollFd::from_borrowed_fd(stdin(), PollFlags::IN),
            PollFd::new(&self.woken, PollFlags::IN),
        ];
        match poll(&mut on, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let tty = on[0].revents();
        if !on[1].revents().is_empty() {
            let mut bytes = [0; 64];
            while matches!(self.woken.read(&mut bytes), Ok(read) if read > 0) {}
        }
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        Ok(Ready {
            keys: tty.contains(PollFlags::IN),
            gone: tty.intersects(gone),
        })
    }

    /// The number of the signal that asked us to end, if one did.
    pub fn ended(&self) -> Option<u8> {
        match self.ended.load(Ordering::Relaxed) {
            0 => None,
            number => u8::try_from(number).ok(),
        }
    }

    /// Whether we were asked to stop since this was last asked.
    pub fn stopped(&self) -> bool {
        self.stopped.swap(false, Ordering::Relaxed)
    }

    /// Whether we were stopped and continued since this was last asked.
    pub fn continued(&self) -> bool {
        self.continued.swap(false, Ordering::Relaxed)
    }

    /// Whether the terminal changed its size since this was last asked.
    pub fn resized(&self) -> bool {
        self.resized.swap(false, Ordering::Relaxed)
    }

    /// Forgets what the keyboard sent while another program had the terminal: `^C`, `^\` and
    /// `^Z` were meant for that one.
    pub fn forget_the_keyboards(&self) {
        for signal in [SIGINT, SIGQUIT] {
            let number = usize::try_from(signal).unwrap_or(0);
            let _ = self
                .ended
                .compare_exchange(number, 0, Ordering::Relaxed, Ordering::Relaxed);
        }
        self.stopped();
    }

    /// Something that ends a wait from another thread.
    ///
    /// # Errors
    /// When the system has no file descriptor left.
    pub fn waker(&self) -> io::Result<Waker> {
        Ok(Waker(self.waker.try_clone()?))
    }
}

/// Ends the loop's wait from another thread.
pub struct Waker(UnixStream);

impl Waker {
    #[cfg(test)]
    pub(super) fn deaf() -> Waker {
        Waker(UnixStream::pair().unwrap().1)
    }

    /// Ends the wait. A full socket has ended it already.
    pub fn wake(&self) {
        let _ = (&self.0).write(b"!");
    }
}

/// Whether there is a shell to go back to when we stop.
pub fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpid())
}

/// Stops this program, and those started with it, until the shell continues them. The whole
/// group, because the shell waits for all of it: `cargo run` would otherwise keep it waiting.
///
/// # Errors
/// When the system refuses.
pub fn stop() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::STOP)?)
}
