"""Adds people one after the other and says `ack` after each: what power.py records.

    writer.py KEEPER DB COUNT TIES...

With `keeper` as KEEPER somebody else has the file open meanwhile, so that its log stays."""

import os
import sqlite3
import subprocess
import sys

_, keeper, db, count, *ties = sys.argv
held = sqlite3.connect(db) if keeper == "keeper" else None
if held:
    held.execute("SELECT count(*) FROM contact").fetchone()
for number in range(int(count)):
    subprocess.run([*ties, "add", f"Person {number}"], check=True, capture_output=True)
    os.write(1, b"ack\n")
os._exit(0)  # without tidying up after the program
