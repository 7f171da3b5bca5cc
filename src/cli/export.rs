//! `ties export`: people as JSON, vCard, CSV, a calendar or Markdown, to standard output or into
//! a new file or folder.

use std::fs::File;
use std::io;
use std::path::Path;

use super::args::{Export, Format};
use super::calendar;
use super::failure::{Exit, Failure};
use super::list;
use super::print::{self, Out};
use super::session::Session;
use crate::domain::card::Card;
use crate::domain::discreet::Sight;
use crate::domain::id::ContactId;
use crate::exchange::vcard::Edition;
use crate::exchange::{csv_out, ics, markdown, vcard};
use crate::private::{self, Existing};
use crate::store::{self, Store};
use crate::text::machine_words;

/// Writes out everything, or those whom a filter finds.
pub(super) fn run(args: &Export, session: &Session, out: &mut Out) -> Result<(), Failure> {
    if let Some(file) = file(args) {
        if store::belongs_to(file, &session.paths.db) {
            return Err(Failure::new(
                Exit::Failed,
                format_args!(
                    "{} is ties' own data file or belongs to it, and is never replaced; choose \
                     another name",
                    file.display()
                ),
            ));
        }
        // Asked before the work, and once more when the file is put in place.
        if existing(args) == Existing::Kept && file.symlink_metadata().is_ok() {
            return Err(in_the_way(file));
        }
    }
    if session.sight == Sight::Discreet && args.to != Format::Ics {
        return Err(Failure::usage(
            "an export holds everything; leave --discreet out to write it",
        ));
    }
    if args.private && args.to != Format::Ics {
        return Err(Failure::usage("--private is for a calendar: --to ics"));
    }
    let store = session.look()?;
    let text = match args.to {
        Format::Json if args.query.is_empty() => print::escaped(&store.export()?).into_owned(),
        Format::Json => return narrowed_json(args, &store, session, out),
        Format::Vcard => vcards(args, &store, session, Edition::V3)?,
        Format::Vcard4 => vcards(args, &store, session, Edition::V4)?,
        Format::Csv => csv_out::write(&cards(args, &store, session)?),
        Format::Ics => calendar::text(args, &store, session)?,
        Format::Markdown => return pages(args, &store, session, out),
    };
    hand_over(args, &text, out)
}

/// The file to write; `-` is standard output, as it is where none is named.
fn file(args: &Export) -> Option<&Path> {
    args.out.as_deref().filter(|file| file.as_os_str() != "-")
}

/// What becomes of a file that is there. A calendar that ties wrote is written anew without
/// a word: that is what a timer does.
fn existing(args: &Export) -> Existing {
    let is_ours = || {
        let before = file(args).and_then(|file| std::fs::read_to_string(file).ok());
        before.is_some_and(|text| ics::is_ours(&text))
    };
    match args.force || (args.to == Format::Ics && is_ours()) {
        true => Existing::Replaced,
        false => Existing::Kept,
    }
}

fn hand_over(args: &Export, text: &str, out: &mut Out) -> Result<(), Failure> {
    match file(args) {
        Some(file) => {
            write_durably(file, text, existing(args))?;
            print::say(&format!("written: {}", file.display()));
            Ok(())
        }
        None => out.raw(text),
    }
}

/// Everybody that lists show, or whom the filter finds, in order.
fn cards(args: &Export, store: &Store, session: &Session) -> Result<Vec<Card>, Failure> {
    let network = session.network(store)?;
    let ids = list::found(&args.query, store, &network, session)?;
    Ok(store.cards(Some(&ids))?)
}

/// The same people as vCards, with what else stood in the cards that they came with.
fn vcards(
    args: &Export,
    store: &Store,
    session: &Session,
    edition: Edition,
) -> Result<String, Failure> {
    let cards = cards(args, store, session)?;
    let ids: Vec<ContactId> = cards.iter().map(|card| card.id).collect();
    let originals = store.original_cards(&ids)?;
    Ok(vcard::write_whole(&cards, &originals, edition))
}

/// The same people's whole cards, to be read: one text, or a folder with a file for each.
fn pages(args: &Export, store: &Store, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let network = session.network(store)?;
    let ids = list::found(&args.query, store, &network, session)?;
    let mut cards = Vec::with_capacity(ids.len());
    for id in ids {
        cards.extend(store.card(id, session.today)?);
    }
    let contacts = network.contacts.iter();
    let names = contacts.map(|contact| (contact.id, contact.name().to_owned()));
    let names = names.collect();
    let is_page = |file: &Path| {
        let ending = file.extension().unwrap_or_default();
        ["md", "markdown"]
            .iter()
            .any(|page| ending.eq_ignore_ascii_case(page))
    };
    let Some(folder) = file(args).filter(|file| !is_page(file)) else {
        return hand_over(args, &markdown::write(&cards, &names), out);
    };
    let pages = markdown::pages(&cards, &names);
    private::sweep(folder);
    private::write_folder(folder, &pages, existing(args))
        .map_err(|error| failed(folder, &error))?;
    print::say(&format!(
        "written: {}, {} files",
        folder.display(),
        pages.len()
    ));
    Ok(())
}

/// A filter's people as JSON have the shape of a list: the complete document is complete.
fn narrowed_json(
    args: &Export,
    store: &Store,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let network = session.network(store)?;
    let ids = list::found(&args.query, store, &network, session)?;
    match file(args) {
        None => list::print_json(&ids, store, &network, session, out),
        Some(_) => {
            let text = list::json_text(&ids, store, &network, session)?;
            hand_over(args, &text, out)
        }
    }
}

/// Writes a file that is there even if the power fails a moment later.
fn write_durably(file: &Path, text: &str, existing: Existing) -> Result<(), Failure> {
    private::sweep(file);
    private::write(file, text.as_bytes(), existing)
        .and_then(|()| match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
            _ => Ok(()),
        })
        .map_err(|error| failed(file, &error))
}

/// Why a file or a folder was not written, and what to do.
fn failed(file: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => in_the_way(file),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Failure::new(
            Exit::Permission,
            format_args!(
                "no permission to write {}; choose another folder",
                file.display()
            ),
        ),
        io::ErrorKind::NotFound => {
            let folder = file.parent().unwrap_or(file);
            store::Error::NoFolder(folder.to_owned()).into()
        }
        _ => Failure::new(
            Exit::Failed,
            format_args!(
                "could not write {}: {}; choose another name or folder",
                file.display(),
                machine_words(error)
            ),
        ),
    }
}

fn in_the_way(file: &Path) -> Failure {
    Failure::new(
        Exit::Failed,
        format_args!(
            "{} is already there; add --force to replace it",
            file.display()
        ),
    )
}
