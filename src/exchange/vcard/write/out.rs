//! The lines of a card: escaped, folded, with their labels.

use super::Edition;
use crate::exchange::content_line::{self, escaped};

/// A text under construction: escaped, folded, labelled.
pub(super) struct Out {
    pub(super) edition: Edition,
    pub(super) text: String,
    /// How many `itemN` groups the card has so far.
    pub(super) items: usize,
}

impl Out {
    pub(super) fn property(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escaped(value)));
    }

    pub(super) fn some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.property(name, value);
        }
    }

    pub(super) fn structured(&mut self, name: &str, parts: &[&str]) {
        let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
        self.line(&format!("{name}:{}", parts.join(";")));
    }

    pub(super) fn list(&mut self, name: &str, values: &[String]) {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| escaped(value)).collect();
            self.line(&format!("{name}:{}", values.join(",")));
        }
    }

    /// With the label as a type where vCard has one, else beside it.
    pub(super) fn typed(&mut self, name: &str, label: &str, value: &str) {
        self.typed_raw(name, label, &escaped(value));
    }

    pub(super) fn typed_raw(&mut self, name: &str, label: &str, escaped: &str) {
        let types = match self.edition {
            Edition::V3 => str::to_uppercase,
            Edition::V4 => str::to_lowercase,
        };
        match label {
            "" => self.line(&format!("{name}:{escaped}")),
            // Words that 4.0 does not know stand beside it.
            "main" | "other" if self.edition == Edition::V4 => {
                self.labelled_raw(name, label, escaped);
            }
            "home" | "work" | "fax" | "pager" | "main" | "other" => {
                self.line(&format!("{name};TYPE={}:{escaped}", types(label)));
            }
            "mobile" => self.line(&format!("{name};TYPE={}:{escaped}", types("CELL"))),
            label => self.labelled_raw(name, label, escaped),
        }
    }

    pub(super) fn labelled(&mut self, name: &str, label: &str, value: &str) {
        self.labelled_raw(name, label, &escaped(value));
    }

    fn labelled_raw(&mut self, name: &str, label: &str, value: &str) {
        self.items += 1;
        let item = self.items;
        self.line(&format!("item{item}.{name}:{value}"));
        self.line(&format!("item{item}.X-ABLabel:{}", escaped(label)));
    }

    /// One line, folded between letters where it is too long.
    pub(super) fn line(&mut self, line: &str) {
        content_line::push(&mut self.text, line);
    }
}
