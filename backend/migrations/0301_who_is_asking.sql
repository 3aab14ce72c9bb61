-- A session is found by the SHA-256 of the id that its cookie holds: who reads this table owns no session. Those that
-- were kept by the id itself end here, and their owners sign in again.
DELETE FROM sessions;

-- Whose pages carry which mark, by its SHA-256, so that a form that comes after its session has ended is known to be
-- theirs. Signing out deletes it.
CREATE TABLE page_marks (
    mark       TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX page_marks_by_expiry ON page_marks (expires_at);

-- Forms that came too late to be sent: their author is asked, and nobody else sees them.
CREATE TABLE unsent_forms (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- The address that the form was for, and what stood in it, as a browser encodes it.
    path       TEXT NOT NULL,
    body       TEXT NOT NULL,
    kept_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX unsent_forms_by_account ON unsent_forms (account_id, kept_at);

-- Wrong passwords, counted by keyed hashes: of an address on the network, of an account from there, of a known device.
CREATE TABLE sign_in_failures (
    bucket   TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (last_at);
