"""The edges of the command line: cases 38 to 42, 61 and 62."""

import os
import signal
from collections import Counter

from kit import Done, cards, check, holds, no_panic, refused
from screen import Session
from strace import told

PRINTING = [
    *("list", "list --json", "list --tsv", "due", "due --json", "show ana", "history", "review"),
    *("export --to json", "export --to vcard", "export --to csv", "export --to ics", "export --to markdown"),
    *("config", "man", "completions bash", "--help", "doctor", "import --list"),
]

# Verbs, or parts of them, after which an argument that is no text is tried.
TAKING = [
    *("list", "show", "add", "note ana", "log", "tag rename", "query", "later ana", "mind", "budget"),
    *("edit ana --name", "export --to json", "due --at", "--today", "--color"),
]


def crowd(lab):
    home = lab.home()
    home.ok("add", "Ana", "--tie", "strong", "--last", "2020-01-01")
    home.ok("import", home.write("many.vcf", cards(600)))
    return home


def outputs(lab):
    """Case 38: nobody reads what is printed, or it cannot be written."""
    home, codes = crowd(lab), Counter()
    for line in PRINTING:
        words = line.split()
        closed_end, end = os.pipe()
        os.close(closed_end)
        ended = home.run(*words, stdout=end)
        os.close(end)
        no_panic(ended)
        check(ended.code == 0 and not ended.err, f"a reader that is gone: {ended}")
        with open("/dev/full", "wb") as full:
            ended = home.run(*words, stdout=full)
        codes[ended.code] += 1
        no_panic(ended)
        check(ended.code == 1 and "standard output" in ended.err, f"/dev/full: {ended}")
        ended = home.run(*words, wrap=["/bin/sh", "-c", 'exec "$@" >&-', "sh"])
        no_panic(ended)
        ended = home.run(*words, wrap=["/bin/sh", "-c", 'exec "$@" 2>&-', "sh"])
        no_panic(ended)
    ended = home.run("add", "Bea", wrap=["/bin/sh", "-c", 'exec "$@" 2>/dev/full', "sh"])
    check(ended.code == 0 and "Bea" in home.people(), f"{ended}")
    holds(home, ["Ana"])
    return Done(f"{len(PRINTING)} printing commands: quiet where nobody reads, one line where it cannot be written", told(codes))


def arguments(lab):
    """Case 39: arguments that are not text."""
    home, codes = crowd(lab), Counter()
    for line in TAKING:
        ended = home.run(*line.split(), b"\xff\xfe")
        codes[ended.code] += 1
        refused(ended, 2)
    return Done(f"{sum(codes.values())} verbs: refused", told(codes))


def paths(lab):
    """Case 40: names of files that are not text or hold line ends and controls."""
    home = lab.home()
    for at, name in enumerate((b"\xff\xfe.vcf", b"two\nlines.vcf", b"\x1b[31mred.vcf", "\u202ereversed.vcf".encode(), b"-dash.vcf", b" .vcf")):
        path = os.path.join(os.fsencode(home.path), name)
        with open(path, "wb") as file:
            file.write(cards(1, at).encode())
        ended = home.run("import", path)
        check(ended.code == 0, f"{ended}")
        shown = ended.err + ended.text()
        check("\x1b" not in shown and "\u202e" not in shown, f"not escaped: {shown!r}")
        # The file's name is one line with whatever is said of it.
        check("\nlines.vcf" not in shown, f"a name made a line of its own: {shown!r}")
    check(len(home.people()) == at + 1, f"{home.people()}")
    odd = lab.home("o\u202ed\x1bd")
    odd.ok("add", "Ana")
    refused(odd.run("show", "nobody"), 3)
    gone = odd.run("import", odd.folder / "nothing.vcf")
    check("\x1b" not in gone.err and "\u202e" not in gone.err, f"not escaped: {gone.err!r}")
    return Done(f"{at + 1} kinds of names work, and are shown escaped")


def environment(lab):
    """Case 41: no HOME, and relative folders."""
    home = lab.home()
    bare = [str(lab.binary), "list"]
    refused(home.run(command=bare, env={}), 2, "HOME")
    ended = home.run(command=bare, env={"HOME": "here", "XDG_DATA_HOME": "there"})
    refused(ended, 2, "HOME")
    command = [str(lab.binary), "add", "Ana"]
    ended = home.run(command=command, env={"HOME": str(home.path), "XDG_DATA_HOME": "relative"})
    check(ended.code == 0 and (home.path / ".local/share/ties/ties.db").is_file(), f"{ended}")
    check(not (home.path / "relative").exists(), "a relative folder was used")
    return Done("refused with what to set; relative folders are ignored", "2")


def config(lab):
    """Case 42: a config that is broken, huge, or a loop of links."""
    home, codes = lab.home(), Counter()
    home.ok("add", "Ana")
    spoiled = [
        (b"[keys\n", ":1:"),
        (b"week = \n", ":1:"),
        (b"\n\nnonsense = 1\n", ":3"),
        (b"\xff\xfe\n", ""),
        (b"[budget]\nper_week = 'many'\n" , ":"),
        (b"# " + b"x" * 60_000_000 + b"\n", ""),
        (b"a = " + b"[" * 200_000, ""),
    ]
    for held, place in spoiled:
        path = home.write("config.toml", held)
        ended = home.run("--config", path, "list", timeout=20)
        codes[ended.code] += 1
        refused(ended, 2, "config.toml", place)
    path.unlink()
    path.symlink_to(path)
    refused(home.run("--config", path, "list"), 2, "config.toml")
    os.mkfifo(home.path / "fifo")
    refused(home.run("--config", home.path / "fifo", "list", timeout=20), 2, "fifo")
    refused(home.run("--config", home.path, "list"), 2)
    refused(home.run("--config", "/dev/zero", "list", timeout=20), 2)
    return Done(f"{len(spoiled) + 4} configs: refused with file, line and column", "2")


def editor(lab):
    """Case 61: an editor that is killed, fails, empties the file, or leaves files behind."""
    for script, kept in (
        ("kill -9 $$", True),
        ("exit 3", True),
        ("cp \"$1\" \"$1.swp\"; echo junk > \"$1\"; exit 1", True),
        (": > \"$1\"", None),
        ("rm \"$1\"", True),
        ("echo >> \"$1\" x; touch \"$1~\"", True),
        ("printf '\\377\\376' > \"$1\"", True),
    ):
        home = lab.home()
        home.ok("add", "Ana")
        home.ok("note", "ana", "the original")
        path = home.write("editor", f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        with Session(home, env={"EDITOR": str(path)}) as session:
            session.starts("Ana")
            session.types("E")
            session.settles(0.4)
            session.until("screen again", session.screen.is_other)
            session.types("\x1b")
            session.settles()
            check(session.quits() == 0, f"{script}: {session.code}")
        shown = home.ok("show", "ana")
        if kept:
            check("the original" in shown, f"{script}: the text is gone: {shown}")
        left = [p.name for p in home.folder.iterdir() if not p.name.startswith(("ties.db", "backups"))]
        check(not left, f"{script}: left behind: {left}")
    return Done("the text stays unless it was emptied on purpose; nothing is left behind")


def canaries(lab):
    """Case 62: names and notes are in no report, log or core."""
    canary, home = "Kanarienvogel", lab.home()
    home.ok("add", canary, "--email", f"{canary}@example.org")
    home.ok("note", canary, f"{canary} sings")
    seen = []
    seen.append(home.run("doctor").text())
    seen.append(home.run("doctor", "--json").text())
    data = home.db.read_bytes()
    at = data.find(b"contact")
    damaged = home.copy()
    damaged.db.write_bytes(data[:4096] + bytes([0x5A]) * 8192 + data[12288:])
    for words in (["list"], ["doctor"], ["undo"]):
        ended = damaged.run(*words)
        seen.append(ended.err + ended.text())
    if lab.debug:
        with Session(home, binary=lab.debug, env={"TIES_TEST_PANIC": "ui"}) as session:
            session.starts(canary)
            session.types("j")
            session.ends()
            seen.append(session.screen.text())
    with Session(home) as session:
        session.starts(canary)
        session.kill(signal.SIGABRT)
        session.ends()
    # Where files lie may name somebody, too.
    named = lab.home(canary)
    named.ok("add", "Ana")
    (named.folder / f"ties ({canary}'s conflicted copy).db").write_bytes(b"")
    settings = named.write(f"{canary}.toml", f'[vdir]\npath = "~/cards of {canary}"\n')
    looked = named.run("--config", settings, "doctor")
    check(looked.code == 1 and "two machines" in looked.text() and "[vdir]" in looked.text(), f"{looked.text()} {looked}")
    seen += [looked.text() + looked.err, named.run("--config", settings, "doctor", "--json").text()]
    named.db.write_bytes(b"garbage")
    looked = named.run("doctor")
    seen.append(looked.text() + looked.err)
    for text in seen:
        check(canary.lower() not in text.lower(), f"a name in {text[:400]!r}")
    stray = [p for p in home.path.rglob("*") if p.is_file() and "data" not in p.parts and canary.encode() in p.read_bytes()]
    check(not stray, f"a name in {stray}")
    return Done("in no report of the doctor, whatever is called by it, of an error or of a panic, and in no log")
