//! Where a dinner could be: the circles with people enough for a table.

use super::{SIZES, could_come};
use crate::domain::network::{CircleKind, Network};
use crate::text;

/// A city or circle that a table could come together in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub kind: CircleKind,
    pub name: String,
    /// How many of it could come.
    pub people: usize,
}

impl Place {
    /// What it is, in a word.
    pub const fn word(&self) -> &'static str {
        match self.kind {
            CircleKind::City => "city",
            CircleKind::Tag => "tag",
            CircleKind::Org => "organisation",
            CircleKind::Via(_) => "circle",
        }
    }
}

/// The cities, tags and organisations with enough people for the smallest table, the largest
/// first.
pub fn places(network: &Network) -> Vec<Place> {
    let mut people = vec![0; network.circles.len()];
    for contact in network
        .contacts
        .iter()
        .filter(|contact| could_come(contact))
    {
        for circle in contact.circles() {
            if let Some(people) = people.get_mut(circle.0 as usize) {
                *people += 1;
            }
        }
    }
    let mut places: Vec<Place> = network
        .circles
        .iter()
        .zip(people)
        .filter(|((_, circle), people)| {
            !matches!(circle.kind, CircleKind::Via(_)) && *people + 1 >= *SIZES.start()
        })
        .map(|((_, circle), people)| Place {
            kind: circle.kind,
            name: circle.name.to_string(),
            people,
        })
        .collect();
    places.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.cmp(&b.name)));
    places
}

/// Those of the places whose name holds what was typed, those that begin with it first.
pub fn named<'p>(places: &'p [Place], typed: &str) -> Vec<&'p Place> {
    let typed = text::fold(typed.trim().trim_start_matches('#'));
    let mut found: Vec<(bool, &Place)> = places
        .iter()
        .filter_map(|place| {
            let at = text::fold(&place.name).find(&typed)?;
            Some((at > 0, place))
        })
        .collect();
    found.sort_by_key(|(inside, _)| *inside);
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::standing::Standing;
    use crate::domain::testing::{circled, contact, network};

    #[test]
    fn a_place_has_enough_people_for_a_table() {
        let mut people = network((1..=8).map(contact).collect());
        let circles = &mut people.circles;
        let oslo = circles.intern(CircleKind::City, "Oslo");
        let choir = circles.intern(CircleKind::Tag, "choir");
        let acme = circles.intern(CircleKind::Org, "Ácme");
        let few = circles.intern(CircleKind::City, "Few");
        let belongs = [
            &[oslo, choir][..],
            &[oslo, choir],
            &[oslo, choir],
            &[oslo, acme],
            &[acme, few],
            &[acme, few],
            &[acme],
            &[few],
        ];
        for (person, circles) in people.contacts.iter_mut().zip(belongs) {
            *person = circled(person, circles);
        }
        people.contacts[7].standing = Standing::Dormant;
        let found = places(&people);
        let told: Vec<(&str, &str, usize)> = found
            .iter()
            .map(|place| (place.word(), &*place.name, place.people))
            .collect();
        let (a, o, c) = (
            ("organisation", "Ácme", 4),
            ("city", "Oslo", 4),
            ("tag", "choir", 3),
        );
        assert_eq!(told, [o, a, c]);
        let named = |typed: &str| {
            let named = named(&found, typed).into_iter();
            named.map(|place| &*place.name).collect::<Vec<_>>()
        };
        assert_eq!(named("o"), ["Oslo", "choir"]);
        assert_eq!(named("acme"), ["Ácme"]);
        assert_eq!(named("#CHO"), ["choir"]);
        assert_eq!(named("zzz"), Vec::<&str>::new());
    }
}
