-- Lesions: one spot or area of a patient that stays itself over time, with a number by which it is spoken of.
CREATE TABLE lesions (
    id         TEXT PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id),
    -- 1, 2, 3 … of this patient.
    number     BIGINT NOT NULL,
    -- domain::case::Site, and domain::case::Side or empty.
    site       TEXT NOT NULL,
    side       TEXT NOT NULL,
    -- What the practice calls it, and where on a drawing it is: empty and NULL until somebody says so.
    label      TEXT NOT NULL,
    pin        TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (patient_id, number),
    UNIQUE (patient_id, site, side)
);

-- The lesion that a case is about; empty where it has no site, NULL until it was looked for: cases of an older version.
ALTER TABLE cases ADD COLUMN lesion_id TEXT;
CREATE INDEX cases_by_lesion ON cases (lesion_id);
CREATE INDEX cases_without_lesion ON cases (id) WHERE lesion_id IS NULL;
