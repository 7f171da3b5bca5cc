"""Machines that share one history, and a sync that is cut off: cases 66 to 68."""

import random
import shutil
import signal
import subprocess
from collections import Counter

from calls import FULL, IO, Mounted, fill
from kit import Broken, Done, check, holds, needs, needs_root, no_panic, refused
from strace import CHANGING, is_loader, sweep, told

# What a sync may say it ended with where its disk, or that of the repository, fails: an answer
# that did not come, a file that is damaged, a permission, a secret that its command did not tell.
TOLD = {0, 1, 3, 5, 7, 9}


class Two:
    """Two machines that share a repository, with something new on both sides."""

    def __init__(self, lab):
        needs("git")
        self.lab = lab
        self.here, self.there = lab.home(), lab.home()
        self.remote, self.kept = self.here.path / "people.git", self.here.path / "kept.git"
        git("init", "-q", "--bare", "-b", "main", self.remote)
        self.config = self.here.write("config.toml", '[sync]\nsecret_command = ["/bin/echo", "a secret of ours"]\n')
        self.here.ok("add", "Ana")
        self.sync(self.here, "init", "git", self.remote)
        self.sync(self.there, "join", "git", self.remote)
        self.here.ok("add", "Bea")
        self.here.ok("note", "ana", "said here")
        self.there.ok("add", "Omar")
        self.there.ok("note", "ana", "said there")
        self.sync(self.there)
        shutil.copytree(self.remote, self.kept)

    def words(self, *words):
        return ["--config", self.config, "sync", *words]

    def sync(self, home, *words):
        return home.ok(*self.words(*words))

    def anew(self):
        """This machine and the repository as they were at first."""
        shutil.rmtree(self.remote)
        shutil.copytree(self.kept, self.remote)
        return self.here.copy()

    def goes_on(self, home):
        """The next sync goes on, and both machines have all that was said on either."""
        before = home.people()
        check({"Ana", "Bea"} <= before, f"{before} are left")
        there = self.there.copy()
        for machine in (home, there, home):
            self.sync(machine)
        for machine in (home, there):
            holds(machine, ["Ana", "Bea", "Omar"])
            shown = machine.ok("show", "ana")
            check("said here" in shown and "said there" in shown, f"a note is lost: {shown}")
        check(home.ok("export", "--to", "json") == there.ok("export", "--to", "json"), "they are not the same")
        there.close()


def git(*words):
    subprocess.run(["git", *map(str, words)], check=True, capture_output=True)


def killed(lab):
    """Case 66: a sync that is killed at every call that changes a disk, ties or the git that it
    runs, then at random moments with all its processes: the next one goes on."""
    two = Two(lab)

    def attempt(wrap):
        home = two.anew()
        ended = home.run(*two.words(), wrap=wrap)
        two.goes_on(home)
        home.close()
        return ended

    kills, _ = sweep(CHANGING, "signal=KILL", attempt, at_most=lab.times(8, 300))
    chance = random.Random(66)
    for _ in range(lab.times(8, 200)):
        home = two.anew()
        running = home.popen(*two.words())
        try:
            running.wait(chance.uniform(0, 0.5))
        except subprocess.TimeoutExpired:
            subprocess.run(["kill", "-9", "--", f"-{running.pid}"], check=False, capture_output=True)
        running.communicate()
        kills += running.returncode == -signal.SIGKILL
        two.goes_on(home)
        home.close()
    return Done(f"{kills} kills of ties or its git: the next sync went on, both machines the same, 0 lost", "-9")


def failing(lab):
    """Case 67: each write, sync, open and rename of a sync fails, those of its git among them."""
    two, faulted, codes = Two(lab), 0, Counter()
    for error, calls in (
        (FULL, ("pwrite64", "write", "openat", "mkdir", "fsync,fdatasync", "rename,link")),
        (IO, ("pwrite64", "write", "fsync,fdatasync", "rename,link", "unlink")),
    ):
        for call in calls:

            def attempt(wrap):
                home = two.anew()
                ended = home.run(*two.words(), wrap=wrap)
                try:
                    if not is_loader(ended):
                        no_panic(ended)
                        check(ended.code in TOLD, f"{ended}")
                        said = [line for line in ended.err.splitlines() if line.startswith("ties: ")]
                        # The call that failed may have been the one that says so.
                        check(len(said) <= (ended.code != 0), f"{len(said)} lines: {ended.err!r}")
                    two.goes_on(home)
                except Broken as broken:
                    fault = next(word for word in wrap if str(word).startswith("inject"))
                    raise Broken(f"{fault}: {broken}, after {ended}") from broken
                home.close()
                return ended

            hit, seen = sweep(call, f"error={error}", attempt, at_most=lab.times(2, 60))
            faulted += hit
            codes += seen
    return Done(f"{faulted} calls of ties and its git failed: one line, the next sync went on, 0 lost", told(codes))


def no_room(lab):
    """Case 68: a full disk, here and where the repository is."""
    needs_root()
    needs("mkfs.ext4", "mount", "umount", "git")
    codes = Counter()
    for is_here in (True, False):
        two = Two(lab)
        home = lab.home()
        room = lab.home("room")
        on = home if is_here else room
        with Mounted(on, 12) as mounted:
            for name in two.here.folder.iterdir():
                (shutil.copytree if name.is_dir() else shutil.copy)(name, home.folder / name.name)
            if not is_here:
                shutil.move(two.remote, room.folder / "people.git")
                two.remote.symlink_to(room.folder / "people.git")
            ballast = fill(on.folder / "ballast")
            ended = home.run(*two.words())
            codes[ended.code] += 1
            refused(ended, TOLD - {0}, "full" if is_here else "not taken")
            check({"Ana", "Bea"} <= home.people(), "somebody is lost")
            ballast.unlink()
            two.goes_on(home)
            mounted.leave()
    return Done("one line that says so; with room again the next sync went on, 0 lost", told(codes))
