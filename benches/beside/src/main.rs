//! How long `ties import` takes beside calcard, which only reads the same file:
//!
//! ```sh
//! cargo run --release --manifest-path benches/beside/Cargo.toml -- target/release/ties big.vcf 11
//! ```
//!
//! The two take turns. Each import goes into a new file; told apart are the time until the
//! import is committed, which is when its report is printed, and until ties ends, the day's
//! backup made.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let mut args = std::env::args().skip(1);
    let mut next = || args.next().expect("usage: beside TIES FILE [ROUNDS]");
    let (ties, file) = (next(), next());
    let rounds: usize = args.next().map_or(11, |n| n.parse().expect("a number of rounds"));
    let folder = std::env::temp_dir().join(format!("beside-{}", std::process::id()));
    let mut parse = Vec::new();
    let mut committed = Vec::new();
    let mut ended = Vec::new();
    for _ in 0..rounds {
        parse.push(calcard(&file));
        let (commit, end) = import(&ties, &file, &folder);
        committed.push(commit);
        ended.push(end);
    }
    let (parse, committed, ended) = (median(parse), median(committed), median(ended));
    let ratio = |time: Duration| time.as_secs_f64() / parse.as_secs_f64();
    println!("calcard reads      {parse:8.1?}");
    println!("ties has committed {committed:8.1?}  {:.2} times that", ratio(committed));
    println!("ties has ended     {ended:8.1?}  {:.2} times that", ratio(ended));
}

/// Reads the file and parses it, cards dropped.
fn calcard(file: &str) -> Duration {
    let start = Instant::now();
    let text = std::fs::read_to_string(file).expect("a file in UTF-8");
    let mut parser = calcard::Parser::new(&text);
    let mut cards = 0;
    loop {
        match parser.entry() {
            calcard::Entry::VCard(_) => cards += 1,
            calcard::Entry::Eof => break,
            _ => {}
        }
    }
    assert!(cards > 0, "no cards");
    start.elapsed()
}

fn import(ties: &str, file: &str, folder: &Path) -> (Duration, Duration) {
    std::fs::create_dir_all(folder).expect("a folder to work in");
    let start = Instant::now();
    let mut child = Command::new(ties)
        .arg("--db")
        .arg(folder.join("ties.db"))
        .args(["import", file])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("ties");
    let mut report = String::new();
    let output = child.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut report).expect("a report");
    let committed = start.elapsed();
    assert!(child.wait().expect("its end").success());
    let ended = start.elapsed();
    std::fs::remove_dir_all(folder).expect("to tidy up");
    (committed, ended)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
