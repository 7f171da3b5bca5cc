"""Calls to the system that fail, and limits that are met: cases 7 to 15."""

import re
import resource
import signal
import subprocess
from collections import Counter

from kit import IN_EACH, Broken, Done, NotRun, cards, check, earlier, holds, needs, needs_root, no_panic, person, refused, whole
from screen import Session
from strace import is_loader, needs_strace, sweep, told

FULL, IO = "ENOSPC", "EIO"


def scenarios(lab):
    """Commands that write, each from a home as it was before: their name, the home, the words,
    who is there before and after."""
    empty = lab.home()
    few, many = empty.write("few.vcf", cards(3)), empty.write("many.vcf", cards(600))
    one = lab.home()
    one.ok("add", "Ana")
    backup = one.path / "kept.db"
    one.ok("backup", backup)
    two = one.copy()
    two.ok("add", "Bea")
    none, ana = set(), {"Ana"}
    came = {person(at) for at in range(3)}
    crowd = {person(at) for at in range(600)}
    yield "add, first", empty, ["add", "Ana"], none, ana
    yield "add", one, ["add", "Bea"], ana, ana | {"Bea"}
    yield "undo", two, ["undo"], ana | {"Bea"}, ana
    yield "import", one, ["import", few], ana, ana | came
    yield "import, first", empty, ["import", many], none, crowd
    yield "backup", one, ["backup", "copy.db"], ana, ana
    yield "restore", two, ["restore", backup, "--yes"], ana | {"Bea"}, ana
    yield "export", one, ["export", "--to", "json", "--out", "out.json"], ana, ana
    yield "list", one, ["list"], ana, ana
    for old in list(earlier(lab)):
        yield "list, of an earlier ties", old, ["list"], IN_EACH, IN_EACH


def failing(lab, calls, errors, few):
    """Fails each of these calls in every scenario. Nobody is lost or half there, what could not
    be done is said in one line, and a next try succeeds."""
    faulted, codes = 0, Counter()
    for name, made, words, before, after in scenarios(lab):
        for error in errors:
            for call in calls:
                def attempt(wrap):
                    home = made.copy()
                    ended = home.run(*words, wrap=wrap)
                    try:
                        judge(home, ended, before, after)
                        damaged = call == "pwrite64" and list(home.folder.glob("backups/*.damaged"))
                        check(not (error == FULL and damaged), "a full disk was taken for a damaged file")
                    except Broken as broken:
                        fault = next(word for word in wrap if str(word).startswith("inject"))
                        raise Broken(f"{name}, {fault}: {broken}") from broken
                    home.close()
                    return ended

                hit, seen = sweep(call, f"error={error}", attempt, at_most=lab.times(few, None))
                faulted += hit
                codes += seen
    return faulted, codes


def judge(home, ended, before, after):
    """That a command which met a fault did what it said, and no more."""
    if is_loader(ended):
        return
    no_panic(ended)
    if ended.code != 0 and ended.err.strip():
        # What was done stays done, where only what follows it could not be; both are then said.
        said = [line for line in ended.err.strip().splitlines() if line.startswith("ties: ")]
        check(len(said) == 1, f"{len(said)} lines of what went wrong: {ended.err!r}")
        check(re.search(r"\S\.(db|vcf|json)|/backups\b|standard output", said[0]), f"no file is named: {said[0]!r}")
    there = home.people() if home.db.exists() and home.db.stat().st_size else set()
    check(there in (before, after), f"{sorted(there)[:5]} … are there after {ended}")
    check(there == after or ended.code != 0, f"it said it was done: {ended}")
    if home.db.exists() and home.db.stat().st_size:
        whole(home.db)
    for backup in home.backups():
        whole(backup)


def writes(lab):
    """Case 7: no room for the Nth write, whatever it is of."""
    faulted, codes = failing(lab, ["pwrite64", "write", "ftruncate"], [FULL], 6)
    return Done(f"{faulted} writes failed, every N of 10 commands until one passed: nobody lost or half there, 0 panics", told(codes))


def broken_disk(lab):
    """Case 9: the disk fails a write, a sync, an open, a rename, a removal."""
    faulted, codes = failing(lab, ["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink"], [IO], 4)
    opened, seen = failing(lab, ["openat", "mkdir"], [FULL, IO], 4)
    synced, also = failing(lab, ["fsync", "fdatasync", "rename"], [FULL], 4)
    codes = codes + seen + also
    return Done(f"{faulted + opened + synced} calls failed (write, sync, open, rename, remove): nobody lost or half there, 0 panics", told(codes))


class Failing:
    """Makes calls of a running program fail, for as long as this is entered."""

    def __init__(self, home, pid, calls, error):
        needs_strace()
        self.command = ["strace", "-f", "-o", home.path / "log", "-p", str(pid), "-e", f"trace={calls}", "-e", f"inject={calls}:error={error}"]

    def __enter__(self):
        self.tracer = subprocess.Popen(self.command, stderr=subprocess.PIPE)
        if b"attached" not in self.tracer.stderr.readline():
            raise NotRun("a strace that may attach")
        return self

    def __exit__(self, *_):
        self.tracer.send_signal(signal.SIGINT)
        self.tracer.communicate()


def on_the_screen(lab):
    """Cases 7 and 9 on the screen: it stays, says so, keeps what was typed, and goes on once the
    disk does; what it then says to have noted is there after a kill -9."""
    for error, said in ((FULL, "full"), (IO, "could not be")):
        home = lab.home()
        home.ok("add", "Ana")
        with Session(home) as session:
            session.starts("Ana")
            session.types("n")
            session.settles()
            session.types("a thought worth keeping")
            session.sees("a thought worth keeping")
            with Failing(home, session.pid, "pwrite64,fdatasync,ftruncate", error):
                session.types("\r")
                session.sees(said)
            check(session.ended() is None, "it ended")
            check("a thought worth keeping" in session.screen.text(), f"what was typed is gone: {session.screen.text()}")
            session.types("\r")
            session.sees("noted about Ana")
            session.kill(signal.SIGKILL)
            session.ends()
        check("a thought worth keeping" in home.ok("show", "ana"), "not noted after all")
        holds(home, ["Ana"])
    return Done("says so, keeps what was typed, saves it once the disk goes on")


def small_disk(lab):
    """Case 8: a real file system without room."""
    needs_root()
    needs("mkfs.ext4", "mount", "umount")
    codes = Counter()
    # With blocks of 1 KiB there may be room for a part of a page of memory only.
    for block in (4096, 1024):
        codes += filled(lab.home(), block)
    return Done("the line names the full disk; the screen stays; after freeing all works", told(codes))


def filled(home, block):
    """Fills a disk under an open screen, tries to write, frees it and writes."""
    codes = Counter()
    with Mounted(home, 12, block) as mounted:
        home.ok("add", "Ana")
        with Session(home) as session:
            session.starts("Ana")
            ballast = fill(home.folder / "ballast")
            session.types("n")
            session.settles()
            session.types("y" * 3000 + "\r")
            session.sees("full")
            check("yyyy" in session.screen.text(), "what was typed is gone")
            session.types("\x1b")
            session.settles()
            check(session.quits() == 0, f"{session.code}")
        for number in range(12):
            ended = home.run("add", f"Person {number}", "--note", "x" * 3000)
            codes[ended.code] += 1
            if ended.code != 0:
                refused(ended, 1, "full", home.db)
        check(codes[1] > 0, "the disk was never full")
        few = home.write("few.vcf", cards(50))
        refused(home.run("import", few), {1, 8}, "full")
        said = {f"Person {number}" for number in range(12)} & home.people()
        check(len(said) == codes[0], f"{codes[0]} were acknowledged, {len(said)} are there")
        ballast.unlink()
        home.ok("import", few)
        holds(home, {"Ana", *said, person(49)}, doctor=False)
        mounted.leave()
    return codes


def fill(ballast):
    """A file that takes all the room there is."""
    with open(ballast, "wb", buffering=0) as file:
        for size in (65536, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass
    return ballast


class Mounted:
    """An ext4 of so many megabytes as the data folder of a home."""

    def __init__(self, home, megabytes, block=4096):
        self.block = block
        self.home, self.image = home, home.path / "disk.img"
        with open(self.image, "wb") as file:
            file.truncate(megabytes << 20)

    def __enter__(self):
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", "-b", str(self.block), self.image], check=True, capture_output=True)
        made = subprocess.run(["mount", "-o", "loop", self.image, self.home.folder], capture_output=True)
        if made.returncode:
            raise NotRun("a kernel that mounts loop devices")
        (self.home.folder / "lost+found").rmdir()
        self.home.folder.chmod(0o700)
        return self

    def remount(self, how):
        subprocess.run(["mount", "-o", f"remount,{how}", self.home.folder], check=True)

    def leave(self):
        subprocess.run(["umount", self.home.folder], check=True)

    def __exit__(self, kind, *_):
        if kind:
            subprocess.run(["umount", "-l", self.home.folder], check=False)


def reading(lab):
    """Case 10: a page that cannot be read any more."""
    home = lab.home()
    home.ok("add", "Ana")
    home.ok("import", home.write("many.vcf", cards(600)))
    before = home.bytes()

    def attempt(wrap):
        ended = home.run("list", "--json", wrap=wrap)
        if ended.code != 0 and not is_loader(ended):
            refused(ended, {1, 5}, home.db)
        return ended

    faulted, codes = sweep("pread64", "error=EIO", attempt, at_most=lab.times(10, None))
    check(codes[5] > 0, f"no read ended with 5: {codes}")
    check(home.bytes() == before, "the file was changed")
    holds(home, ["Ana"])
    return Done(f"{faulted} reads failed: damaged is said, with the backup to restore; nothing changed", told(codes))


def read_only_disk(lab):
    """Case 11: the file system becomes read-only under an open screen."""
    needs_root()
    needs("mkfs.ext4", "mount", "umount")
    home = lab.home()
    with Mounted(home, 8) as mounted:
        home.ok("add", "Ana")
        mounted.remount("ro")
        refused(home.run("add", "Bea"), 7, home.db)
        check(home.people() == {"Ana"}, "it cannot be read")
        mounted.remount("rw")
        with Session(home) as session:
            session.starts("Ana")
            with Failing(home, session.pid, "pwrite64", "EROFS"):
                session.types("nkept\r")
                words = ("permission", "could not be", "read-only")
                session.until("word about it", lambda: any(word in session.screen.text() for word in words))
            check(session.ended() is None, "it ended")
            check("kept" in session.screen.text(), "what was typed is gone")
            session.types("\x1b")
            session.settles()
            check(session.quits() == 0, "it did not quit")
        mounted.leave()
    return Done("`list` works, writing is refused; the screen stays with what was typed", "7")


def read_only_folder(lab):
    """Case 12: a folder that may be read and not written."""
    needs_root()
    needs("setpriv")
    home = lab.home()
    home.ok("add", "Ana")
    home.path.chmod(0o755)
    for path in (home.folder, home.folder / "backups"):
        path.chmod(0o755)
    for path in home.folder.rglob("*.*"):
        path.chmod(0o644)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    probe = home.run("list", wrap=nobody)
    check(probe.code == 0 and "Ana" in probe.text(), f"{probe}")
    before = home.bytes()
    refused(home.run("add", "Bea", wrap=nobody), 7, home.db.parent)
    check(home.bytes() == before, "something was written")
    return Done("`list` works; writing is refused", "0, 7")


def limited(home, limit, most, *words, hard=None):
    """Runs ties with a limit of the system."""
    def set_limit():
        resource.setrlimit(limit, (most, hard or most))

    return home.run(*words, preexec_fn=set_limit)


def file_size(lab):
    """Case 13: a file may not grow beyond a size, which by default kills."""
    home = lab.home()
    home.ok("add", "Ana")
    most = (home.db.stat().st_size // 4096 + 2) * 4096
    few = home.write("many.vcf", cards(600))
    before = home.people()
    ended = refused(limited(home, resource.RLIMIT_FSIZE, most, "import", few), 1)
    check(home.people() == before, "half came in")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, 40_960))

    with Session(home, before=limit) as session:
        session.starts("Ana")
        for number in range(9):
            session.types(f"nthought{number}\r")
            session.settles()
            check(session.ended() is None, "it ended")
            if "could not" in session.screen.text() or "full" in session.screen.text():
                break
        check(f"thought{number}" in session.screen.text(), "what was typed is gone")
        session.types("\x1b")
        session.settles()
        session.quits()
    holds(home, ["Ana"])
    return Done("one line; on the screen the terminal is given back as it was", f"{ended.code}")


def open_files(lab):
    """Case 14: only so many files may be open."""
    home, codes = lab.home(), Counter()
    home.ok("add", "Ana")
    for most in range(3, 16):
        ended = limited(home, resource.RLIMIT_NOFILE, most, "add", "Bea")
        if is_loader(ended):
            continue
        codes[ended.code] += 1
        if ended.code == 0:
            break
        refused(ended, {1, 2, 5, 7}, "ulimit -n" if "config" not in ended.err else "")
    check(codes[0] == 1 and codes[1] > 0, f"{codes}")
    holds(home, ["Ana", "Bea"])
    return Done("one line that names the limit", told(codes))


def memory(lab):
    """Case 15: only so much memory."""
    home, codes = lab.home(), Counter()
    home.ok("add", "Ana")
    crowd = home.write("many.vcf", cards(3000))
    for megabytes in range(8, 400, lab.times(24, 4)):
        ended = limited(home, resource.RLIMIT_AS, megabytes << 20, "import", crowd)
        codes[ended.code] += 1
        if ended.code == 0:
            break
        ends = (1, 127, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL)
        check(is_loader(ended) or ended.code in ends, f"{ended}")
        check(len(home.people()) == 1, "half came in")
    check(codes[0] == 1, f"it never had enough: {codes}")
    holds(home, ["Ana", person(2999)])
    return Done("ends cleanly, or by the allocator's abort; nobody half there", told(codes))


def misuse(lab):
    """What valgrind sees of memory that is read before it is written, or after it was given back."""
    needs("valgrind")
    home = lab.home()
    wrap = ["valgrind", "-q", "--error-exitcode=99"]
    commands = [["add", "Ana"], ["import", home.write("few.vcf", cards(30))], ["list"], ["due"], ["export", "--to", "json"], ["undo"], ["doctor"]]
    for words in commands:
        home.run(*words, wrap=wrap, code=0)
    holds(home, ["Ana"])
    return Done(f"{len(commands)} commands: nothing")
