-- A version of a form that a service has published for itself. What comes with the program is in the program, under version 1 of
-- each address, and in no row. Names of versions are given once for all services, because an answer names its form by address
-- and version alone.
CREATE TABLE questionnaires (
    url          TEXT NOT NULL,
    version      TEXT NOT NULL,
    service_id   TEXT NOT NULL REFERENCES services (id),
    -- FHIR R4, as it was checked.
    json         TEXT NOT NULL,
    published_by TEXT NOT NULL REFERENCES accounts (id),
    published_at BIGINT NOT NULL,
    -- From then on nobody begins with it; who has begun goes on, and what was answered stays readable.
    withdrawn_at BIGINT,
    withdrawn_by TEXT REFERENCES accounts (id),
    PRIMARY KEY (url, version)
);
CREATE INDEX questionnaires_of_service ON questionnaires (service_id, url, published_at);

-- What somebody has put in to be looked at before it is published: one for each service, right or wrong.
CREATE TABLE questionnaire_drafts (
    service_id TEXT PRIMARY KEY REFERENCES services (id),
    json       TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- The version that a link was made with, "url|version"; NULL for links without questions. Answers name theirs themselves, those
-- from before do not and are version 1's.
ALTER TABLE photo_requests ADD COLUMN questionnaire TEXT;
UPDATE photo_requests SET questionnaire = 'https://skinlink.example/fhir/Questionnaire/patient-questions|1' WHERE kind = 'patient';

-- All that was answered (JSON, domain::forms::Response, which names its version); `words` is what the practice reads. NULL for
-- reports of the version before, whose words are all there is.
ALTER TABLE change_reports ADD COLUMN answers TEXT;
