//! The items of a list in JSON, one by one, each with the line where it starts: a bad one costs
//! nothing but itself, and the list is never in memory as a whole.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::lines;

/// The items of one list.
pub(super) struct Items<'t> {
    text: &'t str,
    /// Where the next item, or a comma before it, stands.
    at: usize,
    line: u64,
    is_over: bool,
}

impl<'t> Items<'t> {
    /// The items of the first list in `text` from the byte `from` on; none where there is none.
    pub(super) fn of(text: &'t str, from: usize) -> Items<'t> {
        let open = text.get(from..).and_then(|rest| rest.find('['));
        let at = open.map_or(text.len(), |open| from + open + 1);
        Items {
            text,
            at,
            line: 1 + lines::count_ends(&text[..at]),
            is_over: open.is_none(),
        }
    }

    /// Goes on at this byte.
    fn go_to(&mut self, at: usize) {
        self.line += lines::count_ends(&self.text[self.at..at]);
        self.at = at;
    }
}

impl<'t> Iterator for Items<'t> {
    /// The line, and the item's text, or why there is none and the list ends.
    type Item = (u64, Result<&'t str, String>);

    fn next(&mut self) -> Option<(u64, Result<&'t str, String>)> {
        if self.is_over {
            return None;
        }
        let rest = &self.text[self.at..];
        let bare = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        self.go_to(self.text.len() - bare.len());
        if bare.starts_with(']') {
            self.is_over = true;
            return None;
        }
        let mut one = Deserializer::from_str(bare).into_iter::<IgnoredAny>();
        let line = self.line;
        match one.next() {
            Some(Ok(_)) => {
                let item = &bare[..one.byte_offset()];
                self.go_to(self.at + item.len());
                Some((line, Ok(item)))
            }
            Some(Err(error)) if !error.is_eof() => {
                self.is_over = true;
                let line = line + error.line().saturating_sub(1) as u64;
                Some((
                    line,
                    Err("here is no JSON, and nothing after it was read".to_owned()),
                ))
            }
            Some(Err(_)) | None => {
                self.is_over = true;
                Some((line, Err("the file ends in the middle".to_owned())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u64, Result<&str, &str>)]) {
        let items: Vec<(u64, Result<&str, String>)> = Items::of(text, 0).collect();
        let items: Vec<(u64, Result<&str, &str>)> = items
            .iter()
            .map(|(line, item)| (*line, item.as_ref().map(|i| *i).map_err(String::as_str)))
            .collect();
        assert_eq!(items, expected, "{text}");
    }

    #[test]
    fn items_come_one_by_one_with_their_lines() {
        check(
            "{\"a\": [1,\n {\"b\": [2]}\r\n, \"]\"]}",
            &[(1, Ok("1")), (2, Ok("{\"b\": [2]}")), (3, Ok("\"]\""))],
        );
        check("[]", &[]);
        check("{}", &[]);
        check("", &[]);
        check(
            "[1,\n{\"a\":",
            &[(1, Ok("1")), (2, Err("the file ends in the middle"))],
        );
        check(
            "[1",
            &[(1, Ok("1")), (1, Err("the file ends in the middle"))],
        );
        check(
            "[1,\n\n?]",
            &[
                (1, Ok("1")),
                (3, Err("here is no JSON, and nothing after it was read")),
            ],
        );
    }

    #[test]
    fn however_deep_a_list_is_nested_it_is_passed_over() {
        let deep = format!("[{}{},2]", "[".repeat(100_000), "]".repeat(100_000));
        let items: Vec<_> = Items::of(&deep, 0).collect();
        assert_eq!(items.len(), 2);
    }
}
