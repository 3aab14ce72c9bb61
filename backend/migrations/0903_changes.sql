-- "It has changed", said by a patient on their page: a to-do of the practice until somebody has dealt with it.
CREATE TABLE change_reports (
    id               TEXT PRIMARY KEY,
    case_id          TEXT NOT NULL REFERENCES cases (id),
    practice_id      TEXT NOT NULL REFERENCES practices (id),
    photo_request_id TEXT NOT NULL REFERENCES photo_requests (id),
    -- The patient's own; may be empty.
    words            TEXT NOT NULL,
    at               BIGINT NOT NULL,
    -- From then on it is late.
    late_at          BIGINT NOT NULL,
    done_by          TEXT REFERENCES accounts (id),
    done_at          BIGINT
);
CREATE INDEX change_reports_by_case ON change_reports (case_id, at);
CREATE INDEX change_reports_open ON change_reports (practice_id, at, id) WHERE done_at IS NULL;
