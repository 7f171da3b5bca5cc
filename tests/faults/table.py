"""The one table of cases: each with its number in the catalogue, what goes wrong, how that is
brought about, and what ties promises (see kit.py). `--list` prints it."""

from dataclasses import dataclass
from typing import Callable

import calls
import days
import edges
import importing
import keys
import killing
import opening
import power
import purging
import sharing
import source
import terminal
import text
import together


@dataclass(frozen=True)
class Case:
    number: str
    fault: str
    injected: str
    promise: str
    check: Callable


CASES = [
    Case("1", "kill -9 while writing", "SIGKILL at random moments", "D", killing.while_writing),
    Case("2", "kill -9 while the file is first made", "SIGKILL at every call, and at random", "D", killing.first_run),
    Case("3", "kill -9 in a migration", "SIGKILL at every call, and at random", "D", killing.migrating),
    Case("3r", "kill -9 in a restore", "SIGKILL at every call, and at random", "D", killing.restoring),
    Case("4", "kill -9 in backup rotation", "SIGKILL at every call, and at random", "D", killing.rotating),
    Case("5", "kill -9 in an import", "SIGKILL at every call, and at random", "D", killing.importing),
    Case("6a", "power cut, WAL+FULL, closed after each change", "recorded calls dropped and torn", "D", power.log_at_rest),
    Case("6b", "power cut, WAL+FULL, held open", "recorded calls dropped and torn", "D", power.log_kept_open),
    Case("6c", "power cut, DELETE+EXTRA", "recorded calls dropped and torn", "D", power.journal),
    Case("6d", "power cut in a first import", "recorded calls dropped and torn", "D", power.first_import),
    Case("6e", "power cut in a restore", "recorded calls dropped and torn", "D", power.restoring),
    Case("6f", "power cut in a migration", "recorded calls dropped and torn", "D", power.migrating),
    Case("7a", "no room for the Nth write", "strace: ENOSPC, every N", "D, E1", calls.writes),
    Case("7b", "a full or failing disk while the screen is open", "strace attached: ENOSPC, EIO", "U, D", calls.on_the_screen),
    Case("8", "no room on a real disk", "ext4 of 12 MB, blocks of 4 and 1 KiB, filled", "D, E1, U", calls.small_disk),
    Case("9", "the disk fails a write, sync, open or rename", "strace: EIO, ENOSPC, every N", "D, E1", calls.broken_disk),
    Case("10", "a page cannot be read", "strace: EIO in pread64, every N", "E5", calls.reading),
    Case("11", "the file system becomes read-only", "remount,ro; strace: EROFS", "U, E7", calls.read_only_disk),
    Case("12", "a folder that cannot be written", "setpriv, as nobody", "E7", calls.read_only_folder),
    Case("13", "a limit of the file size", "RLIMIT_FSIZE", "T, E1", calls.file_size),
    Case("14", "a limit of open files", "RLIMIT_NOFILE, 3 and more", "E1", calls.open_files),
    Case("15", "not enough memory", "RLIMIT_AS, 8 MB and more", "D, E1 or abort", calls.memory),
    Case("15v", "memory misused", "valgrind", "nothing", calls.misuse),
    Case("16", "a garbage header", "100 random bytes", "E5", opening.garbage),
    Case("17", "a damaged page", "overwritten, every page", "E5", opening.damaged_page),
    Case("18", "a truncated file", "truncated to 2, 50, 99 %", "E5", opening.truncated),
    Case("19", "a file without a byte, or gone", "emptied, removed", "E5", opening.emptied),
    Case("20", "another application's file", "another application_id", "E5", opening.foreign),
    Case("21", "a newer schema", "user_version + 1", "E6", opening.newer),
    Case("22", "a file without its log", "copied without -wal", "said", opening.without_log),
    Case("23", "the file goes or is replaced while it is open", "unlink, rename", "U", together.replaced),
    Case("24", "two writers", "two processes at once", "D", together.writers),
    Case("24d", "one looks while another writes", "strace: statx delayed", "D", together.growing),
    Case("25", "a writer that is stuck", "BEGIN IMMEDIATE held", "E4", together.stuck),
    Case("26", "another process writes while the screen is open", "`ties add`", "seen in 2 s", together.seen_at_once),
    Case("27", "the same notes edited twice", "screen and command", "both kept", together.both_edit),
    Case("28", "network drives and folders that are copied", "names; strace: statfs", "journal, said", opening.ground),
    Case("29", "a conflict copy beside the file", "made", "said", opening.conflict_copies),
    Case("30", "SIGTERM, SIGHUP, SIGINT, SIGQUIT", "kill, on four screens", "T, D, 128+n", terminal.signals),
    Case("31", "an exit past the terminal's guard", "looked for in src", "none", terminal.exits),
    Case("32", "a panic in the screen's thread and a worker's", "hidden key of debug builds", "T, then the report", terminal.panics),
    Case("33", "the window is closed", "the pty's master", "ends in 1 s", terminal.closed),
    Case("34", "the window is closed, hangups ignored", "SIG_IGN, the pty's master", "ends in 2 s", terminal.closed_and_deaf),
    Case("35", "stop and continue", "^Z, SIGTSTP, SIGSTOP", "T while stopped", terminal.stops),
    Case("36", "windows of any size", "TIOCSWINSZ", "no panic", terminal.sizes),
    Case("37", "no terminal, a dumb one, NO_COLOR", "pipes, TERM", "E2", terminal.without_terminal),
    Case("30m", "every way to end × {bare, tmux}", "keys, signals, panics, closing", "T", terminal.matrix),
    Case("38", "standard output closed or full", "pipes, /dev/full", "quiet 0, E1", edges.outputs),
    Case("39", "arguments that are not text", "\\xff", "E2", edges.arguments),
    Case("40", "paths that are not text", "files of such names", "works, escaped", edges.paths),
    Case("41", "no HOME, relative XDG folders", "env", "E2", edges.environment),
    Case("42", "a broken, huge or looping config", "files", "E2, line and column", edges.config),
    Case("43", "umask 000, folders open to all", "umask, chmod", "0600, 0700", opening.modes),
    Case("44", "symbolic links", "ln -s", "E, nothing clobbered", opening.links),
    Case("45", "controls in every field, every verb", "200 strings and more, imported and as arguments", "none on a terminal", text.verbs),
    Case("46", "controls, bidi and zero-width letters, every screen", "the same strings, in a pty", "none on a terminal", text.screens),
    Case("47", "wide, joined and combined letters", "cargo test", "columns stay", source.tests(("screens", "difficult_names_keep_their_columns"), ("lib", "however_a_terminal_measures_what_is_beside_is_right"))),
    Case("48", "200 MB of cards, one line of 200 MB", "made", "E8 or read, memory bounded", importing.huge),
    Case("49", "cards in cards, endless folding", "made", "E8, no overflow", importing.nested),
    Case("50", "encodings, versions and line ends", "made", "everybody comes in", importing.encodings),
    Case("51", "a bad record between good ones", "made", "the others come in", importing.spoiled),
    Case("52", "the same import again", "the samples", "no change", importing.again),
    Case("53", "ragged, wide and unclosed tables", "made", "E8 or read", importing.tables),
    Case("54", "what is no regular file", "FIFO, devices, folders, loops", "E2", importing.no_files),
    Case("55", "formulas in cells", "export and import again", "neutralised", importing.formulas),
    Case("56", "29 February, no year, year 0 and 9999", "cargo test", "28 February, no panic", source.tests(("lib", "domain::day::"), ("lib", "domain::when::"))),
    Case("57", "zones, hours that come twice, days left out", "TZ, 8 zones", "days stay", days.zones),
    Case("58", "the clock goes back, or ten years on", "--today", "no negative days", days.clocks),
    Case("59", "a wrong or absent key", "fakes", "E9", keys.keys),
    Case("60", "a hostile database", "triggers and views of others", "E5", opening.hostile),
    Case("61", "an editor that fails, is killed, empties, leaves files", "scripts", "the text is kept", edges.editor),
    Case("62", "names in logs and reports", "a canary", "none", edges.canaries),
    Case("63", "kill -9 in a purge", "SIGKILL at every call", "D, no byte left", purging.killed),
    Case("64", "kill -9 in a sync, an export, a backup elsewhere", "SIGKILL at every call", "nothing torn, left-overs named", purging.cut_off),
    Case("65", "the newest backups are damaged, too", "pages overwritten", "E5, names a good one", purging.older_backup),
    Case("66", "kill -9 in a sync", "SIGKILL at every call, and of all its processes", "D, goes on", sharing.killed),
    Case("67", "the disk fails a sync", "strace: ENOSPC, EIO, up to sixty of each call, git's too", "D, E, goes on", sharing.failing),
    Case("68", "no room for a sync, here or in the repository", "ext4 of 12 MB", "D, E, goes on", sharing.no_room),
]
