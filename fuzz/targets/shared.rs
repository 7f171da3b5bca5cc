//! What another machine wrote, which shares the history of this one.

use ties::domain::card::MethodKind;
use ties::domain::change::{Change, Edit, NewContact};
use ties::domain::contact::Kind;
use ties::domain::sync::{RowId, Segment};
use ties::domain::tie::Tie;
use ties::store::{Store, WayIn};
use ties::sync::run;
use ties::sync::testing::Shared;
use uuid::Uuid;

use super::{Room, TODAY, clock, rules};

/// A segment of the shared history, in which `BEA` stands for the uid of the one contact that is
/// here, and `MAIL` for that of her address. What is read, written and read is the same. It is
/// taken in whole, or said in one line to be none of this history, and nothing changes.
pub fn segment(input: &[u8], _: &Room) {
    let text = super::text(input);
    if Segment::read(&text).is_err() {
        return;
    }
    let (mut store, [bea, mail]) = machine();
    let text = text.replace("BEA", &bea).replace("MAIL", &mail);
    let segment = Segment::read(&text).unwrap();
    let again = Segment::read(&segment.write()).unwrap();
    assert_eq!(rows(&again), rows(&segment));
    assert_eq!(again.clashes, segment.clashes);
    let before = store.export().unwrap();
    match store.take_in(None, &[(Uuid::from_u128(2), segment)]) {
        Ok(_) => {
            store.export().unwrap();
            let _ = store.undo();
            let _ = store.to_send().unwrap();
        }
        Err(error) => {
            let said = error.to_string();
            assert!(!said.contains('\n'), "{said}");
            assert_eq!(store.export().unwrap(), before, "{said}");
        }
    }
}

/// Which rows it is about; fractions, which no column holds, need not come back to the last bit.
fn rows(segment: &Segment) -> Vec<&RowId> {
    let changes = segment.deeds.iter().flat_map(|deed| &deed.changes);
    changes.map(|change| &change.of).collect()
}

/// A machine that shares who is on it, with something that is still to be sent; and the uids.
fn machine() -> (Store, [String; 2]) {
    let today = TODAY.parse().unwrap();
    let mut store = Store::in_memory(clock()).unwrap();
    let bea = NewContact {
        name: "Bea".to_owned(),
        kind: Kind::Person,
        tie: Tie::Weak,
        counting_from: None,
        edit: Edit {
            add_methods: vec![(MethodKind::Email, None, "bea@example.org".to_owned())],
            ..Edit::default()
        },
    };
    store
        .apply(&Change::Add(Box::new(bea)), &rules(), today)
        .unwrap();
    store.share("a place", WayIn::Begin, false).unwrap();
    run(&mut store, &mut Shared::default()).unwrap();
    let tag = Change::Tags {
        of: vec![ties::domain::id::ContactId(1)],
        add: vec!["chess".to_owned()],
        remove: Vec::new(),
    };
    store.apply(&tag, &rules(), today).unwrap();
    let document = store.export().unwrap();
    let uid = |table: &str| {
        let rows = document.split(&format!("\n\"{table}\":[")).nth(1).unwrap();
        let uid = rows.split("\"uid\":\"").nth(1).unwrap();
        uid.split('"').next().unwrap().to_owned()
    };
    (store, [uid("contact"), uid("method")])
}
