//! Which name somebody goes by who comes in.

use crate::domain::draft::Draft;
use crate::text;

/// Shows a formal name plainly: what stands around it is kept in its parts.
pub(crate) fn name_plainly(draft: &mut Draft) {
    if let Some(name) = plain(draft) {
        draft.name = name;
    }
}

/// The given and family name of a formal one, in its order and spelling: "Ines Okafor" of
/// "Dr. Ines Marie Okafor, PhD". `None` where the name is not formal, or says anything that
/// its parts do not keep.
fn plain(draft: &Draft) -> Option<String> {
    let parts = &draft.parts;
    if parts.prefix.is_none() && parts.suffix.is_none() {
        return None; // as nearly everybody
    }
    let (given, family) = (parts.given.as_deref()?, parts.family.as_deref()?);
    let core = words(given).chain(words(family)).collect::<Vec<_>>();
    let titles = [&parts.prefix, &parts.suffix];
    let titles: Vec<String> = titles
        .into_iter()
        .flatten()
        .flat_map(|t| words(t))
        .collect();
    let middle: Vec<String> = parts.middle.iter().flat_map(|m| words(m)).collect();
    let said: Vec<String> = words(&draft.name).collect();
    let is_formal = said.iter().any(|word| titles.contains(word));
    let is_kept = |word: &String| {
        [&core, &titles, &middle]
            .iter()
            .any(|part| part.contains(word))
    };
    let is_whole = core.iter().all(|word| said.contains(word));
    if core.is_empty() || !is_formal || !is_whole || !said.iter().all(is_kept) {
        return None;
    }
    let kept: Vec<&str> = draft
        .name
        .split_whitespace()
        .map(|word| word.trim_matches(','))
        .filter(|word| words(word).any(|word| core.contains(&word)))
        .collect();
    Some(kept.join(" "))
}

/// Words without case, accents and what stands around them.
fn words(text: &str) -> impl Iterator<Item = String> + use<> {
    text::fold(text)
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_matches('.').to_owned())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::NameParts;

    /// Parts as a card's N has them: family, given, middle, prefix, suffix.
    #[track_caller]
    fn check(name: &str, parts: [&str; 5], expected: Option<&str>) {
        let [family, given, middle, prefix, suffix] =
            parts.map(|part| (!part.is_empty()).then(|| part.to_owned()));
        let draft = Draft {
            name: name.to_owned(),
            parts: NameParts {
                prefix,
                given,
                middle,
                family,
                suffix,
            },
            ..Draft::default()
        };
        assert_eq!(plain(&draft).as_deref(), expected);
    }

    #[test]
    fn a_formal_name_is_shown_plainly() {
        let ines = ["Okafor", "Ines", "Marie", "Dr.", "PhD"];
        check("Dr. Ines Marie Okafor, PhD", ines, Some("Ines Okafor"));
        check("Dr Okafor, Ines", ines, Some("Okafor Ines"));
        check(
            "Prof. Ana de la Cruz",
            ["de la Cruz", "Ana", "", "Prof.", ""],
            Some("Ana de la Cruz"),
        );
    }

    #[test]
    fn a_name_that_is_not_formal_or_says_more_stays() {
        let ana = ["Sousa", "Ana", "Maria", "", ""];
        check("Ana Maria Sousa", ana, None);
        check("Ana Sousa", ana, None);
        check("Dr. Ana Sousa", ana, None);
        let ines = ["Okafor", "Ines", "Marie", "Dr.", "PhD"];
        check("Dr. Ines “Nes” Okafor", ines, None);
        check("Dr. Ines", ines, None);
        check("李雷", ["李", "雷", "", "", ""], None);
        check("Dr. Okafor", ["Okafor", "", "", "Dr.", ""], None);
    }
}
