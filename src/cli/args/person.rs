//! Verbs that say who somebody is: their fields, their tie, where they stand, who they
//! know and when their days are.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};

use super::{Json, One, TieWords};
use crate::domain::merge::Field;

#[derive(Debug, Args)]
pub struct Add {
    /// The name
    #[arg(required = true)]
    pub name: Vec<String>,
    #[command(flatten)]
    pub fields: Fields,
}

#[derive(Debug, Args)]
pub struct Edit {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// The name
    #[arg(long)]
    pub name: Option<String>,
    #[command(flatten)]
    pub fields: Fields,
    /// Takes a tag away
    #[arg(long, value_name = "TAG")]
    pub untag: Vec<String>,
    /// Takes an interest away
    #[arg(long, value_name = "INTEREST")]
    pub no_interest: Vec<String>,
    /// Takes an e-mail address away
    #[arg(long, value_name = "EMAIL")]
    pub no_email: Vec<String>,
    /// Takes a phone number away
    #[arg(long, value_name = "PHONE")]
    pub no_phone: Vec<String>,
    /// Takes a page away
    #[arg(long, value_name = "URL")]
    pub no_url: Vec<String>,
    /// A person after all, not a company
    #[arg(long, conflicts_with = "company")]
    pub person: bool,
}

/// What can be said of a contact. Single ones replace and "" clears; lists add.
#[derive(Debug, Default, PartialEq, Args)]
pub struct Fields {
    /// How strong the tie is [default for a new contact: weak]
    #[arg(long, value_parser = TieWords)]
    pub tie: Option<String>,
    /// Days within which to be in touch, 7 to 3650, or as in 6w, 2mo or 1y, or never
    #[arg(long, value_name = "DAYS|never")]
    pub every: Option<String>,
    /// Organisation
    #[arg(long)]
    pub org: Option<String>,
    /// Job title
    #[arg(long)]
    pub title: Option<String>,
    /// City
    #[arg(long)]
    pub city: Option<String>,
    /// An e-mail address; may be given again
    #[arg(long)]
    pub email: Vec<String>,
    /// A phone number; may be given again
    #[arg(long)]
    pub phone: Vec<String>,
    /// A profile or page; may be given again
    #[arg(long)]
    pub url: Vec<String>,
    /// A circle; may be given again
    #[arg(long)]
    pub tag: Vec<String>,
    /// Something they care about; may be given again
    #[arg(long)]
    pub interest: Vec<String>,
    /// Nickname
    #[arg(long)]
    pub nickname: Option<String>,
    /// Birthday, with or without year: 3 may, --05-03, 1990-05-03
    #[arg(long, value_name = "DATE")]
    pub birthday: Option<String>,
    /// How you met
    #[arg(long, value_name = "TEXT")]
    pub met: Option<String>,
    /// Who introduced you
    #[arg(long, value_name = "WHO")]
    pub introduced_by: Option<String>,
    /// The day you last spoke, to count from; this is no catch-up
    #[arg(long, value_name = "DATE")]
    pub last: Option<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// A company, not a person
    #[arg(long)]
    pub company: bool,
}

#[derive(Debug, Args)]
pub struct SetTie {
    /// Ids, e-mails, names or nicknames
    #[arg(required = true)]
    pub who: Vec<String>,
    /// How strong the tie is
    #[arg(value_parser = TieWords, required = true)]
    pub level: String,
}

#[derive(Debug, Args)]
pub struct Note {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// The paragraph; - reads it from standard input
    #[arg(required = true, value_name = "TEXT|-")]
    pub text: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Stand {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// Where they stand
    pub standing: Standing,
}

/// Where a contact stands, as far as a hand may say so with one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Standing {
    Active,
    Dormant,
    NoAnswer,
}

#[derive(Debug, Args)]
pub struct Archive {
    #[command(flatten)]
    pub one: One,
    /// They have died
    #[arg(long, conflicts_with = "parted")]
    pub in_memory: bool,
    /// You have parted
    #[arg(long)]
    pub parted: bool,
}

#[derive(Debug, Args)]
pub struct Purge {
    #[command(flatten)]
    pub one: One,
    /// Does not ask; needed where there is no terminal to ask on
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Merge {
    /// The two: whom to keep, and who becomes part of them; ids, e-mails, or whole names.
    /// With --scan whose look-alikes are meant, or nobody
    pub who: Vec<String>,
    /// Lists who may be here twice, the likeliest first, with the reasons
    #[arg(long, conflicts_with_all = ["two", "first", "second", "dry_run"])]
    pub scan: bool,
    /// Says that they are two people, so that they are not listed again
    #[arg(long, conflicts_with_all = ["first", "second", "dry_run"])]
    pub two: bool,
    /// Has what the first says of this stay: name, work, city, met, birthday, tie …
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field())]
    pub first: Vec<Field>,
    /// Has what the second says of this stay
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field())]
    pub second: Vec<Field>,
    /// Shows what the two would become, and changes nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub json: Json,
}

fn field() -> impl TypedValueParser<Value = Field> {
    PossibleValuesParser::new(Field::ALL.map(Field::word))
        .map(|word| Field::from_word(&word).unwrap_or(Field::Name))
}

#[derive(Debug, Args)]
pub struct Relate {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// Who the other one is to them: parent, child, partner, knows, introduced, works with …
    /// (`relate ana parent ben`: Ben is Ana's parent)
    pub kind: String,
    /// The other one
    pub other: String,
    /// Takes the relation away
    #[arg(long)]
    pub remove: bool,
}

#[derive(Debug, Args)]
pub struct Occasion {
    /// An id, an e-mail, a name or a nickname
    pub who: String,
    /// What it is: birthday, anniversary or a word of your own
    pub label: String,
    /// The day, with or without year: 3 may, --05-03, 2026-12-05; "" removes the occasion
    #[arg(required = true)]
    pub date: Vec<String>,
    /// Once, not every year
    #[arg(long)]
    pub once: bool,
}

#[derive(Debug, Subcommand)]
pub enum Tag {
    /// Renames a tag everywhere; two tags of one name become one
    Rename { from: String, to: String },
    /// Takes a tag from everyone
    Delete { tag: String },
}
