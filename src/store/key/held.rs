//! The keys of this process: made of what was given once, and held, so that the worker threads,
//! the backups and every further connection open without anybody being asked again.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;
use openssl::rand::rand_bytes;
use rusqlite::{Connection, ErrorCode};
use zeroize::Zeroizing;

use super::ask::{self, Asked, Secret};
use super::cover::Cover;
use super::{Given, MARK, Salt, is_encrypted};
use crate::store::{Error, header};

/// How often SQLCipher 4 hashes a passphrase: `sqlcipher` opens our files with it, too.
const ROUNDS: usize = 256_000;

/// A key, made of a passphrase once, which takes a third of a second; with it a connection opens
/// at once.
#[derive(Clone)]
pub(in crate::store) struct Key {
    bytes: Zeroizing<[u8; 32]>,
    salt: Salt,
}

impl Key {
    /// The key that `words` are, as 64 digits, or that SQLCipher makes of them.
    fn of(words: &[u8], salt: Salt) -> Result<Key, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        if !read_hex(words, &mut bytes) {
            pbkdf2_hmac(words, &salt, ROUNDS, MessageDigest::sha512(), &mut *bytes)
                .map_err(|_| no_luck())?;
        }
        Ok(Key { bytes, salt })
    }

    /// What it is made with, which the files it opens begin with.
    pub(in crate::store) fn salt(&self) -> Salt {
        self.salt
    }

    /// As SQLCipher takes it.
    pub(in crate::store) fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 * (32 + 16) + 3));
        text.push_str("x'");
        for byte in self.bytes.iter().chain(&self.salt) {
            let _ = write!(text, "{byte:02x}"); // a String takes all
        }
        text.push('\'');
        text
    }

    /// What may be made of it for another use.
    pub(super) fn derived(&self, what_for: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let mut bytes = Zeroizing::new([0; 32]);
        pbkdf2_hmac(
            &*self.bytes,
            what_for,
            1,
            MessageDigest::sha512(),
            &mut *bytes,
        )
        .ok()?;
        Some(bytes)
    }
}

/// A key that is held, and by whom it was given.
#[derive(Clone)]
pub(in crate::store) struct Held {
    pub(in crate::store) key: Key,
    pub(in crate::store) given: Given,
}

static KEYS: Mutex<Vec<Held>> = Mutex::new(Vec::new());

fn keys() -> MutexGuard<'static, Vec<Held>> {
    KEYS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The key that is held for files with this salt.
pub(in crate::store) fn held(salt: &Salt) -> Option<Held> {
    keys().iter().find(|held| held.key.salt == *salt).cloned()
}

/// Holds a key for the files with its salt.
pub(in crate::store) fn hold(held: Held) {
    let mut keys = keys();
    keys.retain(|other| other.key.salt != held.key.salt);
    keys.push(held);
}

/// Forgets every key and what it stood in.
pub fn forget_keys() {
    keys().clear();
}

/// What hides things with the key of the data file at `path`; `None` where that is not encrypted, or
/// was not opened.
pub fn cover(path: &Path) -> Option<Cover> {
    Cover::of(&held(&header::salt(path)?)?.key)
}

/// The salt of the file, if it is an encrypted one. Only for a file that this process does not
/// have open through SQLite, see `header::open_here`.
pub(in crate::store) fn read_salt(path: &Path) -> Option<Salt> {
    let mut salt = Salt::default();
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut salt))
        .ok()?;
    is_encrypted(&salt).then_some(salt)
}

/// A connection to the file at `path` that can be read, made by `connect`: with the key of its
/// salt, if it has one, which is asked for where it is not held.
///
/// # Errors
/// [`Error::Key`] where nobody gives the right one; the file is then as it was.
pub(in crate::store) fn unlocked(
    path: &Path,
    salt: Option<Salt>,
    connect: impl Fn() -> rusqlite::Result<Connection>,
) -> Result<Connection, Error> {
    let connect = || {
        let conn = connect()?;
        // Otherwise it prints what it thinks, over the screen.
        conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
        Ok::<_, rusqlite::Error>(conn)
    };
    let Some(salt) = salt else {
        return Ok(connect()?);
    };
    if let Some(held) = held(&salt) {
        let conn = connect()?;
        if opens(&conn, &held.key)? {
            return Ok(conn);
        }
        keys().retain(|held| held.key.salt != salt);
    }
    let shut = |why| Error::Key {
        path: path.to_owned(),
        why,
    };
    let mut asked = Asked::about(path);
    loop {
        let Secret { words, given } = asked.next().map_err(shut)?;
        let key = Key::of(&words, salt)?;
        drop(words);
        // Before it is known to be right: whatever else keeps the file from being read, nobody
        // is asked twice.
        hold(Held {
            key: key.clone(),
            given,
        });
        let conn = connect()?;
        if opens(&conn, &key)? {
            return Ok(conn);
        }
        keys().retain(|held| held.key.salt != salt);
    }
}

/// Gives the connection its key; whether the file can be read with it.
fn opens(conn: &Connection, key: &Key) -> rusqlite::Result<bool> {
    let mut pragma = Zeroizing::new(String::with_capacity(128));
    pragma.push_str("PRAGMA key = \"");
    pragma.push_str(&key.text());
    pragma.push('"');
    conn.execute_batch(&pragma)?;
    let read = conn
        .execute_batch("PRAGMA temp_store = MEMORY")
        .and_then(|()| conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())));
    match read {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Ok(false),
        other => other.map(|()| true),
    }
}

/// A new key for the file at `path`, of what the config's command prints or is typed twice.
pub(in crate::store) fn new(path: &Path) -> Result<Held, Error> {
    make(path, &ask::command())
}

/// A new key for a file that opened with `old`: of what this command prints, if it has any words;
/// of what the config's command prints, unless that is the old one; else of what is typed twice.
pub(in crate::store) fn another(
    path: &Path,
    command: &[String],
    old: &Held,
) -> Result<Held, Error> {
    if !command.is_empty() {
        return make(path, command);
    }
    match old.given {
        Given::ByHand => make(path, &ask::command()),
        Given::ByCommand => make(path, &[]),
    }
}

fn make(path: &Path, command: &[String]) -> Result<Held, Error> {
    let mut salt = Salt::default();
    rand_bytes(&mut salt).map_err(|_| no_luck())?;
    salt[..MARK.len()].copy_from_slice(&MARK);
    let secret = ask::new(path, command).map_err(|why| Error::Key {
        path: path.to_owned(),
        why,
    })?;
    Ok(Held {
        key: Key::of(&secret.words, salt)?,
        given: secret.given,
    })
}

fn no_luck() -> Error {
    Error::Refused("this machine gives no random numbers or too little memory; try again".into())
}

/// Reads 64 digits of a key.
fn read_hex(words: &[u8], bytes: &mut [u8; 32]) -> bool {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    if words.len() != 64 || !words.iter().all(|byte| digit(byte).is_some()) {
        return false;
    }
    for (byte, pair) in bytes.iter_mut().zip(words.chunks(2)) {
        *byte = pair
            .iter()
            .filter_map(digit)
            .fold(0, |sum, digit| sum << 4 | digit as u8);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_four_digits_are_the_key_itself() {
        let mut bytes = [0; 32];
        assert!(read_hex(&"00ffA0".repeat(11).as_bytes()[..64], &mut bytes));
        assert_eq!(bytes[..4], [0, 0xff, 0xa0, 0]);
        for words in [
            "",
            "00ff",
            &"0".repeat(63),
            &"g".repeat(64),
            &"0".repeat(65),
        ] {
            assert!(!read_hex(words.as_bytes(), &mut bytes), "{words}");
        }
    }

    #[test]
    fn a_key_says_nothing_of_itself_but_to_sqlcipher() {
        let salt = *b"ties\xe5xxxxxxxxxxx";
        let key = Key::of("0".repeat(64).as_bytes(), salt).unwrap();
        let text = format!("x'{}74696573e5{}'", "0".repeat(64), "78".repeat(11));
        assert_eq!(*key.text(), text);
        assert_ne!(key.derived(b"one").unwrap(), key.derived(b"other").unwrap());
    }
}
