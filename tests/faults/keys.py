"""Encrypted files: case 59. A build without encryption leaves one as it is and says so; one with
it opens it by its key alone, and changing the key can be killed at any call."""

import json
import random

from kit import Done, cards, check, refused
from killing import kill_after
from opening import patch, stays_as_it_is
from strace import CHANGING, sweep

MARK = b"ties\xe5"
CANARY = "canaryquince"
KEYS = ("a" * 64, "b" * 64)
FAILING = {
    "wrong": ["/bin/echo", "wrong"],
    "silent": ["/bin/true"],
    "line end only": ["/bin/printf", "\\r\\n"],
    "failing": ["/bin/false"],
    "killed": ["/bin/sh", "-c", "kill -9 $$"],
    "absent": ["/nowhere/at/all"],
    "none": [],
}


def keys(lab):
    """Case 59."""
    home = lab.home()
    home.ok("add", "Ana")
    said = home.run("decrypt")
    if "built without encryption" in said.err:
        return without(lab)
    return with_encryption(lab)


def without(lab):
    for verb in ("encrypt", "decrypt", "rekey"):
        home = lab.home()
        home.ok("add", "Ana")
        before = home.bytes()
        refused(home.run(verb), 9, home.db, "--features encryption")
        check(home.bytes() == before, "the file was changed")
    stays_as_it_is(lab, lambda home: patch(home.db, 0, MARK), 9, "--features encryption")
    return Done("a build without encryption leaves the file as it is and says which one opens it", "9")


def with_encryption(lab):
    home = key_from(lab.home(), ["/bin/echo", KEYS[0]])
    home.ok("add", CANARY)
    home.ok("import", home.write("many.vcf", cards(50, note=CANARY)))
    (home.path / "many.vcf").unlink()
    home.ok("encrypt", "--remove-plain-backups")
    check(not betrayed(home), f"it can be read in {betrayed(home)}")
    before, document = home.bytes(), home.ok("export", "--to", "json")
    for what, command in FAILING.items():
        key_from(home, command)
        for words in (["list"], ["add", "Bea"], ["status"], ["undo"], ["backup"], ["decrypt"], ["rekey"]):
            refused(home.run(*words), 9, home.db)
            check(home.bytes() == before, f"{what}: the file was changed by {words}")
        doctor = home.run("doctor")
        check(doctor.code == 9, f"{what}: {doctor}")
    key_from(home, ["/bin/echo", KEYS[0]])
    check(home.ok("export", "--to", "json") == document, "it does not hold what it held")
    killed = changes_killed(lab, home, document)
    return Done(
        f"{len(FAILING)} keys and commands that do not open it: refused by 8 verbs, unchanged; {killed} kills in "
        "encrypt, decrypt and rekey: the old file or the new one, whole; nothing of it can be read beside it",
        "9",
    )


def changes_killed(lab, made, document):
    """Each change of the key, killed at every call that changes the disk and at random moments."""
    plain = made.copy()
    key_from(plain, ["/bin/echo", KEYS[0]])
    plain.ok("decrypt")
    killed = 0
    for start, words in ((plain, ["encrypt"]), (made, ["decrypt"]), (made, ["rekey", "--", "/bin/echo", KEYS[1]])):

        def opens(home, is_done, words=words):
            key_from(home, ["/bin/echo", KEYS[0]])
            listed = home.run("list", "--json")
            if listed.code == 9:
                key_from(home, ["/bin/echo", KEYS[1]])
            held = home.ok("export", "--to", "json")
            check(held == document, "it does not hold what it held")
            encrypted = home.db.read_bytes().startswith(MARK)
            check(not is_done or encrypted == (words[0] != "decrypt"), "it said it was done")
            if words[0] == "rekey":
                check(not betrayed(home), f"it can be read in {betrayed(home)}")

        def attempt(wrap, start=start, words=words, opens=opens):
            home = key_from(start.copy(), ["/bin/echo", KEYS[0]])
            ended = home.run(*words, wrap=wrap)
            opens(home, ended.code == 0)
            home.close()
            return ended

        hit, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(15, 400))
        killed += hit
        chance = random.Random(59)
        for _ in range(lab.times(5, 100)):
            home = key_from(start.copy(), ["/bin/echo", KEYS[0]])
            running = home.popen(*words)
            kill_after(running, chance.uniform(0, 0.06))
            opens(home, running.returncode == 0)
            home.close()
            killed += 1
    return killed


def key_from(home, command):
    """Has the key come from this command; the home."""
    config = home.path / ".config/ties"
    config.mkdir(parents=True, exist_ok=True)
    (config / "config.toml").write_text(f"passphrase_command = {json.dumps(command)}\n")
    return home


def betrayed(home):
    """The files of a home in which the canary can be read."""
    files = (path for path in home.path.rglob("*") if path.is_file())
    return [path.name for path in files if CANARY.encode() in path.read_bytes()]
