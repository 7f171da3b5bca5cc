//! The path of a file, as it is typed: what it could go on as, and what `~` stands for.

use std::fs;
use std::path::{Path, PathBuf};

use super::jobs::Desk;
use crate::app::Msg;

/// So many entries of a folder are looked at; nobody reads more.
const MOST: usize = 10_000;

/// A job that looks for what begins like this path. Reading a folder can take long where it
/// is another machine's.
pub(super) fn job(home: Option<PathBuf>, typed: String) -> impl FnOnce(&Desk) + Send + 'static {
    move |desk| {
        let matches = matches(home.as_deref(), &typed);
        desk.say(Msg::PathMatches { typed, matches });
    }
}

/// The path meant by one that begins with `~`, others as they are.
pub(super) fn expand(home: Option<&Path>, path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// The paths that begin as typed, in order, with a `/` behind folders. Capitals matter only
/// if that leaves something; what is hidden is left out unless its dot was typed.
fn matches(home: Option<&Path>, typed: &str) -> Vec<String> {
    if typed == "~" {
        return vec!["~/".to_owned()];
    }
    let (folder, begins) = match typed.rfind('/') {
        Some(at) => typed.split_at(at + 1),
        None => ("", typed),
    };
    let place = match folder {
        "" => PathBuf::from("."),
        folder => expand(home, Path::new(folder)),
    };
    let Ok(entries) = fs::read_dir(place) else {
        return Vec::new();
    };
    let mut names: Vec<(String, bool)> = entries
        .take(MOST)
        .flatten()
        .filter_map(|entry| {
            // What cannot be typed is not offered.
            let name = entry.file_name().into_string().ok()?;
            let is_folder = fs::metadata(entry.path()).is_ok_and(|at| at.is_dir());
            let can_be_typed = !name.contains(char::is_control);
            let is_wanted = !name.starts_with('.') || begins.starts_with('.');
            (can_be_typed && is_wanted).then_some((name, is_folder))
        })
        .collect();
    let exactly = |name: &str| name.starts_with(begins);
    let loosely = |name: &str| name.to_lowercase().starts_with(&begins.to_lowercase());
    match names.iter().any(|(name, _)| exactly(name)) {
        true => names.retain(|(name, _)| exactly(name)),
        false => names.retain(|(name, _)| loosely(name)),
    }
    names.sort_unstable();
    let whole = |(name, is_folder): (String, bool)| {
        let end = if is_folder { "/" } else { "" };
        format!("{folder}{name}{end}")
    };
    names.into_iter().map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_on_as_what_is_there() {
        let home = tempfile::tempdir().unwrap();
        for folder in ["Downloads", "Documents", ".config"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        for file in [
            "Downloads/a b.vcf",
            "Downloads/ana.vcf",
            "Downloads/Äpfel.csv",
            ".hidden",
            "Doc",
        ] {
            fs::write(home.path().join(file), "").unwrap();
        }
        let at = home.path().to_str().unwrap();
        for (typed, expected) in [
            ("~", &["~/"][..]),
            ("~/", &["~/Doc", "~/Documents/", "~/Downloads/"]),
            ("~/Do", &["~/Doc", "~/Documents/", "~/Downloads/"]),
            ("~/dow", &["~/Downloads/"]),
            (
                "~/Downloads/a",
                &["~/Downloads/a b.vcf", "~/Downloads/ana.vcf"],
            ),
            ("~/Downloads/ä", &["~/Downloads/Äpfel.csv"]),
            ("~/.", &["~/.config/", "~/.hidden"]),
            ("~/nobody", &[]),
            ("~/nowhere/x", &[]),
            ("{}/Downloads/an", &["{}/Downloads/ana.vcf"]),
        ] {
            let typed = typed.replace("{}", at);
            let expected: Vec<String> = expected.iter().map(|e| e.replace("{}", at)).collect();
            assert_eq!(matches(Some(home.path()), &typed), expected, "{typed}");
        }
    }

    #[test]
    fn the_home_stands_for_a_wave() {
        let home = Path::new("/home/ana");
        for (path, expected) in [
            ("~/x.vcf", "/home/ana/x.vcf"),
            ("~", "/home/ana"),
            ("~bea/x.vcf", "~bea/x.vcf"),
            ("/x/~/y", "/x/~/y"),
        ] {
            assert_eq!(
                expand(Some(home), Path::new(path)),
                Path::new(expected),
                "{path}"
            );
        }
        assert_eq!(expand(None, Path::new("~/x")), Path::new("~/x"));
    }
}
