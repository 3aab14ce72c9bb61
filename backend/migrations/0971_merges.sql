-- That two records of patients became one, and two again: why, and who says so. Shown on the pages of both.
CREATE TABLE patient_merges (
    id            TEXT PRIMARY KEY,
    -- The record that became part of the other.
    patient_id    TEXT NOT NULL REFERENCES patients (id),
    into_id       TEXT NOT NULL REFERENCES patients (id),
    account_id    TEXT NOT NULL REFERENCES accounts (id),
    reason        TEXT NOT NULL,
    at            BIGINT NOT NULL,
    -- The other's version then: whether anything was said of it since.
    into_version  BIGINT NOT NULL,
    -- NULL while it is part of it.
    undone_by     TEXT REFERENCES accounts (id),
    undone_reason TEXT,
    undone_at     BIGINT
);
CREATE INDEX patient_merges_by_patient ON patient_merges (patient_id, at);
CREATE INDEX patient_merges_by_other ON patient_merges (into_id, at);
