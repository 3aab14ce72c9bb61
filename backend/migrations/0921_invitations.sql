-- Links by which people choose their first password, or after a reset a new one. Of several to one address the newest
-- counts.
CREATE TABLE invitations (
    id              TEXT PRIMARY KEY,
    -- SHA-256 of what stands in the link: who reads this table can accept none.
    token           TEXT NOT NULL UNIQUE,
    -- In lower case.
    email           TEXT NOT NULL,
    name            TEXT NOT NULL,
    -- Whose password it is for, after a reset; NULL: the account is made when it is accepted, with this role there.
    account_id      TEXT REFERENCES accounts (id),
    role            TEXT,
    organisation_id TEXT REFERENCES organisations (id),
    made_at         BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT
);
CREATE INDEX invitations_by_email ON invitations (email, made_at);
