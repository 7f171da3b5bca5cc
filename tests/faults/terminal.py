"""The terminal is given back, whatever ends the screen: cases 30 to 37."""

import itertools
import os
import re
import signal
import subprocess
import termios
import time
from pathlib import Path

from kit import SOURCE, Broken, Done, NotRun, check, holds, needs, refused
from screen import DEADLINE, Session, state_of

ENDING = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT]


def known(lab, binary=None):
    home = lab.home()
    home.ok("add", "Ana")
    return home


def signals(lab):
    """Case 30: each signal, at home, in a form, over a layer; what was typed is there again."""
    seen = 0
    for number, where in itertools.product(ENDING, ("", "aBeatrix", "?", "/a")):
        home = known(lab)
        with Session(home) as session:
            session.starts("Ana")
            session.types(where)
            session.settles()
            session.kill(number)
            check(session.ends() == 128 + number, f"{number}: {session.code}")
            session.is_as_before()
        holds(home, ["Ana"], doctor=False)
        if where.startswith("a"):
            with Session(home) as session:
                session.starts("Ana")
                session.types("a")
                session.sees("Beatrix")
                session.quits()
        seen += 1
    return Done(f"{seen} times as before; a draft is there at the next start", "129 130 131 143")


def exits(lab):
    """Case 31: nothing ends the program past the terminal's guard."""
    found = []
    for path in (SOURCE / "src").rglob("*.rs"):
        for line, text in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"process::(exit|abort)\s*\(", text):
                found.append(f"{path.relative_to(SOURCE)}:{line}")
    check(not found, f"process::exit in {found}")
    return Done("no `process::exit` or `abort` in src")


def panics(lab):
    """Case 32: in the screen's thread and in a worker's."""
    if lab.debug is None:
        raise NotRun("--debug, a debug build")
    for thread in ("ui", "job"):
        home = known(lab)
        with Session(home, binary=lab.debug, env={"TIES_TEST_PANIC": thread}) as session:
            session.starts("Ana")
            session.types("aBeatrix" if thread == "job" else "j")
            check(session.ends() == 101, f"{thread}: {session.code}")
            session.is_as_before()
            session.sees("a test asked for this")
        holds(home, ["Ana"], doctor=False)
    return Done("the terminal first, then the report on the main screen", "101")


def closed(lab):
    """Case 33: the window is closed."""
    home = known(lab)
    with Session(home) as session:
        session.starts("Ana")
        began = time.monotonic()
        session.closes()
        check(session.ends() == 129, f"{session.code}")
        took = time.monotonic() - began
    check(took <= 1, f"only after {took:.1f} s")
    holds(home, ["Ana"], doctor=False)
    return Done(f"ends after {took:.2f} s", "129")


def closed_and_deaf(lab):
    """Case 34: the window is closed, and hangups are ignored, as after nohup."""
    home = known(lab)
    with Session(home, before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as session:
        session.starts("Ana")
        began = time.monotonic()
        session.closes()
        session.ends()
        took = time.monotonic() - began
    check(took <= 2, f"only after {took:.1f} s")
    return Done(f"ends after {took:.2f} s", str(session.code))


def stops(lab):
    """Case 35: ^Z, SIGTSTP and plain SIGSTOP under a shell, and back."""
    home = known(lab)
    shell = ["/bin/sh", "-c", '"$@"; exit $?', "sh", *home.command()]
    for way in ("the key", "SIGTSTP", "SIGSTOP"):
        with Session(home, command=shell) as session:
            session.starts("Ana")
            if way == "the key":
                session.types("\x1a")
            else:
                session.kill_group(getattr(signal, way))
            session.stops()
            if way == "SIGSTOP":
                # Nobody can be asked first; a shell sets its own mode, and ties takes it again.
                termios.tcsetattr(session.slave, termios.TCSANOW, session.mode)
            else:
                session.is_as_before()
            session.screen._clear()
            session.kill_group(signal.SIGCONT)
            session.sees("Ana")
            session.until("raw mode", lambda: termios.tcgetattr(session.slave) != session.mode)
            session.is_taken()
            session.types("q")
            check(session.ends() == 0, f"{session.code}")
            session.is_as_before()
    return Done("as before while stopped, drawn in full after")


def sizes(lab):
    """Case 36: windows of any size, changed to and started in."""
    home = known(lab)
    tried = [(1, 1), (0, 0), (500, 500), (29, 7), (2, 60), (300, 1), (80, 24)]
    with Session(home) as session:
        session.starts("Ana")
        for size in tried:
            session.resizes(*size)
            session.settles()
            check(session.ended() is None, f"it ended at {size}")
        session.sees("Ana")
        session.quits()
    for size in tried:
        with Session(home, size=size) as session:
            session.until("other screen", session.screen.is_other)
            session.settles()
            check(session.quits() == 0, f"{size}")
    return Done(f"{len(tried)} sizes survived")


def without_terminal(lab):
    """Case 37: no terminal, or a dumb one."""
    home = known(lab)
    refused(home.run(), 2, "ties list")
    refused(home.run(env=home.environment(TERM="xterm")), 2, "ties list")
    with Session(home, env={"TERM": "dumb"}) as session:
        check(session.ends() == 2, f"{session.code}")
        session.sees("ties list")
        session.is_as_before()
    with Session(home, env={"NO_COLOR": "1"}) as session:
        session.starts("Ana")
        session.quits()
        colours = [it for it in session.screen.sequences if re.fullmatch(r"CSI (?:.*;)?(3[0-7]|4[0-7]|9[0-7]|10[0-7])m", it)]
        check(not colours, f"coloured: {colours}")
    return Done("refused with what to do instead; NO_COLOR is without colours", "2")


# ── every way to end, bare and in tmux ────────────────────────────────────────────────────────

WAYS = ["q", "^C", *(number.name for number in ENDING), "SIGTSTP and SIGCONT", "SIGCONT", "closed", "panic ui", "panic job"]


def matrix(lab):
    """The terminal restored in every cell of ways to end × {bare, tmux}."""
    needs("tmux", "bash")
    kept, left_out = 0, []
    for way in WAYS:
        if way.startswith("panic") and lab.debug is None:
            left_out.append(way)
            continue
        for place in (Bare, Tmux):
            try:
                with place(known(lab), lab, way) as cell:
                    cell.run(way)
            except Broken as broken:
                raise Broken(f"{way}, {place.__name__}: {broken}") from broken
            lab.tidy()
            kept += 1
    if left_out:
        raise NotRun(f"--debug, a debug build, for {' and '.join(left_out)}; {kept} other cells kept")
    return Done(f"{kept} cells: as before", "as of each way")


class Cell:
    """ties in some terminal, until something ends it."""

    def __init__(self, home, lab, way):
        self.home, self.lab = home, lab
        panic = way.removeprefix("panic ") if way.startswith("panic") else None
        self.environment = {"TIES_TEST_PANIC": panic} if panic else {}
        self.binary = lab.debug if panic else lab.binary

    def run(self, way):
        if way in ("q", "^C"):
            self.types("q" if way == "q" else "\x03")
            self.over(0)
        elif way.startswith("panic"):
            self.types("j")
            self.over(101)
        elif way == "SIGTSTP and SIGCONT":
            self.stop_and_go()
            self.types("q")
            self.over(0)
        elif way == "SIGCONT":
            self.kill(signal.SIGCONT)
            self.types("q")
            self.over(0)
        elif way == "closed":
            self.close()
        else:
            number = getattr(signal, way)
            self.kill(number)
            self.over(128 + number)


class Bare(Cell):
    """In a terminal of its own, with a shell that leads it."""

    def __enter__(self):
        shell = ["/bin/sh", "-c", '"$@"; exit $?', "sh", *self.home.command(binary=self.binary)]
        self.session = Session(self.home, command=shell, env=self.environment)
        self.session.starts("Ana")
        return self

    def __exit__(self, *how):
        self.session.__exit__(*how)

    def types(self, keys):
        self.session.types(keys)

    def ties(self):
        return children(self.session.pid)[0]

    def kill(self, number):
        os.kill(self.ties(), number)

    def over(self, code):
        check(self.session.ends() == code, f"{self.session.code} instead of {code}")
        self.session.is_as_before()

    def stop_and_go(self):
        # A shell that is no interactive one waits for what was stopped: both are.
        self.session.kill_group(signal.SIGTSTP)
        self.session.stops()
        self.session.is_as_before()
        self.session.kill_group(signal.SIGCONT)
        self.session.until("raw mode", lambda: termios.tcgetattr(self.session.slave) != self.session.mode)

    def close(self):
        pid = self.ties()
        self.session.closes()
        gone_within(pid, 2)


class Tmux(Cell):
    """In a pane of tmux, under an interactive shell."""

    def __enter__(self):
        self.socket = f"ties-faults-{os.getpid()}"
        command = ["tmux", "-L", self.socket, "-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "exec env HISTFILE= bash --norc --noprofile -i"]
        environment = {**self.home.environment(), "TERM": "xterm-256color", "PS1": "$ ", "SHELL": "/bin/sh", **self.environment}
        subprocess.run(command, env=environment, cwd=self.home.path, capture_output=True)
        shell = self.tmux("display", "-p", "#{pane_pid}")
        if not shell:
            raise NotRun("a tmux that starts")
        self.shell = int(shell)
        self.says("stty -a > before")
        self.waits_for("the shell", lambda: self.file("before"))
        self.line = " ".join(f"'{word}'" for word in self.home.command(binary=self.binary))
        self.says(f"{self.line}; echo $? > code; stty -a > after")
        self.waits_for("the screen", lambda: "Ana" in self.shown() and self.flags().startswith("1"))
        self.pid = children(self.shell)[0]
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True)

    def tmux(self, *words):
        done = subprocess.run(["tmux", "-L", self.socket, *words], capture_output=True, text=True)
        return done.stdout.strip()

    def says(self, line):
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def types(self, keys):
        self.tmux("send-keys", *(["C-c"] if keys == "\x03" else ["-l", keys]))

    def shown(self):
        return self.tmux("capture-pane", "-p")

    def flags(self):
        """Whether the other screen is on, and the cursor seen."""
        return self.tmux("display", "-p", "#{alternate_on} #{cursor_flag}")

    def file(self, name):
        path = self.home.path / name
        return path.exists() and path.read_text()

    def waits_for(self, what, has_come):
        deadline = time.monotonic() + DEADLINE
        while not has_come():
            check(time.monotonic() < deadline, f"no {what}: {self.shown()!r}")
            time.sleep(0.02)

    def kill(self, number):
        os.kill(self.pid, number)

    def over(self, code):
        self.waits_for("end", lambda: (self.file("after") or "").endswith("\n"))
        check(self.file("code").strip() == str(code), f"{self.file('code')} instead of {code}")
        self.is_as_before("after")

    def is_as_before(self, name):
        check(self.file(name) == self.file("before"), f"another mode: {self.file(name)}")
        self.waits_for("main screen with a cursor", lambda: self.flags() == "0 1")

    def stop_and_go(self):
        self.tmux("send-keys", "C-z")
        self.waits_for("stop", lambda: state_of(self.pid) == "T")
        self.waits_for("rest of the line", lambda: (self.file("after") or "").endswith("\n"))
        self.is_as_before("after")
        for name in ("after", "code"):
            (self.home.path / name).unlink()
        self.says("fg; echo $? > code; stty -a > after")
        self.waits_for("the screen", lambda: "Ana" in self.shown() and self.flags().startswith("1"))

    def close(self):
        self.tmux("kill-server")
        gone_within(self.pid, 2)


def children(pid):
    """The processes that this one has started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone_within(pid, seconds):
    deadline = time.monotonic() + seconds
    while state_of(pid) not in ("", "Z"):
        check(time.monotonic() < deadline, f"still there after {seconds} s")
        time.sleep(0.01)
