-- What a passkey is found by (hexadecimal), what its owner calls it, and when it last let them in.
ALTER TABLE credentials ADD COLUMN external_id TEXT;
ALTER TABLE credentials ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE credentials ADD COLUMN used_at BIGINT;
CREATE UNIQUE INDEX credentials_by_external_id ON credentials (external_id);

-- Challenges that were answered, by SHA-256: none is twice. Until they could not be answered in any case.
CREATE TABLE used_challenges (
    challenge TEXT PRIMARY KEY,
    until_at  BIGINT NOT NULL
);
