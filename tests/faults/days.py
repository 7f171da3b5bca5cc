"""Days and clocks: cases 57 and 58, as far as a command line shows them."""

from kit import Done, check, holds, no_panic

ZONES = ["UTC", "Pacific/Apia", "Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin", "Africa/Casablanca", "America/Sao_Paulo"]


def zones(lab):
    """Case 57: what was logged on a day stays on that day, wherever it is looked at from; days that
    a zone left out, and hours that came twice, change nothing."""
    home = lab.home()
    home.ok("add", "Ana", "--tie", "strong", "--birthday", "2000-02-29")
    for at, day in enumerate(("2011-12-29", "2011-12-30", "2011-12-31", "2026-03-29", "2026-10-25")):
        home.ok("log", "ana", "--on", day, "--note", f"day {at}")
    shown = set()
    for zone in ZONES:
        env = home.environment(TZ=zone)
        shown.add((home.ok("show", "ana", env=env), home.ok("due", "--json", env=env)))
        for today in ("2011-12-30", "2026-03-29", "2026-10-25", "2027-02-28"):
            ended = home.run("--today", today, "due", env=env, command=home.command("due", today=today))
            no_panic(ended)
            check(ended.code == 0, f"{zone} {today}: {ended}")
    check(len(shown) == 1, f"{len(shown)} answers in {len(ZONES)} zones")
    return Done(f"the same days in {len(ZONES)} zones")


def clocks(lab):
    """Case 58: the day goes back, or ten years on."""
    home = lab.home()
    home.ok("add", "Ana", "--tie", "strong")
    home.ok("log", "ana")
    backups = home.backups()
    for today in ("2026-11-21", "2016-11-22", "2036-11-22", "9999-12-30", "0001-01-01", "1582-10-10"):
        for words in (["list"], ["due"], ["show", "ana"], ["review"], ["export", "--to", "ics"], ["status"]):
            ended = home.run(command=home.command(*words, today=today))
            no_panic(ended)
            check(ended.code in (0, 2), f"{today}: {ended}")
            check("-1 day" not in ended.text() and " ago" not in ended.text() or "−" not in ended.text(), f"{today}: {ended.text()}")
        home.run(command=home.command("note", "ana", f"on {today}", today=today))
    check(set(backups) <= set(home.backups()), "a backup went by the clock")
    holds(home, ["Ana"])
    return Done("no negative days, no backup goes by the clock alone")
