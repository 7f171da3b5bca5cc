//! What TaskChampion's words mean: of what goes wrong on the way to a server or a bucket it keeps
//! no kinds.

use super::chain::Fault;

/// Words that tell a fault, in small letters, the surest first.
const SIGNS: &[(Sign, &[&str])] = &[
    (Sign::WrongSecret, &["unsealing"]),
    (
        Sign::Damaged,
        &["envelope", "'latest' object", "version cycle"],
    ),
    (Sign::Gone, &["says 410"]),
    (Sign::NoRoom, &["says 507", "quotaexceeded"]),
    (Sign::Stranger, &["content-type", " header"]),
    (
        Sign::Denied,
        &[
            "says 401",
            "says 403",
            "says 407",
            "accessdenied",
            "accountproblem",
            "invalidaccesskeyid",
            "signaturedoesnotmatch",
            "expiredtoken",
            "credential",
            "key is not taken",
            "storage.objects.",
        ],
    ),
    (
        Sign::Missing,
        &[
            "says 404",
            "nosuchbucket",
            "bucket does not exist",
            "permanentredirect",
            "authorizationheadermalformed",
            "could not parse",
        ],
    ),
    (
        Sign::Unreachable,
        &[
            "says 408",
            "says 429",
            "says 5",
            "sending request",
            "reading a body",
            "decoding response body",
            "connect",
            "timed out",
            "timeout",
            "dispatch failure",
            "internalerror",
            "serviceunavailable",
            "slowdown",
            "dns",
        ],
    ),
    (Sign::Rejected, &["says 4"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    WrongSecret,
    Damaged,
    Gone,
    NoRoom,
    /// Something answers there, and it is no history.
    Stranger,
    Denied,
    Missing,
    Unreachable,
    Rejected,
}

/// What was wrong with the history at `place`, by the words of TaskChampion's error and of those
/// that it came from.
pub(super) fn fault(place: &str, said: &str) -> Fault {
    let bare = bare(said);
    let small = bare.to_lowercase();
    let found = SIGNS
        .iter()
        .find(|(_, words)| words.iter().any(|word| small.contains(word)));
    let what = format!("{place}: {bare}");
    match found.map(|(sign, _)| *sign) {
        Some(Sign::WrongSecret) => Fault::WrongSecret,
        Some(Sign::Damaged) => Fault::Damaged(what),
        Some(Sign::Gone) => Fault::Gone,
        Some(Sign::NoRoom) => Fault::NoRoom,
        Some(Sign::Stranger) => {
            Fault::Other(format!("what answers at {place} is no server of histories"))
        }
        Some(Sign::Denied) => Fault::Denied(what),
        Some(Sign::Missing) => Fault::Missing(what),
        Some(Sign::Unreachable) => Fault::Unreachable(what),
        Some(Sign::Rejected) => Fault::Rejected(what),
        None => Fault::Other(what),
    }
}

/// What was said, without what tells nobody anything: the address and the number of a request.
fn bare(said: &str) -> String {
    if let Some((_, status)) = said.split_once(" responded with ") {
        return format!("it says {status}");
    }
    if let Some((_, rest)) = said.split_once("HTTP status ")
        && let Some((_, rest)) = rest.split_once(" error (")
    {
        let status = rest.split_once(')').map_or(rest, |(status, _)| status);
        // Google's keys are shown at an address of their own first.
        return match status.starts_with('4') && said.contains("/token)") {
            true => format!("the key is not taken: it says {status}"),
            false => format!("it says {status}"),
        };
    }
    // As Amazon's library has it: `Error { code: "…", message: "…", … }`.
    let field = |name: &str| {
        let (_, rest) = said.split_once(&format!("{name}: \""))?;
        rest.split_once('"').map(|(value, _)| value)
    };
    if let (Some(code), Some(message)) = (field("code"), field("message")) {
        return format!("{code}: {message}");
    }
    let mut bare = said.trim_start_matches("Server Error: ");
    for start in ["unhandled error: ", "dispatch failure: ", "other: "] {
        bare = bare.strip_prefix(start).unwrap_or(bare);
    }
    let mut short = String::new();
    while let Some((before, rest)) = bare.split_once(" for url (") {
        short += before;
        bare = rest.split_once(')').map_or("", |(_, after)| after);
    }
    short + bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, expected: &Fault) {
        assert_eq!(fault("x", said), *expected, "{said}");
    }

    #[test]
    fn what_was_said_is_told_by_its_words() {
        let what = |text: &str| format!("x: {text}");
        let url = "http://header.example.org/v1/client/snapshot";
        check(
            "error while unsealing encrypted value: x",
            &Fault::WrongSecret,
        );
        check(
            "Server Error: envelope is too small",
            &Fault::Damaged(what("envelope is too small")),
        );
        for (status, expected) in [
            (
                "403 Forbidden",
                Fault::Denied(what("it says 403 Forbidden")),
            ),
            (
                "404 Not Found",
                Fault::Missing(what("it says 404 Not Found")),
            ),
            ("410 Gone", Fault::Gone),
            (
                "413 Payload Too Large",
                Fault::Rejected(what("it says 413 Payload Too Large")),
            ),
            (
                "502 Bad Gateway",
                Fault::Unreachable(what("it says 502 Bad Gateway")),
            ),
            ("507 Insufficient Storage", Fault::NoRoom),
        ] {
            check(
                &format!("Server Error: {url} responded with {status}"),
                &expected,
            );
        }
        check(
            &format!("HTTP status client error (404 Not Found) for url ({url})"),
            &Fault::Missing(what("it says 404 Not Found")),
        );
        check(
            "HTTP status client error (400 Bad Request) for url (https://example.org/token)",
            &Fault::Denied(what("the key is not taken: it says 400 Bad Request")),
        );
        check(
            &format!("error sending request for url ({url})"),
            &Fault::Unreachable(what("error sending request")),
        );
        check(
            "Response does not have X-Version-Id header",
            &Fault::Other("what answers at x is no server of histories".to_owned()),
        );
        check(
            "unhandled error (NoSuchBucket): Error { code: \"NoSuchBucket\", message: \"The \
             specified bucket does not exist\", aws_request_id: \"7h\" }",
            &Fault::Missing(what("NoSuchBucket: The specified bucket does not exist")),
        );
        check(
            &format!(
                "unhandled error: dispatch failure: other: error sending request for url ({url}): \
                 client error (Connect): tcp connect error: Connection refused (os error 111)"
            ),
            &Fault::Unreachable(what(
                "error sending request: client error (Connect): tcp connect error: Connection \
                 refused (os error 111)",
            )),
        );
        check("anything else", &Fault::Other(what("anything else")));
    }
}
