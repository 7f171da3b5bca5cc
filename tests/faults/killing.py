"""kill -9 at any moment: cases 1 to 5."""

import random
import signal
import subprocess

from kit import IN_EACH, SCHEMAS, Broken, Done, cards, check, earlier, holds, person, schema, whole
from screen import Session
from strace import CHANGING, sweep


def while_writing(lab):
    """Case 1: commands one after the other, one of them killed; each that said it had done what
    it was asked to is acknowledged."""
    kills = lab.times(40, 900)
    home, chance = lab.home(), random.Random(1)
    acknowledged, number, hit = [], 0, 0
    while hit < kills:
        number += 1
        name = f"Person {number}"
        running = home.popen("add", name)
        ended = kill_after(running, chance.uniform(0, 0.045))
        if "added" in ended:
            acknowledged.append(name)
        if running.returncode == -signal.SIGKILL:
            hit += 1
            if hit % 10 == 0:
                holds(home, acknowledged, doctor=hit % 50 == 0)
    holds(home, acknowledged)
    on_screen, logged = on_the_screen(lab)
    return Done(
        f"{hit} kills of commands, {len(acknowledged)} acknowledged; {on_screen} kills of the screen, "
        f"{logged} acknowledged: 0 lost, every check clean",
        "-9",
    )


def on_the_screen(lab):
    """The same with the screen, which keeps its file open: notes are typed until it is killed;
    what stands on the card, right of the list, is acknowledged."""
    kills, chance, acknowledged = lab.times(5, 100), random.Random(2), 0
    for _ in range(kills):
        home = lab.home()
        home.ok("add", "Ana")
        with Session(home, size=(100, 60)) as session:
            session.starts()
            last = chance.randrange(1, 12)
            for number in range(last):
                session.types(f"nthought{number:02}\r")
                session.reads_for(chance.uniform(0, 0.03))
            session.kill(signal.SIGKILL)
            session.ends()
            card = "\n".join("".join(row[59:]) for row in session.screen.cells)
        said = [f"thought{at:02}" for at in range(last) if f"thought{at:02}" in card]
        shown = home.ok("show", "ana")
        missing = [note for note in said if note not in shown]
        check(not missing, f"lost from the screen: {missing[:3]}")
        holds(home, {"Ana"})
        acknowledged += len(said)
        lab.tidy()
    return kills, acknowledged


def first_run(lab):
    """Case 2: killed at every call that changes the disk, then at random moments, while the file
    is first made; the next start completes it."""
    def attempt(wrap):
        home = lab.home()
        ended = home.run("add", "Ana", wrap=wrap)
        next_start(home, acknowledged=["Ana"] if "added" in ended.err else [])
        lab.tidy()
        return ended

    killed, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(15, 400))
    chance = random.Random(3)
    for _ in range(lab.times(10, 200)):
        home = lab.home()
        said = kill_after(home.popen("add", "Ana"), chance.uniform(0, 0.04))
        next_start(home, acknowledged=["Ana"] if "added" in said else [])
        lab.tidy()
        killed += 1
    return Done(f"{killed} kills, each followed by a start that completes the file: 0 lost", "-9")


def next_start(home, acknowledged=()):
    """That whatever is there can be written to by the next start."""
    home.ok("add", "Bea")
    holds(home, [*acknowledged, "Bea"])


def migrating(lab):
    """Case 3: a file of each earlier schema is brought up to date by whatever looks at it first:
    killed at every call that changes the disk, and at random moments. It is of the one schema or
    of the other, and the next start completes it."""
    killed, chance = 0, random.Random(4)
    for made in list(earlier(lab)):
        def attempt(wrap):
            home = made.copy()
            ended = home.run("list", wrap=wrap)
            of_one_schema(home, made, ended.code == 0)
            home.close()
            return ended

        hit, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(15, 400))
        killed += hit
        for _ in range(lab.times(5, 200)):
            home = made.copy()
            running = home.popen("list")
            kill_after(running, chance.uniform(0, 0.05))
            of_one_schema(home, made, running.returncode == 0)
            home.close()
            killed += running.returncode == -signal.SIGKILL
    return Done(f"{killed} kills: the old schema or the new one, 0 lost, and the next start completes it", "-9")


def of_one_schema(home, made, is_done):
    """That the file is as one schema has it and nothing in between, and is brought on."""
    found = schema(home.db)
    check(found in (schema(made.db), schema(SCHEMAS[-1])), "its schema is neither the old one nor the new one")
    check(found == schema(SCHEMAS[-1]) or not is_done, "it said it was done")
    for backup in home.backups():
        whole(backup)
    next_start(home, IN_EACH)
    kept = [path for path in home.backups() if "before-upgrade" in path.name]
    check(kept, "there is no backup from before")
    for _ in range(5):
        home.ok("undo")
    check(not home.people(), "its history is not whole")


def restoring(lab):
    """Case 3 the other way round, a backup brought back: killed at every call."""
    made = lab.home()
    made.ok("add", "Old")
    backup = made.path / "old.db"
    made.ok("backup", backup)
    made.ok("add", "New")

    def attempt(wrap):
        home = made.copy()
        ended = home.run("restore", backup, "--yes", wrap=wrap)
        old_or_new(home, ended.code == 0)
        home.close()
        return ended

    killed, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(15, 400))
    chance = random.Random(7)
    for _ in range(lab.times(5, 200)):
        home = made.copy()
        running = home.popen("restore", backup, "--yes")
        kill_after(running, chance.uniform(0, 0.05))
        old_or_new(home, running.returncode == 0)
        home.close()
        killed += 1
    return Done(f"{killed} kills: the old file or the new one, whole", "-9")


def old_or_new(home, is_done):
    """That one of the two files is there; the other one is still among the backups."""
    listed = home.run("list", "--json")
    if listed.code == 0:
        people = home.people()
        check(people in ({"Old"}, {"Old", "New"}), f"between the two: {people}")
        check(people == {"Old"} or not is_done, "it said it was done")
        holds(home)
    else:
        # Between the side files' going and the new file's coming nothing may be missing for good.
        raise Broken(f"neither: {listed}")
    for backup in home.backups():
        whole(backup)


def rotating(lab):
    """Case 4: backups made until they rotate, each time killed; there are never fewer that are
    whole, up to the number that is kept."""
    home, chance = lab.home(), random.Random(5)
    home.ok("add", "Ana")
    few = home.write("few.vcf", cards(3))
    for _ in range(3):
        home.ok("import", few)
        home.ok("undo")
    kills, before = 0, len(home.backups())

    def look():
        nonlocal before
        found = home.backups()
        for backup in found:
            whole(backup)
        check(len(found) >= before, f"{before} backups became {len(found)}")
        before = min(len(found), 4)

    def attempt(wrap):
        ended = home.run("import", few, wrap=wrap)
        look()
        if person(0) in home.people():
            home.ok("undo")
        return ended

    killed, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(15, 400))
    kills += killed
    for _ in range(lab.times(5, 200)):
        kill_after(home.popen("import", few), chance.uniform(0, 0.05))
        look()
        if person(0) in home.people():
            home.ok("undo")
        kills += 1
    holds(home, ["Ana"])
    return Done(f"{kills} kills: never fewer whole backups", "-9")


def importing(lab):
    """Case 5: an import killed at every call, and at random moments: all of it or nothing."""
    killed = 0
    for people, somebody_is_here in ((20, True), (20, False), (600, False), (600, True)):
        made = lab.home()
        made.write("people.vcf", cards(people))
        if somebody_is_here:
            made.ok("add", "Ana")

        def all_or_nothing(home, is_done):
            came = sum(name.startswith("Person ") for name in (home.people() if home.db.exists() else ()))
            check(came in (0, people), f"{came} of {people} came in")
            check(came == people or not is_done, "it said it was done")
            next_start(home, ["Ana"] if somebody_is_here else [])

        def attempt(wrap):
            home = made.copy()
            ended = home.run("import", made.path / "people.vcf", wrap=wrap)
            all_or_nothing(home, ended.code == 0)
            home.close()
            return ended

        hit, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(8, 100))
        killed += hit
        chance = random.Random(people)
        for _ in range(lab.times(4, 50)):
            home = made.copy()
            running = home.popen("import", made.path / "people.vcf")
            kill_after(running, chance.uniform(0, 0.12))
            all_or_nothing(home, running.returncode == 0)
            home.close()
            killed += 1
    return Done(f"{killed} kills of imports into empty and other files: all or nothing", "-9")


def kill_after(running, seconds):
    """Kills a command after so long, if it is still there; what it said."""
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        running.kill()
    said = running.communicate()[1]
    return said.decode(errors="replace") if said else ""
