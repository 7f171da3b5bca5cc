//! Notes by whole paragraphs.

/// Where whole paragraphs of `text` are `part`; never where that is empty.
pub(in crate::domain) fn paragraphs_at(text: &str, part: &str) -> Option<usize> {
    let is_edge = |line: &str| line.trim().is_empty();
    let starts = |before: &str| match before
        .trim_end_matches([' ', '\t', '\r'])
        .strip_suffix('\n')
    {
        Some(before) => is_edge(before.rsplit('\n').next().unwrap_or_default()),
        None => is_edge(before),
    };
    let ends = |after: &str| {
        let mut lines = after.split('\n');
        is_edge(lines.next().unwrap_or_default()) && is_edge(lines.next().unwrap_or_default())
    };
    if part.is_empty() {
        return None;
    }
    text.match_indices(part)
        .map(|(at, _)| at)
        .find(|at| starts(&text[..*at]) && ends(&text[*at + part.len()..]))
}

/// Paragraphs with an empty line between them, without those that are empty.
pub(super) fn joined(parts: [&str; 3]) -> String {
    let parts = parts.map(str::trim);
    let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_paragraphs_are_found() {
        #[track_caller]
        fn check(text: &str, part: &str, expected: Option<usize>) {
            assert_eq!(paragraphs_at(text, part), expected, "{text:?} {part:?}");
        }
        check("art", "art", Some(0));
        check("Started a party with her.", "art", None);
        check("art\n\nmine", "art", Some(0));
        check("mine\n\nart", "art", Some(6));
        check("mine\n \nart\n", "art", Some(7));
        check("mine\r\n\r\nart\r\n\r\nmore", "art", Some(8));
        check("mine\nart", "art", None);
        check("art\nmine", "art", None);
        check("an art\n\nart", "art", Some(8));
        check("one\n\ntwo\n\nthree", "one\n\ntwo", Some(0));
        check("art", "", None);
    }
}
