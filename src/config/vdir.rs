//! The folder of cards that is kept in step with a phone.

use super::entry::{Complaint, Entry};
use crate::domain::folder::Also;

/// What is set about the folder of cards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vdir {
    /// The folder; `~/` is the home folder. `None` where there is none.
    pub path: Option<String>,
    pub new: NewCards,
    /// What of ties' own is put into the cards.
    pub also: Vec<Also>,
}

/// What becomes of people here who have no card there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NewCards {
    #[default]
    None,
    /// Whoever is more than a latent tie gets one.
    Written,
}

impl NewCards {
    pub(super) fn is_written(self) -> bool {
        self == NewCards::Written
    }
}

/// Reads the table `[vdir]`.
pub(super) fn read(entry: &Entry<'_>) -> Result<Vdir, Complaint> {
    let mut vdir = Vdir::default();
    for line in entry.table()? {
        match line.known(&["path", "write_new", "also"])? {
            "path" => {
                let path = line.text()?;
                if !path.is_empty() && !path.starts_with('/') && !path.starts_with("~/") {
                    return Err(line.wants("a folder that begins with / or ~/"));
                }
                vdir.path = Some(path.to_owned()).filter(|path| !path.is_empty());
            }
            "write_new" => {
                vdir.new = match line.truth()? {
                    true => NewCards::Written,
                    false => NewCards::None,
                };
            }
            _ => {
                for word in line.texts()? {
                    let known = Also::ALL.into_iter().find(|also| also.word() == word);
                    let Some(also) = known else {
                        let words = Also::ALL.map(Also::word).join("\", \"");
                        return Err(line.wants(&format!("a list of \"{words}\"")));
                    };
                    if !vdir.also.contains(&also) {
                        vdir.also.push(also);
                    }
                }
            }
        }
    }
    Ok(vdir)
}
