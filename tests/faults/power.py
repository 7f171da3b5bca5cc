"""Power cuts, simulated: case 6.

Everything the program does to the disk is recorded with strace. A cut is a moment in that record:
what was synced before it is there, of the rest each write is there, torn, or lost, and of the names
made, changed and removed in a folder some first part is. What is left is given to ties, which has
to find everything that was acknowledged.
"""

import random
import sys
from pathlib import Path

from kit import IN_EACH, SCHEMAS, Broken, Done, cards, check, earlier, holds, schema, whole
from strace import record

WRITER = Path(__file__).with_name("writer.py")
SECTOR = 512


def log_at_rest(lab):
    """WAL and FULL, each command closing the file, and so emptying the log."""
    return commands(lab, "data", keeper="no")


def log_kept_open(lab):
    """WAL and FULL with somebody else in the file, so that the log grows over many commits."""
    return commands(lab, "data", keeper="keeper")


def journal(lab):
    """DELETE and EXTRA, as in folders that are copied while they are open."""
    return commands(lab, "Dropbox", keeper="no")


def commands(lab, folder, keeper):
    home = lab.home(folder)
    home.ok("add", "Ana")
    start = files(home)
    changes = 30
    command = [sys.executable, str(WRITER), keeper, str(home.db), str(changes), *home.command()]
    _, record_ = record(command, home.path / "log", lambda c: home.run(command=c, code=0))
    said = [at for at, operation in enumerate(record_) if operation == ("said", b"ack\n")]
    check(len(said) == changes, f"{len(said)} of {changes} were acknowledged in the record")

    def promised(cut):
        return ["Ana", *(f"Person {at}" for at in range(sum(at < cut for at in said)))]

    def look(left, cut):
        holds(left, promised(cut), doctor=False)

    return cuts(lab, home, start, record_, said[0], look, f"{changes} acknowledged changes")


def first_import(lab):
    """The journal that a first import keeps instead of the log, with the making of the file before
    it: all of it or nothing."""
    people = 600
    home = lab.home()
    home.write("people.vcf", cards(people))
    start = files(home)
    command = home.command("import", home.path / "people.vcf")
    _, record_ = record(command, home.path / "log", lambda c: home.run(command=c, code=0))
    said = next(at for at, operation in enumerate(record_) if operation[0] == "said" and b"undo" in operation[1])

    def look(left, cut):
        listed = left.run("list", "--json")
        if listed.code == 3:
            check(not left.db.exists(), f"{listed}")
            came = 0
        else:
            came = len(left.people())
            whole(left.db)
        check(came in (0, people), f"{came} of {people} came in")
        check(came == people or cut <= said, "it had said that they came in")

    return cuts(lab, home, start, record_, 0, look, f"an import of {people}")


def restoring(lab):
    """A backup put in the place of the file: the one or the other."""
    home = lab.home()
    home.ok("add", "Old")
    backup = home.path / "old.db"
    home.ok("backup", backup)
    home.ok("add", "New")
    start = files(home)
    command = home.command("restore", backup, "--yes")
    _, record_ = record(command, home.path / "log", lambda c: home.run(command=c, code=0))
    end = len(record_)

    def look(left, cut):
        people = left.people()
        check(people in ({"Old"}, {"Old", "New"}), f"between the two: {people}")
        check(people == {"Old"} or cut < end, "it had said it was done")
        whole(left.db)

    return cuts(lab, home, start, record_, 0, look, "a restore")


def migrating(lab):
    """A file of each earlier schema brought up to date: of the one or of the other."""
    done = []
    for home in list(earlier(lab)):
        was, start = schema(home.db), files(home)
        _, record_ = record(home.command("list"), home.path / "log", lambda c, home=home: home.run(command=c, code=0))
        end = len(record_)

        def look(left, cut, was=was, end=end):
            found = schema(left.db)
            check(found in (was, schema(SCHEMAS[-1])), "its schema is neither the old one nor the new one")
            check(found != was or cut < end, "it had said it was done")
            holds(left, IN_EACH, doctor=False)
            for backup in left.backups():
                whole(backup)

        done.append(cuts(lab, home, start, record_, 0, look, f"the migration of {SCHEMAS[len(done)].stem}"))
    return Done("; ".join(one.outcome for one in done))


def cuts(lab, home, start, record_, first, look, what):
    """Cuts the power so many times at random moments from the call `first` on, and once after
    the last. As a proof that they would show, as many cuts as it takes are made in the same
    record without its syncs, until something is lost."""
    times = lab.times(25, 600)
    record_ = [inside(operation, home.folder) for operation in record_]
    chance = random.Random(6)
    # Half of the cuts are where most depends on the order: after a name or a sync.
    turns = [at + 1 for at, it in enumerate(record_) if at >= first and it and it[0] not in ("write", "cut")]

    def moment():
        return chance.choice(turns) if chance.random() < 0.5 else chance.randrange(first, len(record_) + 1)

    for number in range(times):
        cut = len(record_) if number == 0 else moment()
        leave(lab, home, after(start, record_[:cut], chance), look, cut)
    careless = [None if operation and operation[0] == "sync" else operation for operation in record_]
    for _ in range(400):
        cut = moment()
        try:
            leave(lab, home, after(start, careless[:cut], chance), look, cut)
        except Broken:
            break
    else:
        raise Broken("without a single sync nothing is lost either: these cuts show nothing")
    return Done(f"{times} cuts in {what} ({len(record_)} calls): 0 lost, 0 damaged")


def leave(lab, home, left, look, cut):
    """Looks at what a cut has left, in a home of its own."""
    other = lab.home(home.folder.name)
    for name, held in left.items():
        path = other.folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(held)
        path.chmod(0o600)
    try:
        look(other, cut)
    except Broken as broken:
        raise Broken(f"power cut after call {cut}: {broken}") from broken
    finally:
        other.close()


def files(home):
    """What is in the data folder, by name."""
    return {
        str(path.relative_to(home.folder)): path.read_bytes()
        for path in home.folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-lock"))
    }


def inside(operation, folder):
    """The operation with names relative to the data folder; `None` for one outside it, and for
    shared memory, which no power cut outlives."""
    kind, *rest = operation
    names = []
    for part in rest:
        if isinstance(part, str):
            path = Path(part)
            if not path.is_relative_to(folder) or path.name.endswith("-shm"):
                return None
            part = str(path.relative_to(folder))
        names.append(part)
    return None if kind == "said" else (kind, *names)


class Held:
    """A file's bytes, whatever it is called."""

    def __init__(self, held=b""):
        self.bytes = bytearray(held)


def after(start, operations, chance):
    """The files as a disk may have them when the power goes after these operations."""
    sure = synced(start, operations)
    names = {name: Held(held) for name, held in start.items()}
    seen = dict(names)  # the names as the program saw them, for what it wrote to which file
    stopped = set()  # folders whose later names were not written
    stops = 0.3 if chance.random() < 0.5 else 0
    for at, operation in enumerate(operations):
        if operation is None or operation[0] in ("sync", "folder"):
            continue
        kind, name, *rest = operation
        if kind in ("create", "rename", "unlink"):
            folder = str(Path(name).parent)
            if not sure[at] and folder not in stopped and chance.random() < stops:
                stopped.add(folder)
            rename(seen, operation)
            if sure[at] or folder not in stopped:
                rename(names, operation, seen)
            continue
        held = seen.get(name)
        if held is None:
            continue
        fate = 1.0 if sure[at] else chance.random()
        if fate < 0.3:
            continue
        if kind == "cut":
            resize(held.bytes, rest[0])
        else:
            place, data = rest
            if fate < 0.5:
                data = data[: chance.randrange(0, len(data) + 1) // SECTOR * SECTOR]
            if len(held.bytes) < place:
                resize(held.bytes, place)
            held.bytes[place : place + len(data)] = data
    return {name: bytes(held.bytes) for name, held in names.items()}


def rename(names, operation, seen=None):
    """Makes, changes or removes a name; of a file that the program saw, where it is given."""
    kind, name, *rest = operation
    if kind == "create":
        if name not in names:
            names[name] = seen[name] if seen and name in seen else Held()
        elif rest[0]:
            names[name].bytes.clear()
    elif kind == "unlink":
        names.pop(name, None)
    elif name in names:
        names[rest[0]] = names.pop(name)


def synced(start, operations):
    """Which of the operations a later one has made last: what was written to a file, by a sync
    of the file; a name, by a sync of its folder."""
    ids = {name: name for name in start}  # which file a name stands for
    of, syncs = [], {}
    for at, operation in enumerate(operations):
        if operation is None:
            of.append(None)
            continue
        kind, name, *rest = operation
        if kind == "create":
            ids.setdefault(name, f"{name}#{at}")
        if kind in ("create", "rename", "unlink"):
            of.append("folder " + str(Path(name).parent))
            if kind == "unlink":
                ids.pop(name, None)
            elif kind == "rename" and name in ids:
                ids[rest[0]] = ids.pop(name)
        elif kind == "sync":
            of.append(None)
            syncs[ids.get(name, "folder " + name)] = at
        else:
            of.append(ids.get(name, name))
    return [key is not None and at < syncs.get(key, -1) for at, key in enumerate(of)]


def resize(held, length):
    if len(held) > length:
        del held[length:]
    else:
        held.extend(bytes(length - len(held)))
