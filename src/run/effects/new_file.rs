//! The file that contacts are exported to: what it is called, and that it replaces none.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::domain::card::Card;
use crate::private;

/// `ana-sousa.vcf`, or `contacts.vcf` for several.
pub(super) fn file_name(cards: &[Card]) -> String {
    let name = match cards {
        [card] => card.name.as_str(),
        _ => "contacts",
    };
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let stem: String = words.join("-").chars().take(60).collect();
    if stem.is_empty() {
        "contact.vcf".to_owned()
    } else {
        format!("{stem}.vcf")
    }
}

/// Writes a file that nobody else can read under this name or, if it is taken, the name
/// with a number; gives its path.
pub(super) fn write_new(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
    for number in 1..1000 {
        let path = match number {
            1 => folder.join(name),
            number => folder.join(format!("{stem}-{number}.{extension}")),
        };
        match private::create(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn an_export_never_replaces_a_file() {
        let dir = tempfile::tempdir().unwrap();
        for (expected, text) in [("ana.vcf", "1"), ("ana-2.vcf", "2"), ("ana-3.vcf", "3")] {
            let path = write_new(dir.path(), "ana.vcf", text).unwrap();
            assert_eq!(path, dir.path().join(expected));
            assert_eq!(fs::read_to_string(path).unwrap(), text);
        }
    }
}
