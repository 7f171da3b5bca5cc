"""Files to import that are wrong, huge or hostile: cases 48 to 55."""

import csv
import io
import itertools
import os
import re
import sys
import time
from collections import Counter

from kit import SOURCE, Done, cards, check, no_panic, person, refused
from strace import told

SAMPLES = SOURCE / "tests" / "samples"
MEGABYTE = 1 << 20


# Runs a command and writes down how much memory it took at most, in KiB.
PROBE = """
import resource, subprocess, sys
ended = subprocess.run(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(ended.returncode)
"""


def measured(home, *words, most=100, timeout=300):
    """Runs ties and tells how much memory it took, in MB, which must not be more than `most`."""
    file = home.path / "used"
    ended = home.run(*words, wrap=[sys.executable, "-c", PROBE, file], timeout=timeout)
    used = int(file.read_text()) // 1024
    no_panic(ended)
    check(used <= most, f"{used} MB of memory for {ended}")
    return ended, used


def huge(lab):
    """Case 48: 200 MB of cards or JSON with photos, one line of 200 MB, and more people than anybody
    knows: read piece by piece, or refused by number."""
    home, most, codes = lab.home(), 0, {}
    megabytes = lab.times(60, 190)  # the most that is read in one file is 200
    line = home.path / "line.vcf"
    with open(line, "wb") as file:
        file.write(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nNOTE:")
        for _ in range(megabytes):
            file.write(b"x" * MEGABYTE)
        file.write(b"\r\nEND:VCARD\r\n")
    many = home.path / "many.vcf"
    photo = b"PHOTO;ENCODING=b:" + b"A" * (MEGABYTE - 200) + b"\r\n"
    with open(many, "wb") as file:
        for at in range(megabytes):
            file.write(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:" + person(at).encode() + b"\r\n" + photo + b"END:VCARD\r\n")
    monica = home.path / "monica.json"
    with open(monica, "wb") as file:
        file.write(b'{"version":"1.0-preview.1","app_version":"4","account":{"data":[{"type":"contact","values":[')
        file.write(b'{"uuid":"a","properties":{"first_name":"Ana"}}]},{"type":"photo","values":[7')
        for _ in range(megabytes):
            file.write(b',{"uuid":"p","properties":{"dataUrl":"' + b"A" * (MEGABYTE - 100) + b'"}}')
        file.write(b"]}]}}")
    for path in (line, many, monica):
        for words in (["import", path, "--dry-run"], ["import", path]):
            ended, used = measured(home, *words)
            most = max(most, used)
            codes[ended.code] = codes.get(ended.code, 0) + 1
            check(ended.code in (0, 8), f"{ended}")
            if ended.code == 8:
                refused(ended, 8, path.name)
        path.unlink()
    crowd = home.path / "crowd.vcf"
    with open(crowd, "wb") as file:
        for at in range(210_000):
            file.write(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:" + person(at).encode() + b"\r\nNOTE:" + b"x" * 800 + b"\r\nEND:VCARD\r\n")
    ended, used = measured(home, "import", crowd)
    most = max(most, used)
    refused(ended, 8, "more than 200000 records")
    crowd.unlink()
    too_large = home.path / "too-large.vcf"
    with open(too_large, "wb") as file:
        file.truncate(3 << 30)
    ended, used = measured(home, "import", too_large)
    refused(ended, 8, "too-large.vcf")
    return Done(f"{megabytes} MB: read, with what is too long named; 210,000 people are refused by number; at most {most} MB of memory; 3 GB are refused in {used} MB", told(codes))


def nested(lab):
    """Case 49: cards in cards, and lines that are folded for ever."""
    home, codes = lab.home(), {}
    deep = "BEGIN:VCARD\r\n" * 100_000
    files = {
        "nested.vcf": deep,
        "closed.vcf": deep + "FN:Ana\r\n" + "END:VCARD\r\n" * 100_000,
        "folded.vcf": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bea\r\nNOTE:" + "x\r\n " * 2_000_000 + "\r\nEND:VCARD\r\n",
        "agents.vcf": "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Cai\r\n" + "AGENT:\r\nBEGIN:VCARD\r\n" * 50_000,
        "deep.json": "[" * 1_000_000,
        "params.vcf": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dov\r\nTEL" + ";TYPE=x" * 500_000 + ":1\r\nEND:VCARD\r\n",
        "semicolons.vcf": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eve\r\nN:" + ";" * 3_000_000 + "\r\nEND:VCARD\r\n",
    }
    for name, text in files.items():
        began = time.monotonic()
        ended, _ = measured(home, "import", home.write(name, text), most=512)
        took = time.monotonic() - began
        codes[ended.code] = codes.get(ended.code, 0) + 1
        check(ended.code in (0, 8), f"{name}: {ended}")
        check(took < 20, f"{name} took {took:.0f} s")
    return Done(f"{len(files)} files: no overflow, nothing that hangs", told(codes))


GOOD = "BEGIN:VCARD\r\nVERSION:{}\r\nFN:Good {}\r\nX-KEPT:as it was\r\nEND:VCARD\r\n"


def encodings(lab):
    """Case 50: every encoding and version that programs write, with or without a mark."""
    codes = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
    tried = 0
    for code, version, end in itertools.product(codes, ("2.1", "3.0", "4.0"), ("\r\n", "\n", "\r")):
        home = lab.home()
        book = "".join(GOOD.format(version, at) for at in range(3)).replace("\r\n", end)
        ended = home.run("import", home.write("book.vcf", book.encode(code)))
        check(ended.code == 0 and len(home.people()) == 3, f"{code}, {version}, {end!r}: {ended}")
        home.close()
        tried += 1
    return Done(f"{tried} files: everybody comes in")


def spoiled(lab):
    """Case 51: a bad record between good ones, in every spelling of bad."""
    bad = [
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut\r\nPHOTO;ENCODING=b:AAA\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:Cut=\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\nVERSION:3.0\rFN:Mixed\r\n\nEND:VCARD\n",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ren\xe9\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nVERSION:9.9\r\nFN:Future\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nno colon at all\r\n\x00\x01\x02\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nBDAY:not a day\r\nFN:Day\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Unclosed\r\n",
        b"END:VCARD\r\nEND:VCARD\r\n",
        b"\xef\xbb\xbfBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Marked\r\nEND:VCARD\r\n",
        b"garbage between the cards\r\n",
    ]
    told_of = 0
    for broken in bad:
        home = lab.home()
        held = GOOD.format("3.0", 1).encode() + broken + GOOD.format("3.0", 2).encode()
        ended = home.run("import", home.write("book.vcf", held))
        no_panic(ended)
        check(ended.code == 0, f"{broken!r}: {ended}")
        people = home.people()
        check({"Good 1", "Good 2"} <= people, f"after {broken!r}: {people}")
        check("X-KEPT:as it was" in home.ok("export", "--to", "json"), "an unknown property is gone")
        came = len(people) - 2
        named = re.search(r"line [0-9]+", ended.text())
        check(came or named or broken.startswith((b"END", b"garbage")), f"{broken!r} is gone without a word: {ended.text()}")
        told_of += bool(named)
    return Done(f"{len(bad)} kinds of bad records: the good ones come in, {told_of} are told by line, unknown properties stay")


def again(lab):
    """Case 52."""
    home, tried = lab.home(), 0
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_dir() or path.name == "README.md":
            continue
        ended = home.run("import", path)
        no_panic(ended)
        if ended.code != 0:
            continue
        before = home.ok("export", "--to", "json")
        home.run("import", path, code=0)
        check(home.ok("export", "--to", "json") == before, f"{path.name} changed something the second time")
        tried += 1
    check(tried > 5, "no sample could be read")
    return Done(f"{tried} samples twice: nothing changes the second time")


def tables(lab):
    """Case 53: CSV that is ragged, wide, holds NULs or one enormous cell."""
    home, codes = lab.home(), {}
    head = "First Name,Middle Name,Last Name,Organization Name,Notes,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    files = {
        "ragged.csv": head + "Ana\nBea,B,b@example.org,too,many\n,,\n",
        "wide.csv": head.strip() + "," + ",".join(f"c{at}" for at in range(100_000)) + "\n" + "x," * 100_000 + "\n",
        "nul.csv": head + "A\0na,S\0ousa,a@example.org\n",
        "cell.csv": head + "Ana,\"" + "x" * (50 * MEGABYTE) + "\",a@example.org\n",
        "unclosed.csv": head + "Ana,\"Sousa,a@example.org\n" + "Bea,B,b@example.org\n" * 1000,
        "lines.csv": head + "Ana,S,a@example.org\r\r\n\n\nBea,B,b@example.org\r",
        "quotes.csv": head + "\"" * 1_000_001 + "\n",
    }
    for name, text in files.items():
        ended, _ = measured(home, "import", home.write(name, text), most=512)
        codes[ended.code] = codes.get(ended.code, 0) + 1
        check(ended.code in (0, 8), f"{name}: {ended}")
        longest = max(map(len, (ended.err + ended.text()).splitlines()), default=0)
        check(longest < 5000, f"{name}: a line of {longest} letters is said")
    return Done(f"{len(files)} tables: read or refused in one line", told(codes))


def no_files(lab):
    """Case 54: what is no regular file."""
    home, codes = lab.home(), {}
    fifo = home.path / "fifo.vcf"
    os.mkfifo(fifo)
    looping = home.path / "loop.vcf"
    looping.symlink_to(looping)
    for path in (fifo, "/dev/zero", "/dev/null", home.path, looping, "/proc/self/mem", home.path / "missing.vcf"):
        ended = home.run("import", path, timeout=20)
        codes[ended.code] = codes.get(ended.code, 0) + 1
        # A folder is looked into for files of LinkedIn's.
        refused(ended, {2, 3, 8}, os.path.basename(path) if path != home.path else "")
    check(not home.db.exists(), "a data file was made")
    ended = home.run("import", "-", stdin=cards(2).encode())
    check(ended.code == 0 and len(home.people()) == 2, f"{ended}")
    return Done("refused by name; - is standard input", told(codes))


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "+49 30 123456", "＝1", "-dash", "'quoted", "=HYPERLINK(\"http://x\")"]


def formulas(lab):
    """Case 55: cells that a spreadsheet would calculate."""
    home, other = lab.home(), lab.home()
    for at, formula in enumerate(FORMULAS):
        name = chr(ord("A") + at) * 4
        home.ok("add", name, f"--org={formula}", f"--title={formula}", f"--phone=+49 30 1234{at:02}", f"--phone=-5{at}", f"--met={formula}")
        home.ok("note", name, "--", formula)
    table = home.ok("export", "--to", "csv")
    for row in csv.reader(io.StringIO(table)):
        for cell in row:
            is_phone = re.fullmatch(r"[+-][0-9 ]+", cell)
            check(is_phone or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), f"a formula: {cell!r}")
    check("+49 30 123401" in table, "a phone number is changed")
    ended = other.run("import", other.write("table.csv", table))
    check(ended.code == 0, f"{ended}")
    back = other.ok("export", "--to", "csv")
    lost = Counter(cells(table))
    lost.subtract(cells(back))
    lost = {cell: times for cell, times in lost.items() if times and " - " not in cell}
    check(not lost, f"the table reads back as something else: {sorted(lost.items())[:6]}")
    return Done(f"{len(FORMULAS)} formulas neutralised and restored, phone numbers intact")


def cells(table):
    """Every cell with something in it, whichever column it is in."""
    return [cell for row in csv.reader(io.StringIO(table)) for cell in row if cell]
