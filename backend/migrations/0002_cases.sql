CREATE TABLE cases (
    id              TEXT PRIMARY KEY,
    -- Goes up by one with every change; a change made from an older version is refused.
    version         BIGINT NOT NULL,
    kind            TEXT NOT NULL,
    practice_id     TEXT NOT NULL REFERENCES practices (id),
    service_id      TEXT REFERENCES services (id),
    referrer_id     TEXT NOT NULL REFERENCES accounts (id),
    -- The state's name, for the indexes, and the whole state as JSON.
    state           TEXT NOT NULL,
    state_detail    TEXT NOT NULL,
    -- The request as typed (domain::case::Draft).
    draft           TEXT NOT NULL,
    -- domain::case::Site, empty until chosen: the worklist filters by it.
    site            TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    submitted_at    BIGINT,
    due_at          BIGINT,
    answered_at     BIGINT,
    -- Until then only the author of the answer knows of it and can take it back.
    takes_effect_at BIGINT,
    acknowledged_at BIGINT,
    closed_at       BIGINT
);
-- A worklist page reads 50 entries of one of these, however many cases there are.
CREATE INDEX cases_by_due ON cases (service_id, state, due_at, id);
CREATE INDEX cases_by_due_and_kind ON cases (service_id, state, kind, due_at, id);
CREATE INDEX cases_by_due_and_site ON cases (service_id, state, site, due_at, id);
CREATE INDEX cases_by_answer ON cases (service_id, answered_at, id);
-- A practice's lists.
CREATE INDEX cases_by_change ON cases (practice_id, changed_at, id);
CREATE INDEX cases_by_state_and_change ON cases (practice_id, state, changed_at, id);

CREATE TABLE answers (
    id              TEXT PRIMARY KEY,
    case_id         TEXT NOT NULL REFERENCES cases (id),
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    answer          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    takes_effect_at BIGINT NOT NULL,
    taken_back_at   BIGINT
);
CREATE INDEX answers_by_case ON answers (case_id, created_at);

-- A specialist's unsent text.
CREATE TABLE answer_drafts (
    case_id    TEXT NOT NULL REFERENCES cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    answer     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, account_id)
);

-- Append-only: nothing in this program updates or deletes here, and the chain of hashes shows it if anybody else did.
CREATE TABLE events (
    case_id       TEXT NOT NULL REFERENCES cases (id),
    seq           BIGINT NOT NULL,
    at            BIGINT NOT NULL,
    actor         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
);
