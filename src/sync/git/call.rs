//! Calls git, so that it works on our clone only, asks nobody, and ends.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process};

use super::super::chain::Fault;
use super::fault;
use crate::private::{self, Existing};
use crate::text::machine_words;

/// What runs git, as the engine and we call it.
const SCRIPT: &str = include_str!("git.sh");

/// How long a call may take that goes over the network, and one that does not.
const FAR: Duration = Duration::from_secs(15 * 60);
const NEAR: Duration = Duration::from_secs(5 * 60);

/// How long an earlier sync's git is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// git, in the clone below one folder.
#[derive(Debug)]
pub(super) struct Calls {
    folder: PathBuf,
    objects: &'static str,
}

impl Calls {
    /// git for the clone below `folder`, which is there.
    pub(super) fn new(folder: &Path) -> Result<Calls, Fault> {
        let calls = Calls {
            folder: folder.to_owned(),
            objects: "sha1",
        };
        calls.wait_for_earlier()?;
        calls
            .write_script()
            .map_err(|error| calls.io_fault(&error))?;
        Ok(calls)
    }

    /// The clone.
    pub(super) fn clone(&self) -> PathBuf {
        self.folder.join("clone")
    }

    /// The program that is git in the clone.
    pub(super) fn script(&self) -> PathBuf {
        self.folder.join("git")
    }

    /// Calls git over the network, and gives what it printed.
    pub(super) fn far(&self, arguments: &[&str]) -> Result<String, Fault> {
        let (output, said) = self.call(arguments, FAR)?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(self.told(&said)),
        }
    }

    /// Pushes, and gives everything that was said where it was not taken.
    pub(super) fn push(&self, arguments: &[&str]) -> Result<(), (Fault, String)> {
        let (output, mut said) = self
            .call(arguments, FAR)
            .map_err(|fault| (fault, String::new()))?;
        // What became of each branch is printed, why is said.
        said.push_str(&String::from_utf8_lossy(&output.stdout));
        match output.status.success() {
            true => Ok(()),
            false => Err((self.told(&said), said)),
        }
    }

    /// Calls git on the clone alone; what it printed, where it went well.
    pub(super) fn near(&self, arguments: &[&str]) -> Result<String, Fault> {
        let (output, _) = self.call(arguments, NEAR)?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(self.local_fault(&format!("git {} did not work", arguments[0]))),
        }
    }

    /// What went wrong on this machine: `what`, or what git said about it.
    pub(super) fn local_fault(&self, what: &str) -> Fault {
        let said = fs::read_to_string(self.folder.join("said")).unwrap_or_default();
        match fault::of(&said) {
            _ if what.contains("No space left") || self.is_full() => Fault::NoRoom,
            Fault::NoRoom => Fault::NoRoom,
            _ if said.trim().is_empty() => Fault::Other(what.to_owned()),
            _ => {
                let line = said.trim().lines().next().unwrap_or_default();
                Fault::Other(format!("{what} ({line})"))
            }
        }
    }

    pub(super) fn io_fault(&self, error: &io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::NoRoom,
            _ => Fault::Other(format!(
                "{}: {}",
                self.folder.display(),
                machine_words(error)
            )),
        }
    }

    /// What a repository far away is made of.
    pub(super) fn set_objects(&mut self, id: &str) {
        self.objects = match id.len() {
            64 => "sha256",
            _ => "sha1",
        };
    }

    fn told(&self, said: &str) -> Fault {
        match self.is_full() {
            true => Fault::NoRoom,
            false => fault::of(said),
        }
    }

    /// Whether the disk that the clone is on has no room to speak of.
    fn is_full(&self) -> bool {
        const LITTLE: u64 = 64 * 1024;
        rustix::fs::statvfs(&self.folder)
            .is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < LITTLE)
    }

    fn call(&self, arguments: &[&str], limit: Duration) -> Result<(Output, String), Fault> {
        let clone = self.clone();
        private::create_folder(&clone).map_err(|error| self.io_fault(&error))?;
        let mut command = Command::new(self.script());
        command
            .args(arguments.iter().map(OsStr::new))
            .env("TIES_OBJECTS", self.objects)
            .current_dir(&clone)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let output = within(limit, command).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => Fault::Other(format!(
                "{} cannot be run, as its disk lets no programs run",
                self.script().display()
            )),
            _ => self.io_fault(&error),
        })?;
        if output.status.code() == Some(127) {
            return Err(Fault::NoProgram("git"));
        }
        let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.code().is_none() {
            said.push_str("\nfatal: timed out");
        }
        Ok((output, said))
    }

    /// Writes what runs git, unless it is there: a program that is just being written does not
    /// run.
    fn write_script(&self) -> io::Result<()> {
        let script = self.script();
        if fs::read(&script).is_ok_and(|there| there == SCRIPT.as_bytes()) {
            return Ok(());
        }
        private::write(&script, SCRIPT.as_bytes(), Existing::Replaced)?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o700))?;
        private::write(&self.folder.join("said"), b"", Existing::Replaced)
    }

    /// Waits for the git of a sync that was cut off: it would change the clone below us.
    fn wait_for_earlier(&self) -> Result<(), Fault> {
        let begun = Instant::now();
        loop {
            let pid = fs::read_to_string(self.folder.join("pid")).unwrap_or_default();
            let Some(pid) = pid.trim().parse().ok().and_then(Pid::from_raw) else {
                return Ok(());
            };
            if !is_git(pid) {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(Fault::Busy);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Whether this process is a git that runs, or what runs one.
fn is_git(pid: Pid) -> bool {
    if test_kill_process(pid).is_err() {
        return false;
    }
    let number = pid.as_raw_nonzero().to_string();
    let name = fs::read_to_string(format!("/proc/{number}/comm")).or_else(|_| {
        Command::new("ps")
            .args(["-o", "comm=", "-p", &number])
            .output()
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    });
    name.is_ok_and(|name| name.trim().rsplit('/').next() == Some("git"))
}

/// What a program printed, which is ended once it has taken too long.
fn within(limit: Duration, mut command: Command) -> io::Result<Output> {
    let child = loop {
        match command.spawn() {
            // Another thread began a program while ours was open for writing.
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {
                thread::sleep(Duration::from_millis(5));
            }
            spawned => break spawned?,
        }
    };
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let (done, is_done) = channel::<()>();
    let watch = thread::Builder::new().spawn(move || {
        if let (Err(RecvTimeoutError::Timeout), Some(pid)) = (is_done.recv_timeout(limit), pid) {
            // It is a session of its own where the machine can make one.
            let _ = kill_process_group(pid, Signal::KILL);
            let _ = kill_process(pid, Signal::KILL);
        }
    });
    let output = child.wait_with_output();
    drop(done);
    if let Ok(watch) = watch {
        let _ = watch.join();
    }
    output
}
