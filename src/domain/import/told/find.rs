//! Whom something that a file tells is about.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::super::facts::Facts;
use super::super::people::{Alone, People};
use super::super::{Known, Person, Plan, Row};
use super::{Becomes, OfFiles, Told};
use crate::domain::draft::Whom;
use crate::domain::matching::{self, Page};
use crate::domain::standing::Standing;
use crate::text;

/// Looks for those who are told of among the people of a plan.
pub(super) struct Finder<'p> {
    plan: &'p Plan,
    known: &'p [Known],
    people: &'p People<'p>,
    first_rows: Vec<Option<usize>>,
    /// By whole name or nickname, without case and accents; `None` where several have it.
    names: OnceCell<HashMap<String, Option<Person>>>,
}

impl<'p> Finder<'p> {
    pub(super) fn of(plan: &'p Plan, known: &'p [Known], people: &'p People<'p>) -> Finder<'p> {
        Finder {
            plan,
            known,
            people,
            first_rows: first_rows(plan),
            names: OnceCell::new(),
        }
    }

    /// All this with those whom it is about, as far as they are found.
    pub(super) fn all<T>(&self, told: OfFiles<T>, with: fn(&T) -> &[Whom]) -> Vec<Told<T>> {
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
