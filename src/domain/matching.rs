//! What two spellings of the same address, number, profile or name have in common.
//!
//! The keys of [`method_key`] are kept beside each method in the file, so that a match is
//! one look-up. Phones are the exception: whether two are equal depends on both, so they
//! are looked up by [`phone_tail`] and compared by [`phones_equal`].

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::card::MethodKind;
use crate::text;

/// The fewest digits by which a phone can be told from others.
const PHONE_DIGITS: usize = 7;

/// What two spellings of the same method have in common; never empty unless `value` is.
pub fn method_key(kind: MethodKind, value: &str) -> String {
    match kind {
        MethodKind::Email => email_key(value),
        MethodKind::Phone => phone_key(value),
        MethodKind::Url => url_key(value),
        MethodKind::Handle => text::fold(value.trim()),
    }
}

/// The address in lower case, without `mailto:` and blanks around it.
pub fn email_key(value: &str) -> String {
    let value = value.trim();
    let bare = match value.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &value[7..],
        _ => value,
    };
    bare.trim().to_lowercase()
}

/// The digits that tell a phone: without `+`, the international `00` or trunk `0` and a
/// bracketed `(0)`; an extension follows after an `x`. What holds no digits is its own folded
/// text.
pub fn phone_key(value: &str) -> String {
    let value = value.trim();
    let number = match value.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &value[4..],
        _ => value,
    };
    // The bracket first: the search for a text of several letters takes long to get ready.
    let number: Cow<'_, str> = match number.contains('(') && number.contains("(0)") {
        true => number.replacen("(0)", "", 1).into(),
        false => number.into(),
    };
    let mut digits = String::with_capacity(number.len());
    let mut after = "";
    for (at, c) in number.char_indices() {
        match digit(c) {
            Some(digit) => digits.push(digit),
            // An extension, a pause or a parameter ends the number.
            None if !digits.is_empty() && (c.is_alphabetic() || ";,#/".contains(c)) => {
                after = &number[at..];
                break;
            }
            None => {}
        }
    }
    let key = if number.trim_start().starts_with('+') {
        digits.as_str()
    } else {
        let national = digits.strip_prefix("00").unwrap_or(&digits);
        national.strip_prefix('0').unwrap_or(national)
    };
    if key.is_empty() {
        return text::fold(value);
    }
    match extension(after) {
        Some(extension) => format!("{key}x{extension}"),
        None => key.to_owned(),
    }
}

/// Whether two phones, given by their keys, are one: equal, or the shorter has at least
/// seven digits and ends the longer. Two extensions of one number are two phones; with one of
/// them unknown they may be one.
pub fn phones_equal(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let ((a, of_a), (b, of_b)) = (parted(a), parted(b));
    if matches!((of_a, of_b), (Some(of_a), Some(of_b)) if of_a != of_b) {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    a == b || (phone_tail(short).is_some() && phone_tail(long).is_some() && long.ends_with(short))
}

/// The last seven digits of a phone's key before its extension, which equal phones share;
/// `None` if it has fewer.
pub fn phone_tail(key: &str) -> Option<&str> {
    let (number, _) = parted(key);
    (number.len() >= PHONE_DIGITS && number.bytes().all(|b| b.is_ascii_digit()))
        .then(|| &number[number.len() - PHONE_DIGITS..])
}

/// Number and extension of a phone's key.
fn parted(key: &str) -> (&str, Option<&str>) {
    match key.split_once('x') {
        Some((number, extension)) if number.bytes().all(|b| b.is_ascii_digit()) => {
            (number, Some(extension))
        }
        _ => (key, None),
    }
}

/// The digits of the extension in what follows a number: `x89`, `ext. 89`, `#89`, `,,89`.
fn extension(after: &str) -> Option<String> {
    const WORDS: [&str; 5] = ["extension", "ext", "x", "p", "w"];
    let after = after.to_lowercase();
    let told = after.trim_start_matches([';', ',', '#', ' ']);
    let bare = WORDS.iter().find_map(|word| told.strip_prefix(word));
    if bare.is_none() && told.len() == after.len() {
        return None;
    }
    let bare = bare
        .unwrap_or(told)
        .trim_start_matches([' ', '.', ':', '=']);
    let digits: String = bare.chars().map_while(digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// Host and path of an address on the web: without scheme, `www.`, a profile site's
/// language prefix, fragment, tracking query and closing slash; percent signs decoded.
pub fn url_key(value: &str) -> String {
    let value = value.trim();
    let rest = match value.split_once(':') {
        Some((_, rest)) if rest.starts_with("//") => &rest[2..],
        _ => value,
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let host = match host.strip_suffix(".linkedin.com") {
        Some(_) => "linkedin.com",
        None => host,
    };
    if let Some(number) = x_number(host, path) {
        return format!("x.com/i/user/{number}");
    }
    let path = if is_profile_site(host) {
        let bare = path.split('?').next().unwrap_or_default();
        percent_decoded(bare)
            .nfc()
            .collect::<String>()
            .to_lowercase()
    } else {
        path.to_owned()
    };
    let key = format!("{host}{}", path.trim_end_matches('/'));
    if key.is_empty() {
        value.to_owned()
    } else {
        key
    }
}

/// The number by which X knows an account, where an address names it by that:
/// `twitter.com/intent/user?user_id=N`, `x.com/i/user/N`.
fn x_number<'a>(host: &str, path: &'a str) -> Option<&'a str> {
    if !matches!(host, "x.com" | "twitter.com" | "mobile.twitter.com") {
        return None;
    }
    let number = match path.strip_prefix("/i/user/") {
        Some(rest) => rest.split(['/', '?']).next()?,
        None => {
            let query = path.strip_prefix("/intent/user?")?;
            query.split('&').find_map(|p| p.strip_prefix("user_id="))?
        }
    };
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(number)
}

/// The key of the page of somebody whom X knows by this number, given as their handle there.
pub fn x_page(label: Option<&str>, handle: &str) -> Option<String> {
    let is_there = |label: &str| {
        ["x", "twitter"]
            .iter()
            .any(|x| label.eq_ignore_ascii_case(x))
    };
    let is_number = !handle.is_empty() && handle.bytes().all(|b| b.is_ascii_digit());
    (label.is_some_and(is_there) && is_number).then(|| format!("x.com/i/user/{handle}"))
}

/// An address on the web that says something about who somebody is, by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// A place where only people have pages: nobody shares one.
    Profile(String),
    /// A place where people have pages, and so do the firms whose page colleagues share.
    Account(String),
}

/// What kind of page about somebody an address is; `None` for other pages, such as a company's.
pub fn page(url: &str) -> Option<Page> {
    let key = url_key(url);
    let (host, path) = key.split_once('/')?;
    let mut parts = path.split('/');
    let first = parts.next().filter(|part| !part.is_empty())?;
    let second = parts.next().filter(|part| !part.is_empty());
    let is_profile = match host {
        "linkedin.com" => first == "in" && second.is_some() && parts.next().is_none(),
        "xing.com" => first == "profile" && second.is_some(),
        "google.com" => first == "profiles" && second.is_some(),
        "x.com" => key.starts_with("x.com/i/user/"),
        _ => false,
    };
    if is_profile {
        return Some(Page::Profile(key));
    }
    let is_account = second.is_none()
        && match host {
            "facebook.com" | "github.com" | "gitlab.com" | "instagram.com" | "twitter.com"
            | "x.com" => true,
            _ => first.len() > 1 && first.starts_with('@'),
        };
    is_account.then_some(Page::Account(key))
}

/// `text` with `%C3%A1` and the like decoded; as it is where that gives no text.
fn percent_decoded(text: &str) -> String {
    String::from_utf8(hex_decoded(text, b'%')).unwrap_or_else(|_| text.to_owned())
}

/// The bytes of `text` where a mark and two hexadecimal digits stand for one, as in `%C3` or
/// `=C3`; what is no such code stands for itself.
pub fn hex_decoded(text: &str, mark: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = match after {
            [high, low, ..] if *first == mark => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    let digit = char::from(digit).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// The words of a name by which people are told apart: folded, without titles before it,
/// letters after it, and single letters. "Dr. Søren P. Müller, PhD" gives "soren", "muller".
pub fn name_words(name: &str) -> Vec<String> {
    let mut words = all_words(name);
    let tells =
        |word: &String| !is_title(word) && (word.chars().nth(1).is_some() || !word.is_ascii());
    if words.iter().any(tells) {
        words.retain(tells);
    }
    words
}

/// Whether two names, given by their words, have a word in common.
pub fn share_a_word(a: &[String], b: &[String]) -> bool {
    a.iter().any(|word| b.contains(word))
}

/// A full name as a key, in whatever order its words are, which [`name_words`] gives: those of
/// given and family name where they are known, else those of `name`. `None` where it is no full
/// name, as "Ana" is not; a name in a script that needs no blanks is one from two letters on.
pub fn full_name_key(
    name: &[String],
    given: Option<&[String]>,
    family: Option<&[String]>,
) -> Option<String> {
    let parts = given.zip(family);
    let (first, second) = parts.unwrap_or((name, &[]));
    let mut words: Vec<&str> = first.iter().chain(second).map(String::as_str).collect();
    words.sort_unstable();
    words.dedup();
    let is_full = match words.as_slice() {
        [] => false,
        [only] => only.chars().count() > 1 && only.chars().all(is_unspaced),
        _ => true,
    };
    is_full.then(|| words.join(" "))
}

fn all_words(name: &str) -> Vec<String> {
    const APOSTROPHES: [char; 3] = ['\'', '’', '`'];
    let mut folded = text::fold(name);
    if folded.contains(APOSTROPHES) {
        folded = folded.replace(APOSTROPHES, "");
    }
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a folded word is a title or letters after a name.
pub(super) fn is_title(word: &str) -> bool {
    matches!(
        word,
        "dr" | "prof"
            | "mr"
            | "mrs"
            | "ms"
            | "mx"
            | "miss"
            | "sir"
            | "herr"
            | "frau"
            | "ing"
            | "dipl"
            | "phd"
            | "md"
            | "mba"
            | "msc"
            | "bsc"
            | "jr"
            | "sr"
            | "ii"
            | "iii"
    )
}

/// Han, kana and hangul, which are written without blanks between names.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x11FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7AF | 0x20000..=0x3FFFF)
}

fn digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    let zero = match u32::from(c) {
        0x0660..=0x0669 => 0x0660,
        0x06F0..=0x06F9 => 0x06F0,
        0x0966..=0x096F => 0x0966,
        0xFF10..=0xFF19 => 0xFF10,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

fn is_profile_site(host: &str) -> bool {
    matches!(
        host,
        "linkedin.com"
            | "xing.com"
            | "facebook.com"
            | "github.com"
            | "gitlab.com"
            | "instagram.com"
            | "twitter.com"
            | "x.com"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_equal_when_the_shorter_ends_the_longer() {
        #[track_caller]
        fn check(a: &str, b: &str, equal: bool) {
            assert_eq!(phones_equal(&phone_key(a), &phone_key(b)), equal, "{a} {b}");
        }
        check("+44 20 7946 0000", "020 7946 0000", true);
        check("+44 (0)20 7946 0000", "0044 20 7946 0000", true);
        check("+44 20 7946 0000", "tel:+44-20-7946-0000;ext=12", true);
        check("7946 0000", "+442079460000", true);
        check("946 0000", "+442079460000", true);
        check("46 0000", "+442079460000", false);
        check("+1 555 123 4567 x89", "+1 555 123 4567 ext. 89", true);
        check("+1 555 123 4567 x89", "555 123 4567 #91", false);
        check("+1 555 123 4567,,89", "+1 555 123 4567", true);
        check("112", "112", true);
        check("112", "0112", true);
        check("112", "+442079460112", false);
        check("600 000 001", "+34 600 000 001", true);
        check("+34 600 000 001", "+44 600 000 002", false);
        check("٠٢٠ ٧٩٤٦ ٠٠٠٠", "+44 20 7946 0000", true);
        check("ask Ben", "ask ben", true);
        check("", "", true);
    }

    #[test]
    fn a_phones_key_is_its_digits() {
        #[track_caller]
        fn check(phone: &str, key: &str) {
            assert_eq!(phone_key(phone), key);
        }
        check("+45-20-00-00-01", "4520000001");
        check("0117 496 0000 ext. 5", "1174960000x5");
        check("+1 555 123 4567 x89", "15551234567x89");
        check("tel:+1-555-123-4567;ext=89", "15551234567x89");
        check("0117 496 0000 / 01", "1174960000");
        check("0117 496 0000 Xmas only", "1174960000");
        check("1-800-FLOWERS", "1800");
        check("Ask Ben", "ask ben");
    }

    #[test]
    fn a_pages_key_is_its_host_and_path() {
        #[track_caller]
        fn check(url: &str, key: &str) {
            assert_eq!(url_key(url), key);
        }
        check(
            "https://www.linkedin.com/in/tom%C3%A1s-reyes-000002",
            "linkedin.com/in/tomás-reyes-000002",
        );
        check(
            "http://de.linkedin.com/in/Tomás-Reyes-000002/?trk=x#a",
            "linkedin.com/in/tomás-reyes-000002",
        );
        check("HTTPS://Example.com/A/", "example.com/A");
        check("example.com/?p=1", "example.com/?p=1");
        check("https://x.com/a%zz%4", "x.com/a%zz%4");
    }

    #[test]
    fn a_profile_is_one_persons_and_an_account_may_be_a_firms() {
        for (url, expected) in [
            (
                "https://www.linkedin.com/in/ana",
                Some(Page::Profile("linkedin.com/in/ana".into())),
            ),
            (
                "https://github.com/ana",
                Some(Page::Account("github.com/ana".into())),
            ),
            (
                "https://example.org/@ines",
                Some(Page::Account("example.org/@ines".into())),
            ),
            (
                "https://twitter.com/intent/user?user_id=10&lang=en",
                Some(Page::Profile("x.com/i/user/10".into())),
            ),
            (
                "https://x.com/i/user/10/",
                Some(Page::Profile("x.com/i/user/10".into())),
            ),
            ("https://twitter.com/intent/user?user_id=ana", None),
            ("https://www.linkedin.com/company/acme", None),
            ("https://acme.example/team/ana", None),
            ("https://acme.example", None),
            ("https://github.com/acme/rocket", None),
            ("", None),
        ] {
            assert_eq!(page(url), expected, "{url}");
        }
    }

    #[test]
    fn titles_letters_and_order_are_no_part_of_a_full_name() {
        #[track_caller]
        fn check(name: &str, key: Option<&str>) {
            assert_eq!(
                full_name_key(&name_words(name), None, None).as_deref(),
                key,
                "{name}"
            );
        }
        check("Dr. Søren P. Müller, PhD", Some("muller soren"));
        check("Okafor, Ines", Some("ines okafor"));
        check("Tomás 🚀 Reyes", Some("reyes tomas"));
        check("Seán O’Brien", Some("obrien sean"));
        check("Ana", None);
        check("李雷", Some("李雷"));
        check("", None);
        check("🚀", None);
        let [name, given, family] =
            ["Dr. Ines Marie Okafor, PhD", "Ines", "Okafor"].map(name_words);
        assert_eq!(
            full_name_key(&name, Some(&given), Some(&family)).as_deref(),
            Some("ines okafor")
        );
    }

    proptest::proptest! {
        #[test]
        fn keys_never_panic_and_are_stable(text in "\\PC*|.*|[+0-9() a-z%/:.@-]*") {
            for kind in MethodKind::ALL {
                let key = method_key(kind, &text);
                proptest::prop_assert_eq!(key, method_key(kind, &text));
            }
            let _ = page(&text);
            let words = name_words(&text);
            proptest::prop_assert!(words.iter().all(|word| !word.is_empty()));
        }
    }
}
