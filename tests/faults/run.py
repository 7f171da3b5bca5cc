#!/usr/bin/env python3
"""Injects the faults of docs/trust.md into a ties that is built, and prints what became of each.

    python3 tests/faults/run.py target/release/ties              every case, shortened loops
    python3 tests/faults/run.py target/release/ties --only 7,16  some of them
    python3 tests/faults/run.py target/release/ties --full       the figures of docs/trust.md
    python3 tests/faults/run.py --list                           the table of cases

It ends with 0 if every promise was kept, 1 if one was not; what could not be run, for want of
root or a tool, is said and counted. Only Python 3 is needed; strace, tmux and others where they
are there.
"""

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from kit import Broken, Done, Lab, NotRun
from table import CASES

KEPT, BROKEN, NOT_RUN = "kept", "BROKEN", "not run"


def main():
    asked = arguments()
    wanted = [case for case in CASES if is_wanted(case, asked.only)]
    if asked.list:
        for case in wanted:
            print(f"{case.number:<4} {case.promise:<8} {case.fault} — {case.injected}")
        return 0
    lab = Lab(binary(asked.binary), asked.debug and binary(asked.debug), asked.full, asked.cargo)
    os.environ["RUST_BACKTRACE"] = "0"
    counts = Counter()
    print(row("case", "fault", "injected how", "outcome", "exit", "s"), flush=True)
    print("|---|---|---|---|---|---|", flush=True)
    for case in wanted:
        began = time.monotonic()
        verdict, outcome, code = run(case, lab)
        counts[verdict] += 1
        took = f"{time.monotonic() - began:.0f}"
        print(row(case.number, case.fault, case.injected, outcome, code, took), flush=True)
    print(f"\n{len(wanted)} cases: " + ", ".join(f"{counts[v]} {v}" for v in (KEPT, BROKEN, NOT_RUN)))
    return 1 if counts[BROKEN] else 0


def run(case, lab):
    """The verdict about a case, what was seen, and the exit codes."""
    try:
        done = case.check(lab)
        assert isinstance(done, Done), f"case {case.number} says nothing"
        return KEPT, done.outcome, done.code
    except NotRun as missing:
        return NOT_RUN, f"not run: needs {missing}", "–"
    except Broken as broken:
        return BROKEN, f"BROKEN: {broken}", "–"
    except Exception as error:  # a case that breaks itself has shown nothing
        traceback.print_exc()
        return BROKEN, f"BROKEN: the case itself: {type(error).__name__}: {error}", "–"
    finally:
        lab.tidy()


def row(*cells):
    """A line of a Markdown table."""
    return "|" + "|".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + "|"


def is_wanted(case, only):
    """Whether this case, or the number it belongs to, was asked for."""
    return not only or case.number in only or case.number.rstrip("abcdehmv") in only


def binary(path):
    path = Path(path).resolve()
    if not os.access(path, os.X_OK):
        sys.exit(f"{path} is no program; build it first: cargo build --release")
    return path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default="target/release/ties", help="the program")
    parser.add_argument("--only", type=lambda text: text.split(","), help="numbers of cases, such as 7,16a")
    parser.add_argument("--full", action="store_true", help="as often as docs/trust.md says")
    parser.add_argument("--debug", help="a debug build, which can be asked to panic (case 32)")
    parser.add_argument("--cargo", nargs="?", const="cargo", help="run the cases that are tests of the source, with this cargo")
    parser.add_argument("--list", action="store_true", help="print the table of cases and end")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
