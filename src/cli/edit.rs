//! `ties edit`: by options, or without any in the person's editor.

use super::Editor;
use super::args::{self, Fields};
use super::failure::{Exit, Failure};
use super::fields;
use super::form::Form;
use super::print;
use super::session::Session;
use super::who::Finder;
use crate::domain::card::{Card, MethodKind};
use crate::domain::change::{Change, Edit};
use crate::domain::contact::Kind;
use crate::domain::id::ContactId;
use crate::domain::matching::method_key;
use crate::store::Store;
use crate::text::fold;

/// Changes what is known about a contact.
pub(super) fn run(args: &args::Edit, session: &Session, editor: Editor<'_>) -> Result<(), Failure> {
    if says_nothing(args) && !print::can_edit() {
        return Err(Failure::usage(
            "without a terminal there is no editor; say what to change, such as --city Porto, \
             --org '', --email A or --tag T (ties edit --help names them all)",
        ));
    }
    let mut store = session.open()?;
    let (id, edit) = {
        let finder = Finder::new(session, &store);
        let id = finder.one(&args.who)?;
        if says_nothing(args) {
            let card = store
                .card(id, session.today)?
                .ok_or_else(|| Failure::not_found("this contact is no longer there"))?;
            match by_hand(&Form::of(&card), session, editor)? {
                Some(edit) => (id, edit),
                None => {
                    print::say("nothing to change");
                    return Ok(());
                }
            }
        } else {
            has_what_goes(args, id, &store, session)?;
            (id, by_options(args, session, &finder)?)
        }
    };
    session.change(&mut store, &Change::Edit(id, Box::new(edit)))?;
    Ok(())
}

fn says_nothing(args: &args::Edit) -> bool {
    let lists = [
        &args.untag,
        &args.no_interest,
        &args.no_email,
        &args.no_phone,
        &args.no_url,
    ];
    args.name.is_none()
        && !args.person
        && args.fields == Fields::default()
        && lists.iter().all(|list| list.is_empty())
}

/// That the contact has what is to be taken away: a slip of the finger is no wish.
fn has_what_goes(
    args: &args::Edit,
    id: ContactId,
    store: &Store,
    session: &Session,
) -> Result<(), Failure> {
    let Some(card) = store.card(id, session.today)? else {
        return Ok(());
    };
    let lacking = |values: &[String], has: &dyn Fn(&str) -> bool| {
        values.iter().find(|value| !has(value)).cloned()
    };
    let tagged = |value: &str| {
        let tag = fold(value.trim().trim_start_matches('#'));
        card.tags.iter().any(|has| fold(has) == tag)
    };
    let cares = |value: &str| {
        let interest = fold(value.trim());
        card.interests.iter().any(|has| fold(has) == interest)
    };
    let reached = |kind: MethodKind| {
        let card = &card;
        move |value: &str| has_method(card, kind, value)
    };
    let lacking = [
        ("tag", lacking(&args.untag, &tagged)),
        ("interest", lacking(&args.no_interest, &cares)),
        (
            "e-mail",
            lacking(&args.no_email, &reached(MethodKind::Email)),
        ),
        (
            "phone",
            lacking(&args.no_phone, &reached(MethodKind::Phone)),
        ),
        ("page", lacking(&args.no_url, &reached(MethodKind::Url))),
    ];
    match lacking
        .into_iter()
        .find_map(|(what, value)| Some((what, value?)))
    {
        None => Ok(()),
        Some((what, value)) => Err(Failure::not_found(format_args!(
            "{} has no {what} “{value}”; `{} show {id}` shows what there is",
            card.name,
            session.command()
        ))),
    }
}

/// Whether this is one of the ways to reach somebody, in whatever spelling.
fn has_method(card: &Card, kind: MethodKind, value: &str) -> bool {
    let key = method_key(kind, value);
    card.methods
        .iter()
        .any(|method| method.kind == kind && method_key(kind, &method.value) == key)
}

fn by_options(args: &args::Edit, session: &Session, finder: &Finder<'_>) -> Result<Edit, Failure> {
    let mut edit = fields::edit(&args.fields, session, finder)?;
    if let Some(name) = &args.name {
        if name.trim().is_empty() {
            return Err(Failure::usage("a contact needs a name"));
        }
        edit.name = Some(name.trim().to_owned());
    }
    if args.person {
        edit.kind = Some(Kind::Person);
    }
    edit.remove_tags = args.untag.clone();
    edit.remove_interests = args.no_interest.clone();
    edit.remove_methods = [
        (MethodKind::Email, &args.no_email),
        (MethodKind::Phone, &args.no_phone),
        (MethodKind::Url, &args.no_url),
    ]
    .into_iter()
    .flat_map(|(kind, values)| values.iter().map(move |value| (kind, value.clone())))
    .collect();
    Ok(edit)
}

/// What was changed in the editor; `None` if nothing was. A form that cannot be read comes
/// up again with the reason on top.
fn by_hand(before: &Form, session: &Session, editor: Editor<'_>) -> Result<Option<Edit>, Failure> {
    let folder = session
        .paths
        .db
        .parent()
        .filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
    let mut text = before.to_text();
    let mut tried = String::new();
    loop {
        let back = editor(folder, &text).map_err(|why| Failure::new(Exit::Failed, why))?;
        let Some(back) = back else {
            return Ok(None);
        };
        let wrong = match Form::read(&back, before, session.rules()) {
            Ok(after) => return Ok(after.edit_from(before)),
            Err(wrong) => wrong,
        };
        if !print::can_ask() || back == tried {
            let failure = Failure::usage("the form could not be read, so nothing was changed:");
            return Err(wrong.lines().fold(failure, Failure::and_line));
        }
        text = format!("{}{back}", commented(&wrong));
        tried = text.trim_end().to_owned();
    }
}

/// Why a form could not be read, to stand above it.
fn commented(wrong: &str) -> String {
    let lines = wrong.lines().map(|line| format!("#! {line}\n"));
    lines.collect()
}
