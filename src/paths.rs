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
    let folder = |xdg, below: &str| folder(variable, xdg, below);
    let db = usual_db(variable, db).ok_or(NoPlace::Db)?;
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
        home: absolute(variable, "HOME"),
    })
}

/// The data file that option, variable or usual place name, in this order.
fn usual_db(variable: &dyn Fn(&str) -> Option<OsString>, db: Option<&Path>) -> Option<PathBuf> {
    db.map(Path::to_path_buf)
        .or_else(|| {
            variable("TIES_DB")
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        })
        .or_else(|| {
            folder(variable, "XDG_DATA_HOME", ".local/share").map(|dir| dir.join("ties.db"))
        })
}

/// The folder of ties in the one that a variable names, or `below` home.
fn folder(variable: &dyn Fn(&str) -> Option<OsString>, xdg: &str, below: &str) -> Option<PathBuf> {
    absolute(variable, xdg)
        .or_else(|| absolute(variable, "HOME").map(|home| home.join(below)))
        .map(|base| base.join("ties"))
}

fn absolute(variable: &dyn Fn(&str) -> Option<OsString>, name: &str) -> Option<PathBuf> {
    variable(name)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}

/// How ties is called for the data file at `db`: by its name alone where it would find that
/// file by itself, else with the option that names it. To be followed by a verb.
pub fn command(db: &Path) -> String {
    let lookup = |name: &str| std::env::var_os(name);
    let real = |path: &Path| path.canonicalize().ok();
    let is_usual = usual_db(&lookup, None).is_some_and(|usual| {
        let folder = |path: &Path| path.parent().and_then(real);
        usual == db
            || usual.file_name() == db.file_name()
                && folder(&usual).is_some()
                && folder(&usual) == folder(db)
            || real(&usual).is_some() && real(&usual) == real(db)
    });
    match is_usual {
        true => "ties".to_owned(),
        false => format!("ties --db {}", quoted(db)),
    }
}

/// A path as a shell takes it: in quotes where it holds more than plain letters.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
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
    fn a_path_is_quoted_where_a_shell_would_split_it() {
        for (path, said) in [
            ("/a/b-c.db", "/a/b-c.db"),
            ("/a b/c", "'/a b/c'"),
            ("it's", r"'it'\''s'"),
            ("$x", "'$x'"),
        ] {
            assert_eq!(quoted(Path::new(path)), said);
        }
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
