//! Addresses that open a mail.

use std::fmt::Write;

/// The address that opens an empty mail to somebody.
pub fn mailto(to: &str) -> String {
    format!("mailto:{}", escaped(to.trim(), "@+!$'*"))
}

/// The address that opens a mail to somebody with a subject and a text in it (RFC 6068).
pub fn mailto_with(to: &str, subject: &str, body: &str) -> String {
    let body = body.replace("\r\n", "\n").replace('\n', "\r\n");
    format!(
        "{}?subject={}&body={}",
        mailto(to),
        escaped(subject, ""),
        escaped(&body, "")
    )
}

/// A text of which nothing is taken for a part of the address around it: all but letters and
/// digits of ASCII, `-._~` and what is `kept` stands as its bytes in hexadecimal.
fn escaped(text: &str, kept: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if letter.is_ascii_alphanumeric() || "-._~".contains(letter) || kept.contains(letter) {
            escaped.push(letter);
        } else {
            // Writing to a text cannot go wrong.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_mail_is_taken_for_another() {
        #[track_caller]
        fn check(mail: String, expected: &str) {
            assert_eq!(mail, expected);
        }
        check(
            mailto("ana+news@example.org"),
            "mailto:ana+news@example.org",
        );
        check(
            mailto("ana@example.org?cc=eve@example.org&body=x"),
            "mailto:ana@example.org%3Fcc%3Deve@example.org%26body%3Dx",
        );
        check(mailto("a,b c@x.org\u{1b}"), "mailto:a%2Cb%20c@x.org%1B");
        check(
            mailto_with(
                "a@x.org",
                "50% & more?",
                "Hi Zoë,\nhttps://x.org/a?b=c#d +1",
            ),
            "mailto:a@x.org?subject=50%25%20%26%20more%3F\
             &body=Hi%20Zo%C3%AB%2C%0D%0Ahttps%3A%2F%2Fx.org%2Fa%3Fb%3Dc%23d%20%2B1",
        );
    }
}
