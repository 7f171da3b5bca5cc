//! The date language, and how spans of time are said.

/// How long ago, in words ("5 months").
pub fn ago_long(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "a day".to_owned(),
        2..=13 => format!("{days} days"),
        14..=60 => format!("{} weeks", days / 7),
        61..=729 => format!("{} months", days / 30),
        _ => format!("{} years", days / 365),
    }
}
