-- Patients: a practice's record of somebody. Until now they stood in the forms of cases alone, which stay as they are.
CREATE TABLE patients (
    id           TEXT PRIMARY KEY,
    practice_id  TEXT NOT NULL REFERENCES organisations (id),
    version      BIGINT NOT NULL,
    -- As somebody typed it; empty until they did.
    name         TEXT NOT NULL,
    -- "1948-03-12".
    born         TEXT,
    sex          TEXT,
    -- E.164.
    mobile       TEXT,
    -- Practice, NHS number and date of birth: there is one patient of each. NULL while one of them is not known.
    identity_key TEXT UNIQUE,
    -- domain::patients::Details.
    details      TEXT NOT NULL,
    merged_into  TEXT REFERENCES patients (id),
    -- Whose record it is part of now: its own id while it was not merged.
    survivor_id  TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL
);
CREATE INDEX patients_by_birth ON patients (practice_id, born, id);
CREATE INDEX patients_by_survivor ON patients (survivor_id, id);

CREATE TABLE patient_identifiers (
    patient_id  TEXT NOT NULL REFERENCES patients (id),
    practice_id TEXT NOT NULL,
    -- "nhs_number".
    system      TEXT NOT NULL,
    value       TEXT NOT NULL,
    -- domain::patients::Trace.
    trace       TEXT NOT NULL,
    PRIMARY KEY (patient_id, system)
);
CREATE INDEX patient_identifiers_by_value ON patient_identifiers (practice_id, system, value, patient_id);

-- What a name is found by (domain::patients::search_keys), as hexadecimal UTF-8: that has one order in every database,
-- whatever language it was set up for, so that what begins alike stands together.
CREATE TABLE patient_names (
    patient_id  TEXT NOT NULL REFERENCES patients (id),
    practice_id TEXT NOT NULL,
    key         TEXT NOT NULL,
    PRIMARY KEY (patient_id, key)
);
CREATE INDEX patient_names_by_key ON patient_names (practice_id, key, patient_id);

-- Each case keeps the patient that it came to, also after that one was merged. NULL until it was looked for: cases of an
-- older version, found when the database is opened.
ALTER TABLE cases ADD COLUMN patient_id TEXT REFERENCES patients (id);
CREATE INDEX cases_by_patient ON cases (patient_id, id);
CREATE INDEX cases_without_patient ON cases (id) WHERE patient_id IS NULL;
