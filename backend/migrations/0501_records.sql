-- What this installation is: 'kind' is 'demonstration' or 'earnest', written when the database is made and never changed.
CREATE TABLE installation (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
-- Logs from before entries were sealed with a key are carried over once, when this version first opens them.
INSERT INTO installation (name, value) SELECT 'log', 'to carry over' WHERE EXISTS (SELECT 1 FROM events);

-- `hash` is an HMAC from now on. What an entry speaks of, and the digest of that when the entry was written; and a mark
-- on entries that do not simply follow the one before them (backend::events).
ALTER TABLE events ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN mark TEXT NOT NULL DEFAULT '';

-- The newest entry of every log, under a MAC of its own: a log that was cut short does not end where this says.
CREATE TABLE log_heads (
    -- 'case/<id>' or 'access'.
    stream TEXT PRIMARY KEY,
    seq    BIGINT NOT NULL,
    hash   TEXT NOT NULL,
    mac    TEXT NOT NULL
);

-- SHA-256 of the master and of the clip as they were before they were sealed.
ALTER TABLE images ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE clips ADD COLUMN digest TEXT NOT NULL DEFAULT '';

-- Who signed in and out or tried to, and who was shown what. One log for the whole installation.
CREATE TABLE access_log (
    seq           BIGINT PRIMARY KEY,
    at            BIGINT NOT NULL,
    actor         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    case_id       TEXT,
    mark          TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
);
CREATE INDEX access_log_by_case ON access_log (case_id, seq);
CREATE INDEX access_log_by_time ON access_log (at);

-- Which worker's lease it is: one that was too slow must not note the outcome over the next one's.
ALTER TABLE deliveries ADD COLUMN lease TEXT NOT NULL DEFAULT '';
