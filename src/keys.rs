//! Keys: what a press is called, and which command it stands for.

mod chord;
mod keymap;

pub use chord::{Chord, Key, UnknownKey, parse_chords, print_chords};
pub use keymap::{Binding, Keymap, KeymapError, Resolved};

use crate::command::{COMMANDS, Scope};

/// docs/keys.md, made from the table.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Keys\n\nMade from the table in src/command/table.rs; a test compares. Every key can be \
         changed in the config file:\n\n```toml\n[keys]\ncaught-up = [\"space\", \"ctrl+k\"]\n\
         dormant = []            # by the list of all keys only\n```\n\nA key that begins others \
         (`t`, `z`, `b`, `o`, `y`, `A`) shows its choices at once.\n",
    );
    for (scope, heading) in Scope::ALL {
        page.push_str(&format!(
            "\n## {heading}\n\n| keys | what | name |\n|---|---|---|\n"
        ));
        for command in COMMANDS.iter().filter(|c| c.scope == scope) {
            let keys: Vec<String> = command
                .keys
                .iter()
                .filter_map(|key| parse_chords(key).ok())
                .map(|chords| format!("`{}`", print_chords(&chords)))
                .collect();
            page.push_str(&format!(
                "| {} | {} | {} |\n",
                keys.join(" "),
                command.help,
                command.name
            ));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_keys_is_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, markdown()).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == markdown(),
            "run UPDATE_DOCS=1 cargo test the_page_of_keys"
        );
    }
}
