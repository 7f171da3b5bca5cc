//! The README's picture is the real program: drawn from the made-up people's home screen,
//! and compared with docs/home.svg, so that it never lies.
//!
//! After a change of the screen: `TIES_DRAW=1 cargo test --test picture` draws it anew.

#![allow(clippy::unwrap_used)] // helpers of tests, which clippy takes for plain code

#[path = "support/session.rs"]
mod session;
#[path = "support/svg.rs"]
mod svg;

use std::fs;
use std::path::Path;

use session::Session;

#[test]
fn the_readmes_picture_shows_the_home_screen_as_it_is() {
    let mut session = Session::whole_demo();
    let drawn = svg::picture(&session.at(100, 30).draw(), "The home screen of ties");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/home.svg");
    if std::env::var_os("TIES_DRAW").is_some() {
        fs::write(&file, &drawn).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == drawn,
        "docs/home.svg is not the home screen any more; \
         `TIES_DRAW=1 cargo test --test picture` draws it anew"
    );
}

#[test]
fn the_readme_shows_the_picture_and_the_two_commands() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    for line in [
        "(docs/home.svg)",
        "\ncargo run --release\n",
        "\ncargo test\n",
    ] {
        assert!(readme.contains(line), "{line}");
    }
}
