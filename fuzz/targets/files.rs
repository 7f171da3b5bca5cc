//! Files of people: every importer, by the grammar of what it reads.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use ties::domain::columns::{CHOICES, Mapping};
use ties::domain::draft::{Parsed, SourceKind};
use ties::domain::import::{self, Policy};
use ties::domain::rules::DateOrder;
use ties::exchange::{self, Loaded, Owner, ReadError, vcard};

use super::Room;

/// Cards, in whatever encoding; and each as the one card of a file.
pub fn vcard(input: &[u8], room: &Room) {
    read_as(&room.file(input), SourceKind::Vcard);
    if let Ok(vcard::One::Contact(draft)) = vcard::one(input) {
        assert!(!draft.name.is_empty(), "nobody is called nothing");
    }
}

/// Tables of programs that are known, and those whose columns a person says: which is which
/// is said by the last byte where no program's are in it.
pub fn tables(input: &[u8], room: &Room) {
    const KINDS: [SourceKind; 7] = [
        SourceKind::LinkedinConnections,
        SourceKind::LinkedinInvitations,
        SourceKind::LinkedinMessages,
        SourceKind::GoogleCsv,
        SourceKind::OutlookCsv,
        SourceKind::Monica,
        SourceKind::Table,
    ];
    known_or(input, room, &KINDS);
}

/// JSON of other programs, whole or by the line.
pub fn json(input: &[u8], room: &Room) {
    const KINDS: [SourceKind; 6] = [
        SourceKind::Monica,
        SourceKind::Knotter,
        SourceKind::Nametag,
        SourceKind::Frm,
        SourceKind::Facebook,
        SourceKind::X,
    ];
    known_or(input, room, &KINDS);
}

/// What is read by the line: friends.md, abook, aliases and lists of addresses.
pub fn lines(input: &[u8], room: &Room) {
    const KINDS: [SourceKind; 4] = [
        SourceKind::Friends,
        SourceKind::Abook,
        SourceKind::Mutt,
        SourceKind::Aerc,
    ];
    known_or(input, room, &KINDS);
}

/// Whatever a path may lead to: a zip, a folder with up to four files in it, parted by a line
/// that begins with `=====` and ends with the file's name, or a file of any kind.
pub fn whole(input: &[u8], room: &Room) {
    const PARTED: &[u8] = b"\n=====";
    let Some(first) = input.strip_prefix(&PARTED[1..]) else {
        return found(&room.file(input));
    };
    let folder = room.folder.join("whole");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut rest = Some(first);
    for nth in 0..4 {
        let Some(part) = rest.take() else {
            break;
        };
        let end = part.windows(PARTED.len()).position(|at| at == PARTED);
        let (part, after) = match end {
            Some(end) => (&part[..end], Some(&part[end + PARTED.len()..])),
            None => (part, None),
        };
        rest = after;
        let name_end = part.iter().position(|byte| *byte == b'\n');
        let (name, bytes) = part.split_at(name_end.unwrap_or(0));
        let name = String::from_utf8_lossy(name);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let name: String = name.chars().filter(|c| is_plain(*c)).take(40).collect();
        let bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        // Never `.` or `..`.
        fs::write(folder.join(format!("{nth}{name}")), bytes).unwrap();
    }
    found(&folder);
}

/// Reads what lies there, of whatever kinds it is, all of it.
fn found(path: &Path) {
    let _ = exchange::kinds(path);
    match exchange::load_all(path, None) {
        Ok(all) => {
            assert!(!all.is_empty(), "something is read, or it is said why not");
            let owner = Owner::of(all.iter());
            for loaded in &all {
                parse(loaded, &owner);
            }
        }
        Err(error) => told(&error),
    }
}

/// Reads the input as what it shows itself to be, if that is one of `kinds`, else as one of them.
fn known_or(input: &[u8], room: &Room, kinds: &[SourceKind]) {
    let path = room.file(input);
    let last = usize::from(input.last().copied().unwrap_or_default());
    match exchange::load_all(&path, None) {
        Ok(all) if kinds.contains(&all[0].kind) => read(all),
        _ => read_as(&path, kinds[last % kinds.len()]),
    }
}

fn read_as(path: &Path, kind: SourceKind) {
    match exchange::load_all(path, Some(kind)) {
        Ok(all) => read(all),
        Err(error) => told(&error),
    }
}

fn read(all: Vec<Loaded>) {
    let owner = Owner::of(all.iter());
    for loaded in all {
        parse(&loaded, &owner);
        parse_mapped(loaded, &owner);
    }
}

/// Reads a table by what might be said of its columns: each of them another field.
fn parse_mapped(mut loaded: Loaded, owner: &Owner) {
    let Some((columns, mut mapping)) = loaded.columns(DateOrder::DayFirst) else {
        return;
    };
    assert_eq!(columns.len(), mapping.fields.len());
    let turn = loaded.text.len();
    for (at, field) in mapping.fields.iter_mut().enumerate() {
        *field = field.or(match (at + turn) % 40 {
            nth if nth < CHOICES.len() => Some(CHOICES[nth].field),
            _ => None,
        });
    }
    if turn.is_multiple_of(2) {
        mapping.order = DateOrder::MonthFirst;
    }
    let _ = mapping.left_out(&columns);
    if Mapping::check(&mapping, &columns).is_ok() {
        loaded.mapping = Some(mapping);
        parse(&loaded, owner);
    }
}

fn parse(loaded: &Loaded, owner: &Owner) {
    match loaded.parse(owner, &mut |_| ControlFlow::Continue(())) {
        Ok(parsed) => sound(parsed),
        Err(error) => told(&error),
    }
}

/// What is so of everything that was read.
fn sound(parsed: Parsed) {
    assert!(
        parsed.drafts.len() + parsed.invitations.len() <= parsed.read.max(parsed.invitations.len()),
        "{} of {} records",
        parsed.drafts.len(),
        parsed.read
    );
    for draft in &parsed.drafts {
        assert!(!draft.name.is_empty(), "nobody is called nothing");
        let fields = import::fields(draft);
        assert!(fields.iter().all(|(_, value)| !value.is_empty()));
    }
    let people = parsed.drafts.len();
    let told = parsed.catch_ups.iter().map(|one| &one.with);
    for with in told.chain(parsed.next_steps.iter().map(|one| &one.with)) {
        assert!(!with.is_empty());
        for whom in with {
            if let ties::domain::draft::Whom::Record(at) = whom {
                assert!(*at < people, "somebody who is not there");
            }
        }
    }
    let plan = import::plan(&[], vec![("file".into(), parsed)], &Policy::default());
    assert_eq!(plan.rows.len(), people, "everybody has a place in the plan");
}

/// What is so of every reason why nothing was read: it is one line.
fn told(error: &ReadError) {
    let said = error.to_string();
    assert!(!said.contains('\n'), "{said}");
}
