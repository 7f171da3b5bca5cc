//! Row identities, one type per table, so that a catch-up's id never lands in a contact's place.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person or a company.
    ContactId,
    /// Something that happened between you and one or more contacts.
    CatchUpId,
    /// Something to ask or send.
    NextStepId,
    /// A birthday, an anniversary or another day.
    OccasionId,
    /// A way to reach somebody: an address, a number, a profile.
    MethodId,
    /// A tie between two contacts other than yours to them.
    RelationId,
    /// A link waiting on the shelf.
    LinkId,
    /// A connection request.
    RequestId,
    /// What a file or a card of a folder said of somebody.
    SourceId,
    /// A property that was changed here and in a folder.
    ConflictId,
    /// What mail or a calendar told of somebody.
    HeardId,
    /// One undoable thing somebody did.
    ActionId,
}
