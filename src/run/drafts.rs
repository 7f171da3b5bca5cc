//! What was typed and not saved, kept in a file until it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::SavedDraft;
use crate::domain::id::ContactId;
use crate::private::{self, Existing};
use crate::store::{self, Cover};

/// Where drafts are kept, and what is kept there now.
#[derive(Debug)]
pub struct Drafts {
    place: Option<Place>,
    kept: Vec<SavedDraft>,
}

/// The file of drafts, and the data file that those here are about.
#[derive(Debug)]
struct Place {
    file: PathBuf,
    data: String,
}

/// The drafts that are about one data file.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    data: String,
    drafts: Vec<Kept>,
    /// The same, hidden, where the data file is encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hidden: Option<Vec<u8>>,
}

/// A draft with everybody in it by what they are called in every file, because a number
/// may be somebody else's once a file was restored or made anew.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    draft: SavedDraft,
    people: Vec<(ContactId, String)>,
}

impl Drafts {
    /// Keeps nothing beyond this run.
    pub fn nowhere() -> Drafts {
        Drafts {
            place: None,
            kept: Vec::new(),
        }
    }

    /// The drafts kept in `folder` that are about the file `data`, without those about
    /// anybody whom `uid` does not know any more. A file that cannot be read counts as none:
    /// it is only ever a convenience.
    pub fn load(folder: &Path, data: &Path, uid: &dyn Fn(ContactId) -> Option<String>) -> Drafts {
        let data = fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
        let place = Place {
            file: folder.join("drafts.json"),
            data: data.to_string_lossy().into_owned(),
        };
        let is_here = |kept: &Kept| {
            let people = kept.people.iter();
            kept.people.len() == kept.draft.people().len()
                && people
                    .into_iter()
                    .all(|(id, was)| uid(*id).as_ref() == Some(was))
        };
        let cover = place.cover();
        let mut is_bare = false;
        let kept: Vec<SavedDraft> = place
            .read()
            .into_iter()
            .filter(|about| about.data == place.data)
            .inspect(|about| is_bare |= !about.drafts.is_empty())
            .flat_map(|about| about.shown(cover.as_ref()))
            .filter(is_here)
            .map(|kept| kept.draft)
            .collect();
        let mut drafts = Drafts {
            place: Some(place),
            kept,
        };
        if is_bare && cover.is_some() {
            // From before the data file was encrypted.
            let kept = std::mem::take(&mut drafts.kept);
            let _ = drafts.write(kept, uid); // it is tried again with the next one
        }
        drafts
    }

    /// What is kept now.
    pub fn kept(&self) -> &[SavedDraft] {
        &self.kept
    }

    /// Keeps these in place of what was kept before about the same data file; without any
    /// about any, the file goes.
    ///
    /// # Errors
    /// When the file cannot be written; the former one is then as it was.
    pub fn keep(
        &mut self,
        drafts: Vec<SavedDraft>,
        uid: &dyn Fn(ContactId) -> Option<String>,
    ) -> io::Result<()> {
        match drafts == self.kept {
            true => Ok(()),
            false => self.write(drafts, uid),
        }
    }

    fn write(
        &mut self,
        drafts: Vec<SavedDraft>,
        uid: &dyn Fn(ContactId) -> Option<String>,
    ) -> io::Result<()> {
        if let Some(place) = &self.place {
            let mut all = place.read();
            all.retain(|about| about.data != place.data);
            if !drafts.is_empty() {
                let named = |draft: &SavedDraft| Kept {
                    draft: draft.clone(),
                    people: draft
                        .people()
                        .into_iter()
                        .filter_map(|id| Some((id, uid(id)?)))
                        .collect(),
                };
                let drafts = drafts.iter().map(named).collect();
                all.push(About::of(&place.data, drafts, place.cover().as_ref())?);
            }
            place.write(&all)?;
        }
        self.kept = drafts;
        Ok(())
    }
}

/// Removes the drafts about anybody known by one of these uids from the file in `folder`,
/// whichever data file they are about.
///
/// # Errors
/// When the file cannot be written; it is then as it was.
pub fn forget(folder: &Path, uids: &[String]) -> io::Result<()> {
    let place = Place {
        file: folder.join("drafts.json"),
        data: String::new(),
    };
    let is_known = |kept: &Kept| kept.people.iter().any(|(_, uid)| uids.contains(uid));
    let mut is_changed = false;
    let mut all = Vec::new();
    for about in place.read() {
        let data = about.data.clone();
        let cover = store::cover(Path::new(&data));
        if about.hidden.is_some() && cover.is_none() {
            all.push(about); // nobody who was asked has its key
            continue;
        }
        let mut drafts = about.shown(cover.as_ref());
        let before = drafts.len();
        drafts.retain(|kept| !is_known(kept));
        is_changed |= drafts.len() < before;
        if !drafts.is_empty() {
            all.push(About::of(&data, drafts, cover.as_ref())?);
        }
    }
    match is_changed {
        true => place.write(&all),
        false => Ok(()),
    }
}

impl About {
    /// The drafts as they are written, under this cover if there is one.
    fn of(data: &str, drafts: Vec<Kept>, cover: Option<&Cover>) -> io::Result<About> {
        let data = data.to_owned();
        let Some(cover) = cover else {
            return Ok(About {
                data,
                drafts,
                hidden: None,
            });
        };
        let hidden = cover.hide(&serde_json::to_vec(&drafts)?);
        Ok(About {
            data,
            drafts: Vec::new(),
            hidden: Some(hidden.ok_or_else(|| io::Error::other("it could not be encrypted"))?),
        })
    }

    /// The drafts as they are read; none where they are hidden under another cover.
    fn shown(self, cover: Option<&Cover>) -> Vec<Kept> {
        let bytes = cover
            .zip(self.hidden)
            .and_then(|(cover, hidden)| cover.show(&hidden));
        bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or(self.drafts)
    }
}

impl Place {
    /// What hides the drafts, where the data file is encrypted.
    fn cover(&self) -> Option<Cover> {
        store::cover(Path::new(&self.data))
    }

    /// Writes these in place of all that is kept; without any, the file goes.
    fn write(&self, all: &[About]) -> io::Result<()> {
        let is_any = |about: &About| about.hidden.is_some() || !about.drafts.is_empty();
        if all.iter().any(is_any) {
            return replace(&self.file, &serde_json::to_vec(all)?);
        }
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn read(&self) -> Vec<About> {
        let bytes = fs::read(&self.file).ok();
        bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }
}

/// Replaces a file in one step; the new one, and its folder if it is made, are readable by
/// nobody else.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        private::create_folder(folder)?;
    }
    private::write(file, bytes, Existing::Replaced)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::app::{FormFor, SavedField};

    fn draft(text: &str) -> SavedDraft {
        SavedDraft {
            form: FormFor::AddContact,
            fields: vec![field("Name", text)],
        }
    }

    fn log_with(id: i64) -> SavedDraft {
        SavedDraft {
            form: FormFor::Log(vec![ContactId(id)]),
            fields: vec![field("Who", &format!("{id},9;Be"))],
        }
    }

    fn field(name: &str, text: &str) -> SavedField {
        SavedField {
            name: name.into(),
            text: text.into(),
            was: String::new(),
        }
    }

    /// In `folder`, about the file `data`, whose contacts are called by its name and number.
    fn load(folder: &Path, data: &str) -> Drafts {
        Drafts::load(folder, &folder.join(data), &uids(data))
    }

    fn uids(data: &str) -> impl Fn(ContactId) -> Option<String> {
        move |id| (id.0 < 10).then(|| format!("{data}-{}", id.0))
    }

    #[test]
    fn drafts_are_there_the_next_time_and_for_nobody_else() {
        let dir = tempfile::tempdir().unwrap();
        let mut drafts = load(dir.path(), "a.db");
        assert_eq!(drafts.kept(), []);
        drafts.keep(vec![draft("Ana")], &uids("a.db")).unwrap();
        drafts
            .keep(vec![draft("Ana Sousa")], &uids("a.db"))
            .unwrap();
        assert_eq!(load(dir.path(), "a.db").kept(), [draft("Ana Sousa")]);
        let file = dir.path().join("drafts.json");
        assert_eq!(
            fs::metadata(file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        drafts.keep(Vec::new(), &uids("a.db")).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn drafts_are_of_one_data_file_and_of_those_who_are_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let (mut a, mut b) = (load(dir.path(), "a.db"), load(dir.path(), "b.db"));
        let of_a = vec![log_with(1), draft("Ana")];
        a.keep(of_a.clone(), &uids("a.db")).unwrap();
        b.keep(vec![draft("Bea")], &uids("b.db")).unwrap();
        assert_eq!(load(dir.path(), "a.db").kept(), of_a);
        assert_eq!(load(dir.path(), "b.db").kept(), [draft("Bea")]);
        // The same file made anew: number 1 is somebody else now.
        let anew = Drafts::load(dir.path(), &dir.path().join("a.db"), &uids("other"));
        assert_eq!(anew.kept(), [draft("Ana")]);
        b.keep(Vec::new(), &uids("b.db")).unwrap();
        assert_eq!(load(dir.path(), "a.db").kept(), of_a);
        a.keep(vec![log_with(77)], &uids("a.db")).unwrap();
        assert_eq!(load(dir.path(), "a.db").kept(), []);
    }

    #[test]
    fn whoever_is_forgotten_is_in_no_draft_and_the_others_stay() {
        let dir = tempfile::tempdir().unwrap();
        let (mut a, mut b) = (load(dir.path(), "a.db"), load(dir.path(), "b.db"));
        a.keep(vec![log_with(1), draft("Ana")], &uids("a.db"))
            .unwrap();
        b.keep(vec![log_with(1)], &uids("b.db")).unwrap();
        forget(dir.path(), &["a.db-1".to_owned()]).unwrap();
        assert_eq!(load(dir.path(), "a.db").kept(), [draft("Ana")]);
        assert_eq!(load(dir.path(), "b.db").kept(), [log_with(1)]);
        forget(dir.path(), &["b.db-1".to_owned()]).unwrap();
        a.keep(Vec::new(), &uids("a.db")).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_file_counts_as_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("drafts.json"), b"{").unwrap();
        assert_eq!(load(dir.path(), "a.db").kept(), []);
        assert_eq!(Drafts::nowhere().kept(), []);
    }
}
