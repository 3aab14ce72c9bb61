-- Cases read by somebody outside of their practice and service, who wrote why.
CREATE TABLE openings (
    id              TEXT PRIMARY KEY,
    case_id         TEXT NOT NULL REFERENCES cases (id),
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    -- Where they worked then.
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    -- SHA-256 of the mark of their sign-in's pages: it ends with that, and at `until_at`.
    mark            TEXT NOT NULL,
    reason          TEXT NOT NULL,
    opened_at       BIGINT NOT NULL,
    until_at        BIGINT NOT NULL
);
CREATE INDEX openings_by_case ON openings (case_id, opened_at);
CREATE INDEX openings_by_mark ON openings (mark, opened_at);

-- That a manager has looked at one, once for each organisation.
CREATE TABLE opening_looks (
    opening_id      TEXT NOT NULL REFERENCES openings (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    at              BIGINT NOT NULL,
    PRIMARY KEY (opening_id, organisation_id)
);

-- A case's number is the end of its id.
CREATE INDEX cases_by_number ON cases (substr(id, 29));
