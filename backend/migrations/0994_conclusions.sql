-- What a service says came of a patient whom it has taken over (domain::conclusion). Nothing is overwritten: the newest
-- counts, and the ones before it stay.
CREATE TABLE conclusions (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    account_id  TEXT NOT NULL REFERENCES accounts (id),
    -- domain::conclusion::Conclusion as JSON.
    said        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    -- Who of the practice said that they have read it.
    read_by     TEXT REFERENCES accounts (id),
    read_at     BIGINT,
    -- Of the form that it came by: the same form twice is one.
    request_key TEXT NOT NULL UNIQUE
);
CREATE INDEX conclusions_by_case ON conclusions (case_id, at);

-- What somebody typed there that could not be taken: kept for them until it can.
CREATE TABLE conclusion_drafts (
    case_id    TEXT NOT NULL REFERENCES cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- domain::conclusion::ConclusionForm as JSON.
    typed      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (case_id, account_id)
);
