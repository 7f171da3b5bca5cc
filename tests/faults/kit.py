"""What every case needs: the program in a folder of its own, and the promises as checks.

The promises are those of the table in `table.py`:

D  nothing that was acknowledged is lost, the file is whole, `ties doctor` finds nothing wrong
E  one line on standard error: what was being done, which file, what to do next; no backtrace
T  the terminal is as it was: mode, main screen, cursor
U  the screen stays up, says what is wrong, and keeps what was typed
"""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

TODAY = "2026-11-22"
SOURCE = Path(__file__).resolve().parent.parent.parent


class Broken(Exception):
    """A promise was not kept."""


class NotRun(Exception):
    """The case needs something that is not here."""


@dataclass
class Done:
    """What a case that kept its promise saw."""

    outcome: str
    code: str = "0"


@dataclass
class Lab:
    """What the cases are run with."""

    binary: Path
    debug: Path | None = None
    full: bool = False
    cargo: str | None = None
    made: list = field(default_factory=list)

    def times(self, few, full):
        """How often to do something that takes long when it is done often enough."""
        return full if self.full else few

    def home(self, name="data"):
        """A new folder with a data file to be in it."""
        home = Home(self, name)
        self.made.append(home)
        return home

    def tidy(self):
        """Removes what the cases have made."""
        while self.made:
            self.made.pop().close()


@dataclass
class Ended:
    """How a command ended; a code below zero is the signal that ended it."""

    code: int
    out: bytes
    err: str
    words: tuple

    def text(self):
        return self.out.decode()

    def __str__(self):
        said = " / ".join(self.err.strip().splitlines()[:3])
        return f"ties {' '.join(map(str, self.words))[:120]} → {self.code}: {said[:300]}"


class Home:
    """A folder that is HOME, with the data file in a folder below it."""

    def __init__(self, lab, name="data"):
        self.lab = lab
        self.path = Path(tempfile.mkdtemp(prefix="ties-faults-"))
        self.folder = self.path / name
        self.folder.mkdir(mode=0o700)
        self.db = self.folder / "ties.db"

    def close(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def environment(self, **more):
        return {"HOME": str(self.path), "PATH": os.environ["PATH"], "RUST_BACKTRACE": "0", **more}

    def command(self, *words, today=TODAY, binary=None):
        """The command line of ties with these words, for this file."""
        day = ["--today", today] if today else []
        return [str(binary or self.lab.binary), "--db", str(self.db), *day, *map(_text, words)]

    def run(self, *words, wrap=(), code=None, stdin=b"", env=None, timeout=300, command=None, **how):
        """Runs ties with these words, behind the command `wrap` if there is one."""
        command = [*map(str, wrap), *(command or self.command(*words))]
        how.setdefault("stdout", subprocess.PIPE)
        if isinstance(stdin, bytes):
            how["input"] = stdin
        else:
            how["stdin"] = stdin
        ended = subprocess.run(
            command,
            stderr=subprocess.PIPE,
            env=self.environment() if env is None else env,
            cwd=self.path,
            timeout=timeout,
            **how,
        )
        ended = Ended(ended.returncode, ended.stdout or b"", ended.stderr.decode(errors="replace"), words)
        if code is not None and ended.code != code:
            raise Broken(f"not {code}: {ended}")
        return ended

    def ok(self, *words, **how):
        """Runs ties, which has to succeed; what it printed."""
        return self.run(*words, code=0, **how).text()

    def popen(self, *words, **how):
        """Starts ties in a process group of its own, for being killed."""
        how.setdefault("stdout", subprocess.DEVNULL)
        how.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen(
            self.command(*words),
            stdin=subprocess.DEVNULL,
            env=self.environment(),
            cwd=self.path,
            start_new_session=True,
            **how,
        )

    def people(self):
        """The names of everybody in the file, as ties lists them."""
        listed = json.loads(self.ok("list", "--json"))
        return {contact["name"] for contact in listed["contacts"]}

    def backups(self):
        """The finished backups beside the file."""
        folder = self.folder / "backups"
        found = folder.glob(f"{self.db.name}.2*") if folder.is_dir() else []
        return sorted(path for path in found if ".part" not in path.name)

    def copy(self):
        """Another home with a copy of this one's data folder."""
        other = self.lab.home(self.folder.name)
        shutil.copytree(self.folder, other.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*-shm"))
        return other

    def bytes(self):
        """Every byte of the data file and its side files, by name."""
        found = {p.name: p.read_bytes() for p in self.folder.iterdir() if p.is_file()}
        return {name: held for name, held in found.items() if not name.endswith(("-shm", "-lock"))}

    def write(self, name, text):
        """Makes a file in the home and gives its path."""
        path = self.path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


def _text(word):
    return word if isinstance(word, (str, bytes)) else str(word)


# A file of each schema there has been, oldest first, and who is in each.
SCHEMAS = sorted((SOURCE / "tests" / "fixtures").glob("schema-*.db"))
IN_EACH = {"Ana Sousa", "Omar Haddad"}


def earlier(lab):
    """A home with a data file of each schema before the newest one."""
    for schema in SCHEMAS[:-1]:
        home = lab.home()
        shutil.copyfile(schema, home.db)
        home.db.chmod(0o600)
        yield home


def check(is_so, what):
    if not is_so:
        raise Broken(what)


def holds(home, acknowledged=(), doctor=True):
    """Promise D: nobody who was acknowledged is missing, and the file is whole.

    SQLite itself is asked over a copy, since looking would tidy up behind ties.
    """
    missing = set(acknowledged) - home.people()
    check(not missing, f"{len(missing)} lost, such as {sorted(missing)[:3]}")
    if doctor:
        looked = home.run("doctor", "--json")
        check(looked.text(), f"the doctor said nothing: {looked}")
        # What was cut off leaves half a backup, say, which is named and goes with a later one.
        found = [said["what"] for said in json.loads(looked.text())["findings"] if said["kind"] != "left-over"]
        check(not found and looked.code in (0, 1), f"the doctor found: {found} {looked}")
    whole(home.db)


@contextlib.contextmanager
def copied(db):
    """A connection to a copy of a file, with what lies beside it."""
    with tempfile.TemporaryDirectory(prefix="ties-faults-") as folder:
        for ending in ("", "-wal", "-journal"):
            if Path(f"{db}{ending}").exists():
                shutil.copy(f"{db}{ending}", f"{folder}/x.db{ending}")
        with contextlib.closing(sqlite3.connect(f"{folder}/x.db")) as conn:
            yield conn


def whole(db):
    """That SQLite finds nothing wrong with a file."""
    try:
        with copied(db) as conn:
            said = conn.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = conn.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise Broken(f"SQLite cannot read it: {error}") from error
    check(said == "ok" and not dangling, f"integrity: {said} {dangling[:3]}")


def schema(db):
    """The schema of a file and its number."""
    with copied(db) as conn:
        rows = conn.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        return rows + conn.execute("PRAGMA user_version").fetchall()


def no_panic(ended):
    """That no panic, no backtrace and no words of the machine were seen."""
    for part in ("panicked", "thread '", "stack backtrace", "os error", "Location:"):
        check(part not in ended.err, f"{part!r} in {ended}")
    check(ended.code not in (101, -signal.SIGABRT, -signal.SIGSEGV), f"it broke: {ended}")


WAYS_ON = (";", "`", "--", "must", "expected", "has to", "use ", "did you mean", "ulimit")


def refused(ended, code, *mentions, lines=1):
    """Promise E: it ended with this code and one line that names the file and a way on."""
    no_panic(ended)
    codes = code if isinstance(code, (tuple, set, list)) else (code,)
    check(ended.code in codes, f"not {code}: {ended}")
    said = ended.err.strip().splitlines()
    check(len(said) == lines, f"{len(said)} lines instead of {lines}: {ended.err!r}")
    check(said[0].startswith("ties: "), f"not said as ties says it: {said[0]!r}")
    check(any(way in said[0] for way in WAYS_ON), f"no way on: {said[0]!r}")
    for mention in mentions:
        check(str(mention) in ended.err, f"no {mention!r} in {ended.err!r}")
    return ended


def cards(count, first=0, note="a word"):
    """An address book of so many people, as one vCard file's text."""
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Person {at:05}\r\nEMAIL:p{at}@example.org\r\n"
        f"NOTE:{note} {at}\r\nEND:VCARD\r\n"
        for at in range(first, first + count)
    )


def person(at):
    """The name of somebody in such an address book."""
    return f"Person {at:05}"


def needs_root():
    if os.geteuid() != 0:
        raise NotRun("root")


def needs(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise NotRun(tool)
