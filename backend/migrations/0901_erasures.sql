-- That something was erased, by which rule and when, and how much it was: nothing of what it was. One log for the whole
-- installation, sealed as access_log is (backend::events). It is kept for good.
CREATE TABLE erasures (
    seq           BIGINT PRIMARY KEY,
    at            BIGINT NOT NULL,
    actor         TEXT NOT NULL,
    -- JSON (domain::retention::Erased).
    kind          TEXT NOT NULL,
    -- The case, or the one that a picture belonged to.
    case_id       TEXT,
    mark          TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL
);
CREATE INDEX erasures_by_case ON erasures (case_id, seq);
