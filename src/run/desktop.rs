//! Handing addresses to the desktop.

use std::fmt;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;

use super::editor;

use crate::text::machine_words;

/// What may be opened; anything else could run a program.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Opens an address with whatever the desktop has for it: $BROWSER for pages if it is set,
/// else `xdg-open` (`open` on a Mac). No shell sees the address, the program keeps neither
/// our terminal nor our process group, and nobody waits for it.
///
/// # Errors
/// When the address is not one that is opened, or the program cannot be started.
pub fn open(address: &str) -> Result<(), OpenError> {
    let scheme = scheme(address).ok_or(OpenError::NotOpened)?;
    let browser = std::env::var("BROWSER").ok();
    let command = command(scheme, address, browser.as_deref());
    let no_desktop = cfg!(target_os = "linux")
        && command[0] == OPENER
        && ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .all(|name| std::env::var_os(name).is_none_or(|value| value.is_empty()));
    if no_desktop {
        return Err(OpenError::NoDesktop);
    }
    let child = Command::new(&command[0])
        .args(&command[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn();
    let mut child = child.map_err(|error| OpenError::Start(command[0].clone(), error))?;
    // Only so that no zombie stays until we end.
    thread::spawn(move || child.wait());
    Ok(())
}

/// Shows a title and some lines on the desktop with `notify-send`; false where there is no
/// desktop, or nothing that shows it.
pub fn notify(title: &str, body: &str) -> bool {
    const DESKTOP: [&str; 3] = ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"];
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !DESKTOP.iter().any(is_set) {
        return false;
    }
    // What is shown may read the body as markup.
    let body = body.replace('&', "&amp;").replace('<', "&lt;");
    Command::new("notify-send")
        .args(["--app-name=ties", "--", title, &body])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Why an address was not opened.
#[derive(Debug)]
pub enum OpenError {
    /// It is no web, mail or phone address.
    NotOpened,
    /// There is no desktop to open it on, as over ssh.
    NoDesktop,
    Start(String, io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::NotOpened => f.write_str("only web, mail and phone addresses are opened"),
            OpenError::NoDesktop => f.write_str("no desktop here to open it on"),
            OpenError::Start(program, error) => {
                write!(
                    f,
                    "{program} could not be started ({})",
                    machine_words(error)
                )
            }
        }
    }
}

impl std::error::Error for OpenError {}

const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};

/// The address's scheme, if it is one that is opened and the address is plainly one: no
/// blanks, no control characters.
fn scheme(address: &str) -> Option<&'static str> {
    let (scheme, rest) = address.split_once(':')?;
    let plain = !rest.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control());
    SCHEMES
        .into_iter()
        .find(|known| plain && scheme.eq_ignore_ascii_case(known))
}

/// What to run for an address; $BROWSER is a list, and `%s` in it stands for the address.
fn command(scheme: &str, address: &str, browser: Option<&str>) -> Vec<String> {
    let browser = browser
        .filter(|_| scheme.starts_with("http"))
        .and_then(|browsers| editor::words(browsers.split(':').next()?))
        .filter(|words| !words.is_empty());
    let Some(mut words) = browser else {
        return vec![OPENER.to_owned(), address.to_owned()];
    };
    match words.iter_mut().skip(1).find(|word| word.contains("%s")) {
        Some(word) => *word = word.replace("%s", address),
        None => words.push(address.to_owned()),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_mail_and_phone_addresses_are_opened() {
        for address in [
            "https://a.example/x?y",
            "HTTP://a.example",
            "mailto:a@b.example",
            "tel:+4930123",
        ] {
            assert!(scheme(address).is_some(), "{address}");
        }
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ssh://a.example",
            "--version",
            "a.example",
            "https:",
            "https://a.example/a b",
            "https://a.example/\u{1b}[2J",
            "",
        ] {
            assert!(scheme(address).is_none(), "{address}");
            assert!(open(address).is_err(), "{address}");
        }
    }

    #[track_caller]
    fn runs(address: &str, browser: Option<&str>, expected: &[&str]) {
        let scheme = scheme(address).unwrap();
        assert_eq!(command(scheme, address, browser), expected);
    }

    #[test]
    fn the_address_is_one_argument() {
        runs(
            "https://a.example/$(id);x",
            None,
            &[OPENER, "https://a.example/$(id);x"],
        );
        runs(
            "https://a.example",
            Some("firefox -P me:w3m"),
            &["firefox", "-P", "me", "https://a.example"],
        );
        runs(
            "https://a.example",
            Some("see --url=%s"),
            &["see", "--url=https://a.example"],
        );
        runs("tel:112", Some("firefox"), &[OPENER, "tel:112"]);
        runs(
            "https://a.example",
            Some(" "),
            &[OPENER, "https://a.example"],
        );
    }
}
