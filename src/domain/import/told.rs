//! What files tell beside people: catch-ups and next steps, whom they are about, and which of
//! them come in.
//!
//! They make nobody and bring nobody back. Whom they are about is a record of the same file, or
//! somebody found by page or name, who may be here or come with the same plan.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::facts::Facts;
use super::people::{Alone, People};
use super::{Known, Outcome, Person, Plan, Row, Seen};
use crate::domain::draft::{DraftCatchUp, DraftStep, Skipped, SourceKind, Whom};
use crate::domain::id::ContactId;
use crate::domain::matching::{self, Page};
use crate::domain::naming::in_a_row;
use crate::domain::standing::Standing;
use crate::text;

/// Something that a file tells, with whom it is about and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<T> {
    /// Which of the plan's files it is from.
    pub file: usize,
    pub what: T,
    /// Those who were found, in the order told; whoever stands for a row of the plan may be
    /// decided about, see [`Plan::whom`].
    pub with: Vec<Person>,
    pub becomes: Becomes,
}

/// What becomes of something told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// It comes in, unless everybody whom it is about is left out.
    New,
    /// It came in before, or another file of the plan tells it.
    Seen,
    /// Its day has not come.
    Ahead,
    /// Nobody here is who it is about.
    Nobody,
    /// Several here have the name of whom it is about.
    Several,
}

/// What came from files before, so that nothing comes twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameBefore {
    /// What happened after it is no history yet.
    pub today: NaiveDate,
    pub requests: Vec<Seen>,
    /// The sources of catch-ups with their ids, those of removed ones too.
    pub catch_ups: HashSet<(SourceKind, String)>,
    /// Next steps, open or not, those removed too, each with its day and, as "next time" may have
    /// been given one since, without.
    pub next_steps: HashSet<(ContactId, String, Option<NaiveDate>)>,
}

impl CameBefore {
    /// Nothing, as of this day.
    pub fn nothing(today: NaiveDate) -> CameBefore {
        CameBefore {
            today,
            requests: Vec::new(),
            catch_ups: HashSet::new(),
            next_steps: HashSet::new(),
        }
    }
}

/// How much of what a file tells beside people comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Brought {
    pub catch_ups: usize,
    /// The day of the latest of them.
    pub last: Option<NaiveDate>,
    pub next_steps: usize,
}

impl Brought {
    pub fn is_nothing(&self) -> bool {
        self.catch_ups == 0 && self.next_steps == 0
    }

    /// How much it is, in words: "214 catch-ups", "one next step"; none of what there is none of.
    pub fn words(&self) -> Vec<String> {
        let kinds = [(self.catch_ups, "catch-up"), (self.next_steps, "next step")];
        let some = kinds.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, what)| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        })
        .collect()
    }
}

/// What the files tell, each with the place of its file in the plan.
pub(super) type OfFiles<T> = Vec<(usize, Vec<T>)>;

/// Finds whom all this is about among these people, and puts it into the plan.
pub(super) fn put(
    plan: &mut Plan,
    (catch_ups, mut next_steps): (OfFiles<DraftCatchUp>, OfFiles<DraftStep>),
    known: &[Known],
    people: &People<'_>,
) {
    for (_, steps) in &mut next_steps {
        steps
            .iter_mut()
            .for_each(|step| step.text = step.text.trim().to_owned());
        steps.retain(|step| !step.text.is_empty());
    }
    let tells_nothing = catch_ups.iter().all(|(_, all)| all.is_empty())
        && next_steps.iter().all(|(_, all)| all.is_empty());
    if tells_nothing {
        return;
    }
    let finder = Finder {
        plan,
        known,
        people,
        first_rows: first_rows(plan),
        names: OnceCell::new(),
    };
    let catch_ups = finder.all(catch_ups, |catch_up| &catch_up.with);
    let next_steps = finder.all(next_steps, |step| &step.with);
    (plan.catch_ups, plan.next_steps) = (catch_ups, next_steps);
}

/// Where the rows of each file begin: they follow one another as the file has its records.
fn first_rows(plan: &Plan) -> Vec<Option<usize>> {
    let mut first = vec![None; plan.files.len()];
    for (at, row) in plan.rows.iter().enumerate() {
        if let Some(first) = first.get_mut(row.file) {
            first.get_or_insert(at);
        }
    }
    first
}

/// Looks for those who are told of.
struct Finder<'p> {
    plan: &'p Plan,
    known: &'p [Known],
    people: &'p People<'p>,
    first_rows: Vec<Option<usize>>,
    /// By whole name or nickname, without case and accents; `None` where several have it.
    names: OnceCell<HashMap<String, Option<Person>>>,
}

impl Finder<'_> {
    fn all<T>(&self, told: OfFiles<T>, with: fn(&T) -> &[Whom]) -> Vec<Told<T>> {
        let of_file = |(file, all): (usize, Vec<T>)| {
            all.into_iter().map(move |what| {
                let mut found = Vec::new();
                let mut becomes = Becomes::Nobody;
                for whom in with(&what) {
                    match self.find(file, whom) {
                        Alone::One(person) => found.push(person),
                        Alone::Several => becomes = Becomes::Several,
                        Alone::Nobody => {}
                    }
                }
                if !found.is_empty() {
                    becomes = Becomes::New;
                }
                Told {
                    file,
                    what,
                    with: found,
                    becomes,
                }
            })
        };
        told.into_iter().flat_map(of_file).collect()
    }

    fn find(&self, file: usize, whom: &Whom) -> Alone {
        match whom {
            Whom::Record(at) => self.row(file, *at).map_or(Alone::Nobody, Alone::One),
            Whom::Page { url, name } => match matching::page(url) {
                Some(Page::Profile(key)) => match self.people.whose_page(&key) {
                    Some(person) => Alone::One(person),
                    // Who has that name and another page is somebody else.
                    None => {
                        let mut facts = Facts::of_name(name);
                        facts.profiles.push(key);
                        self.people.named(&facts)
                    }
                },
                Some(Page::Account(_)) | None => self.called(name),
            },
            Whom::Named(name) => self.called(name),
        }
    }

    fn row(&self, file: usize, record: usize) -> Option<Person> {
        let row = (*self.first_rows.get(file)?)? + record;
        let is_of_file = self.plan.rows.get(row).is_some_and(|row| row.file == file);
        is_of_file.then_some(Person::Row(row))
    }

    /// Who alone has this name or nickname.
    fn called(&self, name: &str) -> Alone {
        match self.people.named(&Facts::of_name(name)) {
            Alone::Nobody => {}
            found => return found,
        }
        match self.names().get(&text::fold(name.trim())) {
            None => Alone::Nobody,
            Some(None) => Alone::Several,
            Some(Some(person)) => Alone::One(*person),
        }
    }

    fn names(&self) -> &HashMap<String, Option<Person>> {
        self.names.get_or_init(|| {
            let gone = self.known.iter().map(|known| &known.card);
            let gone = gone.filter(|card| card.standing == Standing::Deleted);
            let gone: HashSet<Person> = gone.map(|card| Person::Known(card.id)).collect();
            let mut names = HashMap::new();
            let mut learn = |name: &str, person: Person| {
                let held = names.entry(text::fold(name)).or_insert(Some(person));
                if *held != Some(person) {
                    *held = None;
                }
            };
            for Known { card, .. } in self.known {
                let person = Person::Known(card.id);
                if !gone.contains(&person) {
                    let names = std::iter::once(&card.name).chain(&card.nicknames);
                    names.for_each(|name| learn(name, person));
                }
            }
            for (at, Row { draft, .. }) in self.plan.rows.iter().enumerate() {
                if let Some(person) = self.plan.person(Person::Row(at))
                    && !gone.contains(&person)
                {
                    let names = std::iter::once(&draft.name).chain(&draft.nicknames);
                    names.for_each(|name| learn(name, person));
                }
            }
            names
        })
    }
}

impl Plan {
    /// Who this is by what becomes of their row; `None` where they are left out.
    pub fn person(&self, person: Person) -> Option<Person> {
        let Person::Row(at) = person else {
            return Some(person);
        };
        match &self.rows.get(at)?.outcome {
            Outcome::New | Outcome::Unsure { .. } => Some(person),
            Outcome::Merge { into, .. } | Outcome::Unchanged { into } => Some(Person::Known(*into)),
            // A row only ever joins one before it.
            Outcome::SameAs { row, .. } if *row < at => self.person(Person::Row(*row)),
            Outcome::SameAs { .. } | Outcome::Skip => None,
        }
    }

    /// Whom something is about by what becomes of their rows, each once.
    pub fn whom<T>(&self, told: &Told<T>) -> Vec<Person> {
        let mut with = Vec::with_capacity(told.with.len());
        for person in told.with.iter().filter_map(|person| self.person(*person)) {
            if !with.contains(&person) {
                with.push(person);
            }
        }
        with
    }

    /// Whether something that a file tells comes in.
    pub fn comes_in<T>(&self, told: &Told<T>) -> bool {
        let is_in = |person: &Person| self.person(*person).is_some();
        told.becomes == Becomes::New && told.with.iter().any(is_in)
    }

    /// How much of what the file at this index tells beside people comes in.
    pub fn brought_by(&self, file: usize) -> Brought {
        self.brought_where(|of| of == file)
    }

    /// How much of what the files tell beside people and requests comes in.
    pub fn brought(&self) -> Brought {
        self.brought_where(|_| true)
    }

    fn brought_where(&self, is_asked: impl Fn(usize) -> bool) -> Brought {
        let catch_ups = self.catch_ups.iter().filter(|told| is_asked(told.file));
        let days = catch_ups
            .filter(|told| self.comes_in(told))
            .map(|told| told.what.on);
        let steps = self.next_steps.iter().filter(|told| is_asked(told.file));
        Brought {
            catch_ups: days.clone().count(),
            last: days.max(),
            next_steps: steps.filter(|told| self.comes_in(told)).count(),
        }
    }

    /// Leaves out what came before, what the plan tells twice, and what lies ahead; says of each
    /// file what of it is about nobody here.
    pub(super) fn leave_out_told(&mut self, before: &CameBefore) {
        if self.catch_ups.is_empty() && self.next_steps.is_empty() {
            return;
        }
        let mut ids: HashSet<(SourceKind, String)> = HashSet::new();
        for told in &mut self.catch_ups {
            let Some(file) = self.files.get(told.file) else {
                continue;
            };
            let id = (file.kind, told.what.external_id.clone());
            if before.catch_ups.contains(&id) {
                told.becomes = Becomes::Seen;
            } else if told.becomes == Becomes::New && told.what.on > before.today {
                told.becomes = Becomes::Ahead;
            } else if told.becomes == Becomes::New && !ids.insert(id) {
                told.becomes = Becomes::Seen;
            }
        }
        let mut steps = HashSet::new();
        for at in 0..self.next_steps.len() {
            let told = &self.next_steps[at];
            let (step, with) = (&told.what, self.whom(told));
            let came = |person: &Person| match person {
                Person::Known(id) => {
                    let step = (*id, step.text.clone(), step.on);
                    before.next_steps.contains(&step)
                }
                Person::Row(_) => false,
            };
            let is_seen = !with.is_empty() && with.iter().all(came);
            if told.becomes == Becomes::New
                && (is_seen || !steps.insert((with, step.text.clone(), step.on)))
            {
                self.next_steps[at].becomes = Becomes::Seen;
            }
        }
        self.say_what_is_left();
    }

    fn say_what_is_left(&mut self) {
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
            Becomes::New | Becomes::Seen => return,
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
