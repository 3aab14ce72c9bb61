-- What clinicians of one service ask of each other about a case (domain::review).
CREATE TABLE reviews (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    service_id  TEXT NOT NULL,
    kind        TEXT NOT NULL,
    -- Who asked, and reads what is said of it; of a second reading whoever wrote the answer.
    asked_by    TEXT NOT NULL REFERENCES accounts (id),
    -- Whom, where somebody is named.
    asked_of    TEXT REFERENCES accounts (id),
    words       TEXT NOT NULL,
    -- Of a prepared answer: domain::case::AnswerDraft as JSON.
    prepared    TEXT,
    -- Of a second reading: the answer that it reads.
    answer_id   TEXT,
    -- Of a meeting: its day.
    meeting     TEXT,
    at          BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    ended_as    TEXT,
    ended_by    TEXT REFERENCES accounts (id),
    ended_at    BIGINT,
    reply       TEXT NOT NULL DEFAULT '',
    -- Of a second reading: what its reader would have answered.
    second      TEXT,
    read_by     TEXT REFERENCES accounts (id),
    read_at     BIGINT,
    -- Of the form that it came by: the same form twice is one.
    request_key TEXT NOT NULL UNIQUE
);
CREATE INDEX reviews_by_case ON reviews (case_id, at);
-- One of each kind is open at a time.
CREATE UNIQUE INDEX reviews_open ON reviews (case_id, kind) WHERE ended_at IS NULL;
-- How second readings agreed.
CREATE INDEX reviews_ended ON reviews (service_id, kind, ended_at);
