#!/usr/bin/env python3
"""What encryption costs: python3 benches/encrypted.py TIES CROWD.db

TIES is a build with encryption, CROWD.db a plain file of many people (examples/crowd.rs). It is
measured as it is, encrypted with a passphrase, and encrypted with a raw key: commands from their
start to their end, the screen from its start to the first list, and each screen from the key to the
last byte of what it then shows, the first time and when it is asked for again. The median of
several, in milliseconds.
"""

import json
import shutil
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/faults"))

from kit import Lab  # noqa: E402
from screen import Session  # noqa: E402

TIMES = 7
KEYS = {"plain": None, "passphrase": "four words of mine", "raw key": "0123456789abcdef" * 4}
COMMANDS = (["status"], ["list", "--json"], ["list", "note:trams"], ["due"], ["log", "7"], ["review"])
SCREENS = {"inbox": ("2", "1"), "shelf": ("3", "1"), "review": ("4", "1"), "card": ("\r", "\x1b"), "filter": ("/lee", "\x1b\x1b")}


def main():
    binary, crowd = map(Path, sys.argv[1:])
    lab, table = Lab(binary.resolve()), {}
    for name, key in KEYS.items():
        home = lab.home()
        shutil.copy(crowd, home.db)
        if key:
            config = home.path / ".config/ties"
            config.mkdir(parents=True)
            (config / "config.toml").write_text(f"passphrase_command = {json.dumps(['/bin/echo', key])}\n")
            begun = time.monotonic()
            home.ok("encrypt", "--remove-plain-backups")
            note(table, "encrypt", name, time.monotonic() - begun)
        for words in COMMANDS:
            home.run(*words)
            note(table, "`" + " ".join(words) + "`", name, median(lambda words=words: home.run(*words)))
        note(table, "start to first list", name, median(lambda: started(home)))
        with Session(home) as session:
            session.starts("People")
            session.settles(0.5)
            for screen, (there, back) in SCREENS.items():
                note(table, f"{screen}, first", name, turned(session, there, back, 1.0))
                again = [turned(session, there, back, 0.2) for _ in range(TIMES)]
                note(table, f"{screen}, again", name, statistics.median(again))
            session.quits()
    lab.tidy()
    print("| | " + " | ".join(KEYS) + " |\n|---|" + "---|" * len(KEYS))
    for what, row in table.items():
        print(f"| {what} | " + " | ".join(f"{row[name] * 1000:.0f}" if name in row else "" for name in KEYS) + " |")


def note(table, what, name, seconds):
    table.setdefault(what, {})[name] = seconds


def median(work):
    taken = []
    for _ in range(TIMES):
        begun = time.monotonic()
        found = work()
        taken.append(found if isinstance(found, float) else time.monotonic() - begun)
    return statistics.median(taken)


def started(home):
    """From the start of the program to the first list, without its end."""
    begun = time.monotonic()
    with Session(home) as session:
        session.starts("People")
        taken = time.monotonic() - begun
        session.settles(0.3)
        session.quits()
    return taken


def turned(session, there, back, quiet):
    """From a key to the last byte of what it shows, where nothing more comes for so many seconds."""
    session.settles(0.1)
    begun = last = time.monotonic()
    session.types(there)
    while session.read(quiet):
        last = time.monotonic()
    session.types(back)
    session.settles(0.3)
    return last - begun


if __name__ == "__main__":
    main()
