//! A card that somebody else wrote, changed.

use ties::domain::draft::Draft;
use ties::domain::import::{self, FieldChange};
use ties::exchange::vcard::{self, One};

use super::Room;

/// Changes to a card: lines of a sign, a field and, after a tab, a value, up to an empty line;
/// then the card. `+` adds the value, `-` takes away the first that is there, `=` puts the
/// value in its place.
pub fn patch(input: &[u8], _: &Room) {
    let parted = input.windows(2).position(|at| at == b"\n\n");
    let (head, card) = match parted {
        Some(at) => (&input[..at], &input[at + 2..]),
        None => (&input[..0], input),
    };
    let none = Draft::default();
    let unchanged = vcard::patch(card, &[], &none);
    assert_eq!(unchanged.as_deref(), Ok(card), "nothing changed");
    let Ok(One::Contact(draft)) = vcard::one(card) else {
        return;
    };
    let said = import::fields(&draft);
    let changes: Vec<FieldChange> = super::text(head)
        .lines()
        .take(6)
        .filter_map(|line| change(line, &said))
        .collect();
    let Ok(patched) = vcard::patch(card, &changes, &none) else {
        return;
    };
    let after = vcard::one(&patched);
    assert!(matches!(after, Ok(One::Contact(_))), "{after:?}");
    stood(card, &patched, changes.len());
}

fn change(line: &str, said: &[(String, String)]) -> Option<FieldChange> {
    let mut letters = line.chars();
    let sign = letters.next()?;
    let (field, value) = match letters.as_str().split_once('\t') {
        Some((field, value)) => (field, Some(value)),
        None => (letters.as_str(), None),
    };
    let there = || {
        let mut of_it = said.iter().filter(|(name, _)| name == field);
        of_it.next().map(|(_, value)| value.clone())
    };
    let (from, to) = match sign {
        '+' if import::is_list(field) => (None, value),
        '+' => (there(), value),
        '-' => (there(), None),
        '=' => (Some(there()?), value),
        _ => return None,
    };
    // As they come: one line, unless it is a note, and nothing around it.
    let to = match to.map(str::trim) {
        Some("") => return None,
        to => to.map(str::to_owned),
    };
    (from.is_some() || to.is_some()).then(|| FieldChange {
        field: field.to_owned(),
        from,
        to,
    })
}

/// That what is left of a card's lines stands there in order, byte for byte. Each change may
/// bring a line that stood elsewhere.
fn stood(card: &[u8], patched: &[u8], changes: usize) {
    let lines = |card: &'_ [u8]| -> Vec<Vec<u8>> {
        let lines = card.split(|byte| matches!(byte, b'\n' | b'\r'));
        let lines = lines.filter(|line| !line.is_empty());
        lines.map(<[u8]>::to_vec).collect()
    };
    let (old, new) = (lines(card), lines(patched));
    let stood: Vec<_> = new.iter().filter(|line| old.contains(line)).collect();
    if old.len() > 300 {
        return; // the same as with fewer, only slower
    }
    // The longest run of lines that both have in this order.
    let mut longest = vec![0; old.len() + 1];
    for line in &stood {
        let mut before = 0;
        for (at, other) in old.iter().enumerate() {
            let here = longest[at + 1];
            longest[at + 1] = match *line == other {
                true => before + 1,
                false => here.max(longest[at]),
            };
            before = here;
        }
    }
    assert!(
        stood.len() <= longest[old.len()] + changes,
        "lines that stood in another order:\n{}",
        String::from_utf8_lossy(patched)
    );
}
