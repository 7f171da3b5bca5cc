"""Cases that tests of the source prove, because nothing of them is seen from outside: 47 and 56."""

import re
import subprocess

from kit import SOURCE, Broken, Done, NotRun


def tests(*names):
    """A case that runs these tests, each a target and (a part of) a name, where there is a cargo."""
    def case(lab):
        if not lab.cargo:
            raise NotRun("--cargo, for " + ", ".join(name for _, name in names))
        passed = 0
        for target, name in names:
            how = ["--lib"] if target == "lib" else ["--test", target]
            command = [*lab.cargo.split(), "test", "-q", *how, name]
            done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True)
            counted = re.search(r"(\d+) passed", done.stdout)
            if done.returncode or not counted or counted[1] == "0":
                raise Broken(f"{' '.join(command)}: {(done.stdout + done.stderr)[-600:]}")
            passed += int(counted[1])
        return Done(f"{passed} tests passed: " + ", ".join(name for _, name in names))

    return case
