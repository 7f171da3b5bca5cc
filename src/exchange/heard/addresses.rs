//! The addresses of a mail's head: `Ana <ana@x.example>, "Ito, Ben" <ben@x.example>`. Their
//! names say nothing that is needed, so that no encoded word has to be read.

use crate::domain::matching::email_key;

/// More than so many addresses on a line are not read: that went to a crowd.
const MOST: usize = 200;

/// The addresses that a line names, as they are matched, those of groups too.
pub(super) fn addresses(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    // What stands outside of quotes and comments, and what stands in angle brackets.
    let mut bare = String::new();
    let mut angled: Option<String> = None;
    let mut in_angle = false;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => skip_quoted(&mut chars),
            '(' => skip_comment(&mut chars),
            '<' => {
                in_angle = true;
                angled = Some(String::new());
            }
            '>' => in_angle = false,
            ',' | ';' if !in_angle => {
                take(&mut found, &mut bare, &mut angled);
                if found.len() > MOST {
                    return found;
                }
            }
            // What a group is called.
            ':' if !in_angle => bare.clear(),
            c if in_angle => angled.iter_mut().for_each(|angled| angled.push(c)),
            c => bare.push(c),
        }
    }
    take(&mut found, &mut bare, &mut angled);
    found
}

fn skip_quoted(chars: &mut std::str::Chars<'_>) {
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '"' => return,
            _ => {}
        }
    }
}

fn skip_comment(chars: &mut std::str::Chars<'_>) {
    let mut depth = 1;
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// Takes the address of one mailbox out of its parts.
fn take(found: &mut Vec<String>, bare: &mut String, angled: &mut Option<String>) {
    let bare = std::mem::take(bare);
    let address = angled.take().unwrap_or(bare);
    // A route before it, as in `<@a.example,@b.example:ana@x.example>`.
    let address = address.rsplit(':').next().unwrap_or_default();
    let address: String = address.split_whitespace().collect();
    if address.contains('@') {
        found.push(email_key(&address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_mailbox_gives_its_address() {
        for (line, expected) in [
            ("ana@x.example", &["ana@x.example"][..]),
            (
                " =?UTF-8?B?SW7DqXMgT2thZm9y?= <Ines@Example.com>",
                &["ines@example.com"],
            ),
            (
                "\"Me, Myself\" <me@x.example>,\r\n tomas@x.example",
                &["me@x.example", "tomas@x.example"],
            ),
            ("undisclosed-recipients:;", &[]),
            (
                "friends: ben@x.example, \"O'Neil\" <ben2@x.example>; , ana@x.example",
                &["ben@x.example", "ben2@x.example", "ana@x.example"],
            ),
            ("ana@x.example (Ana (\\) at home))", &["ana@x.example"]),
            ("\"a\\\"b, c@d\" <e@f.example>", &["e@f.example"]),
            ("<@a.example,@b.example:ana@x.example>", &["ana@x.example"]),
            ("Ana", &[]),
            ("<>", &[]),
            ("", &[]),
            ("\"never closed <a@b.example>", &[]),
            ("(never closed a@b.example", &[]),
        ] {
            assert_eq!(addresses(line), expected, "{line}");
        }
        let many = "a@x.example,".repeat(100_000);
        assert_eq!(addresses(&many).len(), MOST + 1);
        assert_eq!(addresses(&"(".repeat(100_000)), Vec::<String>::new());
    }
}
