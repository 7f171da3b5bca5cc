//! Where ties keeps its files.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// The files of one install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The one SQLite file; its backups lie beside it.
    pub db: PathBuf,
    pub config: Config,
    /// Drafts of unfinished forms.
    pub state: Option<PathBuf>,
    /// The person's home, for `~/Downloads` and for showing paths short.
    pub home: Option<PathBuf>,
}

/// Where the config file is, and whether somebody named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Config {
    /// In its usual place, where it may be missing.
    Usual(PathBuf),
    /// Named by `--config` or `TIES_CONFIG`, so it has to be there.
    Named(PathBuf),
}

impl Config {
    pub fn path(&self) -> &Path {
        match self {
            Config::Usual(path) | Config::Named(path) => path,
        }
    }
}

/// There is no telling where the files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlace {
    /// For the database.
    Db,
    /// For the config file.
    Config,
}

impl fmt::Display for NoPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, folder, option, variable) = match self {
            NoPlace::Db => ("data file", "XDG_DATA_HOME", "--db", "TIES_DB"),
            NoPlace::Config => ("config file", "XDG_CONFIG_HOME", "--config", "TIES_CONFIG"),
        };
        write!(
            f,
            "cannot tell where the {what} is: HOME is not set; set HOME or {folder} to an \
             absolute path, or say {option} FILE or {variable}=FILE"
        )
    }
}

impl std::error::Error for NoPlace {}

/// The files as options and environment place them, options first.
///
/// Follows the XDG base directory specification: a variable that is empty or holds a
/// relative path counts as unset. `variable` looks one up in the environment.
///
/// # Errors
/// If a place depends on `HOME` and there is none.
pub fn find(
    variable: &dyn Fn(&str) -> Option<OsString>,
    db: Option<&Path>,
    config: Option<&Path>,
) -> Result<Paths, NoPlace> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let absolute = |name| set(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let home = absolute("HOME");
    let folder = |xdg, below: &str| {
        absolute(xdg)
            .or_else(|| home.as_ref().map(|home| home.join(below)))
            .map(|base| base.join("ties"))
    };

    let db = db
        .map(Path::to_path_buf)
        .or_else(|| set("TIES_DB").map(PathBuf::from))
        .or_else(|| folder("XDG_DATA_HOME", ".local/share").map(|dir| dir.join("ties.db")))
        .ok_or(NoPlace::Db)?;
    let config = config
        .map(Path::to_path_buf)
        .or_else(|| set("TIES_CONFIG").map(PathBuf::from))
        .map(Config::Named)
        .or_else(|| {
            folder("XDG_CONFIG_HOME", ".config")
                .map(|dir| dir.join("config.toml"))
                .map(Config::Usual)
        })
        .ok_or(NoPlace::Config)?;
    Ok(Paths {
        db,
        config,
        state: folder("XDG_STATE_HOME", ".local/state"),
        home,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)], db: Option<&str>) -> Result<(String, String), NoPlace> {
        let lookup = |name: &str| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        };
        let paths = find(&lookup, db.map(Path::new), None)?;
        Ok((
            paths.db.display().to_string(),
            paths.config.path().display().to_string(),
        ))
    }

    #[track_caller]
    fn check(variables: &[(&str, &str)], db: &str, config: &str) {
        assert_eq!(
            found(variables, None),
            Ok((db.to_owned(), config.to_owned()))
        );
    }

    #[test]
    fn xdg_places_the_files_and_home_stands_in() {
        check(
            &[("HOME", "/h")],
            "/h/.local/share/ties/ties.db",
            "/h/.config/ties/config.toml",
        );
        check(
            &[("XDG_DATA_HOME", "/d"), ("XDG_CONFIG_HOME", "/c")],
            "/d/ties/ties.db",
            "/c/ties/config.toml",
        );
    }

    #[test]
    fn relative_and_empty_variables_are_ignored() {
        check(
            &[
                ("HOME", "/h"),
                ("XDG_DATA_HOME", "data"),
                ("XDG_CONFIG_HOME", ""),
                ("TIES_DB", ""),
            ],
            "/h/.local/share/ties/ties.db",
            "/h/.config/ties/config.toml",
        );
    }

    #[test]
    fn an_option_wins_over_a_variable_and_a_variable_over_the_usual_place() {
        let variables = [
            ("HOME", "/h"),
            ("TIES_DB", "here.db"),
            ("TIES_CONFIG", "/x/c"),
        ];
        check(&variables, "here.db", "/x/c");
        assert_eq!(
            found(&variables, Some("/y.db")),
            Ok(("/y.db".to_owned(), "/x/c".to_owned()))
        );
    }

    #[test]
    fn without_home_it_says_what_to_set() {
        assert_eq!(found(&[], None), Err(NoPlace::Db));
        assert_eq!(found(&[("HOME", "h")], None), Err(NoPlace::Db));
        assert_eq!(found(&[], Some("/y.db")), Err(NoPlace::Config));
        assert_eq!(
            found(&[("TIES_DB", "/a"), ("TIES_CONFIG", "/b")], None),
            Ok(("/a".to_owned(), "/b".to_owned()))
        );
    }
}
