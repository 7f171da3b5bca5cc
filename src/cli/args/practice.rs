//! Looking at how it goes, and small dinners.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Json;

/// What `--apply` can do.
const OFFERS: [&str; 5] = [
    "as-it-is",
    "stretch",
    "most-frequent",
    "dormant",
    "no-answer",
];

#[derive(Debug, Args)]
pub struct Review {
    /// Looks back on this year, in names
    #[arg(long, conflicts_with = "apply")]
    pub year: bool,
    /// Does what was offered: gives everyone the cadence they really have, stretches all
    /// cadences, loosens the ten most frequent, lets ties rest as dormant, or asks no more of
    /// who does not answer
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(OFFERS))]
    pub apply: Option<String>,
    #[command(flatten)]
    pub json: Json,
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
