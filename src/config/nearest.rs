//! The known word that somebody probably meant.

/// The one of `known` that is nearest to `word`, if any is near: at most a third of its
/// letters differ, or one begins the other. A word of two letters, "no", is near nothing.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (distance(&word, candidate), candidate))
        .filter(|(steps, candidate)| {
            let begins = word.len().min(candidate.len()) > 2
                && (candidate.starts_with(word.as_str()) || word.starts_with(candidate));
            *steps <= candidate.chars().count() / 3 || begins
        })
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour to
/// make `b` of `a` (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut steps = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            steps[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = steps[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let fewest = replaced.min(steps[i - 1][j] + 1).min(steps[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    fewest.min(steps[i - 2][j - 2] + 1)
                } else {
                    fewest
                }
            };
        }
    }
    steps[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word() {
        let known = [
            "budget",
            "week_start",
            "date_order",
            "name_order",
            "topics",
            "no",
            "up",
        ];
        for (word, meant) in [
            ("bugdet", Some("budget")),
            ("Budget", Some("budget")),
            ("week", Some("week_start")),
            ("weekstart", Some("week_start")),
            ("nameorder", Some("name_order")),
            ("colour", None),
            ("nothing", None),
            ("nod", None),
            ("oops", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }
}
