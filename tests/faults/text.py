"""Text that would control a terminal: cases 45 and 46, and the corpus of hostile strings.

Whatever people and files say, no byte of it may reach a terminal but as letters. The strings go into
every field that there is; then every verb is run and every screen drawn with them, and what comes
out is compared with what plain names bring out: no other control sequence, and none of the letters
that turn, hide or control others.
"""

import json
import re
import unicodedata

from kit import Done, check, no_panic
from screen import Session

# Sequences that ties never sends, so that one of them would show.
SEQUENCES = [
    "\x1b[31mred", "\x1b[2J\x1b[1;1H", "\x1b[6n", "\x1b[8m hidden", "\x1b[?1049l", "\x1b[?25l", "\x1bc", "\x1b[3J", "\x1b[21t",
    "\x1b]0;title\x07", "\x1b]0;title\x1b\\", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP$q\"p\x1b\\", "\x1bPtmux;\x1b\x1b]0;x\x07\x1b\\", "\x1b_Gi=1\x1b\\", "\x1b^pm\x1b\\", "\x1bX sos\x1b\\", "\x1b(0lqk", "\x1b#8", "\x1b7\x1b8",
    "\x9b31mred", "\x9d0;title\x9c", "\x90$q\x9c", "\x9f\x9e\x98", "\u009b6n",
    "line\nof its own", "back\rover", "a\bb\bc", "tab\tbed", "form\ffeed", "vertical\vtab", "bell\x07", "nul\x00byte", "del\x7fete", "\x0e\x0f shifted",
]
TURNING = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061"
    "\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e"
    "\u206f\u061c\u00ad\ufeff\u2028\u2029\u180e\u034f\u115f\u1160\u17b4\u17b5"
    "\u3164\uffa0\ufff9\ufffa\ufffb"
)
WRITTEN = [
    "Anna-Karin Åkesson", "नमस्ते", "தமிழ்", "👨‍👩‍👧‍👦 family", "❤️ heart", "🇩🇪🇫🇷", "مرحبا", "שלום", "日本語テスト",
    "Z" + "\u0301" * 50, "é" * 3, "a\u0300\u0301\u0302\u0303\u0304\u0305", "x" * 500, "Ｗｉｄｅ", "ǅ", "%s%n%x",
    "{}{0}", "$(reboot)`id`", "'; DROP TABLE contact; --", "../../etc/passwd", "-rf", "\ufffd", "\ue000private",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f",
]


def corpus():
    """More than 200 hostile strings, each of one line of the table of people; no two alike."""
    strings = list(SEQUENCES) + list(WRITTEN)
    strings += [f"a{control}b" for control in map(chr, [*range(1, 32), *range(127, 160)])]
    strings += [f"m{letter}arg{letter}it" for letter in TURNING]
    strings += [f"tag{chr(0xE0000 + at)}ged" for at in range(0, 128, 4)]
    strings += [f"vs{chr(at)}x" for at in (*range(0xFE00, 0xFE10), 0xE0100, 0xE01EF)]
    return list(dict.fromkeys(strings))


# Letters that no terminal may be sent: controls, what turns or hides, tags, line ends of Unicode.
def is_foreign(letter):
    at = ord(letter)
    return (
        unicodedata.category(letter) in ("Cc", "Zl", "Zp")
        or letter in "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u3164\ufeff\uffa0\ufff9\ufffa\ufffb"
        or 0x202A <= at <= 0x202E
        or 0x2060 <= at <= 0x206F
        or 0xFE00 <= at <= 0xFE0F
        or 0xE0000 <= at <= 0xE0FFF
    )


def foreign(text, besides=""):
    """The foreign letters of a text, as they are called in Unicode's table."""
    return sorted({f"U+{ord(letter):04X}" for letter in text if is_foreign(letter) and letter not in besides})


def peopled(lab, strings):
    """A home with somebody for each string, who has it in every field that a command takes."""
    home = lab.home()
    home.ok("add", "Ana Plain", "--tie", "strong", "--last", "2020-01-01")
    book = []
    for at, text in enumerate(strings):
        value = text.replace("\x00", "\x01").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "\x02").replace("\n", "\\n")
        book.append(
            f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:hostile-{at}\r\nFN:{value} {at}\r\nORG:{value};{value}\r\nTITLE:{value}\r\n"
            f"NICKNAME:{value}\r\nTEL;TYPE={at}:+1 555 {at:04}\r\nEMAIL:h{at}@example.org\r\nURL:https://example.org/{value}\r\n"
            f"ADR:;;{value};{value};;;{value}\r\nNOTE:{value}\r\nCATEGORIES:t{value}\r\nX-SOCIALPROFILE;TYPE=x:{value}\r\n"
            f"REV:2020-01-01\r\nEND:VCARD\r\n"
        )
    ended = home.run("import", home.write("hostile.vcf", "".join(book)), "--tie", "weak")
    no_panic(ended)
    check(ended.code == 0, f"{ended}")
    config = home.path / ".config/ties"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(FOLDER)
    (home.path / "cards").mkdir()
    for at, text in enumerate(strings[:: len(strings) // 20]):
        name = text.replace("\x00", "").replace("/", "")
        card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:card-{at}\r\nFN:{name.splitlines()[0]} {at} card\r\nEND:VCARD\r\n"
        (home.path / "cards" / f"{name[:40]}.vcf").write_bytes(card.encode())
    return home, ended


SHOWING = [
    *("list", "due", "history", "review", "review --year", "inbox", "shelf", "gather", "mind"),
    *("notify", "status", "doctor", "doctor --full", "config", "restore", "import --list", "merge --scan", "heard", "vdir", "vdir sync", "backup"),
]

# What becomes of them where it is allowed: a folder of their cards is kept in step, and two of the
# same name in it make a pair of look-alikes.
FOLDER = '[vdir]\npath = "~/cards"\nwrite_new = true\n'


def verbs(lab):
    """Every verb, with every string as somebody's name and fields, and as its argument."""
    strings = corpus()
    check(len(strings) >= 200, f"only {len(strings)} strings")
    home, imported = peopled(lab, strings)
    outputs = 0

    def look(ended, besides="\n"):
        nonlocal outputs
        outputs += 1
        no_panic(ended)
        found = foreign(ended.err, "\n") + foreign(ended.out.decode(errors="surrogateescape"), besides)
        check(not found, f"{found} in what was said by {ended.words!r}")

    look(imported)
    for line in SHOWING:
        look(home.run(*line.split()))
    # Data for programs: line ends and tabs part it, and JSON writes controls as escapes.
    for line in ["list --tsv", "query h", "query h --format aerc"]:
        look(home.run(*line.split()), "\n\t")
    for line in ["list --json", "due --json", "history --json", "inbox --json", "shelf --json", "review --json", "doctor --json", "export --to json"]:
        ended = home.run(*line.split())
        if ended.code == 2:
            continue
        json.loads(ended.text())
        controls = [letter for letter in foreign(ended.text(), "\n") if int(letter[2:], 16) < 0x20]
        check(not controls, f"{controls} raw in {line}")
    few = strings if lab.full else strings[:: max(1, len(strings) // 24)]
    for at, text in ((strings.index(text), text) for text in few):
        who = f"h{at}@example.org"
        said = text.replace("\x00", "")
        for words in (
            ["show", who], ["show", said or "x"], ["list", said], ["list", f"note:{said}"],
            ["note", who, "--", said or "x"], ["log", who, f"--note={said}", f"--next={said}"], ["log", who, f"--via={said}"],
            ["next", who, f"{said}"], ["edit", who, f"--org={said}", f"--city={said}"], ["edit", who, f"--add-tag={said}"], ["mind", who],
            ["tie", who, said], ["later", who, said], ["relate", who, f"{said}", "ana"], ["occasion", who, said, "3 may"], ["tag", "rename", said, said + "x"],
            ["channel", "rename", said, said + "x"], ["archive", who], ["merge", who, said], ["merge", who, "ana", "--two"],
            ["heard", "--accept", said], ["purge", f"{said} nobody", "--yes"], ["backup", f"{said}.db"], ["config", said], ["shelf", "add", f"https://example.org/{said}", f"--title={said}"], ["share", "1", who],
            ["request", "add", f"{said} {at}"], ["pause", who], ["resume", who], ["skip", who], ["stand", who, said], ["delete", who], ["bring-back", who],
            ["undo"], ["redo"], [said or "x"], ["--today", said, "list"], ["import", f"{said}.vcf"], ["--db", f"{said}.db", "list"], ["--config", said, "list"],
            ["export", "--to", said], ["query", said], ["gather", said], ["budget", said], ["completions", said], ["restore", f"{said}.db"],
        ):
            # What a mail program asks for is parted by tabs.
            look(home.run(*words), "\n\t" if words[0] == "query" else "\n")
    return Done(f"{len(strings)} strings in every field, {len(few)} as arguments of 46 commands: {outputs} outputs, none with a foreign letter or control")


SCREENS = {
    "Home": "",
    "further down": "GG",
    "all keys": "?",
    "filter": "/m",
    "inbox": "2",
    "shelf": "3",
    "review": "4",
    "note form": "n",
    "log form": "c",
    "edit form": "e",
    "tags": "#",
    "relate": "R",
    "next step": "N",
    "occasion": "O",
    "tie": "t",
    "later": "z",
    "delete": "D",
    "dinner": "d",
    "import": "I",
    "thinking": "?thinking\r",
    "share": "s",
    "request": "i",
    "marked": "V",
    "discreet": ".",
    "cadence": "r",
    "new contact": "a",
    "log with somebody else": "C",
    "new link": "S",
    "what to open": "o",
    "what to copy": "y",
    "where to put away": "A",
    "a request, looked at": "2\r",
    "whose request it is": "2f",
    "who may like it": "3\r",
    "the year": "4Y",
    "look-alikes": "?may be here twice\r",
    "with whom to merge": "=",
    "two side by side": "=54\r",
    "old colleagues": "?changed jobs\r",
    "a sync": "?sync with\r",
    "what a sync asks": "?in a card, to answer\r",
    "columns of a table": "Itable.csv\r",
}


def screens(lab):
    """Every screen, tall enough for everybody at once, and the card of each in turn."""
    strings = corpus()
    plain, _ = peopled(lab, [f"plain {at}" for at in range(len(strings))])
    hostile, _ = peopled(lab, strings)
    for home, texts in ((plain, ["plain"]), (hostile, strings)):
        table = "".join(f'"{text.replace(chr(34), "")}",' for text in texts[:40]) + "\n"
        home.write("table.csv", table * 5)
        for at, text in enumerate(texts[:: max(1, len(texts) // 60)]):
            text = text.replace("\x00", "")
            home.run("shelf", "add", f"https://example.org/{at}", f"--title={text}")
            home.run("request", "add", f"{text} x{at}")
            home.run("log", f"h{at}@example.org", f"--note={text}", f"--next={text}")
            home.run("relate", f"h{at}@example.org", "friend", "ana")
            home.run("occasion", f"h{at}@example.org", text, "3 may")
    seen, frames, letters = {}, 0, 0
    for kind, home in (("plain", plain), ("hostile", hostile)):
        seen[kind] = set()
        for name, keys in SCREENS.items():
            with Session(home, size=(120, 420)) as session:
                session.starts("People")
                for part in (keys[:1], keys[1:]):
                    session.types(part)
                    session.settles()
                frames += 1
                session.types("\x03")
                session.ends()
                seen[kind] |= looked_at(session, f"{name} ({kind})")
                letters += sum(map(len, session.screen.printed))
        with Session(home, size=(120, 60)) as session:
            session.starts("People")
            for _ in range(len(strings)):
                session.types("j")
                session.read(0.02)
                frames += 1
            session.settles()
            session.types("\x03")
            session.ends()
            seen[kind] |= looked_at(session, f"cards ({kind})")
    strange = seen["hostile"] - seen["plain"]
    check(not strange, f"sequences that plain names do not bring: {sorted(strange)}")
    return Done(
        f"{len(strings)} strings on {len(SCREENS)} screens and every card, {frames} frames, "
        f"{letters // 1000} thousand letters: none foreign, no sequence but our own"
    )


def looked_at(session, where):
    found = foreign("".join(session.screen.printed))
    check(not found, f"{found} on the screen {where}")
    check(session.code == 0, f"{where} ended with {session.code}")
    # Where the cursor goes depends on the letters; what is done there does not.
    return {sequence for sequence in session.screen.sequences if not re.fullmatch(r"CSI [0-9;]*[HJKCGX]", sequence)}
