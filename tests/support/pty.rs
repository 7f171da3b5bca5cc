//! The built program in a terminal of its own, as a person would see it.
//!
//! A session and a controlling terminal have to be made in the child, between fork and
//! exec, and std has no safe way to do that. So this test binary starts itself: the child
//! runs one "test", [`a_session_of_its_own`], which makes them and then becomes ties.

#![allow(
    clippy::unwrap_used, // these are tests, in functions that clippy does not know as such
    clippy::panic,
    clippy::zombie_processes // it is waited for, by its id
)]

use std::fmt::Write as _;
use std::num::NonZero;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, Termios, Winsize, tcgetattr, tcsetattr, tcsetwinsize};

/// How long anything may take before a test gives up; nothing waits longer than it must.
const DEADLINE: Duration = Duration::from_secs(60);

const PROGRAM: &str = "TIES_TEST_PTY_PROGRAM";
const ARGUMENT: &str = "TIES_TEST_PTY_ARGUMENT_";

/// A program in a terminal.
pub(crate) struct Pty {
    master: Option<OwnedFd>,
    /// Held open, so that the terminal's mode can be looked at after the program's end.
    slave: OwnedFd,
    pid: Pid,
    ended: Option<i32>,
    screen: vt100::Parser,
    /// Every byte the program wrote.
    pub(crate) bytes: Vec<u8>,
    /// The mode before the program was started, whole and to compare.
    plain: Termios,
    before: String,
}

/// What to start, and in what.
pub(crate) struct Start {
    command: Vec<String>,
    environment: Vec<(String, String)>,
    size: (u16, u16),
}

impl Start {
    /// ties with these arguments.
    pub(crate) fn ties(arguments: &[&str]) -> Start {
        Start::program(env!("CARGO_BIN_EXE_ties"), arguments)
    }

    /// A shell that runs `script`, in which `"$@"` is ties with its arguments.
    pub(crate) fn shell(script: &str, arguments: &[&str]) -> Start {
        let mut all = vec!["-c", script, "sh", env!("CARGO_BIN_EXE_ties")];
        all.extend(arguments);
        Start::program("/bin/sh", &all)
    }

    fn program(program: &str, arguments: &[&str]) -> Start {
        let mut command = vec![program.to_owned()];
        command.extend(arguments.iter().map(|&a| a.to_owned()));
        Start {
            command,
            environment: vec![("TERM".into(), "xterm-256color".into())],
            size: (100, 30),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: impl AsRef<Path>) -> Start {
        let value = value.as_ref().to_str().unwrap().to_owned();
        self.environment.push((name.to_owned(), value));
        self
    }

    /// Columns and rows.
    pub(crate) fn size(mut self, columns: u16, rows: u16) -> Start {
        self.size = (columns, rows);
        self
    }

    #[track_caller]
    pub(crate) fn go(self) -> Pty {
        let master =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let slave = rustix::fs::open(&name, flags, Mode::empty()).unwrap();
        set_size(&slave, self.size);
        let before = mode(&slave);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "pty::a_session_of_its_own", "--nocapture"])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.environment);
        for (index, argument) in self.command.iter().enumerate() {
            command.env(
                if index == 0 {
                    PROGRAM.to_owned()
                } else {
                    format!("{ARGUMENT}{index}")
                },
                argument,
            );
        }
        let child = command
            .stdin(Stdio::from(slave.try_clone().unwrap()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Pty {
            master: Some(master),
            pid: Pid::from_raw(child.id().try_into().unwrap()).unwrap(),
            ended: None,
            screen: empty_screen(self.size),
            bytes: Vec::new(),
            plain: tcgetattr(&slave).unwrap(),
            before,
            slave,
        }
    }
}

impl Pty {
    /// Waits until the screen holds `text`.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) {
        self.until(&format!("{text:?} on the screen"), |pty| {
            pty.screen.screen().contents().contains(text)
        });
    }

    /// Waits until the screen holds these words, wherever its lines break.
    #[track_caller]
    pub(crate) fn reads(&mut self, words: &str) {
        self.until(&format!("{words:?} to be read"), |pty| {
            let text = pty.text();
            let shown: Vec<&str> = text.split_whitespace().collect();
            shown.join(" ").contains(words)
        });
    }

    /// Waits until the screen no longer holds `text`.
    #[track_caller]
    pub(crate) fn sees_no_more(&mut self, text: &str) {
        self.until(&format!("no {text:?} on the screen"), |pty| {
            !pty.screen.screen().contents().contains(text)
        });
    }

    /// Waits until the program has taken the terminal and drawn something.
    #[track_caller]
    pub(crate) fn starts(&mut self) {
        self.until("a first frame", |pty| {
            let screen = pty.screen.screen();
            screen.alternate_screen() && !screen.contents().trim().is_empty()
        });
    }

    /// Waits until what is shown makes `wanted` true.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&Pty) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !wanted(self) {
            assert!(self.read(deadline), "no {what}\n{}", self.picture());
        }
    }

    /// Waits for something that happens beside the terminal, such as a file that appears.
    #[track_caller]
    pub(crate) fn waits_for(&mut self, what: &str, mut has_come: impl FnMut() -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !has_come() {
            assert!(Instant::now() < deadline, "no {what}\n{}", self.picture());
            self.pause();
        }
    }

    /// The screen's text.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Types these bytes.
    #[track_caller]
    pub(crate) fn types(&mut self, keys: &str) {
        let mut keys = keys.as_bytes();
        while !keys.is_empty() {
            let written = rustix::io::write(self.master.as_ref().unwrap(), keys).unwrap();
            keys = &keys[written..];
        }
    }

    /// Gives the window this size.
    pub(crate) fn resizes(&mut self, columns: u16, rows: u16) {
        let (height, width) = (at_least_one(rows), at_least_one(columns));
        self.screen.screen_mut().set_size(height, width);
        set_size(&self.slave, (columns, rows));
    }

    #[track_caller]
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Sends a signal to the program and whatever it was started with, as a shell does.
    #[track_caller]
    pub(crate) fn signal_group(&self, signal: Signal) {
        kill_process_group(self.pid, signal).unwrap();
    }

    /// Forgets what has been on the screen, to see what is drawn from now on.
    pub(crate) fn forget(&mut self) {
        self.drain();
        self.bytes.clear();
        let (rows, columns) = self.screen.screen().size();
        self.screen = vt100::Parser::new(rows, columns, 0);
    }

    /// Gives the terminal the mode it had at first.
    pub(crate) fn make_plain(&self) {
        tcsetattr(&self.slave, OptionalActions::Now, &self.plain).unwrap();
    }

    pub(crate) fn is_on_the_other_screen(&self) -> bool {
        self.screen.screen().alternate_screen()
    }

    /// Closes the terminal's window.
    pub(crate) fn closes(&mut self) {
        self.master = None;
    }

    /// Waits for the end; the exit code, or 128 and the number of the signal that ended it.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> i32 {
        let deadline = Instant::now() + DEADLINE;
        loop {
            // Whatever is left to read comes first, or the program could wait for us.
            self.drain();
            if let Some(code) = self.has_ended() {
                self.drain();
                return code;
            }
            assert!(
                Instant::now() < deadline,
                "it has not ended\n{}",
                self.picture()
            );
            self.pause();
        }
    }

    /// Waits until the program has been stopped.
    #[track_caller]
    pub(crate) fn stops(&mut self) {
        let deadline = Instant::now() + DEADLINE;
        loop {
            self.drain();
            match waitpid(Some(self.pid), WaitOptions::NOHANG | WaitOptions::UNTRACED).unwrap() {
                Some((_, status)) if status.stopped() => return self.drain(),
                Some((_, status)) => {
                    self.ended = status.exit_status().or(Some(-1));
                    panic!("it has ended: {status:?}\n{}", self.picture());
                }
                None => {}
            }
            assert!(
                Instant::now() < deadline,
                "it has not stopped\n{}",
                self.picture()
            );
            self.pause();
        }
    }

    /// That the terminal is as it was before the program: mode, main screen, cursor.
    #[track_caller]
    pub(crate) fn is_as_before(&self) {
        assert_eq!(mode(&self.slave), self.before, "the terminal's mode");
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "the main screen is back");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pastes are plain again");
    }

    /// That the terminal is the program's: no echo, the other screen.
    #[track_caller]
    pub(crate) fn is_taken(&self) {
        assert_ne!(mode(&self.slave), self.before, "the terminal's mode");
        assert!(self.screen.screen().alternate_screen(), "the other screen");
    }

    fn has_ended(&mut self) -> Option<i32> {
        if self.ended.is_none()
            && let Some((_, status)) = waitpid(Some(self.pid), WaitOptions::NOHANG).unwrap()
        {
            self.ended = status
                .exit_status()
                .or_else(|| status.terminating_signal().map(|signal| 128 + signal));
        }
        self.ended
    }

    /// Reads once, waiting until there is something; false after the deadline or the end.
    fn read(&mut self, deadline: Instant) -> bool {
        loop {
            if self.read_what_is_there(Duration::from_millis(100)) {
                return true;
            }
            if Instant::now() > deadline {
                return false;
            }
            if self.has_ended().is_some() {
                return self.read_what_is_there(Duration::ZERO);
            }
        }
    }

    fn drain(&mut self) {
        while self.read_what_is_there(Duration::ZERO) {}
    }

    /// Lets a moment pass, less if the program writes something.
    fn pause(&mut self) {
        if self.master.is_some() {
            self.read_what_is_there(Duration::from_millis(5));
        } else {
            let _ = poll(&mut [], Some(&timespec(Duration::from_millis(5))));
        }
    }

    fn read_what_is_there(&mut self, wait: Duration) -> bool {
        let Some(master) = &self.master else {
            return false;
        };
        let mut on = [PollFd::new(master, PollFlags::IN)];
        let ready = poll(&mut on, Some(&timespec(wait))).unwrap_or(0);
        if ready == 0 || !on[0].revents().contains(PollFlags::IN) {
            return false;
        }
        let mut bytes = [0; 65536];
        let read = rustix::io::read(master, &mut bytes).unwrap_or(0);
        self.bytes.extend_from_slice(&bytes[..read]);
        self.screen.process(&bytes[..read]);
        read > 0
    }

    fn picture(&self) -> String {
        let mut picture = String::new();
        let (_, columns) = self.screen.screen().size();
        for row in self.screen.screen().rows(0, columns.get()) {
            let _ = writeln!(picture, "│{row}");
        }
        picture
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.has_ended().is_none() {
            let _ = kill_process(self.pid, Signal::KILL);
            let _ = kill_process(self.pid, Signal::CONT);
            let _ = waitpid(Some(self.pid), WaitOptions::empty());
        }
    }
}

fn empty_screen((columns, rows): (u16, u16)) -> vt100::Parser {
    vt100::Parser::new(at_least_one(rows), at_least_one(columns), 0)
}

fn at_least_one(cells: u16) -> NonZero<u16> {
    NonZero::new(cells).unwrap_or(NonZero::<u16>::MIN)
}

fn set_size(terminal: impl AsFd, (columns, rows): (u16, u16)) {
    let size = Winsize {
        ws_col: columns,
        ws_row: rows,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(terminal, size).unwrap();
}

/// Everything a terminal's mode consists of, to compare.
fn mode(terminal: impl AsFd) -> String {
    let termios: Termios = tcgetattr(terminal).unwrap();
    format!("{termios:?}")
}

fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: time.as_secs().try_into().unwrap(),
        tv_nsec: time.subsec_nanos().into(),
    }
}

/// No test: what [`Start::go`] starts, which becomes the program it was told to be.
#[test]
fn a_session_of_its_own() {
    let Some(program) = std::env::var_os(PROGRAM) else {
        return;
    };
    rustix::process::setsid().unwrap();
    rustix::process::ioctl_tiocsctty(rustix::stdio::stdin()).unwrap();
    let terminal = || Stdio::from(rustix::stdio::stdin().try_clone_to_owned().unwrap());
    let mut command = Command::new(program);
    command.env_remove(PROGRAM);
    for index in 1.. {
        let name = format!("{ARGUMENT}{index}");
        let Some(argument) = std::env::var_os(&name) else {
            break;
        };
        command.env_remove(&name).arg(argument);
    }
    let error = command
        .stdin(terminal())
        .stdout(terminal())
        .stderr(terminal())
        .exec();
    panic!("{error}");
}
