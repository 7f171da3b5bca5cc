//! Folders and zips, taken whole.

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ties::domain::draft::{Parsed, SourceKind};
use ties::exchange::{self, Loaded, Owner, ReadError};

use crate::sample;

const CARD: &str = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Sousa\nUID:ana\nEND:VCARD\n";

/// Writes these files into a folder, folders and all.
fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The same as a zip.
fn zip(path: &Path, files: &[(&str, &[u8])]) {
    let options = zip::write::SimpleFileOptions::default();
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

fn load(path: &Path) -> Vec<(PathBuf, Parsed)> {
    let all = exchange::load_all(path, None).unwrap();
    let owner = Owner::of(all.iter());
    let parse = |loaded: &Loaded| loaded.parse(&owner, &mut |_| ControlFlow::Continue(()));
    let parsed = all
        .iter()
        .map(|loaded| (loaded.path.clone(), parse(loaded).unwrap()));
    parsed.collect()
}

fn linkedin() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = ["Connections.csv", "Invitations.csv", "messages.csv"]
        .map(|name| {
            let bytes = fs::read(sample(&format!("linkedin/{name}"))).unwrap();
            (name.to_owned(), bytes)
        })
        .to_vec();
    files.push((
        "Profile.csv".to_owned(),
        b"First Name,Last Name,Headline\nMe,Example,x\n".to_vec(),
    ));
    files.push((
        "Jobs/Job Applications.csv".to_owned(),
        b"Date,Company\n".to_vec(),
    ));
    files.push(("Articles/one.html".to_owned(), b"<p>".to_vec()));
    files
}

#[test]
fn an_export_of_linkedin_is_taken_whole_as_folder_and_as_zip() {
    let place = tempfile::tempdir().unwrap();
    let (folder, archive) = (place.path().join("export"), place.path().join("export.zip"));
    let files = linkedin();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    write(&folder, &files);
    zip(&archive, &files);
    for from in [&folder, &archive] {
        let all = load(from);
        let paths: Vec<&Path> = all.iter().map(|(path, _)| path.as_path()).collect();
        let names = ["Connections.csv", "Invitations.csv", "messages.csv"];
        assert_eq!(paths, names.map(|name| from.join(name)));
        let counts = |(_, parsed): &(PathBuf, Parsed)| {
            (
                parsed.drafts.len(),
                parsed.invitations.len(),
                parsed.catch_ups.len(),
            )
        };
        let counts: Vec<_> = all.iter().map(counts).collect();
        assert_eq!(counts, [(2, 0, 0), (0, 1, 0), (0, 0, 1)]);
        assert_eq!(
            all[0].1.remarks,
            ["3 other files there are none that ties reads"]
        );
        assert_eq!(
            exchange::kinds(from).unwrap(),
            [
                SourceKind::LinkedinConnections,
                SourceKind::LinkedinInvitations,
                SourceKind::LinkedinMessages
            ]
        );
    }
    let connections = exchange::kinds(&folder.join("Connections.csv")).unwrap();
    assert_eq!(connections, [SourceKind::LinkedinConnections]);
    let asked = exchange::load_all(&archive, Some(SourceKind::LinkedinInvitations)).unwrap();
    assert_eq!(asked.len(), 1);
}

#[test]
fn a_folder_of_cards_is_one_source() {
    let folder = tempfile::tempdir().unwrap();
    let ines = fs::read(sample("apple-icloud.vcf")).unwrap();
    let group = "BEGIN:VCARD\nVERSION:3.0\nFN:Choir\nX-ADDRESSBOOKSERVER-KIND:group\n\
                 X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ana\nEND:VCARD\n";
    write(
        folder.path(),
        &[
            ("ines.vcf", &ines),
            ("ana.vcf", CARD.trim_end().as_bytes()),
            ("choir.vcf", group.as_bytes()),
            (
                "nobody.vcf",
                b"BEGIN:VCARD\nVERSION:3.0\nNOTE:x\nEND:VCARD\n",
            ),
            ("torn.vcf", b"BEGIN:VCARD\nVERSION:3.0\nFN:Torn"),
            (
                "windows.vcf",
                b"BEGIN:VCARD\nVERSION:3.0\nFN:K\xE4the\nEND:VCARD\n",
            ),
            (".ines.vcf.tmp", b"BEGIN:VCARD"),
            ("half.vcf.tmp", b"BEGIN:VCARD"),
            ("displayname", b"Friends"),
            (".git/ben.vcf", CARD.as_bytes()),
        ],
    );
    let all = load(folder.path());
    let [(path, parsed)] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(path, folder.path());
    let names: Vec<(&str, u64)> = parsed
        .drafts
        .iter()
        .map(|draft| (draft.name.as_str(), draft.line))
        .collect();
    assert_eq!(
        names,
        [
            ("Ana Sousa", 1),
            ("Dr. Ines Marie Okafor, PhD", 1),
            ("Harbour Office", 27),
            ("Torn", 1),
            ("Käthe", 1),
        ]
    );
    assert_eq!(
        parsed.drafts[0].tags,
        ["Choir"],
        "a group may be a file of its own"
    );
    let told = |all: &[ties::domain::draft::Skipped]| -> Vec<String> {
        all.iter()
            .map(|s| format!("{} {}", s.line, s.why))
            .collect()
    };
    assert_eq!(
        told(&parsed.skipped),
        ["1 of nobody.vcf: nobody: no name, address or number in it"]
    );
    assert!(
        told(&parsed.warnings)
            .iter()
            .all(|told| told.contains("of torn.vcf: "))
    );
    assert_eq!(parsed.remarks, Vec::<String>::new());
    let sample = load(&sample("vdir"));
    assert_eq!((sample.len(), sample[0].1.drafts.len()), (1, 1));
    assert_eq!((sample[0].1.read, &sample[0].1.remarks), (1, &Vec::new()));
}

#[test]
fn an_archive_of_another_site_is_taken_by_the_files_in_it() {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("facebook-ana.zip");
    let friends = fs::read(sample("facebook/your_friends.json")).unwrap();
    zip(
        &archive,
        &[
            ("connections/friends/your_friends.json", &friends),
            ("messages/inbox/a/message_1.json", b"{\"participants\":[]}"),
        ],
    );
    let all = load(&archive);
    assert_eq!((all.len(), all[0].1.drafts.len()), (1, 1));
    let x = place.path().join("twitter");
    let read = |name: &str| fs::read(sample(&format!("twitter/{name}.js"))).unwrap();
    write(
        &x,
        &[
            ("data/account.js", &read("account")),
            ("data/direct-messages.js", &read("direct-messages")),
            ("data/following.js", &read("following")),
            ("data/tweets.js", b"window.YTD.tweets.part0 = [ ]"),
        ],
    );
    let all = load(&x);
    let [(path, parsed)] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(
        (path, parsed.kind, parsed.catch_ups.len()),
        (&x, SourceKind::X, 1)
    );
    assert!(
        parsed
            .remarks
            .iter()
            .any(|said| said.contains("one other file"))
    );
}

#[test]
fn what_holds_nothing_to_read_is_refused_in_one_line() {
    let place = tempfile::tempdir().unwrap();
    let (folder, archive) = (place.path().join("folder"), place.path().join("a.zip"));
    fs::create_dir(&folder).unwrap();
    zip(&archive, &[]);
    let check = |path: &Path, why: &str| {
        let error = exchange::load_all(path, None).unwrap_err();
        assert!(matches!(error, ReadError::NothingIn { .. }), "{error}");
        assert!(error.to_string().contains(why), "{error}");
    };
    check(&folder, "there are no files in it");
    check(&archive, "there are no files in it");
    write(&folder, &[("ties.json", b"{\"schema\":1}")]);
    check(&folder, "the one file in it is none");
    zip(&archive, &[("a.txt", b""), ("b.csv", b"a,b\n")]);
    check(&archive, "none of the 2 files in it");
    // Half of a zip is none.
    let whole = fs::read(&archive).unwrap();
    fs::write(&archive, &whole[..whole.len() / 2]).unwrap();
    let error = exchange::load_all(&archive, None).unwrap_err();
    assert!(error.to_string().contains("not whole"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_leads_into_itself_or_to_a_pipe_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write(path, &[("below/ana.vcf", CARD.as_bytes())]);
    std::os::unix::fs::symlink(path, path.join("below/round.vcf")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", path.join("zero.vcf")).unwrap();
    std::os::unix::fs::symlink(path.join("gone"), path.join("gone.vcf")).unwrap();
    let pipe = std::process::Command::new("mkfifo")
        .arg(path.join("pipe.vcf"))
        .status();
    assert!(pipe.unwrap().success());
    let all = load(path);
    assert_eq!((all.len(), all[0].1.drafts.len()), (1, 1));
    // A file that is only pointed at is one.
    std::os::unix::fs::symlink(path.join("below/ana.vcf"), path.join("too.vcf")).unwrap();
    assert_eq!(load(path)[0].1.drafts.len(), 2);
}

#[test]
fn a_zip_that_swells_is_not_unpacked() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("bomb.zip");
    let options = zip::write::SimpleFileOptions::default();
    let mut bomb = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    bomb.start_file("a.vcf", options).unwrap();
    bomb.write_all(CARD.as_bytes()).unwrap();
    let zeros = vec![b'0'; 1_000_000];
    for _ in 0..200 {
        bomb.write_all(&zeros).unwrap();
    }
    bomb.finish().unwrap();
    assert!(fs::metadata(&path).unwrap().len() < 1_000_000);
    let error = exchange::load_all(&path, None).unwrap_err().to_string();
    assert!(error.contains("bigger than 200 MB"), "{error}");
}
