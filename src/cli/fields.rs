//! What `add` and `edit` say of a contact, as an [`Edit`].

use super::args::Fields;
use super::failure::Failure;
use super::session::{Session, text_or_input};
use super::who::Finder;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{MethodKind, OccasionDay};
use crate::domain::change::Edit;
use crate::domain::contact::Kind;
use crate::domain::when;

/// The edit that the options ask for; a single one that is empty clears its field.
pub(super) fn edit(
    fields: &Fields,
    session: &Session,
    finder: &Finder<'_>,
) -> Result<Edit, Failure> {
    let methods = [
        (MethodKind::Email, &fields.email),
        (MethodKind::Phone, &fields.phone),
        (MethodKind::Url, &fields.url),
    ];
    Ok(Edit {
        nickname: single(&fields.nickname),
        org: single(&fields.org),
        title: single(&fields.title),
        city: single(&fields.city),
        met: single(&fields.met),
        introduced_by: match single(&fields.introduced_by) {
            Some(Some(who)) => Some(Some(finder.one(&who)?)),
            Some(None) => Some(None),
            None => None,
        },
        birthday: match single(&fields.birthday) {
            Some(Some(text)) => Some(Some(birthday(&text, session)?)),
            Some(None) => Some(None),
            None => None,
        },
        note: match &fields.note {
            Some(text) => single(&Some(text_or_input(text)?)),
            None => None,
        },
        kind: fields.company.then_some(Kind::Company),
        tie: match &fields.tie {
            Some(word) => Some(session.tie(word)?),
            None => None,
        },
        own_cadence: match single(&fields.every) {
            Some(Some(text)) => Some(Some(every(&text)?)),
            Some(None) => Some(None),
            None => None,
        },
        counting_from: match &fields.last {
            Some(text) => Some(session.past_day(text)?),
            None => None,
        },
        add_tags: fields.tag.clone(),
        add_interests: fields.interest.clone(),
        add_methods: methods
            .into_iter()
            .flat_map(|(kind, values)| values.iter().map(move |v| (kind, None, v.clone())))
            .collect(),
        ..Edit::default()
    })
}

/// An own cadence as a person gives it: days, or a number of weeks, months or years, or
/// `never`.
pub(super) fn every(text: &str) -> Result<OwnCadence, Failure> {
    OwnCadence::read(text).ok_or_else(|| {
        Failure::usage(format_args!(
            "“{}” is no cadence; say days, 7 to 3650, as in 90, 6w, 2mo or 1y, or never",
            text.trim()
        ))
    })
}

fn birthday(text: &str, session: &Session) -> Result<OccasionDay, Failure> {
    when::parse_partial(text, session.rules().date_order)
        .map(OccasionDay::Day)
        .map_err(Failure::usage)
}

/// What a single option asks for: nothing, clearing, or a value.
fn single(option: &Option<String>) -> Option<Option<String>> {
    option.as_ref().map(|text| {
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    })
}
