//! Who asks a second time: by hand, in a pasted line or in a file.

use std::collections::HashMap;

use super::{Asked, Request};
use crate::domain::id::RequestId;
use crate::domain::matching::{self, Page};
use crate::text;

impl Asked {
    /// Whether both are of one person: they name the same profile, or not two and the same name,
    /// at organisations that do not differ. A single word is a name only together with what is
    /// known of the organisation.
    fn is_of_the_same(&self, other: &Asked) -> bool {
        if let (Some(a), Some(b)) = (self.profile(), other.profile()) {
            return a == b;
        }
        let org = |asked: &Asked| asked.org.as_deref().map(text::fold);
        let same_org = match (org(self), org(other)) {
            (None, None) => true,
            (Some(a), Some(b)) => a == b,
            (None, Some(_)) | (Some(_), None) => self.name.split_whitespace().nth(1).is_some(),
        };
        same_org && text::fold(&self.name) == text::fold(&other.name)
    }

    /// The key of the profile that it names.
    fn profile(&self) -> Option<String> {
        match matching::page(self.url.as_deref()?)? {
            Page::Profile(key) => Some(key),
            Page::Account(_) => None,
        }
    }

    /// What both say of one person: what is missing here is taken over, and what else they
    /// wrote there comes after what they wrote here.
    pub fn and(self, other: &Asked) -> Asked {
        let note = match (self.note, &other.note) {
            (Some(here), Some(there)) if !here.contains(there.trim()) => {
                Some(format!("{here}\n\n{there}"))
            }
            (here, there) => here.or_else(|| there.clone()),
        };
        Asked {
            org: self.org.or_else(|| other.org.clone()),
            url: self.url.or_else(|| other.url.clone()),
            on: self.on.or(other.on),
            note,
            mutuals: self.mutuals.or(other.mutuals),
            met: self.met || other.met,
            introduced_by: self.introduced_by.or(other.introduced_by),
            ..self
        }
    }
}

/// Open requests, to find who asks a second time, however many they are.
#[derive(Debug, Default)]
pub struct Askers {
    all: Vec<Request>,
    /// The places of those with a name, and of those with a profile.
    named: HashMap<String, Vec<usize>>,
    paged: HashMap<String, usize>,
}

impl Askers {
    pub fn of(requests: impl IntoIterator<Item = Request>) -> Askers {
        let mut askers = Askers::default();
        requests.into_iter().for_each(|request| askers.add(request));
        askers
    }

    pub fn add(&mut self, request: Request) {
        let at = self.all.len();
        let name = text::fold(&request.asked.name);
        self.named.entry(name).or_default().push(at);
        if let Some(profile) = request.asked.profile() {
            self.paged.insert(profile, at);
        }
        self.all.push(request);
    }

    /// The one request that is of the same person; `None` where several may be.
    pub fn same(&self, asked: &Asked) -> Option<&Request> {
        let paged = asked.profile().and_then(|key| self.paged.get(&key));
        if let Some(at) = paged {
            return self.all.get(*at);
        }
        let places = self.named.get(&text::fold(&asked.name))?.iter();
        let mut same = places
            .filter_map(|at| self.all.get(*at))
            .filter(|request| asked.is_of_the_same(&request.asked));
        match (same.next(), same.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }
}

/// Who of `all` asks a second time, where these are open already.
pub fn again<'a>(all: &'a [Asked], open: &[Request]) -> Vec<&'a Asked> {
    let mut askers = Askers::of(open.iter().cloned());
    let mut again = Vec::new();
    for asked in all {
        match askers.same(asked) {
            Some(_) => again.push(asked),
            None => askers.add(Request {
                id: RequestId(0),
                contact: None,
                asked: asked.clone(),
            }),
        }
    }
    again
}

#[cfg(test)]
mod tests {
    use super::super::{parse_line, parse_lines};
    use super::*;

    #[test]
    fn who_asks_twice_is_known_by_the_profile_or_by_name_and_organisation() {
        let of = |line: &str| parse_line(line).unwrap().asked;
        let check = |open: &[&str], line: &str, wanted: Option<i64>| {
            let askers = Askers::of((1..).zip(open).map(|(id, line)| Request {
                id: RequestId(id),
                contact: None,
                asked: of(line),
            }));
            let same = askers.same(&of(line)).map(|request| request.id.0);
            assert_eq!(same, wanted, "{line}");
        };
        let pat = "https://www.linkedin.com/in/pat";
        let other = "https://www.linkedin.com/in/pat-2";
        check(
            &["Pat Lim, Flux"],
            "pat lim, FLUX, 6 mutual, hello",
            Some(1),
        );
        check(&["Pat Lim, Flux"], "Pat Lim, Tonefjord", None);
        check(&["Pat Lim, Flux"], "Pat Lim", Some(1));
        check(&["Pat Lim, Flux"], &format!("Pat Lim,,{pat}"), Some(1));
        check(
            &[&format!("Pat,,{pat}")],
            &format!("Patricia Lim,,{pat}/"),
            Some(1),
        );
        check(
            &[&format!("Pat Lim,,{pat}")],
            &format!("Pat Lim,,{other}"),
            None,
        );
        check(&["Pat, Flux"], "Pat", None);
        check(&["Pat"], "Pat", Some(1));
        // Two of them: nobody knows which.
        check(&["Pat Lim, Flux", "Pat Lim, Tonefjord"], "Pat Lim", None);
    }

    #[test]
    fn what_both_say_of_one_is_kept_once() {
        let of = |line: &str| parse_line(line).unwrap().asked;
        let check = |here: &str, there: &str, wanted: &str| {
            let both = of(here).and(&of(there));
            assert_eq!(both, of(wanted), "{here} | {there}");
        };
        check(
            "Pat Lim, Flux, 6 mutual, hi",
            "Pat Lim, Flux, 6 mutual, hi",
            "Pat Lim, Flux, 6 mutual, hi",
        );
        check(
            "Pat Lim",
            "pat lim, Flux, met, hi",
            "Pat Lim, Flux, met, hi",
        );
        let noted = of("Pat Lim, Flux, hi").and(&of("Pat Lim, Flux, your talk"));
        assert_eq!(noted.note.as_deref(), Some("hi\n\nyour talk"));
    }

    #[test]
    fn lines_pasted_twice_are_told() {
        let lines = "Pat Lim, Flux\nBea\nPat Lim, Flux, hi";
        let all: Vec<Asked> = parse_lines(lines).into_iter().map(|l| l.asked).collect();
        let names = |open: &[Request]| -> Vec<String> {
            again(&all, open)
                .into_iter()
                .map(|a| a.name.clone())
                .collect()
        };
        assert_eq!(names(&[]), ["Pat Lim"]);
        let bea = Request {
            id: RequestId(4),
            contact: None,
            asked: all[1].clone(),
        };
        assert_eq!(names(&[bea]), ["Bea", "Pat Lim"]);
    }
}
