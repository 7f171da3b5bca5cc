"""Writes `first.ld`: which functions the linker is to put side by side, see build.rs.

    cargo build --release --config profile.release.strip=false
    python3 benches/first.py target/release/ties crowd.db > first.ld

They are those that run until everyone is on the screen, as valgrind counts them. Where they are
most of a module, the whole module is named, so that the list outlives small changes.
"""

import collections
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

MOSTLY = 0.5  # of a module's bytes, for it to be named as a whole
LONGEST = 40  # letters of a name that are written; its length before it tells it from others

HEAD = """\
/* The functions that run until everyone is on the screen: side by side they take half the memory
   that they take from all over the program. Written by benches/first.py; build.rs uses it. */
SECTIONS
{
  .text.first :
  {
"""
TAIL = """\
  }
}
INSERT BEFORE .text;
"""


def run(program, file):
    """The names of the functions that a start calls."""
    with tempfile.TemporaryDirectory() as folder:
        counts = os.path.join(folder, "counts")
        command = ["valgrind", "-q", "--tool=callgrind", "--demangle=no"]
        command += [f"--callgrind-out-file={counts}", program, "--db", file]
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ["HOME"] = folder
            os.execvp(command[0], command)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
        shown, still = b"", time.monotonic() + 15
        while time.monotonic() < still:
            if select.select([terminal], [], [], 0.1)[0]:
                shown += os.read(terminal, 1 << 16)
                if b"People" in shown:
                    still = time.monotonic() + 10
        os.write(terminal, b"q")
        try:
            while os.read(terminal, 1 << 16):
                pass
        except OSError:
            pass  # the terminal's other end has gone
        os.waitpid(pid, 0)
        with open(counts) as lines:
            return set(re.findall(r"^c?fn=\(\d+\) (.*?)(?:'\d+)?$", lines.read(), re.M))


def functions(program):
    """Name and size of every function, one of those that share an address."""
    symbols = subprocess.run(["nm", "-S", program], check=True, capture_output=True, text=True)
    found = {}
    for line in symbols.stdout.splitlines():
        words = line.split()
        if len(words) == 4 and words[2] in "tT":
            found.setdefault(words[0], (words[3], int(words[1], 16)))
    return found.values()


def path(name):
    """The parts of a function's name, each with its length before it, as the compiler has them."""
    parts, at = [], len("_ZN")
    while length := re.compile(r"\d+").match(name, at):
        end = length.end() + int(length[0])
        parts.append(name[at:end])
        at = end
    return tuple(parts[:-1])  # the last one is a number made of everything else


def patterns(called, all_functions):
    """What tells the functions that were called from others, as the linker has it."""
    size, ran = collections.Counter(), collections.Counter()
    for name, bytes_ in all_functions:
        parts = path(name) if name.startswith("_ZN") else ()
        for end in range(2, len(parts) + 1):
            size[parts[:end]] += bytes_
            ran[parts[:end]] += bytes_ if name in called else 0
    for name, _ in all_functions:
        if name not in called:
            continue
        if name.startswith("_R"):  # of std, whose names hold what it was built as
            yield re.sub(r"Cs\w+?_", "Cs*_", re.sub(r"\.\d+$", "", name))
        if name.startswith("_ZN"):
            parts = path(name)
            ends = range(2, len(parts))
            whole = (end for end in ends if ran[parts[:end]] >= MOSTLY * size[parts[:end]])
            end = next(whole, len(parts))
            short = (re.sub(rf"^(\d+.{{{LONGEST}}}).+", r"\1*", part) for part in parts[:end])
            yield "*" + "".join(short) + "*"


program, file = sys.argv[1:]
print(HEAD, end="")
for pattern in sorted(set(patterns(run(program, file), functions(program)))):
    print(f"    *(.text.{pattern.replace('**', '*')})")
print(TAIL, end="")
