//! A card to a draft: what its properties say about one person.

use std::borrow::Cow;

use super::super::day;
use super::super::{tidy, warn};
use super::android;
use super::groups::Group;
use super::labels::{Labels, is_noise};
use super::programs;
use super::record::{Entry, Record, records};
use super::split::{End, RawCard};
use super::value::{self, Version};
use crate::domain::card::{Address, MethodKind, OccasionDay};
use crate::domain::contact::Kind;
use crate::domain::draft::{Draft, DraftMethod, DraftOccasion, Skipped};

/// More properties than this has no card, not even that of a group with everybody in it.
const PROPERTY_LIMIT: usize = 200_000;

/// What a card is.
#[derive(Debug)]
pub(super) enum Card {
    Contact(Box<Draft>),
    Group(Group),
    /// Nobody, for this reason.
    Nobody(String),
}

/// What `card` says, without its text; what in it was not understood is added to `warnings`.
pub(super) fn read(card: RawCard<'_>, warnings: &mut Vec<Skipped>) -> Card {
    let mut reader = Reader::default();
    let mut all = Vec::with_capacity(24);
    for entry in records(card.text, card.line) {
        match entry {
            Entry::Record(_) if all.len() == PROPERTY_LIMIT => {
                return Card::Nobody(format!("a card of more than {PROPERTY_LIMIT} properties"));
            }
            Entry::Record(record) => all.push(record),
            Entry::NotUnderstood(line, text) => warn(warnings, line, || {
                format!("no property: “{}”", tidy::excerpt(text))
            }),
        }
    }
    if card.end == End::Missing {
        warn(warnings, card.line, || "a card without END".to_owned());
    }
    for record in &all {
        if record.is("VERSION") && record.value.trim() == "2.1" {
            reader.version = Version::V2;
        }
        reader.labels.take(record);
    }
    for record in &all {
        reader.take(record);
    }
    reader.finish(card)
}

/// Reads properties of one card each by itself.
pub(super) struct Sayings(Reader);

impl Sayings {
    pub(super) fn of(version: Version, labels: Labels) -> Sayings {
        Sayings(Reader {
            version,
            labels,
            ..Reader::default()
        })
    }

    /// What this property says by itself.
    pub(super) fn of_record(&mut self, record: &Record<'_>) -> Draft {
        let reader = &mut self.0;
        reader.take(record);
        let mut draft = std::mem::take(&mut reader.draft);
        draft.name = std::mem::take(&mut reader.full_name);
        draft.title = draft.title.or(reader.role.take());
        draft
    }
}

/// A card while it is read.
struct Reader {
    version: Version,
    /// The labels that stand beside their line, by group.
    labels: Labels,
    draft: Draft,
    role: Option<String>,
    full_name: String,
    is_group: bool,
    members: Vec<String>,
    phonetic: [Option<String>; 3],
}

impl Default for Reader {
    fn default() -> Reader {
        Reader {
            version: Version::V3,
            labels: Labels::default(),
            draft: Draft::default(),
            role: None,
            full_name: String::new(),
            is_group: false,
            members: Vec::new(),
            phonetic: [None, None, None],
        }
    }
}

impl Reader {
    fn take(&mut self, record: &Record<'_>) {
        if record.value.trim().is_empty() {
            return;
        }
        let version = self.version;
        let text = || value::text(record, version);
        let name: Cow<'_, str> = match record.name.bytes().any(|b| b.is_ascii_lowercase()) {
            true => record.name.to_ascii_uppercase().into(),
            false => record.name.as_ref().into(),
        };
        match name.as_ref() {
            "FN" if self.full_name.is_empty() => self.full_name = text(),
            "N" if record.param("X-TIES-GUESS").is_none() => self.name_parts(record),
            "NICKNAME" => self.draft.nicknames.extend(self.values(record)),
            "X-PHONETIC-FIRST-NAME" => self.phonetic[0] = Some(text()),
            "X-PHONETIC-MIDDLE-NAME" => self.phonetic[1] = Some(text()),
            "X-PHONETIC-LAST-NAME" => self.phonetic[2] = Some(text()),
            "ORG" if self.draft.org.is_none() => {
                let mut parts = self.components(record).into_iter();
                self.draft.org = parts.next().filter(|org| !org.is_empty());
                let units: Vec<String> = parts.filter(|unit| !unit.is_empty()).collect();
                self.draft.unit = (!units.is_empty()).then(|| units.join(", "));
            }
            "TITLE" => set(&mut self.draft.title, text()),
            "ROLE" => set(&mut self.role, text()),
            "EMAIL" => self.method(record, MethodKind::Email, |value| value),
            "TEL" => self.method(record, MethodKind::Phone, |value| match value.get(..4) {
                Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => value[4..].to_owned(),
                _ => value,
            }),
            "URL" => self.method(record, MethodKind::Url, |value| value),
            "X-SOCIALPROFILE" | "SOCIALPROFILE" | "IMPP" => self.profile(record),
            "X-AIM" | "X-ICQ" | "X-JABBER" | "X-MSN" | "X-SKYPE" | "X-SKYPE-USERNAME"
            | "X-YAHOO" | "X-QQ" | "X-TWITTER" | "X-GTALK" | "X-MATRIX" | "X-SIGNAL"
            | "X-TELEGRAM" => {
                let service = name[2..].trim_end_matches("-USERNAME").to_lowercase();
                let handle = text();
                self.push(MethodKind::Handle, Some(service), handle);
            }
            "ADR" => self.address(record),
            "BDAY" => self.occasion(record, "birthday".to_owned()),
            "ANNIVERSARY"
            | "X-ANNIVERSARY"
            | "X-MS-ANNIVERSARY"
            | "X-EVOLUTION-ANNIVERSARY"
            | "X-KADDRESSBOOK-X-ANNIVERSARY" => self.occasion(record, "anniversary".to_owned()),
            "X-ABDATE" => {
                let label = self.labels.own(record).unwrap_or_else(|| "day".to_owned());
                self.occasion(record, label);
            }
            "X-ABRELATEDNAMES" => {
                let kind = self
                    .labels
                    .own(record)
                    .unwrap_or_else(|| "related".to_owned());
                let related = text();
                self.draft.relations.push((kind, related));
            }
            "RELATED" => self.related(record),
            "X-SPOUSE" | "X-MS-SPOUSE" | "X-EVOLUTION-SPOUSE" | "X-KADDRESSBOOK-X-SPOUSESNAME" => {
                let related = text();
                self.draft.relations.push(("spouse".to_owned(), related));
            }
            "X-MANAGER" | "X-MS-MANAGER" | "X-EVOLUTION-MANAGER" => {
                let related = text();
                self.draft.relations.push(("manager".to_owned(), related));
            }
            "X-ANDROID-CUSTOM" => android::take(&value::raw_components(record), &mut self.draft),
            "NOTE" => {
                let note = text();
                match &mut self.draft.note {
                    Some(notes) => {
                        notes.push_str("\n\n");
                        notes.push_str(&note);
                    }
                    none => set(none, note),
                }
            }
            "CATEGORIES" => self.draft.tags.extend(
                self.values(record)
                    .into_iter()
                    .filter(|tag| !tidy::is_system_group(tag)),
            ),
            "INTEREST" | "HOBBY" | "X-TIES-INTEREST" => {
                let interest = text();
                self.draft.interests.push(interest);
            }
            "UID" => {
                let uid = record.value.trim();
                self.draft.external_id = Some(without_urn(uid).to_owned());
            }
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => match record.value.trim() {
                kind if kind.eq_ignore_ascii_case("group") => self.is_group = true,
                kind if kind.eq_ignore_ascii_case("org") => self.draft.kind = Some(Kind::Company),
                _ => {}
            },
            "X-ABSHOWAS" if record.value.trim().eq_ignore_ascii_case("company") => {
                self.draft.kind = Some(Kind::Company);
            }
            "MEMBER" | "X-ADDRESSBOOKSERVER-MEMBER" => self
                .members
                .push(without_urn(record.value.trim()).to_owned()),
            "X-TIES-TIE" => self.draft.tie = record.value.parse().ok(),
            "X-TIES-CADENCE" => self.draft.own_cadence = tidy::own_cadence(&record.value),
            "X-TIES-MET" => set(&mut self.draft.met, text()),
            "X-TIES-MET-ON" => self.draft.met_on = day::full_day(&record.value),
            "X-TIES-CITY" => set(&mut self.draft.city, text()),
            "X-TIES-DETAIL" => {
                let label = self
                    .labels
                    .beside(record)
                    .map(|(label, _)| label.to_owned());
                self.draft.details.push((label.unwrap_or_default(), text()));
            }
            _ => programs::take(&name, text, &mut self.draft),
        }
    }

    fn finish(mut self, card: RawCard<'_>) -> Card {
        let mut draft = self.draft;
        draft.line = card.line;
        draft.name = self.full_name;
        if draft.title.is_none() {
            draft.title = self.role;
        }
        let phonetic: Vec<String> = self.phonetic.iter_mut().filter_map(Option::take).collect();
        draft.phonetic = (!phonetic.is_empty()).then(|| phonetic.join(" "));
        let is_group = self.is_group;
        match tidy::finish(draft) {
            Ok(draft) if is_group => Card::Group(Group {
                name: draft.name,
                members: self.members,
            }),
            Ok(draft) => Card::Contact(Box::new(draft)),
            Err(why) => Card::Nobody(why),
        }
    }

    fn text(&self, record: &Record<'_>) -> String {
        value::text(record, self.version)
    }

    fn values(&self, record: &Record<'_>) -> Vec<String> {
        value::values(record, self.version)
    }

    fn components(&self, record: &Record<'_>) -> Vec<String> {
        value::components(record, self.version)
    }

    fn name_parts(&mut self, record: &Record<'_>) {
        let mut parts = self.components(record).into_iter().map(|part| {
            let part = part.trim().to_owned();
            (!part.is_empty()).then_some(part)
        });
        let mut next = || parts.next().flatten();
        let parts = &mut self.draft.parts;
        parts.family = next();
        parts.given = next();
        parts.middle = next();
        parts.prefix = next();
        parts.suffix = next();
    }

    fn method(&mut self, record: &Record<'_>, kind: MethodKind, strip: impl Fn(String) -> String) {
        let value = strip(self.text(record));
        let label = self.labels.of(record);
        self.push(kind, label, value);
    }

    /// A profile on some service: a page, or a handle with the service as its label.
    fn profile(&mut self, record: &Record<'_>) {
        let value = self.text(record);
        let (scheme, rest) = value.split_once(':').unwrap_or(("", value.as_str()));
        let service = record
            .param("SERVICE-TYPE")
            .or_else(|| record.param("X-SERVICE-TYPE"))
            .map(str::to_owned)
            .or_else(|| {
                self.labels
                    .beside(record)
                    .map(|(label, _)| label.to_owned())
            })
            .or_else(|| {
                record
                    .types()
                    .find(|word| !is_noise(word))
                    .map(str::to_lowercase)
            });
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => self.push(MethodKind::Url, service, value),
            "" => self.push(MethodKind::Handle, service, value),
            "x-apple" | "im" => {
                let rest = rest.to_owned();
                self.push(MethodKind::Handle, service, rest);
            }
            scheme
                if scheme
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-') =>
            {
                let rest = rest.to_owned();
                self.push(
                    MethodKind::Handle,
                    service.or(Some(scheme.to_owned())),
                    rest,
                );
            }
            _ => self.push(MethodKind::Handle, service, value),
        }
    }

    fn push(&mut self, kind: MethodKind, label: Option<String>, value: String) {
        self.draft.methods.push(DraftMethod { kind, label, value });
    }

    fn address(&mut self, record: &Record<'_>) {
        let mut parts = self.components(record).into_iter();
        let mut next = || parts.next().filter(|part| !part.is_empty());
        let (po_box, extended, street) = (next(), next(), next());
        let lines: Vec<String> = [street, extended, po_box].into_iter().flatten().collect();
        self.draft.addresses.push(Address {
            street: (!lines.is_empty()).then(|| lines.join("\n")),
            city: next(),
            region: next(),
            postcode: next(),
            country: next(),
            label: self.labels.of(record),
        });
    }

    fn occasion(&mut self, record: &Record<'_>, label: String) {
        let text = self.text(record);
        let is_text = record
            .param("VALUE")
            .is_some_and(|value| value.eq_ignore_ascii_case("text"));
        let omitted = record.param("X-APPLE-OMIT-YEAR");
        let without_year = omitted.and_then(|year| text.strip_prefix(year));
        let day = match without_year {
            _ if is_text => Some(OccasionDay::Words(text)),
            Some(rest) if rest.starts_with('-') => day::occasion_day(&format!("-{rest}")),
            _ => day::occasion_day(&text),
        };
        if let Some(day) = day {
            self.draft.occasions.push(DraftOccasion {
                label,
                day,
                yearly: record.param("X-TIES-ONCE").is_none(),
            });
        }
    }

    fn related(&mut self, record: &Record<'_>) {
        let value = self.text(record);
        let is_text = record
            .param("VALUE")
            .is_some_and(|value| value.eq_ignore_ascii_case("text"));
        let is_uri = !is_text && value.contains(':') && !value.starts_with("urn:uuid:");
        if is_uri {
            return; // an address of somebody, not a name; it stays in the card's text
        }
        let kind = self
            .labels
            .own(record)
            .or_else(|| record.types().next().map(str::to_lowercase))
            .unwrap_or_else(|| "related".to_owned());
        self.draft.relations.push((kind, value));
    }
}

fn without_urn(uid: &str) -> &str {
    match uid.get(..9) {
        Some(urn) if urn.eq_ignore_ascii_case("urn:uuid:") => &uid[9..],
        _ => uid,
    }
}

fn set(field: &mut Option<String>, value: String) {
    if field.is_none() && !value.is_empty() {
        *field = Some(value);
    }
}
