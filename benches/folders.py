"""Folders to measure with, of the people of a crowd: a Maildir, or a card for each.

    ties --db crowd.db list --json | python3 benches/folders.py mail Mail 100000
    ties --db crowd.db export --to vcard | python3 benches/folders.py cards Cards

Of the mail a fifth is of lists, two in a hundred came twice, and each has the heads that real
servers add; the same people give the same folder.
"""

import json
import os
import random
import sys
from datetime import datetime, timedelta, timezone

ME = "me@example.org"
HEAD = "".join(
    f"Received: from relay{n}.example.net (relay{n}.example.net [192.0.2.{n}])\r\n"
    f"\tby mx{n}.example.org (Postfix) with ESMTPS id 4F{n}A0B1C2D3E\r\n"
    f"\tfor <{ME}>; Mon, 1 Jun 2026 10:00:0{n} +0000 (UTC)\r\n"
    for n in range(6)
) + "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=k1;\r\n\tb=" + "A" * 344 + "\r\n"


def mail(folder, count):
    people = [c["emails"][0] for c in json.load(sys.stdin)["contacts"] if c["emails"]]
    people += [f"stranger{n}@example.net" for n in range(len(people))]
    chance = random.Random(1)
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(folder, part))
    body = "A line of a letter that nobody reads.\r\n" * 70
    start = datetime(2021, 11, 22, tzinfo=timezone.utc)
    for n in range(count):
        day = start + timedelta(minutes=chance.randrange(5 * 365 * 24 * 60))
        whom = chance.choice(people)
        ends = (ME, whom) if chance.random() < 0.4 else (whom, ME)
        number = n if chance.random() > 0.02 else n // 2
        text = HEAD + f"Message-ID: <{number}@example.net>\r\nFrom: {ends[0]}\r\nTo: Somebody <{ends[1]}>\r\n"
        text += f"Date: {day:%a, %d %b %Y %H:%M:%S} +0000\r\nSubject: letter {n}\r\n"
        if chance.random() < 0.2:
            text += "List-Id: <list.example.net>\r\n"
        name = f"{int(day.timestamp())}.M{n}P1.host:2,S"
        with open(os.path.join(folder, "cur", name), "w", newline="") as out:
            out.write(f"{text}\r\n{body}")


def cards(folder):
    os.makedirs(folder)
    whole = sys.stdin.read().split("END:VCARD")
    for n, card in enumerate(whole[:-1]):
        with open(os.path.join(folder, f"{n}.vcf"), "w", newline="") as out:
            out.write(card.lstrip() + "END:VCARD\r\n")


if __name__ == "__main__":
    what, folder, *count = sys.argv[1:]
    mail(folder, int(count[0])) if what == "mail" else cards(folder)
