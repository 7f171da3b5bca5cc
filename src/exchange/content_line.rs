//! Lines as vCard and iCalendar have them: folded at 75 bytes, with what parts values escaped.

/// The longest line in bytes, line end not counted.
const LINE: usize = 75;

/// A value with what would end or part it escaped; every line end is one and the same.
pub(super) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, folded where it is longer than a line may be, never inside a letter.
pub(super) fn push(text: &mut String, line: &str) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            text.push_str("\r\n ");
            room = LINE - 1;
        }
        text.push(c);
        room -= c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_ends_a_line_parts_its_words() {
        assert_eq!(escaped("a\nb\r\nc\rd;e,f\\"), "a\\nb\\nc\\nd\\;e\\,f\\\\");
    }
}
