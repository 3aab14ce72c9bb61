-- From a case that its service has taken over to a patient who was seen (domain::appointments).
CREATE TABLE appointments (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    at          BIGINT NOT NULL,
    -- Where the patient goes, or "by telephone".
    place       TEXT NOT NULL,
    -- Whom to call who cannot come, as it was then; empty where there was none.
    phone       TEXT NOT NULL,
    -- domain::appointments::AppointmentState.
    state       TEXT NOT NULL,
    booked_by   TEXT NOT NULL REFERENCES accounts (id),
    booked_at   BIGINT NOT NULL,
    -- Who said what came of it.
    ended_by    TEXT REFERENCES accounts (id),
    ended_at    BIGINT,
    -- Who of the practice said that they know that the patient did not come.
    noted_by    TEXT REFERENCES accounts (id),
    noted_at    BIGINT,
    -- Of the form that it came by: the same form twice is one appointment.
    request_key TEXT NOT NULL UNIQUE
);
CREATE INDEX appointments_by_case ON appointments (case_id, booked_at);
-- Nobody is expected at two places.
CREATE UNIQUE INDEX appointments_standing ON appointments (case_id) WHERE state = 'booked';

-- Tries to reach a patient about one.
CREATE TABLE contacts (
    id            TEXT PRIMARY KEY,
    case_id       TEXT NOT NULL REFERENCES cases (id),
    account_id    TEXT NOT NULL REFERENCES accounts (id),
    -- domain::appointments::Contacted.
    contacted     TEXT NOT NULL,
    note          TEXT NOT NULL,
    at            BIGINT NOT NULL,
    -- 1 where it was one too many in vain: the practice is asked to help.
    asks_practice BIGINT NOT NULL,
    -- When somebody spoke to the patient, or an appointment was booked: from then on it counts no longer.
    settled_at    BIGINT,
    request_key   TEXT NOT NULL UNIQUE
);
CREATE INDEX contacts_by_case ON contacts (case_id, at);
