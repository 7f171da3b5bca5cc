"""The program in a terminal of its own: what it shows, what it leaves behind."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata

from kit import Broken, check

DEADLINE = 30

TOKEN = re.compile(
    r"\x1b\[(?P<private>[?>=<]?)(?P<numbers>[0-9;:]*)(?P<final>[ -/]*[@-~])"
    r"|\x1b\](?P<command>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b(?P<short>[()][0-9A-Za-z]|[=>78cDEHMNOZ])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)


class Screen:
    """What a terminal of so many columns and rows shows of the bytes that it is sent, and which
    sequences there were among them."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.modes = {"25"}  # the cursor is seen
        self.sequences = set()
        self.printed = []
        self._pending = b""
        self._clear()

    def _clear(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.column = self.row = 0

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def is_other(self):
        return "1049" in self.modes

    def is_as_before(self):
        """What of the terminal is not as it was; empty where all is."""
        wrong = {"1049", "2004", "1004", "1000", "1002", "1003", "1006"} & self.modes
        return sorted(wrong) + (["no cursor"] if "25" not in self.modes else [])

    def feed(self, data):
        data = self._pending + data
        text, used = decoded(data)
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                if text[at] == "\x1b" and len(text) - at < 4096:
                    break  # the rest is still to come
                self.sequences.add(f"stray {text[at]!r}")
                at += 1
                continue
            at = found.end()
            self._take(found)
        self._pending = text[at:].encode() + data[used:]

    def _take(self, found):
        if found["text"]:
            self.printed.append(found["text"])
            for letter in found["text"]:
                self._put(letter)
        elif found["final"]:
            self._control(found["private"], found["numbers"], found["final"])
        elif found["command"] is not None:
            self.sequences.add("OSC " + found["command"].split(";")[0])
        elif found["short"]:
            self.sequences.add("ESC " + found["short"])
        else:
            control = found["control"]
            self.sequences.add(repr(control))
            if control == "\n":
                self.row = min(self.row + 1, self.rows - 1)
            elif control == "\r":
                self.column = 0
            elif control == "\b":
                self.column = max(self.column - 1, 0)

    def _control(self, private, numbers, final):
        kept = numbers if final in "hlm" else ""
        self.sequences.add(f"CSI {private}{kept}{final}")
        given = [int(number or 0) for number in re.split("[;:]", numbers)] if numbers else []
        first = given[0] if given else 0
        match final:
            case "H" | "f":
                self.row = min(max(first, 1), self.rows) - 1
                self.column = min(max(given[1] if len(given) > 1 else 1, 1), self.columns) - 1
            case "G":
                self.column = min(max(first, 1), self.columns) - 1
            case "C":
                self.column = min(self.column + max(first, 1), self.columns - 1)
            case "J" if first in (2, 3):
                here = self.column, self.row
                self._clear()
                self.column, self.row = here
            case "J":
                for row in range(self.row, self.rows):
                    begin = self.column if row == self.row else 0
                    self.cells[row][begin:] = [" "] * (self.columns - begin)
            case "K":
                self.cells[self.row][self.column :] = [" "] * (self.columns - self.column)
            case "X":
                for column in range(self.column, min(self.column + max(first, 1), self.columns)):
                    self.cells[self.row][column] = " "
            case "h" if private == "?":
                self.modes.update(numbers.split(";"))
                if "1049" in numbers:
                    self._clear()
            case "l" if private == "?":
                self.modes.difference_update(numbers.split(";"))
                if "1049" in numbers:
                    self._clear()

    def _put(self, letter):
        columns = columns_of(letter)
        if columns == 0:
            if self.column:
                self.cells[self.row][self.column - 1] += letter
            return
        if self.column + columns > self.columns:
            self.column, self.row = 0, min(self.row + 1, self.rows - 1)
        self.cells[self.row][self.column] = letter
        for behind in range(1, columns):
            if self.column + behind < self.columns:
                self.cells[self.row][self.column + behind] = ""
        self.column += columns


def columns_of(letter):
    if letter.isascii():
        return 1
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def decoded(data):
    """The text of all whole letters at the beginning, and how many bytes they are."""
    for cut in range(4):
        try:
            return data[: len(data) - cut].decode(), len(data) - cut
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4:
                return data.decode(errors="surrogateescape"), len(data)
    return data.decode(errors="surrogateescape"), len(data)


class Session:
    """ties, or another program, as the leader of a terminal of its own."""

    def __init__(self, home, *words, command=None, size=(100, 30), env=None, today=None, binary=None, before=None):
        how = {"today": today} if today else {}
        self.home = home
        self.screen = Screen(max(size[0], 1), max(size[1], 1))
        self.master, self.slave = pty.openpty()
        self._resize(size)
        self.mode = termios.tcgetattr(self.slave)
        name = os.ttyname(self.slave)

        def lead():
            os.setsid()
            fd = os.open(name, os.O_RDWR)
            fcntl.ioctl(fd, termios.TIOCSCTTY, 0)
            if before:
                before()

        self.process = subprocess.Popen(
            command or home.command(*words, binary=binary, **how),
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env={**home.environment(), "TERM": "xterm-256color", **(env or {})},
            cwd=home.path,
            preexec_fn=lead,
        )
        self.pid = self.process.pid
        self.code = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.code is None:
            self.process.kill()
            self.process.send_signal(signal.SIGCONT)
            self.process.wait()
        for end in ("master", "slave"):
            self._close(end)

    def _close(self, end):
        if getattr(self, end) is not None:
            os.close(getattr(self, end))
            setattr(self, end, None)

    def _resize(self, size):
        columns, rows = size
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resizes(self, columns, rows):
        self.read()
        fresh = Screen(max(columns, 1), max(rows, 1))
        fresh.modes, fresh.sequences = self.screen.modes, self.screen.sequences
        self.screen = fresh
        self._resize((columns, rows))

    def read(self, seconds=0.0):
        """Takes what there is to read, waiting so long for it; whether there was anything."""
        if self.master is None:
            time.sleep(seconds)
            return False
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.screen.feed(data)
        return bool(data)

    def reads_for(self, seconds):
        """Takes what comes within so many seconds."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.read(left)

    def settles(self, quiet=0.12):
        """Takes what comes until nothing has come for a while."""
        until = time.monotonic() + DEADLINE
        while self.read(quiet) and time.monotonic() < until:
            pass

    def until(self, what, is_so):
        deadline = time.monotonic() + DEADLINE
        while not is_so():
            if time.monotonic() > deadline or (self.ended() is not None and not self.read()):
                raise Broken(f"no {what}: {self.screen.text()[-1500:]!r}")
            self.read(0.05)

    def sees(self, text):
        """Waits until the screen holds this text, wherever its lines break."""
        wanted = text.split()
        self.until(repr(text), lambda: " ".join(wanted) in " ".join(self.screen.text().split()))

    def starts(self, text="People"):
        self.until("other screen", self.screen.is_other)
        self.sees(text)

    def types(self, keys):
        keys = keys.encode() if isinstance(keys, str) else keys
        while keys:
            keys = keys[os.write(self.master, keys) :]

    def kill(self, number):
        os.kill(self.pid, number)

    def kill_group(self, number):
        os.killpg(self.pid, number)

    def closes(self):
        """Closes the window."""
        self._close("master")

    def ended(self):
        """The exit code, 128 and more for a signal; `None` while it runs."""
        if self.code is None and self.process.poll() is not None:
            code = self.process.returncode
            self.code = code if code >= 0 else 128 - code
        return self.code

    def ends(self, within=DEADLINE):
        """Waits for the end; the exit code."""
        deadline = time.monotonic() + within
        while self.ended() is None:
            check(time.monotonic() < deadline, f"it has not ended: {self.screen.text()[-800:]!r}")
            self.read(0.01)
        while self.read(0.02):
            pass
        return self.code

    def stops(self):
        """Waits until it has been stopped."""
        deadline = time.monotonic() + DEADLINE
        while state_of(self.pid) != "T":
            check(time.monotonic() < deadline, "it has not stopped")
            self.read(0.01)
        self.read(0.05)

    def is_as_before(self):
        """Promise T."""
        now = termios.tcgetattr(self.slave)
        check(now == self.mode, f"another mode: {now[:4]} instead of {self.mode[:4]}")
        wrong = self.screen.is_as_before()
        check(not wrong, f"left in the terminal: {wrong}")

    def is_taken(self):
        check(termios.tcgetattr(self.slave) != self.mode, "the terminal is not taken")
        check(self.screen.is_other(), "not on the other screen")

    def quits(self):
        self.types("\x03")
        code = self.ends()
        self.is_as_before()
        return code


def state_of(pid):
    """R, S, T, Z … of a process, by /proc; empty where it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""
