//! The inbox, the shelf, small dinners, and a look at how it goes.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::Json;
use crate::domain::offer::OfferKind;

#[derive(Debug, Args)]
pub struct Review {
    /// Looks back on this year, in names
    #[arg(long, conflicts_with_all = ["apply", "not_now"])]
    pub year: bool,
    /// Does what was offered: gives everyone the cadence they really have, stretches all
    /// cadences, loosens the ten most frequent, lets ties rest as dormant, or asks no more of
    /// who does not answer
    #[arg(long, value_name = "KIND", value_parser = offer())]
    pub apply: Option<OfferKind>,
    /// Does not offer this again for three months
    #[arg(long, value_name = "KIND", value_parser = offer(), conflicts_with = "apply")]
    pub not_now: Option<OfferKind>,
    #[command(flatten)]
    pub json: Json,
}

fn offer() -> impl TypedValueParser<Value = OfferKind> {
    PossibleValuesParser::new(OfferKind::ALL.map(OfferKind::word))
        .map(|word| OfferKind::from_word(&word).unwrap_or(OfferKind::Dormant))
}

#[derive(Debug, Args)]
pub struct Heard {
    /// Takes these for so, as catch-ups of their days and as birthdays
    #[arg(long, value_name = "ID", num_args = 1.., value_parser = heard)]
    pub accept: Vec<HeardIds>,
    /// Leaves these uncounted, for good
    #[arg(long, value_name = "ID", num_args = 1.., value_parser = heard, conflicts_with = "accept")]
    pub dismiss: Vec<HeardIds>,
    #[command(flatten)]
    pub json: Json,
}

/// What of all that was heard is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeardIds {
    One(i64),
    All,
}

fn heard(text: &str) -> Result<HeardIds, String> {
    match text.parse() {
        Ok(id) => Ok(HeardIds::One(id)),
        Err(_) if text.eq_ignore_ascii_case("all") => Ok(HeardIds::All),
        Err(_) => Err("say the numbers that `ties heard` lists, or all".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct Gather {
    /// Only people in this city
    #[arg(long, value_name = "CITY", conflicts_with = "circle")]
    pub city: Option<String>,
    /// Only people of this circle: a tag, an organisation or a city
    #[arg(long, value_name = "CIRCLE")]
    pub circle: Option<String>,
    /// How many sit down, you among them, 4 to 8
    #[arg(long, value_name = "N", default_value_t = crate::domain::gather::SIZE, value_parser = size)]
    pub size: usize,
    /// Somebody else than this guest; may be said several times
    #[arg(long, value_name = "WHO")]
    pub without: Vec<String>,
    /// Notes the table with this number for a day, as a next step with its guests
    #[arg(long, value_name = "TABLE", requires = "on", conflicts_with = "json")]
    pub book: Option<usize>,
    /// The day of the dinner
    #[arg(long, value_name = "DATE", requires = "book")]
    pub on: Option<String>,
    #[command(flatten)]
    pub json: Json,
}

fn size(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|size| crate::domain::gather::SIZES.contains(size))
        .ok_or_else(|| "a table has 4 to 8 people, you among them".to_owned())
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Shelf {
    #[command(subcommand)]
    pub verb: Option<ShelfVerb>,
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Subcommand)]
pub enum ShelfVerb {
    /// Puts a link on the shelf
    Add {
        /// The address of a page, beginning with https://
        url: String,
        /// What it is called; without, the address proposes a title
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// What it is about; may be said several times
        #[arg(long, value_name = "WORD")]
        topic: Vec<String>,
        /// Your own words about it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Changes what is said about a link; an empty text clears it
    #[command(group(clap::ArgGroup::new("what").required(true).multiple(true)))]
    Edit {
        /// The link's number
        #[arg(value_parser = link)]
        id: i64,
        #[arg(long, value_name = "TEXT", group = "what")]
        title: Option<String>,
        /// Adds a topic
        #[arg(long, value_name = "WORD", group = "what")]
        topic: Vec<String>,
        /// Removes a topic
        #[arg(long, value_name = "WORD", group = "what")]
        untopic: Vec<String>,
        #[arg(long, value_name = "TEXT", group = "what")]
        note: Option<String>,
    },
    /// Takes a link off the shelf; who got it stays known
    Drop {
        /// The link's number
        #[arg(value_parser = link)]
        id: i64,
    },
}

fn link(text: &str) -> Result<i64, String> {
    number(text, "say a number that `ties shelf` lists")
}

fn request(text: &str) -> Result<i64, String> {
    number(text, "say a number that `ties inbox` lists")
}

fn number(text: &str, or_else: &str) -> Result<i64, String> {
    text.parse().map_err(|_| or_else.to_owned())
}

#[derive(Debug, Args)]
pub struct Share {
    /// The link's number or its address
    pub link: String,
    /// Who gets it: ids, e-mails, names or nicknames
    #[arg(required = true)]
    pub who: Vec<String>,
}

#[derive(Debug, Clone, Copy, Args)]
pub struct Inbox {
    #[command(flatten)]
    pub json: Json,
}

#[derive(Debug, Subcommand)]
pub enum RequestVerb {
    /// Takes a request in: a name, or a line such as “Pat Lim, Flux, 6 mutual, a note”
    Add(Ask),
    /// Keeps in touch, as weak ties
    Keep {
        #[arg(required = true, value_parser = request)]
        id: Vec<i64>,
    },
    /// Accepts, as latent ties
    Latent {
        #[arg(required = true, value_parser = request)]
        id: Vec<i64>,
    },
    /// Leaves them
    Leave {
        #[arg(required = true, value_parser = request)]
        id: Vec<i64>,
    },
    /// Says that it is from somebody who is here
    Fold {
        #[arg(value_parser = request)]
        id: i64,
        /// An id, an e-mail, a name or a nickname
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Hides it until a day
    Later {
        #[arg(value_parser = request)]
        id: i64,
        #[arg(required = true)]
        when: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub struct Ask {
    /// The name, or a whole pasted line; - reads lines from standard input, each a request
    #[arg(required = true)]
    pub name: Vec<String>,
    #[arg(long, value_name = "ORG")]
    pub org: Option<String>,
    /// Their page
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// How many contacts you have in common
    #[arg(long, value_name = "N")]
    pub mutuals: Option<u32>,
    /// What they wrote
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// You have met
    #[arg(long)]
    pub met: bool,
    #[arg(long, value_name = "WHO")]
    pub introduced_by: Option<String>,
}

impl Ask {
    /// Whether an option says anything beside the line.
    pub fn says_more(&self) -> bool {
        let texts = [&self.org, &self.url, &self.note, &self.introduced_by];
        self.met || self.mutuals.is_some() || texts.into_iter().any(Option::is_some)
    }
}
