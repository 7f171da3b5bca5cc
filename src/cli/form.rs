//! A contact as a small TOML form for the person's editor.

use serde::{Deserialize, Serialize};

use super::fields;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, MethodKind, OccasionDay};
use crate::domain::change::{Edit, NotesEdit};
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::domain::when;

/// What the form holds. An empty text stands for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Form {
    name: String,
    nickname: String,
    tie: String,
    every: String,
    org: String,
    title: String,
    city: String,
    birthday: String,
    met: String,
    emails: Vec<String>,
    phones: Vec<String>,
    urls: Vec<String>,
    tags: Vec<String>,
    interests: Vec<String>,
    note: String,
    /// What the ways to reach them are called, which is not in the text.
    #[serde(skip)]
    labels: Vec<(MethodKind, String, String)>,
}

const HEADER: &str = "\
# Change what you like, save and leave. An emptied form changes nothing.
# tie: inner, strong, moderate, weak or latent; every: days, \"2mo\", never, or \"\" for the tie's own.
# birthday: 3 may, --05-03 or 1990-05-03.
";

impl Form {
    /// The form as it stands before it is changed.
    pub(super) fn of(card: &Card) -> Form {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let values = |kind| card.values(kind).map(str::to_owned).collect();
        Form {
            name: card.name.clone(),
            nickname: card.nicknames.first().cloned().unwrap_or_default(),
            tie: card.tie.word().to_owned(),
            every: match card.own_cadence {
                None => String::new(),
                Some(OwnCadence::Never) => "never".to_owned(),
                Some(OwnCadence::Every(cadence)) => cadence.days().to_string(),
            },
            org: text(&card.org),
            title: text(&card.title),
            city: text(&card.city),
            birthday: birthday(card),
            met: text(&card.met),
            emails: values(MethodKind::Email),
            phones: values(MethodKind::Phone),
            urls: values(MethodKind::Url),
            tags: card.tags.clone(),
            interests: card.interests.clone(),
            note: text(&card.note),
            labels: card
                .methods
                .iter()
                .filter_map(|method| {
                    Some((method.kind, method.value.clone(), method.label.clone()?))
                })
                .collect(),
        }
    }

    /// The form as a text to edit.
    pub(super) fn to_text(&self) -> String {
        // A form of texts and lists of texts always has a TOML form.
        let body = toml::to_string(self).unwrap_or_default();
        format!("{HEADER}\n{body}")
    }

    /// What the text says, if it is a form and every value in it can be kept. A birthday in
    /// words is kept where it was so before.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub(super) fn read(text: &str, before: &Form, rules: &Rules) -> Result<Form, String> {
        let form: Form = toml::from_str(text).map_err(|error| error.to_string())?;
        if form.name.trim().is_empty() {
            return Err("name: a contact needs a name".to_owned());
        }
        form.tie
            .parse::<Tie>()
            .map_err(|error| format!("tie: {error}"))?;
        if !form.every.trim().is_empty() {
            fields::every(&form.every).map_err(|failure| format!("every: {}", failure.message))?;
        }
        let mut form = form;
        let birthday = form.birthday.trim();
        if !birthday.is_empty() && birthday != before.birthday.trim() {
            let day = when::parse_partial(birthday, rules.date_order);
            form.birthday = day
                .map_err(|error| format!("birthday: {error}"))?
                .to_string();
        }
        Ok(form)
    }

    /// What a way to reach them is called.
    fn label(&self, kind: MethodKind, value: &str) -> Option<String> {
        let mut labels = self.labels.iter();
        let (_, _, label) = labels.find(|(of, called, _)| *of == kind && called == value)?;
        Some(label.clone())
    }

    /// The edit that makes a contact of `before` one of this form; `None` if they are alike.
    pub(super) fn edit_from(&self, before: &Form) -> Option<Edit> {
        let text = |now: &str, then: &str| {
            let now = now.trim_end();
            (now != then.trim_end()).then(|| (!now.trim().is_empty()).then(|| now.to_owned()))
        };
        let gone = |now: &[String], then: &[String]| -> Vec<String> {
            then.iter()
                .filter(|value| !now.contains(value))
                .cloned()
                .collect()
        };
        let methods = [
            (MethodKind::Email, &self.emails, &before.emails),
            (MethodKind::Phone, &self.phones, &before.phones),
            (MethodKind::Url, &self.urls, &before.urls),
        ];
        let edit = Edit {
            name: text(&self.name, &before.name).flatten(),
            nickname: text(&self.nickname, &before.nickname),
            org: text(&self.org, &before.org),
            title: text(&self.title, &before.title),
            city: text(&self.city, &before.city),
            met: text(&self.met, &before.met),
            notes: text(&self.note, &before.note).map(|text| NotesEdit {
                before: Some(before.note.clone()),
                text,
            }),
            birthday: text(&self.birthday, &before.birthday).map(|birthday| {
                birthday.map(|text| match text.parse() {
                    Ok(day) => OccasionDay::Day(day),
                    Err(_) => OccasionDay::Words(text),
                })
            }),
            tie: self.tie.parse().ok().filter(|_| self.tie != before.tie),
            own_cadence: text(&self.every, &before.every)
                .map(|every| every.and_then(|every| fields::every(&every).ok())),
            add_tags: gone(&before.tags, &self.tags),
            remove_tags: gone(&self.tags, &before.tags),
            add_interests: gone(&before.interests, &self.interests),
            remove_interests: gone(&self.interests, &before.interests),
            add_methods: methods
                .iter()
                .flat_map(|(kind, now, then)| {
                    gone(then, now).into_iter().map(|value| {
                        let label = replaced(now, then, &value)
                            .and_then(|replaced| before.label(*kind, replaced));
                        (*kind, label, value)
                    })
                })
                .collect(),
            remove_methods: methods
                .iter()
                .flat_map(|(kind, now, then)| {
                    gone(now, then).into_iter().map(|value| (*kind, value))
                })
                .collect(),
            ..Edit::default()
        };
        (edit != Edit::default()).then_some(edit)
    }
}

/// The value in whose place `value` stands, where only values were changed, and none was
/// added or taken away.
fn replaced<'f>(now: &[String], then: &'f [String], value: &str) -> Option<&'f str> {
    let at = now.iter().position(|is| is == value)?;
    let was = then.get(at).filter(|_| now.len() == then.len())?;
    (!now.contains(was)).then_some(was)
}

fn birthday(card: &Card) -> String {
    card.occasions
        .iter()
        .find(|occasion| occasion.label == "birthday")
        .map_or_else(String::new, |occasion| match &occasion.day {
            OccasionDay::Day(day) => day.to_string(),
            OccasionDay::Words(words) => words.clone(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form {
            name: "Bea \"B\" Lindqvist".to_owned(),
            tie: "weak".to_owned(),
            birthday: "--05-03".to_owned(),
            emails: vec!["bea@example.com".to_owned()],
            tags: vec!["music".to_owned(), "rust".to_owned()],
            note: "two\nlines \u{202e}".to_owned(),
            ..Form::default()
        }
    }

    #[test]
    fn an_untouched_form_reads_back_and_changes_nothing() {
        let read = Form::read(&form().to_text(), &form(), &Rules::default()).unwrap();
        assert_eq!(read, form());
        assert_eq!(read.edit_from(&form()), None);
    }

    #[test]
    fn a_birthday_in_words_is_kept_only_where_it_was_so() {
        let in_words = |words: &str| Form {
            birthday: words.to_owned(),
            ..form()
        };
        let before = in_words("in spring");
        let read = |words: &str| Form::read(&in_words(words).to_text(), &before, &Rules::default());
        assert_eq!(read("in spring").unwrap().edit_from(&before), None);
        let wrong = read("31 febuary").unwrap_err();
        assert!(wrong.starts_with("birthday: “31 febuary”"), "{wrong}");
        let gone = read(" ").unwrap().edit_from(&before);
        assert_eq!(gone.and_then(|edit| edit.birthday), Some(None));
    }

    #[test]
    fn a_value_put_right_in_its_place_is_called_what_it_was() {
        let [home, work] = [("+49 1", "home"), ("+49 2", "work")];
        let before = Form {
            phones: [home, work].map(|(value, _)| value.to_owned()).to_vec(),
            labels: [home, work]
                .map(|(value, label)| (MethodKind::Phone, value.to_owned(), label.to_owned()))
                .to_vec(),
            ..form()
        };
        let check = |phones: &[&str], wanted: &[(Option<&str>, &str)]| {
            let after = Form {
                phones: phones.iter().map(|&phone| phone.to_owned()).collect(),
                ..before.clone()
            };
            let read = Form::read(&after.to_text(), &before, &Rules::default()).unwrap();
            let edit = read.edit_from(&before).unwrap();
            let added: Vec<(Option<&str>, &str)> = edit
                .add_methods
                .iter()
                .map(|(_, label, value)| (label.as_deref(), &**value))
                .collect();
            assert_eq!(added, wanted, "{phones:?}");
        };
        check(&["+49 1", "+49 3"], &[(Some("work"), "+49 3")]);
        check(
            &["+49 3", "+49 4"],
            &[(Some("home"), "+49 3"), (Some("work"), "+49 4")],
        );
        // Which of them it stands for cannot be told.
        check(&["+49 1", "+49 2", "+49 3"], &[(None, "+49 3")]);
        check(&["+49 3"], &[(None, "+49 3")]);
        check(&["+49 2", "+49 3"], &[(None, "+49 3")]);
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Form), expected: Edit) {
        let mut after = form();
        change(&mut after);
        let read = Form::read(&after.to_text(), &form(), &Rules::default()).unwrap();
        assert_eq!(read.edit_from(&form()), Some(expected));
    }

    #[test]
    fn what_was_changed_is_all_that_is_edited() {
        check(
            |form| form.city = "Oslo".to_owned(),
            Edit {
                city: Some(Some("Oslo".to_owned())),
                ..Edit::default()
            },
        );
        check(
            |form| form.note = String::new(),
            Edit {
                notes: Some(NotesEdit {
                    before: Some("two\nlines \u{202e}".to_owned()),
                    text: None,
                }),
                ..Edit::default()
            },
        );
        check(
            |form| form.tags = vec!["rust".to_owned(), "maps".to_owned()],
            Edit {
                add_tags: vec!["maps".to_owned()],
                remove_tags: vec!["music".to_owned()],
                ..Edit::default()
            },
        );
        check(
            |form| form.birthday = "4 may 1990".to_owned(),
            Edit {
                birthday: "1990-05-04"
                    .parse()
                    .ok()
                    .map(|day| Some(OccasionDay::Day(day))),
                ..Edit::default()
            },
        );
        check(
            |form| form.every = "never".to_owned(),
            Edit {
                own_cadence: Some(Some(OwnCadence::Never)),
                ..Edit::default()
            },
        );
    }

    #[test]
    fn a_form_that_cannot_be_kept_says_where() {
        for (text, part) in [
            ("name = \"\"", "name"),
            ("name = \"A\"\ntie = \"close\"", "tie"),
            ("name = \"A\"\ntie = \"weak\"\nevery = \"3\"", "every"),
            ("name = \"A\"\ncolour = \"x\"", "line 2"),
            ("name = ", "line 1"),
        ] {
            let wrong = Form::read(text, &form(), &Rules::default()).unwrap_err();
            assert!(wrong.contains(part), "{wrong}");
        }
    }
}
