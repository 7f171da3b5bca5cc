"""Two at once: cases 23 to 27."""

import os
import sqlite3
import threading
import time

from kit import Done, check, holds, refused
from screen import Session
from strace import needs_strace


def replaced(lab):
    """Case 23: the file goes, or another takes its place, under an open screen."""
    for way in ("deleted", "replaced"):
        home = lab.home()
        home.ok("add", "Ana")
        other = lab.home()
        other.ok("add", "Omar")
        with Session(home) as session:
            session.starts("Ana")
            session.types("n")
            session.settles()
            if way == "deleted":
                for path in home.folder.glob("ties.db*"):
                    path.unlink()
            else:
                os.rename(other.db, home.db)
            session.types("a thought\r")
            session.sees("deleted or replaced")
            check("a thought" in session.screen.text(), "what was typed is gone")
            check(session.ended() is None, "it ended")
            session.types("\x1b")
            session.settles()
            session.quits()
        if way == "deleted":
            check(not home.db.exists(), "a file was made in its place")
        else:
            check(home.people() == {"Omar"}, "the other file was written to")
    return Done("said before anything is written; the screen stays with what was typed")


def writers(lab):
    """Case 24."""
    home, many, failed = lab.home(), lab.times(60, 1000), []
    home.ok("add", "Ana")

    def write(who):
        for number in range(many):
            ended = home.run("add", f"{who} {number}")
            if ended.code != 0:
                failed.append(str(ended))

    both = [threading.Thread(target=write, args=(who,)) for who in ("One", "Two")]
    for writer in both:
        writer.start()
    for writer in both:
        writer.join()
    check(not failed, f"{len(failed)} failed, such as {failed[:1]}")
    people = home.people()
    check(len(people) == 2 * many + 1, f"{len(people) - 1} of {2 * many} are there")
    holds(home)
    return Done(f"2 × {many} writes: {2 * many} there, 0 “locked”")


def growing(lab):
    """Case 24d: one that looks at the file is slow, and another makes it longer meanwhile."""
    needs_strace()
    home, looks, over = lab.home(), lab.times(30, 200), threading.Event()
    home.ok("add", "Ana")

    def grow():
        while not over.is_set():
            home.run("note", "ana", "x" * 9000)

    writer = threading.Thread(target=grow)
    writer.start()
    slow = ["strace", "-f", "-q", "-o", "/dev/null", "-e", "trace=statx", "-e", "inject=statx:delay_exit=30000"]
    try:
        ended = [home.run("list", wrap=slow) for _ in range(looks)]
    finally:
        over.set()
        writer.join()
    failed = [str(one) for one in ended if one.code != 0]
    check(not failed, f"{len(failed)} of {looks} failed, such as {failed[:1]}")
    holds(home, ["Ana"])
    return Done(f"{looks} looks: none takes it for cut short")


def stuck(lab):
    """Case 25: somebody begins to write and does not end."""
    home = lab.home()
    home.ok("add", "Ana")
    stuck = sqlite3.connect(home.db, isolation_level=None)
    stuck.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        ended = refused(home.run("add", "Bea"), 4, home.db)
        took = time.monotonic() - began
        check(4.5 < took < 9, f"after {took:.1f} s")
        names_it = str(os.getpid()) in ended.err
        check(home.people() == {"Ana"}, "reading waits, too")
        with Session(home) as session:
            session.starts("Ana")
            session.types("nwritten meanwhile\r")
            session.reads_for(0.5)
            stuck.execute("ROLLBACK")
            session.sees("noted about Ana")
            session.quits()
    finally:
        stuck.close()
    check("written meanwhile" in home.ok("show", "ana"), "the note is not there")
    check(names_it, f"the process is not named: {ended}")
    return Done(f"after {took:.1f} s, with the process named; the screen waits and writes then", "4")


def seen_at_once(lab):
    """Case 26."""
    home, slowest = lab.home(), 0.0
    home.ok("add", "Ana")
    with Session(home) as session:
        session.starts("Ana")
        for number in range(lab.times(3, 20)):
            name = f"Visitor {number}"
            home.ok("add", name)
            began = time.monotonic()
            session.sees(f"People {number + 2}")
            slowest = max(slowest, time.monotonic() - began)
        session.quits()
    check(slowest <= 2, f"only after {slowest:.1f} s")
    return Done(f"seen after at most {slowest:.1f} s")


def both_edit(lab):
    """Case 27: notes open in an editor on the screen, written to meanwhile by a command."""
    home = lab.home()
    home.ok("add", "Ana")
    home.ok("note", "ana", "old")
    ties = " ".join(f"'{word}'" for word in home.command())
    editor = home.write("editor", f"#!/bin/sh\n{ties} note ana theirs && echo mine >> \"$1\"\n")
    editor.chmod(0o700)
    with Session(home, env={"EDITOR": str(editor)}) as session:
        session.starts("Ana")
        session.types("E")
        session.sees("both are kept")
        session.quits()
    shown = home.ok("show", "ana")
    for word in ("old", "mine", "theirs"):
        check(word in shown, f"{word!r} is lost: {shown}")
    return Done("said, and both texts are kept")
