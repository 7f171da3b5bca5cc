//! Has the functions that run until everyone is on the screen lie side by side in the program, as
//! `benches/first.ld` lists them: the system takes 64 KB of a program into memory around each
//! function that is called, and they would lie all over it.
//!
//! Only a release has it, and only where the linker understands the list, which is tried on an
//! empty program first. Everywhere else ties is the same and takes more memory; so it does, the
//! more functions have other names by now than in the list, which nothing complains about.

// To print is how a build script speaks.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, io};

const LIST: &str = "benches/first.ld";

fn main() {
    println!("cargo::rerun-if-changed={LIST}");
    if told("PROFILE") != "release" || told("CARGO_CFG_TARGET_OS") != "linux" {
        return;
    }
    let argument = format!("-T{}/{LIST}", told("CARGO_MANIFEST_DIR"));
    if links(&argument).unwrap_or(false) {
        println!("cargo::rustc-link-arg-bin=ties={argument}");
    }
}

/// Whether an empty program can be linked with this argument, in the way in which ties will be.
fn links(argument: &str) -> io::Result<bool> {
    let folder = told("OUT_DIR");
    let source = Path::new(&folder).join("empty.rs");
    fs::write(&source, "fn main() {}\n")?;
    let mut rustc = Command::new(told("RUSTC"));
    rustc.arg(&source).args(["--out-dir", &folder]);
    rustc.args(["--target", &told("TARGET")]);
    rustc.args(["-C", &format!("link-arg={argument}")]);
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.args(["-C", &format!("linker={linker}")]);
    }
    let flags = told("CARGO_ENCODED_RUSTFLAGS");
    rustc.args(flags.split('\x1f').filter(|flag| !flag.is_empty()));
    let quiet = rustc.stdout(Stdio::null()).stderr(Stdio::null());
    Ok(quiet.status()?.success())
}

/// What cargo says of the build under this name; nothing where it says nothing.
fn told(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
