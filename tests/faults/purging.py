"""Somebody who is purged, and what writes that are cut off leave: cases 63 to 65."""

import re

from kit import Done, cards, check, holds, refused
from strace import CHANGING, sweep

CANARY = b"zyxq"

# Words that end in the canary, since an index of words may keep no more than how one goes on.
THEIRS = [
    ["add", "Name1zyxq", "--tie", "strong", "--tag", "tag2zyxq", "--interest", "like3zyxq", "--email", "mail4zyxq@example.org"],
    ["note", "name1zyxq", "note5zyxq größe6zyxq"],
    ["log", "name1zyxq", "--note", "said7zyxq", "--next", "step8zyxq"],
    ["log", "name1zyxq", "ana", "--note", "together"],
    ["edit", "name1zyxq", "--city", "city9zyxq", "--org", "org10zyxq"],
    ["edit", "name1zyxq", "--city", "Lisbon", "--untag", "tag2zyxq"],
]


def with_somebody(lab):
    """A home with six hundred people and somebody about whom much is known."""
    home = lab.home()
    home.ok("add", "Ana")
    home.ok("import", home.write("many.vcf", cards(600)))
    for words in THEIRS:
        home.ok(*words)
    return home


def bytes_of_them(home):
    """The files with a byte of them; backups are not among them, and say so themselves."""
    files = [path for path in home.folder.iterdir() if path.is_file()]
    return [path.name for path in files if CANARY in path.read_bytes().lower()]


def killed(lab):
    """Case 63: a purge that is killed at every call leaves them whole or gone, and once it has said
    that it is done, or the next change is made, no byte of them is left."""
    made = with_somebody(lab)
    check(bytes_of_them(made), "the canary is not in the file")
    finished = 0

    def attempt(wrap):
        nonlocal finished
        home = made.copy()
        ended = home.run("purge", "Name1zyxq", "--yes", wrap=wrap)
        people = home.people()
        check("Ana" in people and len(people) in (601, 602), f"{len(people)} people are left")
        is_there = "Name1zyxq" in people
        check(not (is_there and ended.code == 0), "it said it was done")
        if is_there:
            home.ok("purge", "Name1zyxq", "--yes")
        elif ended.code:
            is_told = "was purged" in home.run("doctor").text()
            check(is_told or not bytes_of_them(home), f"left in {bytes_of_them(home)}, and the doctor does not tell")
            home.ok("add", "Somebody Else")
            finished += is_told
        holds(home, ["Ana"])
        check("together" in home.ok("show", "ana"), "what was shared is gone")
        check(not bytes_of_them(home), f"left in {bytes_of_them(home)}")
        check("was purged" not in home.run("doctor").text(), "it is never done")
        home.close()
        return ended

    kills, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(15, 400))
    check(finished or not lab.full, "none was left for the next change")
    return Done(
        f"{kills} kills: whole or gone; {finished} times the next change wrote the file anew; no byte left once "
        "that, or the purge, was done",
        "-9",
    )


def cut_off(lab):
    """Case 64: syncs, exports and backups killed at every call: no card is torn, what is left over
    is hidden from others who read the folder, and the doctor names it."""
    made = lab.home()

    def settings(home):
        return home.write("config.toml", f'[vdir]\npath = "{home.path / "cards"}"\nwrite_new = true\n')

    made.ok("add", "Ana", "--tie", "strong")
    kills, left = 0, 0
    for words in (["vdir", "sync"], ["export", "--to", "vcard", "--out", "cards/all.txt"], ["backup", "cards/copy.db"]):

        def attempt(wrap):
            nonlocal left
            home = made.copy()
            cards = home.path / "cards"
            cards.mkdir()
            config = settings(home)
            ended = home.run("--config", config, *words, wrap=wrap)
            for path in cards.iterdir():
                if path.name.endswith((".part", ".part-journal")):
                    check(path.name.startswith("."), f"{path.name} is seen by others")
                    continue
                held = path.read_bytes()
                whole = held.rstrip().endswith(b"END:VCARD") or held.startswith(b"SQLite format 3")
                check(whole, f"{path.name} is torn")
            parts = [path.name for path in cards.glob(".*.part*")]
            if parts:
                left += 1
                looked = home.run("--config", config, "doctor", "--full")
                check(looked.code == 1 and parts[0] in looked.text(), f"{parts}: {looked.text()}")
            # Whatever is left is in nobody's way.
            home.ok("--config", config, "vdir", "sync")
            home.close()
            return ended

        hit, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(12, 400))
        kills += hit
    check(left, "nothing was ever left over")
    return Done(f"{kills} kills of syncs, exports and backups: nothing torn, {left} left-overs, all named", "-9")


def older_backup(lab):
    """Case 65: the file and the newest backups are damaged: the newest that is whole is named, and
    restores."""
    home = lab.home()
    for at in range(4):
        home.ok("add", f"Person {at}")
        home.ok("backup")
    backups = home.backups()
    for path in backups[-2:]:
        # The header is as it should be: only a look at every page tells.
        held = path.read_bytes()
        path.write_bytes(held[:8192] + bytes([0x5A]) * (len(held) - 8192))
    good = home.backups()[-3]
    home.db.write_bytes(b"garbage" * 1000)
    said = refused(home.run("list"), 5, good)
    named = re.search(r"restore (\S+?)`", said.err)
    check(named and named[1] == str(good), f"not {good}: {said}")
    home.ok("restore", good, "--yes")
    people = home.people()
    check(people == {"Person 0", "Person 1"}, f"{people}")
    looked = home.run("doctor")
    check(looked.code == 1 and looked.text().count("cannot be read, or a page") == 2, looked.text())
    return Done("two damaged ones are passed over, the third is named and restores", "5")
