//! Properties of which a card has one: a text, or components of which each is a field.

use super::{Patcher, Property, add, line};

impl Patcher<'_> {
    /// The full name, and with it the parts that were only guessed of the former one.
    pub(super) fn name(&mut self, to: &str) -> Option<()> {
        self.text(&["FN"], Some(to))?;
        let guessed = self.properties.iter().position(|property| {
            property.is_full("N") && property.record.param("X-TIES-GUESS").is_some()
        });
        if let Some(at) = guessed {
            self.rewrite(at, &add::guessed_parts(to, self.version));
        }
        Some(())
    }

    /// A property with one text: the first of these names that has one. What follows it under
    /// the same name would take its place, so it goes with it.
    pub(super) fn text(&mut self, names: &[&str], to: Option<&str>) -> Option<()> {
        let first = names.iter().find_map(|name| {
            let mut all = self.properties.iter();
            Some((all.position(|property| property.is_full(name))?, *name))
        });
        let Some((at, name)) = first else {
            if let (Some(to), Some(name)) = (to, names.first()) {
                let value = line::escaped(to, self.version);
                self.added.push(self.encoded(name, &value));
            }
            return Some(());
        };
        match to {
            Some(to) => self.rewrite(at, &line::escaped(to, self.version)),
            None => self.remove(at),
        }
        if to.is_none() || name == "NOTE" {
            for other in at + 1..self.properties.len() {
                if self.properties[other].is_full(name) {
                    self.remove(other);
                }
            }
        }
        Some(())
    }

    /// One component of a property that has several.
    pub(super) fn component(&mut self, name: &str, place: usize, to: Option<&str>) -> Option<()> {
        // The last N holds, and the first ORG.
        let is_it = |property: &Property<'_>| {
            property.is_full(name) && property.record.param("X-TIES-GUESS").is_none()
        };
        let found = match name {
            "N" => self.properties.iter().rposition(is_it),
            _ => self.properties.iter().position(is_it),
        };
        let new = to.map_or_else(String::new, |to| line::component(to, self.version));
        let Some(at) = found else {
            if let Some(guess) = self.properties.iter().position(|p| p.is_full("N"))
                && name == "N"
            {
                self.remove(guess);
            }
            let mut parts = vec![String::new(); place];
            parts.push(new);
            if name == "N" {
                parts.resize(5, String::new());
            }
            let line = self.encoded(name, &parts.join(";"));
            self.added.push(line);
            return self.settle_added(name);
        };
        let mut parts = self.components_now(at);
        if parts.len() <= place {
            parts.resize(place + 1, String::new());
        }
        parts[place] = new;
        match parts.iter().all(String::is_empty) {
            true => self.remove(at),
            false => self.rewrite(at, &parts.join(";")),
        }
        Some(())
    }

    /// Units stand behind the organisation, and are read as one.
    pub(super) fn unit(&mut self, to: Option<&str>) -> Option<()> {
        if let Some(at) = self.properties.iter().position(|p| p.is_full("ORG")) {
            let mut parts = self.components_now(at);
            parts.truncate(1);
            parts.resize(1, String::new());
            parts.extend(to.map(|to| line::component(to, self.version)));
            match parts.iter().all(String::is_empty) {
                true => self.remove(at),
                false => self.rewrite(at, &parts.join(";")),
            }
            return Some(());
        }
        self.component("ORG", 1, to)
    }

    /// Joins two lines of one property that were added for one component each.
    fn settle_added(&mut self, name: &str) -> Option<()> {
        let head = format!("{name}:");
        let of_it = |line: &String| line.starts_with(&head);
        let all: Vec<usize> = (0..self.added.len())
            .filter(|at| of_it(&self.added[*at]))
            .collect();
        let [first, second] = all[..] else {
            return Some(());
        };
        let second = self.added.remove(second);
        let before = line::parts(&self.added[first][head.len()..]);
        let after = line::parts(&second[head.len()..]);
        let long = before.len().max(after.len());
        let part = |parts: &[String], at: usize| parts.get(at).cloned().unwrap_or_default();
        let joined: Vec<String> = (0..long)
            .map(|at| {
                Some(part(&after, at))
                    .filter(|p| !p.is_empty())
                    .unwrap_or_else(|| part(&before, at))
            })
            .collect();
        self.added[first] = head + &joined.join(";");
        Some(())
    }

    fn components_now(&self, at: usize) -> Vec<String> {
        line::parts(&self.value_now(at))
    }
}
