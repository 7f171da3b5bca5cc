"""Files that are not as they should be, and where they lie: cases 16 to 22, 28, 29, 43, 44, 60."""

import os
import re
import sqlite3
import stat

from kit import Done, NotRun, cards, check, holds, refused
from screen import Session
from strace import needs_strace, told

# One verb of each kind: looks, writes, checks, reads all, takes back, takes in.
VERBS = [["list"], ["add", "Bea"], ["doctor", "--full"], ["export", "--to", "json"], ["undo"], ["status"], ["backup", "copy.db"]]


def kept(lab):
    """A home with Ana and six hundred others, and backups."""
    home = lab.home()
    home.ok("add", "Ana")
    home.ok("import", home.write("many.vcf", cards(600)))
    check(home.backups(), "there is no backup")
    return home


def stays_as_it_is(lab, spoil, code, *mentions, verbs=VERBS, home=None):
    """Spoils a file and tries every verb, and the screen: each says what is wrong with the same
    code, and not a byte is changed."""
    home = home or kept(lab)
    spoil(home)
    before = home.bytes()
    for words in verbs:
        ended = home.run(*words)
        if words == ["status"] and ended.code == 0:
            continue  # a prompt says nothing rather than something wrong
        check(ended.code == code, f"not {code}: {ended}")
        refused(ended, code, home.db, *mentions)
    with Session(home) as session:
        check(session.ends() == code, f"the screen ended with {session.code}")
        session.is_as_before()
        flat = session.screen.text().replace("\n", "")
        check(home.db.name in flat, f"the screen said {flat[:200]!r}")
    check(home.bytes() == before, "the file was changed")
    return home


def back_again(home):
    """The way that the error names: the newest backup, restored."""
    said = home.run("list").err
    named = re.search(r"`(ties [^`]*restore[^`]*)`", said)
    check(named, f"no command that restores: {said!r}")
    backup = home.backups()[-1]
    home.ok("restore", backup, "--yes")
    holds(home, ["Ana"])


def garbage(lab):
    """Case 16."""
    home = stays_as_it_is(lab, lambda home: patch(home.db, 0, os.urandom(100)), 5, "restore")
    back_again(home)
    return Done("refused by every verb and the screen, unchanged; the backup it names restores", "5")


def damaged_page(lab):
    """Case 17: each page of the file, one after the other; whoever meets it says so, and no
    reading changes it."""
    made = kept(lab)
    pages = made.db.stat().st_size // 4096
    codes, home = {}, None
    for page in range(1, pages, lab.times(9, 1)):
        home = made.copy()
        patch(home.db, page * 4096, bytes([0x5A]) * 4096)
        before = home.db.read_bytes()
        ended = home.run("doctor")
        codes[ended.code] = codes.get(ended.code, 0) + 1
        check(ended.code in (0, 5), f"{ended}")
        check("panicked" not in ended.err, f"{ended}")
        listed = home.run("list")
        if listed.code != 0:
            refused(listed, 5, home.db, "restore")
        check(home.db.read_bytes() == before, "looking changed the file")
        home.close()
    check(codes.get(5, 0) > pages // lab.times(9, 1) * 0.9, f"the doctor missed too many: {codes}")
    return Done(f"{sum(codes.values())} pages damaged, one at a time: the doctor finds it, the backup is named", told(codes))


def truncated(lab):
    """Case 18."""
    for share in (0.02, 0.5, 0.99):
        def spoil(home):
            with open(home.db, "r+b") as file:
                file.truncate(int(home.db.stat().st_size * share) // 512 * 512 + 100)

        home = stays_as_it_is(lab, spoil, 5, "restore")
        back_again(home)
    return Done("refused, unchanged, restored from the backup that is named", "5")


def emptied(lab):
    """Case 19: a file without a byte is refused where there are backups, and begun where none."""
    home = stays_as_it_is(lab, lambda home: home.db.write_bytes(b""), 5, "restore")
    back_again(home)
    fresh = lab.home()
    fresh.db.write_bytes(b"")
    fresh.ok("add", "Ana")
    holds(fresh, ["Ana"])
    gone = kept(lab)
    gone.db.unlink()
    refused(gone.run("add", "Bea"), 5, gone.db, "restore")
    check(not gone.db.exists(), "a file was made in its place")
    return Done("refused where there are backups, begun where there are none", "5")


def foreign(lab):
    """Case 20: a file of another application, with a mark of its own or none."""
    for mark in (0, 0x0F055112):
        home = lab.home()
        conn = sqlite3.connect(home.db)
        conn.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT)")
        conn.execute(f"PRAGMA application_id = {mark}")
        conn.commit()
        conn.close()
        stays_as_it_is(lab, lambda home: None, 5, home=home)
    return Done("left as it is by every verb and the screen", "5")


def newer(lab):
    """Case 21."""
    def spoil(home):
        conn = sqlite3.connect(home.db)
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute(f"PRAGMA user_version = {version + 1}")
        conn.close()

    stays_as_it_is(lab, spoil, 6, "upgrade")
    return Done("left as it is, byte for byte, by every verb and the screen", "6")


def without_log(lab):
    """Case 22: the file is taken away without its log, or finds an older log beside it."""
    home = kept(lab)
    holder = sqlite3.connect(home.db)
    holder.execute("SELECT count(*) FROM contact").fetchone()
    home.ok("add", "Bea")
    check((home.folder / "ties.db-wal").stat().st_size > 0, "there is no log")
    lonely = home.copy()
    holder.close()
    (lonely.folder / "ties.db-wal").unlink()
    looked = lonely.run("doctor")
    check(looked.code != 0 and "lacks" in looked.text(), f"{looked.text()} {looked}")
    said = lonely.run("list")
    check(said.code == 0, f"{said}")
    with Session(lonely) as session:
        session.starts("People")
        session.sees("lacks")
        session.quits()
    return Done("the file opens; the doctor and the screen say how many changes it lacks", "0, 1")


def hostile(lab):
    """Case 60: a database with triggers or views of another program's, as a backup and as the
    file itself."""
    codes = {}
    for sql in (
        "CREATE TRIGGER evil AFTER INSERT ON contact BEGIN DELETE FROM contact; END",
        "CREATE VIEW evil AS SELECT load_extension('/tmp/x')",
        "CREATE TRIGGER evil AFTER UPDATE ON contact BEGIN SELECT writefile('/tmp/x', NEW.name); END",
    ):
        home = kept(lab)
        bad = home.path / "bad.db"
        home.ok("backup", bad)
        conn = sqlite3.connect(bad)
        conn.execute(sql)
        conn.commit()
        conn.close()
        before = home.bytes()
        ended = refused(home.run("restore", bad, "--yes"), {1, 5}, "evil", bad)
        codes[ended.code] = codes.get(ended.code, 0) + 1
        check(home.bytes() == before, "something was restored")
        home.db.write_bytes(bad.read_bytes())
        looked = home.run("doctor")
        check(looked.code == 5 and "evil" in looked.text(), f"the doctor says nothing of it: {looked.text()}")
    return Done("not restored; the doctor names it", told(codes))


def ground(lab):
    """Case 28: folders that are copied while they are open, and drives over the network."""
    for folder in ("Dropbox", "OneDrive - Work", "Nextcloud", "ownCloud", "Syncthing", "Mobile Documents", "CloudStorage", "data"):
        home = lab.home(folder)
        if folder == "data":
            (home.folder / ".stfolder").mkdir()
        home.ok("add", "Ana")
        check(home.db.read_bytes()[18:20] == b"\1\1", f"{folder}: no rollback journal")
        check(not (home.folder / "ties.db-wal").exists(), "there is a log")
        looked = home.run("doctor")
        check(looked.code == 1 and "copied while it is open" in looked.text(), f"{folder}: {looked.text()}")
    firm = lab.home()
    firm.ok("add", "Ana")
    check(firm.db.read_bytes()[18:20] == b"\2\2", "no log on firm ground")
    told_of = [kind for kind in ("6969", "fe534d42", "01021997", "65735546") if remote(lab, kind)]
    return Done(f"rollback journal and a word in `doctor`: 8 folders, and {len(told_of)} kinds of network drives", "1")


def remote(lab, kind):
    """With statfs made to say that the file lies on such a file system."""
    needs_strace()
    home = lab.home()
    number = int(kind, 16).to_bytes(8, "little").hex()
    wrap = ["strace", "-f", "-q", "-o", home.path / "log", "-e", "trace=statfs", "-e", f"inject=statfs:poke_exit=@arg2={number}"]
    ended = home.run("add", "Ana", wrap=wrap)
    if "invalid inject" in ended.err:
        raise NotRun("a strace that can poke (5.11)")
    check(ended.code == 0, f"{ended}")
    check(home.db.read_bytes()[18:20] == b"\1\1", f"{kind}: no rollback journal")
    looked = home.run("doctor", wrap=wrap)
    check("network drive" in looked.text(), f"{kind}: {looked.text()}")
    return True


def conflict_copies(lab):
    """Case 29."""
    names = [
        ("data", "ties (Ana's conflicted copy 2026-11-20).db"),  # Dropbox
        ("data", "ties.sync-conflict-20261120-101010-ABCDEF.db"),  # Syncthing
        ("data", "ties (conflicted copy 2026-11-20 101010).db"),  # Nextcloud
        ("data", "ties_conflict-20261120-101010.db"),  # ownCloud
        ("data", "ties 2.db"),  # iCloud
        ("data", "ties (1).db"),  # Google Drive
        ("OneDrive", "ties-LAPTOP.db"),
    ]
    for folder, name in names:
        home = lab.home(folder)
        home.ok("add", "Ana")
        (home.folder / name).write_bytes(home.db.read_bytes())
        looked = home.run("doctor", "--full")
        check(looked.code == 1 and name in looked.text(), f"{name}: {looked.text()}")
        looked = home.run("doctor")
        check("two machines" in looked.text() and name not in looked.text(), f"{name}: {looked.text()}")
        check(home.people() == {"Ana"}, "the copy was taken for the file")
    alone = lab.home()
    alone.ok("add", "Ana")
    (alone.folder / "ties-work.db").write_bytes(b"")
    check(alone.run("doctor").code == 0, "another file was taken for a copy")
    return Done(f"`doctor` tells of {len(names)} kinds of copies, and of no other file", "1")


def modes(lab):
    """Case 43: whatever the umask, and in a folder that was open to all."""
    home = lab.home()
    home.folder.rmdir()
    wide = {"preexec_fn": lambda: os.umask(0)}
    home.ok("add", "Ana", **wide)
    home.ok("import", home.write("few.vcf", cards(3)), **wide)
    home.ok("backup", home.path / "mine.db", **wide)
    home.ok("export", "--to", "json", "--out", "out.json", **wide)
    with Session(home, before=lambda: os.umask(0)) as session:
        session.starts("Ana")
        session.types("nhello\r")
        session.settles()
        wrong = open_to_others(home)
        session.types("aBeatrix")
        session.settles()
        session.quits()
    wrong += open_to_others(home)
    check(not wrong, f"open to others: {wrong}")
    for path in home.folder.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    home.folder.chmod(0o777)
    home.ok("add", "Omar", **wide)
    lax = [f"{path.name} {path.stat().st_mode & 0o777:o}" for path in [home.folder, home.db] if path.stat().st_mode & 0o077]
    check(not lax, f"not tightened: {lax}")
    return Done("files 0600 and folders 0700, side files, backups, exports and drafts too; what was lax is tightened")


def open_to_others(home):
    """What of all that ties has made others may read."""
    own = {"few.vcf"}
    wrong = []
    for path in home.path.rglob("*"):
        mode = path.lstat().st_mode
        # The folders between HOME and ours are everybody's, as ~/.local is.
        if path.name in own or stat.S_ISLNK(mode) or path.name in (".local", "state", "share"):
            continue
        if mode & 0o077:
            wrong.append(f"{path.relative_to(home.path)} {mode & 0o777:o}")
    return wrong


def links(lab):
    """Case 44: symbolic links as the data file, in the place of temporary files, as a target."""
    home = lab.home()
    elsewhere = home.path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    home.db.symlink_to(elsewhere / "real.db")
    home.ok("add", "Ana")
    check((elsewhere / "real.db").is_file() and home.db.is_symlink(), "the link was not followed")
    check((elsewhere / "backups").is_dir(), "the backups do not lie beside the file")
    victim = home.write("victim", "precious")
    for ending in ("-wal", "-shm", "-journal", "-lock", ".part"):
        other = lab.home()
        other.ok("add", "Ana")
        other.ok("backup", other.path / "old.db")
        trap = other.folder / f"ties.db{ending}"
        trap.symlink_to(victim)
        other.run("add", "Bea")
        other.run("restore", other.path / "old.db", "--yes")
        check(victim.read_bytes() == b"precious", f"written through {trap.name}")
    target = home.path / "out.json"
    target.symlink_to(victim)
    refused(home.run("export", "--to", "json", "--out", target), {1, 2}, target)
    check(victim.read_bytes() == b"precious", "exported through a link")
    refused(home.run("export", "--to", "json", "--out", home.db), {1, 2}, home.db)
    refused(home.run("export", "--to", "json", "--out", home.db, "--force"), {1, 2}, home.db)
    refused(home.run("backup", victim), {1, 2}, victim)
    check(home.people() == {"Ana"} and victim.read_bytes() == b"precious", "clobbered")
    home.ok("export", "--to", "json", "--out", "fresh.json")
    return Done("the data file is followed once; no other is written through, no target clobbered", "1, 2")


def patch(path, at, data):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(data)
