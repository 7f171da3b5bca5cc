"""Calls of the program to the system: made to fail, made its last, and recorded."""

import functools
import itertools
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from kit import NotRun, check, needs

INJECTED = "(INJECTED)"

# The most that strace counts to; no command makes so many calls.
NEVER = 65_535

# Everything that changes what is on the disk.
CHANGING = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,openat,mkdir"


@functools.cache
def needs_strace():
    """That strace is there, and may trace; in some containers it may not."""
    needs("strace")
    probe = subprocess.run(["strace", "-o", "/dev/null", "-e", "inject=fsync:error=EIO:when=1", "true"], capture_output=True)
    if probe.returncode:
        raise NotRun("a strace that may trace")


def wrap(log, calls, fault):
    """The command that runs another one with a fault in these calls, such as
    `error=EIO:when=3` or `signal=KILL:when=3`."""
    needs_strace()
    return ["strace", "-f", "-q", "-o", log, "-e", f"trace={calls}", "-e", f"inject={calls}:{fault}"]


def sweep(calls, fault, attempt, at_most=None):
    """Does `attempt(wrap)` with the fault in the first of these calls, then in the second, and
    so on, until one runs without being faulted; then it is done with. Each returns the ended
    command. Returns how many were faulted, and how often each exit code was seen.

    With `at_most`, no more than so many evenly spread calls, after a run that counts them.
    """
    codes = Counter()
    with tempfile.NamedTemporaryFile(prefix="ties-faults-") as file:
        log = Path(file.name)

        def once(fault):
            ended = attempt(wrap(log, calls, fault))
            return ended, log.read_text(errors="replace")

        numbers = itertools.count(1)
        if at_most is not None:
            ended, said = once(f"error=EIO:when={NEVER}")
            check(ended.code == 0, f"unfaulted, and yet {ended}")
            numbers = spread(most_calls(said), at_most)
        for number in numbers:
            ended, said = once(f"{fault}:when={number}")
            if is_faulted(said, fault):
                codes[ended.code] += 1
                continue
            check(ended.code == 0, f"unfaulted, and yet {ended}")
            if at_most is None:
                break
    return sum(codes.values()), codes


def most_calls(said):
    """How many calls a thread made at most: they are counted for each by itself."""
    calls = Counter(line.split(" ", 1)[0] for line in said.splitlines() if "(" in line and "resumed" not in line)
    return max(calls.values(), default=0)


def spread(most, at_most):
    """So many evenly spread numbers, the first and all of them where there are no more."""
    return range(1, most + 1, max(1, -(-most // at_most)))


def is_faulted(said, fault):
    return INJECTED in said or ("signal=KILL" in fault and "killed by SIGKILL" in said)


def is_loader(ended):
    """Whether the fault hit before the program's own first line."""
    return ended.code == 127 and "error while loading shared libraries" in ended.err


def told(codes):
    """The exit codes as the table shows them."""
    return " ".join(f"{code}×{times}" for code, times in sorted(codes.items()))


# ── recording ─────────────────────────────────────────────────────────────────────────────────

RECORDED = "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,mkdir"
LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)")
OPEN_FD = re.compile(r"(-?\w+)<((?:[^>\\]|\\.)*)>")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def record(command, log, run):
    """Runs a command and gives back every call that changes the disk, in order:

    ("create", path, is_emptied), ("write", path, at, bytes), ("cut", path, length),
    ("unlink", path), ("rename", path, path), ("folder", path), ("sync", path), ("said", bytes).
    """
    needs_strace()
    wrap = ["strace", "-f", "-qq", "-y", "-xx", "-s", "2000000", "-o", str(log), "-e", f"trace={RECORDED}"]
    ended = run([*wrap, *command])
    return ended, list(operations(log))


def operations(log):
    begun = {}
    ends = {}
    for line in Path(log).open(errors="replace"):
        thread, rest = line.rstrip("\n").split(" ", 1)
        rest = rest.lstrip()
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest[: -len("<unfinished ...>")].rstrip()
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", rest)
        if resumed:
            rest = begun.pop(thread) + resumed[1]
        found = LINE.match(f"{thread} {rest}")
        if not found or int(found[4]) < 0:
            continue
        operation = read(found[2], found[3], int(found[4]), ends)
        if operation:
            yield operation


def read(call, arguments, result, ends):
    opened = OPEN_FD.match(arguments)
    path = opened and plain(opened[2])
    strings = [bytes_of(text) for text in STRING.findall(arguments)]
    match call:
        case "openat" if "O_CREAT" in arguments:
            return ("create", strings[0].decode(), "O_TRUNC" in arguments)
        case "pwrite64":
            at = int(arguments.rsplit(", ", 1)[1])
            return ("write", path, at, strings[0][:result])
        case "write" if opened[1] in ("1", "2"):
            return ("said", strings[0])
        case "write":
            # Only small files that are written in one go are written without a place.
            return ("write", path, 0, strings[0][:result])
        case "ftruncate":
            return ("cut", path, int(arguments.rsplit(", ", 1)[1]))
        case "fsync" | "fdatasync":
            return ("sync", path)
        case "unlink" | "unlinkat":
            return ("unlink", strings[0].decode())
        case "rename":
            return ("rename", strings[0].decode(), strings[1].decode())
        case "mkdir":
            return ("folder", strings[0].decode())
    return None


def plain(text):
    return bytes_of(text).decode() if "\\x" in text else text


def bytes_of(text):
    return bytes.fromhex(text.replace("\\x", ""))
