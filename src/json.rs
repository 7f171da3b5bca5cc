//! JSON that need not be held: a file of 200 MB is not to become a tree of gigabytes, nor to be
//! in memory at all, and lists nested a hundred thousand deep are not to end the program.
//!
//! What is looked into is only parted by what it holds, which keeps nothing but the places of
//! the parts; a part becomes values once its turn has come.

mod scan;

use std::borrow::Cow;
use std::fmt;

use crate::long::Long;
use scan::Scan;

/// A text that is held, or lies in a file.
#[derive(Debug, Clone, Copy)]
pub enum Text<'t> {
    Held(&'t str),
    Long(&'t Long),
}

impl<'t> From<&'t str> for Text<'t> {
    fn from(text: &'t str) -> Text<'t> {
        Text::Held(text)
    }
}

impl<'t> From<&'t String> for Text<'t> {
    fn from(text: &'t String) -> Text<'t> {
        Text::Held(text)
    }
}

impl<'t> From<&'t Long> for Text<'t> {
    fn from(long: &'t Long) -> Text<'t> {
        Text::Long(long)
    }
}

impl<'t> Text<'t> {
    /// So much of a file is looked at at once, in bytes.
    const AT_ONCE: u64 = 16_000;

    /// How long it is, in bytes.
    pub fn length(self) -> u64 {
        match self {
            Text::Held(text) => text.len() as u64,
            Text::Long(long) => long.length(),
        }
    }

    /// What stands from `at` on, before `end`.
    pub fn bytes(self, at: u64, end: u64) -> Cow<'t, [u8]> {
        match self {
            Text::Held(text) => {
                let bytes = text.as_bytes().get(at as usize..end as usize);
                bytes.unwrap_or_default().into()
            }
            Text::Long(long) => long.bytes(at, end.saturating_sub(at) as usize).into(),
        }
    }

    /// The first of it, as much as is at hand: nothing only where nothing is.
    pub fn piece(self, at: u64, end: u64) -> Cow<'t, [u8]> {
        match self {
            Text::Held(_) => self.bytes(at, end),
            Text::Long(_) => self.bytes(at, end.min(at + Text::AT_ONCE)),
        }
    }

    /// Where these words stand first, from `at` on and before `end`.
    pub fn find(self, words: &str, mut at: u64, end: u64) -> Option<u64> {
        loop {
            let piece = self.piece(at, end);
            if let Some(found) = memchr::memmem::find(&piece, words.as_bytes()) {
                return Some(at + found as u64);
            }
            // What stands across the end of a piece is looked for again.
            at += piece.len().checked_sub(words.len())? as u64 + 1;
        }
    }
}

/// A part of a text, of which only the place is known.
#[derive(Debug, Clone, Copy)]
pub struct Json<'t> {
    text: Text<'t>,
    at: u64,
    end: u64,
}

impl<'t> Json<'t> {
    /// All of a text.
    ///
    /// # Errors
    /// Why it is no JSON, with its place.
    pub fn read(text: impl Into<Text<'t>>) -> Result<Json<'t>, Broken> {
        let text = text.into();
        let mut scan = Scan::of(text, 0, text.length());
        if scan.ahead.starts_with(b"\xEF\xBB\xBF") {
            scan.at = 3;
        }
        let read = scan.part();
        match read {
            Some(json) if scan.blanks().is_none() => Ok(json),
            _ => Err(scan.broken()),
        }
    }

    /// Where in the text it begins, in bytes.
    pub fn at(self) -> u64 {
        self.at
    }

    /// How long it is, in bytes.
    pub fn length(self) -> usize {
        (self.end - self.at) as usize
    }

    /// As it is written.
    pub fn bytes(self) -> Cow<'t, [u8]> {
        self.text.bytes(self.at, self.end)
    }

    /// As it is written and without quotes, if it is short, else nothing.
    pub fn word(self) -> String {
        const SHORT: usize = 100;
        let bytes = match self.length() <= SHORT {
            true => self.bytes(),
            false => Cow::default(),
        };
        let word = String::from_utf8_lossy(&bytes);
        word.trim_matches('"').to_owned()
    }

    /// Hands what an object holds to a function, with the names as they are written between
    /// quotes; nothing of what is no object.
    pub fn each(self, f: &mut dyn FnMut(&[u8], Json<'t>)) {
        let mut scan = Scan::of(self.text, self.at, self.end);
        if scan.take(b'{').is_none() {
            return;
        }
        while let Some(b'"' | b',') = scan.blanks() {
            let _ = scan.take(b',');
            let Some((from, to)) = scan.name() else {
                return;
            };
            let name = match from.checked_sub(scan.from) {
                Some(from) => scan.ahead[from as usize..(to - scan.from) as usize].to_owned(),
                None => self.text.piece(from, to).into_owned(),
            };
            let Some(part) = scan.part() else {
                return;
            };
            f(&name, part);
        }
    }

    /// What an object holds under these names.
    pub fn members<const N: usize>(self, names: [&str; N]) -> [Option<Json<'t>>; N] {
        let mut members = [None; N];
        self.fill(&names, &mut members);
        members
    }

    fn fill(self, names: &[&str], members: &mut [Option<Json<'t>>]) {
        self.each(&mut |name, part| {
            if let Some(at) = names.iter().position(|known| known.as_bytes() == name) {
                members[at] = Some(part);
            }
        });
    }

    /// What an object holds under this name.
    pub fn member(self, name: &str) -> Option<Json<'t>> {
        let [member] = self.members([name]);
        member
    }

    /// What a list holds; nothing of what is none.
    pub fn items(self) -> impl Iterator<Item = Json<'t>> {
        let end = match self.is_list() {
            true => self.end,
            false => self.at,
        };
        Items::of(self.text, self.at, end).map_while(Result::ok)
    }

    pub fn is_list(self) -> bool {
        *self.text.bytes(self.at, self.at + 1) == *b"["
    }

    pub fn is_object(self) -> bool {
        *self.text.bytes(self.at, self.at + 1) == *b"{"
    }
}

/// What the first list of a text holds, which need not be whole.
pub struct Items<'t> {
    scan: Scan<'t>,
    is_over: bool,
}

impl<'t> Items<'t> {
    /// What the first list from `at` on holds, before `end`; nothing where there is none.
    pub fn of(text: Text<'t>, at: u64, end: u64) -> Items<'t> {
        let open = text.find("[", at, end);
        Items {
            scan: Scan::of(text, open.map_or(end, |open| open + 1), end),
            is_over: open.is_none(),
        }
    }
}

/// Where a list breaks off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Torn {
    /// No JSON stands there.
    NoJson(u64),
    /// The item that begins there has no end.
    NoEnd(u64),
}

impl<'t> Iterator for Items<'t> {
    /// An item, or why there is none and the list ends.
    type Item = Result<Json<'t>, Torn>;

    fn next(&mut self) -> Option<Result<Json<'t>, Torn>> {
        if self.is_over {
            return None;
        }
        while self.scan.blanks() == Some(b',') {
            self.scan.at += 1;
        }
        let at = self.scan.place();
        if self.scan.take(b']').is_some() {
            self.is_over = true;
            return None;
        }
        let item = self.scan.part();
        self.is_over = item.is_none();
        Some(item.ok_or_else(|| match self.scan.peek() {
            Some(_) => Torn::NoJson(self.scan.place()),
            None => Torn::NoEnd(at),
        }))
    }
}

/// Why a text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    line: u64,
    column: u64,
    why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Ends,
    NoJson,
    TooDeep,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken { line, column, why } = self;
        match why {
            Why::Ends => write!(f, "it ends in the middle, in line {line}"),
            Why::NoJson => write!(f, "line {line}, column {column} is no JSON"),
            Why::TooDeep => write!(f, "line {line} is nested deeper than any JSON is"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The same text, in a file.
    fn laid_down(text: &str) -> Long {
        let long = Long::empty(Path::new("x")).unwrap();
        long.append(text.as_bytes()).unwrap();
        long
    }

    /// What is read of a text, be it held or not.
    #[track_caller]
    fn check(text: &str, expected: Result<(), &str>) {
        let long = laid_down(text);
        for text in [Text::Held(text), Text::Long(&long)] {
            let read = Json::read(text).map(|_| ()).map_err(|why| why.to_string());
            assert_eq!(read, expected.map_err(str::to_owned));
        }
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place() {
        check("{\"a\":\n[1,", Err("it ends in the middle, in line 2"));
        check("", Err("it ends in the middle, in line 1"));
        check("{\"a\":\n tru }", Err("line 2, column 5 is no JSON"));
        check("{} {}", Err("line 1, column 4 is no JSON"));
        check("[1}", Err("line 1, column 3 is no JSON"));
        check("\u{feff}[\"a\\u00e9\", -1.5E+3, {}]", Ok(()));
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        check(&deep(1_000_001), Ok(()));
        let why = "line 1 is nested deeper than any JSON is";
        check(&deep(1_000_002), Err(why));
    }

    #[test]
    fn parts_are_the_same_whether_they_are_held_or_not() {
        let blanks = " ".repeat(40_000);
        let words = "é\\\"".repeat(20_000);
        let text = format!("{{{blanks}\"{words}\":1,\"a\":[1,{blanks}\"{words}\"],\"b\":{{}}}}");
        let long = laid_down(&text);
        let whole = Json::read(&long).unwrap();
        let [a, c] = whole.members(["a", "c"]);
        assert!(c.is_none());
        let items: Vec<_> = a
            .unwrap()
            .items()
            .map(|item| item.bytes().into_owned())
            .collect();
        assert_eq!(items, [b"1".to_vec(), format!("\"{words}\"").into_bytes()]);
        assert_eq!(whole.member("b").unwrap().items().count(), 0);
        assert_eq!(whole.items().count(), 0);
        assert_eq!(whole.member("b").unwrap().word(), "{}");
        let at = text.find("\"b\"").unwrap() as u64;
        let find = |from| Text::Long(&long).find("\"b\"", from, long.length());
        assert_eq!(
            (find(0), find(at), find(at + 1)),
            (Some(at), Some(at), None)
        );
    }

    #[test]
    fn a_list_that_breaks_off_tells_where() {
        let torn = |text: &str| {
            let mut items = Items::of(Text::Held(text), 0, text.len() as u64);
            items.find_map(Result::err)
        };
        assert_eq!(torn("[1,\n?]"), Some(Torn::NoJson(4)));
        assert_eq!(torn("[1,\n{\"a\":"), Some(Torn::NoEnd(4)));
        assert_eq!((torn("{}"), torn("[]")), (None, None));
    }

    proptest! {
        /// What it takes for JSON is what serde_json does, and it parts it as that.
        #[test]
        fn what_is_json_is_decided_as_elsewhere(
            text in r#"[\[\]{}",:a\\u0-9.eE+\- \ntrufalsn]{0,24}|\[("[a\\u0-9n]{0,6}"|-?[0-9.eE]{1,6}|true|\{"a":[0-9]\}|,| ){0,8}\]"#
        ) {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(Json::read(&text).is_ok(), theirs, "{}", text);
            if let Ok(Value::Array(items)) = serde_json::from_str(&text) {
                let ours: Vec<Value> = Json::read(&text)
                    .unwrap()
                    .items()
                    .map(|item| serde_json::from_slice(&item.bytes()).unwrap())
                    .collect();
                prop_assert_eq!(ours, items);
            }
        }
    }
}
