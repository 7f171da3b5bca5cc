-- What sharing one network between machines takes, see `store::sync`. The first schema had these
-- tables only in files that are shared, where they are already.

-- Changes of rows that no other machine knows yet, in order; before and after as objects.
CREATE TABLE IF NOT EXISTS sync_pending (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    stamp   INTEGER NOT NULL,               -- see `domain::sync::Stamp`
    tbl     TEXT NOT NULL,
    row     INTEGER NOT NULL,
    row_uid TEXT NOT NULL,
    before  TEXT,
    after   TEXT,
    entry   INTEGER                         -- of the history, that made the row
) STRICT;

-- What only a later ties understands, as segments of one change each.
CREATE TABLE IF NOT EXISTS sync_later (
    seq     INTEGER PRIMARY KEY,
    tbl     TEXT NOT NULL,
    row_uid TEXT NOT NULL,
    text    TEXT NOT NULL
) STRICT;

-- What was changed on two machines at once, for somebody to look at.
CREATE TABLE IF NOT EXISTS sync_clash (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    what    TEXT NOT NULL,
    ours    TEXT,                           -- what this machine had
    theirs  TEXT
) STRICT;
-- Whether the other machines have been told, or have told it.
ALTER TABLE sync_clash ADD COLUMN is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1));
