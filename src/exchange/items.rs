//! The items of a list in JSON that need not be whole, one by one, each with the line where it
//! starts: a bad one costs nothing but itself and what follows it.

use super::json::Places;
use crate::json::{self, Json, Text, Torn};

/// The items of one list.
pub(super) struct Items<'t, 'p> {
    items: json::Items<'t>,
    places: &'p Places<'t>,
}

impl<'t, 'p> Items<'t, 'p> {
    /// The items of the first list in `text` from `at` on, before `end`; none where there is none.
    pub(super) fn of(
        (text, places): (Text<'t>, &'p Places<'t>),
        at: u64,
        end: u64,
    ) -> Items<'t, 'p> {
        Items {
            items: json::Items::of(text, at, end),
            places,
        }
    }
}

impl<'t> Iterator for Items<'t, '_> {
    /// The line, and the item, or why there is none and the list ends.
    type Item = (u64, Result<Json<'t>, String>);

    fn next(&mut self) -> Option<(u64, Result<Json<'t>, String>)> {
        Some(match self.items.next()? {
            Ok(item) => (self.places.line(item), Ok(item)),
            Err(Torn::NoEnd(at)) => (
                self.places.line_at(at),
                Err("the file ends in the middle".to_owned()),
            ),
            Err(Torn::NoJson(at)) => (
                self.places.line_at(at),
                Err("here is no JSON, and nothing after it was read".to_owned()),
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u64, Result<&str, &str>)]) {
        let places = Places::of(text.into());
        let items: Vec<(u64, Result<String, String>)> =
            Items::of((text.into(), &places), 0, text.len() as u64)
                .map(|(line, item)| {
                    let item = item.map(|item| String::from_utf8(item.bytes().into()).unwrap());
                    (line, item)
                })
                .collect();
        let items: Vec<(u64, Result<&str, &str>)> = items
            .iter()
            .map(|(line, item)| (*line, item.as_deref().map_err(String::as_str)))
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
        let places = Places::of(deep.as_str().into());
        let items = Items::of((deep.as_str().into(), &places), 0, deep.len() as u64);
        assert_eq!(items.count(), 2);
    }
}
