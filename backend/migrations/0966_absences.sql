-- Who is away from an organisation, and who stands in for them (domain::absence).
CREATE TABLE absences (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    stand_in_id     TEXT NOT NULL REFERENCES accounts (id),
    -- The first moment of the first day, and that after the last.
    from_at         BIGINT NOT NULL,
    until_at        BIGINT NOT NULL,
    set_by          TEXT NOT NULL REFERENCES accounts (id),
    set_at          BIGINT NOT NULL,
    -- Taken back, or ended before its last day.
    ended_by        TEXT REFERENCES accounts (id),
    ended_at        BIGINT
);
CREATE INDEX absences_at ON absences (organisation_id, until_at) WHERE ended_at IS NULL;
