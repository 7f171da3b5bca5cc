-- The first schema: everything a person can write down about the people they know.
--
-- Conventions
--   * Days are TEXT 'YYYY-MM-DD'; partial days are '--MM-DD', 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'.
--   * Instants are INTEGER milliseconds since 1970, UTC.
--   * Every row that a person makes carries a `uid` (UUIDv7) besides its integer id,
--     so that two machines can tell rows apart. Only a contact is looked up by it; an index
--     on every other table would make an import half as slow again for nothing.
--   * A word is checked by a chain of OR: for an IN with more than two words SQLite builds
--     a table of them, anew for every row.
--   * `note_words` holds those words of a note that are more than ASCII, without case and
--     accents; whoever writes the note writes it. The indexes of words take it and the note.
--   * References are checked at the end of a transaction: checked at once, every statement
--     that writes several rows would keep a copy of each page it touches.
--   * The undo triggers are generated from this schema by `store::undo`, in the same
--     transaction as the migration; only tables with a `uid` column are recorded.

-- An import that brought a few people nobody had here, for the inbox to show. Those of a
-- large one have no arrival.
CREATE TABLE arrival (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    day         TEXT NOT NULL,
    newcomers   INTEGER NOT NULL CHECK (newcomers > 0)  -- how many came then
) STRICT;

CREATE TABLE contact (
    id              INTEGER PRIMARY KEY,
    uid             TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'company')),
    name            TEXT NOT NULL CHECK (name <> ''),
    match_key       TEXT NOT NULL,                  -- the name without case and accents
    prefix          TEXT,
    given           TEXT,
    middle          TEXT,
    family          TEXT,
    suffix          TEXT,
    org             TEXT,
    unit            TEXT,
    title           TEXT,
    city            TEXT,
    met             TEXT,
    met_on          TEXT,
    introduced_by   INTEGER REFERENCES contact (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    tie             TEXT NOT NULL DEFAULT 'latent'
                    CHECK (tie = 'latent' OR tie = 'weak' OR tie = 'moderate' OR tie = 'strong'
                           OR tie = 'inner'),
    standing        TEXT NOT NULL DEFAULT 'active'
                    CHECK (standing = 'active' OR standing = 'paused' OR standing = 'dormant'
                           OR standing = 'unreachable' OR standing = 'archived'
                           OR standing = 'memory' OR standing = 'parted'
                           OR standing = 'deleted'),
    standing_on     TEXT,                           -- the day it was given; NULL since they are here
    own_cadence     INTEGER CHECK (own_cadence = 0 OR own_cadence BETWEEN 7 AND 3650), -- 0 is never
    counting_from   TEXT,
    note            TEXT,
    note_words      TEXT CHECK (note_words IS NULL OR note IS NOT NULL),
    is_new          INTEGER NOT NULL DEFAULT 0 CHECK (is_new IN (0, 1)),
    arrival_id      INTEGER REFERENCES arrival (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    added_on        TEXT NOT NULL
) STRICT;
CREATE INDEX contact_match ON contact (match_key, standing);
CREATE INDEX contact_arrival ON contact (arrival_id) WHERE arrival_id IS NOT NULL;
CREATE INDEX contact_introduced_by ON contact (introduced_by) WHERE introduced_by IS NOT NULL;

-- Further names: nicknames, phonetic spellings, former and native names.
CREATE TABLE contact_name (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    kind        TEXT NOT NULL
                CHECK (kind = 'nickname' OR kind = 'phonetic' OR kind = 'former'
                       OR kind = 'native'),
    value       TEXT NOT NULL,
    match_key   TEXT NOT NULL                       -- the same without case and accents
) STRICT;
CREATE INDEX contact_name_contact ON contact_name (contact_id);
CREATE INDEX contact_name_match ON contact_name (match_key);

-- The uids of contacts that were merged into this one: whoever knows them by one of those
-- still finds them.
CREATE TABLE former_uid (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    former      TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX former_uid_contact ON former_uid (contact_id);

-- Two contacts that look alike and are not the same: not to be asked again.
CREATE TABLE two_people (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    other_id    INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
                CHECK (other_id <> contact_id),
    said_on     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX two_people_pair
    ON two_people (min(contact_id, other_id), max(contact_id, other_id));
CREATE INDEX two_people_contact ON two_people (contact_id);
CREATE INDEX two_people_other ON two_people (other_id);

-- Ways to reach somebody. `match_key` is what two spellings of the same way have in
-- common: a lower-case address, a phone's digits, a profile's host and path.
CREATE TABLE method (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    kind        TEXT NOT NULL
                CHECK (kind = 'email' OR kind = 'phone' OR kind = 'url' OR kind = 'handle'),
    label       TEXT,
    value       TEXT NOT NULL,
    match_key   TEXT NOT NULL
) STRICT;
CREATE INDEX method_contact ON method (contact_id);
CREATE INDEX method_email ON method (match_key) WHERE kind = 'email'; -- only these are looked up

CREATE TABLE address (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    label       TEXT,
    street      TEXT,
    city        TEXT,
    region      TEXT,
    postcode    TEXT,
    country     TEXT
) STRICT;
CREATE INDEX address_contact ON address (contact_id);

CREATE TABLE tag (
    id      INTEGER PRIMARY KEY,
    uid     TEXT NOT NULL,
    name    TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE contact_tag (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    tag_id      INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (contact_id, tag_id)
) STRICT;
CREATE INDEX contact_tag_tag ON contact_tag (tag_id);

CREATE TABLE interest (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    name        TEXT NOT NULL,
    UNIQUE (contact_id, name)
) STRICT;

-- Birthdays, anniversaries and other days. `day` is a partial day, or free text where a
-- source gave only that ("circa 1985").
CREATE TABLE occasion (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    label       TEXT NOT NULL,                       -- 'birthday', 'anniversary' or their own word
    day         TEXT NOT NULL,
    yearly      INTEGER NOT NULL DEFAULT 1 CHECK (yearly IN (0, 1))
) STRICT;
-- One birthday each, and any number of other days.
CREATE UNIQUE INDEX occasion_contact ON occasion (contact_id, iif(label = 'birthday', 0, id));

-- What else a source said, under its own label ("Met at": "the boat fair").
CREATE TABLE detail (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    label       TEXT NOT NULL,
    value       TEXT NOT NULL
) STRICT;
CREATE INDEX detail_contact ON detail (contact_id);

-- A relation points at a contact, or at a name that is nobody's contact yet.
CREATE TABLE relation (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    kind        TEXT NOT NULL,                       -- knows, partner, parent, child, introduced, works with …
    other_id    INTEGER REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    other_name  TEXT,
    CHECK ((other_id IS NULL) <> (other_name IS NULL)),
    CHECK (other_id IS NULL OR other_id <> contact_id)
) STRICT;
CREATE INDEX relation_contact ON relation (contact_id);
CREATE INDEX relation_other ON relation (other_id) WHERE other_id IS NOT NULL;

-- `source` and `external_id` are of what a file, a mailbox or a calendar told, so that it is
-- told once; logged by hand has neither. `told` tells what a file said of it from whatever else it
-- may say later; where the row itself still says that, a later export of the file is followed.
CREATE TABLE catch_up (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    day         TEXT NOT NULL,
    channel     TEXT NOT NULL,
    started     TEXT NOT NULL CHECK (started = 'me' OR started = 'them' OR started = 'both'),
    answered    INTEGER NOT NULL DEFAULT 1 CHECK (answered IN (0, 1)),
    note        TEXT,
    note_words  TEXT CHECK (note_words IS NULL OR note IS NOT NULL),
    source      TEXT,
    external_id TEXT,
    told        INTEGER,
    CHECK ((source IS NULL) = (external_id IS NULL)),
    CHECK (told IS NULL OR source IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX catch_up_source ON catch_up (source, external_id) WHERE source IS NOT NULL;
-- Holds all that the read model wants of the last weeks, so that a start need not fetch
-- thousands of rows, notes and all, from all over the file.
CREATE INDEX catch_up_recent ON catch_up (day, answered, started, channel);

CREATE TABLE catch_up_contact (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    catch_up_id INTEGER NOT NULL REFERENCES catch_up (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (catch_up_id, contact_id)
) STRICT;
CREATE INDEX catch_up_contact_contact ON catch_up_contact (contact_id);

-- `day` is NULL for "next time": the next answered catch-up gives it its day. A dinner is
-- a table that was booked, which one key logs for all of them once its evening is over.
CREATE TABLE next_step (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    kind        TEXT NOT NULL DEFAULT 'step' CHECK (kind = 'step' OR kind = 'dinner'),
    text        TEXT NOT NULL,
    day         TEXT,
    made_on     TEXT NOT NULL,
    done_on     TEXT
) STRICT;
CREATE INDEX next_step_open ON next_step (day) WHERE done_on IS NULL;

CREATE TABLE next_step_contact (
    id           INTEGER PRIMARY KEY,
    uid          TEXT NOT NULL,
    next_step_id INTEGER NOT NULL REFERENCES next_step (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    contact_id   INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position     INTEGER NOT NULL DEFAULT 0,         -- the first contact carries the pick
    UNIQUE (next_step_id, contact_id)
) STRICT;
CREATE INDEX next_step_contact_contact ON next_step_contact (contact_id);

-- Dated facts. An open flag has no `ended_on`.
--   mind          on my mind since from_day
--   later         hidden from from_day until until_day
--   someone_else  hidden in the week that holds from_day
--   paused        the clock stands from from_day until ended_on
CREATE TABLE flag (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    kind        TEXT NOT NULL
                CHECK (kind = 'mind' OR kind = 'later' OR kind = 'someone_else' OR kind = 'paused'),
    from_day    TEXT NOT NULL,
    until_day   TEXT,
    ended_on    TEXT
) STRICT;
CREATE INDEX flag_contact ON flag (contact_id, kind);

-- What ties offered and nobody wanted, so as not to offer it again at once: a longer cadence in
-- one of three ways, to rest as dormant, or to ask no more for now. What is offered for the
-- whole list stands with one of those it was about.
CREATE TABLE declined_offer (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    offer       TEXT NOT NULL
                CHECK (offer = 'as-it-is' OR offer = 'stretch' OR offer = 'most-frequent'
                       OR offer = 'dormant' OR offer = 'no-answer'),
    declined_on TEXT NOT NULL,
    UNIQUE (contact_id, offer)
) STRICT;

-- What changed in somebody's life ("new at Genelab"), a reason to write for 60 days.
CREATE TABLE news (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    day         TEXT NOT NULL,
    text        TEXT NOT NULL
) STRICT;
CREATE INDEX news_contact ON news (contact_id);

-- The shelf.
CREATE TABLE link (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    url         TEXT NOT NULL,
    title       TEXT,
    note        TEXT,
    added_on    TEXT NOT NULL,
    dropped_on  TEXT
) STRICT;

CREATE TABLE link_topic (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    link_id     INTEGER NOT NULL REFERENCES link (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    topic       TEXT NOT NULL,
    UNIQUE (link_id, topic)
) STRICT;

CREATE TABLE link_share (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    link_id     INTEGER NOT NULL REFERENCES link (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    catch_up_id INTEGER REFERENCES catch_up (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    day         TEXT NOT NULL
) STRICT;
CREATE INDEX link_share_link ON link_share (link_id);
CREATE INDEX link_share_contact ON link_share (contact_id);
CREATE INDEX link_share_catch_up ON link_share (catch_up_id) WHERE catch_up_id IS NOT NULL;

-- Connection requests nobody has decided about, and what was decided. `source` and
-- `external_id` are of those that came in a file, so that each comes in once.
CREATE TABLE request (
    id            INTEGER PRIMARY KEY,
    uid           TEXT NOT NULL,
    source        TEXT,
    external_id   TEXT,
    contact_id    INTEGER REFERENCES contact (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    name          TEXT NOT NULL,
    org           TEXT,
    url           TEXT,
    day           TEXT,
    note          TEXT,
    mutuals       INTEGER,
    met           INTEGER NOT NULL DEFAULT 0 CHECK (met IN (0, 1)),
    introduced_by INTEGER REFERENCES contact (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    later_until   TEXT,
    decision      TEXT CHECK (decision IN ('keep', 'latent', 'leave')),
    decided_on    TEXT,
    CHECK ((source IS NULL) = (external_id IS NULL)),
    CHECK ((decision IS NULL) = (decided_on IS NULL)),
    UNIQUE (source, external_id)
) STRICT;
CREATE INDEX request_contact ON request (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX request_introduced_by ON request (introduced_by) WHERE introduced_by IS NOT NULL;

-- Where a contact came from. `card` is the original text, kept byte for byte so that
-- nothing a source knew is lost and a changed card can be patched instead of rewritten.
-- `fields` holds the values this source last gave, as a JSON array of [field, value] pairs
-- in which lists repeat their field; a value that stands in the card is [field, start,
-- length], in bytes, and not written twice. A value that stays when the source no longer says
-- it is there again at the end, as `kept:` its field. It is the base of the three-way rule that
-- lets what a person changed by hand win over a later import. One value, not a row per field:
-- they are only ever read and written together, and a row each made an import several times
-- slower.
-- In a folder that is kept in step, `file` is the card's name there, `ours` our fields as they
-- were when both sides last agreed, as such an array, and `gone_on` the day on which the card
-- was found to be removed there.
CREATE TABLE source (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    kind        TEXT NOT NULL,
    external_id TEXT NOT NULL,
    card        TEXT,
    fields      TEXT NOT NULL DEFAULT '[]',
    imported_on TEXT NOT NULL,
    file        TEXT,
    ours        TEXT,
    gone_on     TEXT,
    UNIQUE (kind, external_id)
) STRICT;
CREATE INDEX source_contact ON source (contact_id);

-- A property that was changed here and there since both sides last agreed: neither is
-- written over the other until somebody has answered.
CREATE TABLE conflict (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    source_id   INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    field       TEXT NOT NULL,
    was         TEXT,                                -- what both said; NULL: nothing
    ours        TEXT,                                -- NULL: removed
    theirs      TEXT,
    found_on    TEXT NOT NULL
) STRICT;

-- What a mailbox or a calendar tells of somebody who is here, for a hand to accept: a catch-up
-- of `day`, or a birthday. An answered one stays, so that it is not suggested again.
CREATE TABLE suggestion (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    source      TEXT NOT NULL,                       -- mail, calendar
    external_id TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind = 'catch-up' OR kind = 'birthday'),
    day         TEXT NOT NULL,
    channel     TEXT,
    started     TEXT CHECK (started = 'me' OR started = 'them' OR started = 'both'),
    title       TEXT,                                -- what the calendar calls it
    answer      TEXT CHECK (answer = 'accepted' OR answer = 'dismissed'),
    answered_on TEXT,
    CHECK ((answer IS NULL) = (answered_on IS NULL)),
    CHECK ((kind = 'catch-up') = (channel IS NOT NULL AND started IS NOT NULL)),
    UNIQUE (contact_id, source, external_id)
) STRICT;
CREATE INDEX suggestion_open ON suggestion (day) WHERE answer IS NULL;

-- How far mailboxes and calendars have been read: what is older has been suggested. It is of
-- this machine, and neither taken back nor exported.
CREATE TABLE reading (
    source      TEXT NOT NULL,
    path        TEXT NOT NULL,
    position    TEXT NOT NULL,                       -- length and time, or how far it was read
    PRIMARY KEY (source, path)
) STRICT, WITHOUT ROWID;

-- Budgets: of one week (by its first day), and the standing one (week_from = '').
CREATE TABLE budget (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL,
    week_from   TEXT NOT NULL UNIQUE,
    times       INTEGER NOT NULL CHECK (times BETWEEN 0 AND 99)
) STRICT;

-- The one derived thing that is stored, for speed: the day of the last answered
-- catch-up. Kept by the triggers below in the same transaction; `ties doctor` checks it.
CREATE TABLE last_catch_up (
    contact_id  INTEGER PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    day         TEXT NOT NULL
) STRICT;

CREATE TRIGGER last_after_join AFTER INSERT ON catch_up_contact
BEGIN
    INSERT INTO last_catch_up (contact_id, day)
        SELECT NEW.contact_id, day FROM catch_up
        WHERE id = NEW.catch_up_id AND answered = 1
        ON CONFLICT (contact_id) DO UPDATE SET day = max(day, excluded.day);
END;

CREATE TRIGGER last_after_leave AFTER DELETE ON catch_up_contact
BEGIN
    DELETE FROM last_catch_up WHERE contact_id = OLD.contact_id;
    INSERT INTO last_catch_up (contact_id, day)
        SELECT OLD.contact_id, max(c.day)
        FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
        WHERE p.contact_id = OLD.contact_id AND c.answered = 1
        HAVING max(c.day) IS NOT NULL
           AND EXISTS (SELECT 1 FROM contact WHERE id = OLD.contact_id);
END;

-- A merge moves somebody's part in a catch-up to somebody else.
CREATE TRIGGER last_after_move AFTER UPDATE OF contact_id, catch_up_id ON catch_up_contact
BEGIN
    DELETE FROM last_catch_up WHERE contact_id = OLD.contact_id OR contact_id = NEW.contact_id;
    INSERT INTO last_catch_up (contact_id, day)
        SELECT p.contact_id, max(c.day)
        FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
        WHERE c.answered = 1
          AND (p.contact_id = OLD.contact_id OR p.contact_id = NEW.contact_id)
        GROUP BY p.contact_id;
END;

CREATE TRIGGER last_after_change AFTER UPDATE OF day, answered ON catch_up
BEGIN
    DELETE FROM last_catch_up
        WHERE contact_id IN (SELECT contact_id FROM catch_up_contact WHERE catch_up_id = NEW.id);
    INSERT INTO last_catch_up (contact_id, day)
        SELECT p.contact_id, max(c.day)
        FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
        WHERE c.answered = 1
          AND p.contact_id IN (SELECT contact_id FROM catch_up_contact WHERE catch_up_id = NEW.id)
        GROUP BY p.contact_id;
END;

-- Words of notes, for `note:`. They are there without case and accents (see `note_words`), so
-- that nothing is left to the tokenizer but to part them. It holds no text of its own. Unlike
-- catch-ups, contacts are no more than a scan over the words of two or three letters stands;
-- an index of those would make an import a tenth slower.
CREATE VIRTUAL TABLE contact_words USING fts5 (
    note, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1'
);
CREATE TRIGGER contact_words_insert AFTER INSERT ON contact
WHEN NEW.note IS NOT NULL
BEGIN
    INSERT INTO contact_words (rowid, note) VALUES (NEW.id, concat_ws(' ', NEW.note, NEW.note_words));
END;
CREATE TRIGGER contact_words_delete AFTER DELETE ON contact WHEN OLD.note IS NOT NULL
BEGIN
    DELETE FROM contact_words WHERE rowid = OLD.id;
END;
CREATE TRIGGER contact_words_update AFTER UPDATE OF note, note_words ON contact
WHEN OLD.note IS NOT NEW.note OR OLD.note_words IS NOT NEW.note_words
BEGIN
    DELETE FROM contact_words WHERE rowid = OLD.id;
    INSERT INTO contact_words (rowid, note)
        SELECT NEW.id, concat_ws(' ', NEW.note, NEW.note_words) WHERE NEW.note IS NOT NULL;
END;

-- The words of catch-ups' notes, once for each contact who was there: the rowid holds contact
-- and catch-up, so that a search tells whose notes have a word without a look at any other
-- table, which takes ten times as long. It holds no text of its own.
CREATE VIRTUAL TABLE catch_up_words USING fts5 (
    note, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3'
);
CREATE TRIGGER catch_up_words_join AFTER INSERT ON catch_up_contact
BEGIN
    INSERT INTO catch_up_words (rowid, note)
        SELECT NEW.contact_id << 32 | NEW.catch_up_id, concat_ws(' ', note, note_words) FROM catch_up
        WHERE id = NEW.catch_up_id AND note IS NOT NULL;
END;
CREATE TRIGGER catch_up_words_leave AFTER DELETE ON catch_up_contact
BEGIN
    DELETE FROM catch_up_words WHERE rowid = OLD.contact_id << 32 | OLD.catch_up_id;
END;
CREATE TRIGGER catch_up_words_move AFTER UPDATE OF contact_id, catch_up_id ON catch_up_contact
BEGIN
    DELETE FROM catch_up_words WHERE rowid = OLD.contact_id << 32 | OLD.catch_up_id;
    INSERT INTO catch_up_words (rowid, note)
        SELECT NEW.contact_id << 32 | NEW.catch_up_id, concat_ws(' ', note, note_words) FROM catch_up
        WHERE id = NEW.catch_up_id AND note IS NOT NULL;
END;
CREATE TRIGGER catch_up_words_change AFTER UPDATE OF note, note_words ON catch_up
WHEN OLD.note IS NOT NEW.note OR OLD.note_words IS NOT NEW.note_words
BEGIN
    DELETE FROM catch_up_words WHERE rowid IN (
        SELECT contact_id << 32 | catch_up_id FROM catch_up_contact WHERE catch_up_id = NEW.id
    );
    INSERT INTO catch_up_words (rowid, note)
        SELECT contact_id << 32 | catch_up_id, concat_ws(' ', NEW.note, NEW.note_words)
        FROM catch_up_contact
        WHERE catch_up_id = NEW.id AND NEW.note IS NOT NULL;
END;

-- What the shelf looks through for who may like a link. It is filled when the first link comes
-- and kept as long as there is one; without a shelf nothing is to pay for it.
CREATE VIRTUAL TABLE fit_words USING fts5 (
    interests, tags, title, org, note, content = '', contentless_delete = 1,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIEW fit_text AS
    SELECT c.id AS contact_id,
           (SELECT group_concat(i.name, char(10)) FROM interest AS i
            WHERE i.contact_id = c.id) AS interests,
           (SELECT group_concat(t.name, char(10))
            FROM contact_tag AS p JOIN tag AS t ON t.id = p.tag_id
            WHERE p.contact_id = c.id) AS tags,
           c.title, c.org, c.note
    FROM contact AS c;
CREATE TRIGGER fit_words_begin AFTER INSERT ON link
WHEN (SELECT count(*) FROM (SELECT 1 FROM link LIMIT 2)) = 1
BEGIN
    INSERT INTO fit_words (rowid, interests, tags, title, org, note) SELECT * FROM fit_text;
END;
CREATE TRIGGER fit_words_end AFTER DELETE ON link
WHEN NOT EXISTS (SELECT 1 FROM link)
BEGIN
    INSERT INTO fit_words (fit_words) VALUES ('delete-all');
END;
CREATE TRIGGER fit_words_contact AFTER INSERT ON contact
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    INSERT INTO fit_words (rowid, interests, tags, title, org, note)
        SELECT * FROM fit_text WHERE contact_id = NEW.id;
END;
CREATE TRIGGER fit_words_gone AFTER DELETE ON contact
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    DELETE FROM fit_words WHERE rowid = OLD.id;
END;
-- Writing to the view is putting somebody's words into the index again.
CREATE TRIGGER fit_text_again INSTEAD OF UPDATE ON fit_text
BEGIN
    DELETE FROM fit_words WHERE rowid = OLD.contact_id;
    INSERT INTO fit_words (rowid, interests, tags, title, org, note)
        VALUES (NEW.contact_id, NEW.interests, NEW.tags, NEW.title, NEW.org, NEW.note);
END;
CREATE TRIGGER fit_words_changed AFTER UPDATE OF title, org, note ON contact
WHEN EXISTS (SELECT 1 FROM link) AND (OLD.title IS NOT NEW.title OR OLD.org IS NOT NEW.org OR OLD.note IS NOT NEW.note)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id = NEW.id;
END;
CREATE TRIGGER fit_words_interest AFTER INSERT ON interest
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id = NEW.contact_id;
END;
CREATE TRIGGER fit_words_interest_gone AFTER DELETE ON interest
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id = OLD.contact_id;
END;
CREATE TRIGGER fit_words_interest_changed AFTER UPDATE OF contact_id, name ON interest
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id = OLD.contact_id OR contact_id = NEW.contact_id;
END;
CREATE TRIGGER fit_words_tagged AFTER INSERT ON contact_tag
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id = NEW.contact_id;
END;
CREATE TRIGGER fit_words_untagged AFTER DELETE ON contact_tag
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id = OLD.contact_id;
END;
CREATE TRIGGER fit_words_tag_changed AFTER UPDATE OF contact_id, tag_id ON contact_tag
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id = OLD.contact_id OR contact_id = NEW.contact_id;
END;
CREATE TRIGGER fit_words_renamed AFTER UPDATE OF name ON tag
WHEN EXISTS (SELECT 1 FROM link)
BEGIN
    UPDATE fit_text SET note = note WHERE contact_id IN (
        SELECT contact_id FROM contact_tag WHERE tag_id = NEW.id
    );
END;

-- Undo: one action per thing a person did. Its row changes are the entries of `change_log` from
-- `first_seq` to `last_seq`, in order.
CREATE TABLE action (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    label     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    day       TEXT NOT NULL,
    process   TEXT NOT NULL,
    undone    INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL
) STRICT;

-- What became of rows. Two kinds of entry:
--   made     before is NULL: `rows` rows from `row_id` on, one after the other.
--   changed  before is the row as it was, as the JSON array of its columns; it may be gone since.
-- What rows hold now is not kept as long as they are there. While their action is taken back,
-- `after` is what they held then: of a changed row its array, of made ones the array of those.
-- An entry of no action is of something else than ties, such as the sqlite3 shell: by these
-- undo knows that a row has changed since.
CREATE TABLE change_log (
    seq         INTEGER PRIMARY KEY,
    tbl         TEXT NOT NULL,
    row_id      INTEGER NOT NULL,
    rows        INTEGER NOT NULL DEFAULT 1,
    before      TEXT,
    after       TEXT
) STRICT;

-- Whether changes are written down by the running transaction, whose end leaves all as here.
CREATE TABLE recording (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    is_off      INTEGER NOT NULL CHECK (is_off IN (0, 1))
) STRICT;
INSERT INTO recording (one, is_off) VALUES (1, 0);
CREATE TRIGGER undo_is_off BEFORE INSERT ON change_log
WHEN (SELECT is_off FROM recording)
BEGIN
    SELECT RAISE(IGNORE);
END;

-- Small facts about this file, such as the day of the last daily backup.
CREATE TABLE meta (
    key     TEXT PRIMARY KEY,
    value   TEXT NOT NULL
) STRICT;
