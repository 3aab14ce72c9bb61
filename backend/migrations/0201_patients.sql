-- Who a case is about is bound to what was collected under it.
-- Ten digits, so that other requests of the practice for the same number are found; empty where none was typed yet, NULL
-- until it has been looked for (rows of an older version, filled when the database is opened).
ALTER TABLE cases ADD COLUMN nhs_number TEXT;
CREATE INDEX cases_by_nhs_number ON cases (practice_id, nhs_number);
CREATE INDEX cases_without_nhs_number ON cases (id) WHERE nhs_number IS NULL;

-- The version in which the form was last changed: pictures raise the version too, and make no form stale.
ALTER TABLE cases ADD COLUMN draft_version BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET draft_version = version;

-- What the practice writes while the specialist waits for more: the specialist's record stays as it was sent until it is
-- sent again.
ALTER TABLE cases ADD COLUMN revision TEXT;

-- When the right date of birth was first given by this link.
ALTER TABLE photo_requests ADD COLUMN confirmed_at BIGINT;

-- What a case's patient was called before a correction; the log's entry of this number tells of it without the details.
CREATE TABLE identity_corrections (
    case_id TEXT NOT NULL REFERENCES cases (id),
    seq     BIGINT NOT NULL,
    -- JSON (domain::person::Identity).
    before  TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
);
