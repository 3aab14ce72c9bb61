-- A patient's visit to a photography hub, from asking for it to its end (domain::hub).
CREATE TABLE hub_visits (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    hub_id      TEXT NOT NULL REFERENCES organisations (id),
    asked_by    TEXT NOT NULL REFERENCES accounts (id),
    -- domain::case::Party: whose asking it was.
    party       TEXT NOT NULL,
    asked_at    BIGINT NOT NULL,
    -- domain::hub::Asked as JSON.
    asked       TEXT NOT NULL,
    -- Grows with every step, so that a page that shows an older one is told so.
    version     BIGINT NOT NULL,
    arrived_at  BIGINT,
    -- domain::hub::Record as JSON.
    record      TEXT NOT NULL,
    -- domain::hub::HubEnd; NULL while it is open.
    ended       TEXT,
    ended_by    TEXT REFERENCES accounts (id),
    ended_at    BIGINT,
    -- Who of the practice said that they know that it brought no pictures.
    noted_by    TEXT REFERENCES accounts (id),
    noted_at    BIGINT,
    -- Of the form that it came by: the same form twice is one visit.
    request_key TEXT NOT NULL UNIQUE
);
CREATE INDEX hub_visits_by_case ON hub_visits (case_id, asked_at);
-- Nobody is sent to two hubs for one request.
CREATE UNIQUE INDEX hub_visits_open ON hub_visits (case_id) WHERE ended IS NULL;
CREATE INDEX hub_visits_at ON hub_visits (hub_id, asked_at) WHERE ended IS NULL;

-- A slot at a hub is an appointment of its visit.
ALTER TABLE appointments ADD COLUMN hub_visit_id TEXT REFERENCES hub_visits (id);
CREATE INDEX appointments_by_visit ON appointments (hub_visit_id) WHERE hub_visit_id IS NOT NULL;
-- One of each kind: who is to be seen in a clinic may be photographed before.
DROP INDEX appointments_standing;
CREATE UNIQUE INDEX appointments_standing ON appointments (case_id, (COALESCE(hub_visit_id, ''))) WHERE state = 'booked';

-- Which visit a picture was taken at.
ALTER TABLE images ADD COLUMN hub_visit_id TEXT REFERENCES hub_visits (id);
