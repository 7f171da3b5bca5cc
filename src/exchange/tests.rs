//! What is read piece by piece says what it would if it were held.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::domain::draft::Original;

/// Of which nothing that can be read piece by piece is held.
const NOTHING_HELD: Limits = Limits { held: 0, ..LIMITS };

/// What files say, each with whether it was held, or why nothing is read.
fn said(path: &Path, limits: Limits) -> Result<Vec<(bool, Parsed)>, String> {
    let all = load(path, None, limits).map_err(|error| error.to_string())?;
    let owner = Owner::of(all.iter());
    let said = |loaded: &Loaded| {
        let parsed = loaded.parse(&owner, &mut |_| Flow::Continue(()));
        let parsed = parsed.map_err(|error| error.to_string())?;
        Ok((loaded.long.is_none(), parsed))
    };
    all.iter().map(said).collect()
}

/// That this says the same either way; how many of its files are not held.
#[track_caller]
fn check(path: &Path) -> usize {
    let (held, long) = (said(path, LIMITS), said(path, NOTHING_HELD));
    let bare = |said: &Result<Vec<(bool, Parsed)>, String>| {
        let said = said.as_ref().map_err(Clone::clone)?;
        Ok::<_, String>(
            said.iter()
                .map(|(_, parsed)| parsed.clone())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(bare(&long), bare(&held), "{}", path.display());
    let long = long.unwrap_or_default();
    long.iter().filter(|(is_held, _)| !is_held).count()
}

/// Every sample, in whatever folder.
fn samples() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_sample_says_the_same_piece_by_piece() {
    let long: usize = samples().iter().map(|path| check(path)).sum();
    assert!(long >= 15, "{long}");
}

#[test]
fn a_folder_and_a_zip_say_the_same_piece_by_piece() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.zip");
    let mut archive = ZipWriter::new(fs::File::create(&path).unwrap());
    for (nth, sample) in samples().iter().enumerate() {
        let name = sample.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(sample).unwrap();
        let options = SimpleFileOptions::default();
        archive
            .start_file(format!("{nth:02}/{name}"), options)
            .unwrap();
        archive.write_all(&bytes).unwrap();
        fs::create_dir(folder.path().join(nth.to_string())).unwrap();
        fs::write(folder.path().join(nth.to_string()).join(&name), bytes).unwrap();
    }
    archive.finish().unwrap();
    assert!(check(&path) >= 5);
    fs::remove_file(&path).unwrap();
    assert!(check(folder.path()) >= 5);
}

#[test]
fn files_that_are_torn_or_hostile_say_the_same_piece_by_piece() {
    let folder = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        let path = folder.path().join("one");
        fs::write(&path, text).unwrap();
        check(&path)
    };
    let knotter = |contacts: &str| {
        format!("{{\"metadata\":{{\"format_version\":1}},\n\"contacts\":[{contacts}]}}")
    };
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let long = format!("{{\"display_name\":\"{}\"}}", "a".repeat(4_000_001));
    for text in [
        knotter("{\"display_name\":\"Ana\"},\r\n7,\r\n{\"display_name\":\"\u{e9}\"}"),
        knotter(&format!("{deep},\n{{\"display_name\":\"Ana\"}}")),
        knotter(&format!("{long},\n{{\"display_name\":\"Ana\"}}")),
        knotter("{\"display_name\":\"Ana\"},\n?"),
        knotter("").replace("]}", ""),
        knotter(&("{},".repeat(200_000) + "{}")),
        "{\"friends_v2\":[{\"name\":\"Ana\"},\n{\"name\":\"Bo\",".to_owned(),
        "window.YTD.account.part0 = [{\"account\":{\"accountId\":\"1\"}}]\n window.YTD.following.part0 = \
         [{\"following\":{\"accountId\":\"2\"}},\n{}\n,?"
            .to_owned(),
        "BEGIN:VCARD\rFN:Ana\rEND:VCARD\rjunk\rBEGIN:VCARD\rFN:Bo\r".to_owned(),
    ] {
        assert_eq!(check(&text), usize::from(said(&folder.path().join("one"), LIMITS).is_ok()));
    }
}

#[test]
fn own_json_may_be_longer_than_that_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one");
    let short = Limits {
        file: 20,
        ..NOTHING_HELD
    };
    fs::write(&path, "{\"schema\":1,\"ties\":{\"contact\":[]}}").unwrap();
    assert_eq!(load(&path, None, short).unwrap()[0].kind, SourceKind::Ties);
    fs::write(&path, "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n").unwrap();
    let refused = load(&path, None, short).unwrap_err().to_string();
    assert!(refused.contains("bigger than"), "{refused}");
}

#[test]
fn what_many_short_files_say_is_laid_down_and_placed() {
    let folder = tempfile::tempdir().unwrap();
    for nth in 0..30 {
        let card = format!("BEGIN:VCARD\nFN:Ana {nth}\njunk\nEND:VCARD");
        fs::write(folder.path().join(format!("{nth:02}.vcf")), card).unwrap();
    }
    check(folder.path());
    let some = Limits {
        held: 500,
        ..LIMITS
    };
    let all = said(folder.path(), some).unwrap();
    let [(is_held, parsed)] = all.as_slice() else {
        panic!("one source");
    };
    assert!(!is_held);
    assert_eq!(parsed.drafts.len(), 30);
    assert!(parsed.warnings.iter().all(|warning| warning.line == 3));
    assert!(parsed.warnings[29].why.starts_with("of 29.vcf: "));
}

/// Cards with photos, whose names are these, and what else a file may hold.
fn with_photos(line_end: &str) -> String {
    let photo = format!("{}{line_end} ", "A".repeat(74)).repeat(2_000);
    let card = |at: usize| {
        let junk = if at.is_multiple_of(50) { "junk" } else { "" };
        format!(
            "BEGIN:VCARD{line_end}VERSION:3.0{line_end}UID:u{at}{line_end}FN:Né {at}{line_end}{junk}{line_end}\
             NOTE:Tells of number {at} at some length{line_end}PHOTO;ENCODING=b:{photo}{line_end}END:VCARD{line_end}"
        )
    };
    let group = format!(
        "BEGIN:VCARD{line_end}KIND:group{line_end}FN:Sailing{line_end}MEMBER:u3{line_end}END:VCARD{line_end}"
    );
    (0..60).map(card).collect::<String>() + &group
}

#[test]
fn a_long_file_of_cards_says_what_it_would_if_it_were_held() {
    for line_end in ["\n", "\r\n"] {
        let text = with_photos(line_end);
        for text in [
            text.clone(),
            format!("\u{feff}{text}"),
            text.replace(line_end, "\r\r\n"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("one.vcf");
            fs::write(&path, &text).unwrap();
            assert_eq!((check(&path), check(folder.path())), (1, 1));
            let (_, held) = said(&path, LIMITS).unwrap().remove(0);
            let (_, long) = said(&path, NOTHING_HELD).unwrap().remove(0);
            assert!(matches!(long.drafts[59].card, Some(Original::Lies(_))));
            assert_eq!(long.drafts[3].tags, ["Sailing"]);
            for (held, long) in held.drafts.iter().zip(&long.drafts) {
                let (held, long) = (held.card.as_ref(), long.card.as_ref());
                assert_eq!(held.unwrap().text(), long.unwrap().text());
            }
        }
    }
}
