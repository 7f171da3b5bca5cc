//! A note that was changed on two machines.

/// Both texts of a note that was `base` before two machines changed it: all of `theirs`, and
/// behind it those paragraphs of `mine` that are new.
pub fn both(base: &str, mine: &str, theirs: &str) -> String {
    if mine == base {
        return theirs.to_owned();
    }
    if theirs == base {
        return mine.to_owned();
    }
    let known: Vec<&str> = paragraphs(base).chain(paragraphs(theirs)).collect();
    let new = paragraphs(mine).filter(|paragraph| !known.contains(paragraph));
    let mut text = theirs.trim_end().to_owned();
    for paragraph in new {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(paragraph);
    }
    text
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_are_kept() {
        #[track_caller]
        fn check(base: &str, mine: &str, theirs: &str, expected: &str) {
            assert_eq!(
                both(base, mine, theirs),
                expected,
                "{base:?} {mine:?} {theirs:?}"
            );
        }
        check("", "rows", "sails", "sails\n\nrows");
        check("old", "old\n\nrows", "old\n\nsails", "old\n\nsails\n\nrows");
        check("old", "old", "old\n\nsails", "old\n\nsails");
        check("old", "old\n\nrows", "old", "old\n\nrows");
        check("old", "", "old\n\nsails", "old\n\nsails");
        check("old", "old, and rows", "", "old, and rows");
        check("old", "same", "same", "same");
        check("a\n\nb", "b", "a\n\nb, c", "a\n\nb, c");
    }
}
