//! What of a file is left out, in words: so many catch-ups with these, and why.

use super::super::Plan;
use super::Becomes;
use crate::domain::draft::{Skipped, Whom};
use crate::domain::naming::in_a_row;

impl Plan {
    /// Says of each file what of it is about nobody here, or lies ahead.
    pub(super) fn say_what_is_left(&mut self) {
        for at in 0..self.files.len() {
            let catch_ups = self.catch_ups.iter().filter(|told| told.file == at);
            let mut left = Left::default();
            for told in catch_ups {
                left.add(told.becomes, told.what.line, &told.what.with);
            }
            let mut untold = left.lines(("a catch-up", "catch-ups"));
            let next_steps = self.next_steps.iter().filter(|told| told.file == at);
            let mut left = Left::default();
            for told in next_steps {
                left.add(told.becomes, told.what.line, &told.what.with);
            }
            untold.extend(left.lines(("a next step", "next steps")));
            self.files[at].untold = untold;
        }
    }
}

/// What is left of what a file tells, by the reason: the line of the first, how many, and some
/// of those they are about.
#[derive(Default)]
struct Left<'p>([Reason<'p>; 3]);

#[derive(Default)]
struct Reason<'p> {
    line: Option<u64>,
    count: usize,
    names: Vec<&'p str>,
    /// Whether there are more names than are said.
    has_more: bool,
}

/// So many names are said of what is left out.
const NAMED: usize = 3;

impl<'p> Left<'p> {
    fn add(&mut self, becomes: Becomes, line: u64, with: &'p [Whom]) {
        let of = match becomes {
            Becomes::New | Becomes::Seen | Becomes::Changed => return,
            Becomes::Nobody => 0,
            Becomes::Several => 1,
            Becomes::Ahead => 2,
        };
        let reason = &mut self.0[of];
        reason.line.get_or_insert(line);
        reason.count += 1;
        for whom in with {
            let name = match whom {
                Whom::Record(_) => continue,
                Whom::Page { url, name } if name.is_empty() => url,
                Whom::Page { name, .. } | Whom::Named(name) => name,
            };
            if reason.names.contains(&name.as_str()) {
                continue;
            }
            match reason.names.len() < NAMED {
                true => reason.names.push(name),
                false => reason.has_more = true,
            }
        }
    }

    /// A line for each reason, however many there are of it.
    fn lines(&self, (one, many): (&str, &str)) -> Vec<Skipped> {
        let [nobody, several, ahead] = &self.0;
        let of = |reason: &Reason<'_>| match reason.count {
            1 => one.to_owned(),
            count => format!("{count} {many}"),
        };
        let skipped = |reason: &Reason<'_>, why: String| {
            let line = reason.line?;
            Some(Skipped { line, why })
        };
        let whys = [
            match nobody.is_about_one() {
                true => ", who is not here",
                false => ", who are not here",
            },
            match several.is_about_one() {
                true => ", a name that several here have",
                false => ", names that several here have",
            },
        ];
        let with = |reason: &Reason<'_>, why: &str| {
            let words = format!("{} with {}{why}", of(reason), reason.names());
            skipped(reason, words)
        };
        let ahead = skipped(ahead, format!("{} on a day that has not come", of(ahead)));
        let lines = [with(nobody, whys[0]), with(several, whys[1]), ahead];
        lines.into_iter().flatten().collect()
    }
}

impl Reason<'_> {
    fn is_about_one(&self) -> bool {
        self.names.len() <= 1
    }

    /// Whom it is about: "“Ana”, “Bo”, “Cy” and others".
    fn names(&self) -> String {
        let names = self.names.iter().map(|name| match *name {
            "" => "nobody named".to_owned(),
            name => format!("“{name}”"),
        });
        let names: Vec<String> = names.collect();
        match self.has_more {
            true => format!("{} and others", names.join(", ")),
            false => in_a_row(&names, "and"),
        }
    }
}
