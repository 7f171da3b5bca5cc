//! What the change of a few contacts means for everyone else.

use super::bridge;
use super::contact::Contact;
use super::week;

/// What has to be worked out again of everyone, since a few contacts changed. The read model
/// is changed where it lies, so that nobody can tell later by comparing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ripples {
    /// What is reached of circles, by which everybody in them is more or less of a bridge.
    pub reach: bool,
    /// Whose days come round.
    pub days: bool,
}

impl Ripples {
    /// Everyone may be another.
    pub const ALL: Ripples = Ripples {
        reach: true,
        days: true,
    };

    /// Those of a contact that was one thing, if they were there, and is another; their
    /// occasions but the birthday are for the caller to compare.
    pub fn of(was: Option<&Contact>, is: Option<&Contact>) -> Ripples {
        let days = |contact: &Contact| week::is_celebrated(contact).then_some(contact.birthday);
        Ripples {
            reach: match (was, is) {
                (Some(was), Some(is)) => {
                    let (before, after) = (bridge::weight(was), bridge::weight(is));
                    before != after || (before > 0.0 && !was.circles().eq(is.circles()))
                }
                (one, other) => one.or(other).is_some_and(|c| bridge::weight(c) > 0.0),
            },
            days: was.and_then(days) != is.and_then(days),
        }
    }

    /// These and others.
    pub fn and(self, others: Ripples) -> Ripples {
        Ripples {
            reach: self.reach || others.reach,
            days: self.days || others.days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bridge::Reach;
    use crate::domain::id::ContactId;
    use crate::domain::network::{CircleKind, Network};
    use crate::domain::standing::Standing;
    use crate::domain::testing::{TODAY, circled, day, in_circles, rare};
    use crate::domain::tie::Tie;

    const ACME: (CircleKind, &str) = (CircleKind::Org, "acme");

    fn people() -> Network {
        let mut network = in_circles(&[
            (Tie::Strong, &[ACME, (CircleKind::Tag, "rustmeet")]),
            (Tie::Weak, &[ACME]),
            (Tie::Latent, &[ACME]),
        ]);
        for contact in &mut network.contacts {
            contact.birthday = Some("--11-23".parse().unwrap());
        }
        network
    }

    /// Whether what a change of somebody leaves alone is the same before and after.
    #[track_caller]
    fn check(id: i64, change: fn(&mut Network, usize), expected: Ripples) {
        let before = people();
        let mut after = before.clone();
        let at = before.index_of(ContactId(id)).unwrap();
        change(&mut after, at);
        let mut ripples = Ripples::of(before.contact(ContactId(id)), after.contact(ContactId(id)));
        ripples.reach |= before.circles.len() != after.circles.len();
        assert_eq!(ripples, expected);
        assert_eq!(Reach::of(&before) != Reach::of(&after), expected.reach);
        let coming = |network| week::occasions(network, day(TODAY));
        assert_eq!(coming(&before) != coming(&after), expected.days);
    }

    #[test]
    fn what_leaves_everyone_else_alone_is_told_from_what_does_not() {
        let (reach, days) = (
            Ripples {
                reach: true,
                days: false,
            },
            Ripples {
                reach: false,
                days: true,
            },
        );
        let nothing = Ripples::default();
        check(
            1,
            |all, at| all.contacts[at].last = Some(day(TODAY)),
            nothing,
        );
        check(2, |all, at| all.contacts[at].tie = Tie::Moderate, reach);
        check(
            1,
            |all, at| all.contacts[at].standing = Standing::Paused,
            Ripples::ALL,
        );
        check(1, |all, at| drop(all.contacts.remove(at)), Ripples::ALL);
        check(3, |all, at| drop(all.contacts.remove(at)), nothing);
        check(
            2,
            |all, at| all.contacts[at] = circled(&all.contacts[at], &[]),
            reach,
        );
        check(
            3,
            |all, at| all.contacts[at] = circled(&all.contacts[at], &[]),
            nothing,
        );
        check(
            2,
            |all, at| {
                let flux = all.circles.intern(CircleKind::Org, "flux");
                all.contacts[at] = circled(&all.contacts[at], &[flux]);
            },
            reach,
        );
        check(2, |all, at| all.contacts[at].birthday = None, days);
        check(
            3,
            |all, at| all.contacts[at].rare = rare(|rare| rare.mind = Some(day(TODAY))),
            days,
        );
    }
}
