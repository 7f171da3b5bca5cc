//! A text in the person's own editor.

use std::fmt;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use rustix::process::{Pid, WaitOptions, waitpid};
use uuid::Uuid;

use super::signals;
use crate::private;
use crate::text::machine_words;

/// The longest text taken back, in bytes.
const LONGEST: u64 = 4 << 20;

/// The text as it came back from `command` (as in $EDITOR), which is given a file that only
/// this user can read, in a folder of its own within `data_dir`: whatever the editor leaves
/// beside the file, a swap file for instance, is removed with it. `None` if the editor left
/// nothing, or the text as it was.
///
/// The terminal must have been given back before.
///
/// # Errors
/// When the file cannot be made, or the editor cannot be started or ends without success;
/// what it wrote is then not taken.
pub fn edit(command: &str, data_dir: &Path, text: &str) -> Result<Option<String>, EditError> {
    let words = words(command).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| EditError::NoCommand(command.to_owned()))?;
    let own = OwnFolder::make(data_dir).map_err(EditError::File)?;
    let file = own.0.join("note.md");
    write_new(&file, text).map_err(EditError::File)?;
    let child = Command::new(&words[0])
        .args(&words[1..])
        .arg(&file)
        .spawn()
        .map_err(|error| EditError::Start(words[0].clone(), error))?;
    let ended_well = wait(child).map_err(|error| EditError::Start(words[0].clone(), error))?;
    if !ended_well {
        return Err(EditError::Ended(words[0].clone()));
    }
    let after = read(&file).map_err(EditError::File)?;
    let after = after.trim_end();
    Ok((!after.is_empty() && after != text.trim_end()).then(|| after.to_owned()))
}

/// The editor that the environment names: VISUAL, else EDITOR, else `vi`.
pub fn command() -> String {
    ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|command| !command.trim().is_empty())
        .unwrap_or_else(|| "vi".to_owned())
}

/// Why a text did not come back from the editor.
#[derive(Debug)]
pub enum EditError {
    /// The command has no words, or a quote that does not end.
    NoCommand(String),
    File(io::Error),
    Start(String, io::Error),
    /// It was killed or ended with a code other than 0.
    Ended(String),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::NoCommand(command) => {
                write!(
                    f,
                    "“{command}” is no command; set EDITOR, for example to nano"
                )
            }
            EditError::File(error) => {
                write!(
                    f,
                    "no file for the editor ({}); the text is as it was",
                    machine_words(error)
                )
            }
            EditError::Start(program, error) => write!(
                f,
                "{program} could not be started ({}); set EDITOR, for example to nano",
                machine_words(error)
            ),
            EditError::Ended(program) => {
                write!(f, "{program} did not end well; the text is as it was")
            }
        }
    }
}

impl std::error::Error for EditError {}

/// The words of a command, split as a shell would, but with nothing else that a shell does:
/// no variables, no wildcards. `None` where a quote does not end.
pub fn words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => match chars.next()? {
                            c @ ('"' | '\\' | '$' | '`') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(chars.next()?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

/// Waits for the end; whether it was a good one. If the editor is stopped from the keyboard
/// we stop too, or the shell would wait for us for ever.
fn wait(mut child: Child) -> io::Result<bool> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let Some(pid) = pid else {
        return Ok(child.wait()?.success());
    };
    loop {
        match waitpid(Some(pid), WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if status.stopped() => signals::stop()?,
            Ok(Some((_, status))) => return Ok(status.exit_status() == Some(0)),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A folder nobody else can look into, removed with everything in it.
struct OwnFolder(PathBuf);

impl OwnFolder {
    fn make(within: &Path) -> io::Result<OwnFolder> {
        let path = within.join(format!(".edit-{}", Uuid::now_v7().simple()));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(OwnFolder(path))
    }
}

impl Drop for OwnFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = private::create(path)?;
    file.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    Ok(())
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    // One byte more than allowed, to tell whether there is more.
    let read = File::open(path)?
        .take(LONGEST + 1)
        .read_to_string(&mut text)?;
    if read as u64 > LONGEST {
        return Err(io::Error::other("it has become longer than 4 MB"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn splits(command: &str, expected: &[&str]) {
        assert_eq!(words(command).unwrap(), expected);
    }

    #[test]
    fn a_command_is_split_as_a_shell_would() {
        splits("vim", &["vim"]);
        splits("  code   --wait ", &["code", "--wait"]);
        splits("'/opt/my editor' -n", &["/opt/my editor", "-n"]);
        splits(
            r#"emacs -e "(find-file \"a b\")""#,
            &["emacs", "-e", "(find-file \"a b\")"],
        );
        splits(r"a\ b ''", &["a b", ""]);
        splits("vi; rm $HOME *", &["vi;", "rm", "$HOME", "*"]);
        splits("", &[]);
        for open in ["'a", "\"a", "a\\", "\"a\\"] {
            assert_eq!(words(open), None, "{open}");
        }
    }

    /// What comes back from an editor that runs this script on the file `$1`, and that
    /// nothing stays behind.
    #[track_caller]
    fn comes_back(text: &str, script: &str) -> Result<Option<String>, String> {
        let dir = tempfile::tempdir().unwrap();
        let command = format!("sh -c '{script}' editor");
        let back = edit(&command, dir.path(), text).map_err(|error| error.to_string());
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            0,
            "all is removed"
        );
        back
    }

    #[test]
    fn what_was_written_comes_back() {
        assert_eq!(comes_back("old", "echo new > $1"), Ok(Some("new".into())));
        assert_eq!(
            comes_back(
                "old",
                "echo two >> $1; touch $1.swp $(dirname $1)/.note.swp $1~"
            ),
            Ok(Some("old\ntwo".into()))
        );
    }

    #[test]
    fn whatever_goes_wrong_the_text_stays_as_it_was() {
        assert_eq!(comes_back("old", "true"), Ok(None));
        assert_eq!(comes_back("old", ": > $1"), Ok(None));
        assert!(comes_back("old", "echo new > $1; exit 1").is_err());
        assert!(comes_back("old", "echo new > $1; kill -9 $$").is_err());
        assert!(comes_back("old", "rm $1").is_err());
        assert!(comes_back("old", "printf \"\\377\" > $1").is_err());
        let dir = tempfile::tempdir().unwrap();
        assert!(edit("ties-no-such-editor", dir.path(), "old").is_err());
        assert!(edit("", dir.path(), "old").is_err());
    }

    #[test]
    fn nobody_else_can_read_along() {
        let modes = comes_back(
            "old",
            "ls -ld $(dirname $1) $1 | cut -c1-10 > $1.modes; mv $1.modes $1",
        );
        assert_eq!(modes, Ok(Some("drwx------\n-rw-------".into())));
    }
}
