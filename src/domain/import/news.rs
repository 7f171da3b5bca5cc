//! What is new about somebody's work, by what they say of themselves: a reason to write.

use super::FieldChange;
use super::fields::Fields;
use super::merge::get;
use crate::domain::draft::{NamedBy, SourceKind};
use crate::text;

/// What a source of this kind says now that it did not say before, "new at Genelab" or "now
/// Director at Acme", as far as it was taken over. `mine` is what is here so far: what is known
/// is no news. Nor is what a person writes into their own address book.
pub(super) fn news(
    kind: SourceKind,
    mine: &Fields,
    before: &Fields,
    theirs: &Fields,
) -> Option<News> {
    let says_anew = |field: &'static str| {
        let now = get(theirs, field)?;
        let is_other = |of: &Fields| get(of, field).is_none_or(|was| !is_same(was, now));
        (is_other(before) && is_other(mine)).then(|| text::one_line(now))
    };
    if kind.named_by() != NamedBy::Themselves {
        return None;
    }
    if let Some(org) = says_anew("org") {
        let text = format!("new at {org}");
        return Some(News { field: "org", text });
    }
    let title = says_anew("title")?;
    let text = match get(theirs, "org") {
        Some(org) => format!("now {title} at {}", text::one_line(org)),
        None => format!("now {title}"),
    };
    Some(News {
        field: "title",
        text,
    })
}

/// Something new, and the field that it is about.
pub(super) struct News {
    field: &'static str,
    text: String,
}

impl News {
    /// Its words, if these changes took it over: into the field, or where the field is another
    /// source's, beside it in place of what stood there.
    pub(super) fn taken(self, changes: &[FieldChange]) -> Option<String> {
        let is_of_it = |change: &FieldChange| match change.field.as_str() {
            "detail:work" => change.from.is_some(),
            field => field == self.field && change.to.is_some(),
        };
        changes.iter().any(is_of_it).then_some(self.text)
    }
}

fn is_same(a: &str, b: &str) -> bool {
    text::fold(a) == text::fold(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::merge::{Others, Said, merge};

    fn work(org: &str, title: &str) -> Fields {
        let pair = |field: &str, value: &str| (field.to_owned(), value.to_owned());
        let mut fields = vec![pair("name", "Ana Sousa")];
        let pairs = [pair("org", org), pair("title", title)];
        fields.extend(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        fields
    }

    /// What is new when LinkedIn said `before` and says `theirs`, and here it is `mine`.
    #[track_caller]
    fn check(mine: Fields, before: Fields, theirs: Fields, expected: Option<&str>) {
        let mut now = mine;
        let kind = SourceKind::LinkedinConnections;
        let news = news(kind, &now, &before, &theirs);
        let kept = Fields::new();
        let base = Some(Said {
            fields: &before,
            kept: &kept,
        });
        let changes = merge(&mut now, &theirs, base, &Others::default());
        let news = news.and_then(|news| news.taken(&changes));
        assert_eq!(news.as_deref(), expected);
    }

    #[test]
    fn a_new_place_is_news_and_so_is_a_new_title() {
        let was = || work("Acme", "Designer");
        check(
            was(),
            was(),
            work("Genelab", "Designer"),
            Some("new at Genelab"),
        );
        check(
            was(),
            was(),
            work("Genelab", "Lead"),
            Some("new at Genelab"),
        );
        check(was(), was(), work("Acme", "Lead"), Some("now Lead at Acme"));
        check(
            work("", "Designer"),
            work("", "Designer"),
            work("", "Lead"),
            Some("now Lead"),
        );
        check(work("", ""), work("", ""), was(), Some("new at Acme"));
    }

    #[test]
    fn what_is_known_gone_or_not_taken_is_no_news() {
        let was = || work("Acme", "Designer");
        check(was(), was(), was(), None);
        check(was(), was(), work("ACME", "Designer"), None);
        check(was(), was(), work("", ""), None);
        check(
            work("Genelab", "Designer"),
            was(),
            work("Genelab", "Designer"),
            None,
        );
        // By hand they work elsewhere.
        check(
            work("Flux", "Designer"),
            was(),
            work("Genelab", "Designer"),
            None,
        );
        // What stands beside follows.
        let mut beside = work("Flux", "Chair");
        beside.push(("detail:work".to_owned(), "Designer, Acme".to_owned()));
        check(
            beside,
            was(),
            work("Genelab", "Lead"),
            Some("new at Genelab"),
        );
    }
}
