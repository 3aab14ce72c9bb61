-- Who asks, who answers and whom they belong to, in one table. Today's practices and services are in it under the same
-- ids; their own tables keep what only they have (a service's promises) and what cases refer to.
CREATE TABLE organisations (
    id           TEXT PRIMARY KEY,
    -- domain::organisation::OrganisationKind.
    kind         TEXT NOT NULL,
    -- Of the Organisation Data Service, in upper case; not everything has one.
    ods_code     TEXT UNIQUE,
    parent_id    TEXT REFERENCES organisations (id),
    name         TEXT NOT NULL,
    address      TEXT NOT NULL DEFAULT '',
    phone        TEXT NOT NULL DEFAULT '',
    -- NULL: it was there before Skinlink noted when.
    opened_at    BIGINT,
    closed_at    BIGINT,
    -- Who goes on with its work once it is closed.
    successor_id TEXT REFERENCES organisations (id)
);
INSERT INTO organisations (id, kind, name, phone) SELECT id, 'practice', name, phone FROM practices;
INSERT INTO organisations (id, kind, name) SELECT id, 'service', name FROM services;

-- Somebody's role at an organisation, from and until. A session works in one of them.
CREATE TABLE memberships (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    -- NULL: an administrator, of the whole installation.
    organisation_id TEXT REFERENCES organisations (id),
    role            TEXT NOT NULL,
    from_at         BIGINT NOT NULL,
    -- NULL: until further notice.
    until_at        BIGINT
);
-- The first one of each account has the account's own id, since SQL that runs on both databases makes no UUIDs.
INSERT INTO memberships (id, account_id, organisation_id, role, from_at)
    SELECT id, id, COALESCE(practice_id, service_id), role, created_at FROM accounts;
CREATE INDEX memberships_by_account ON memberships (account_id, from_at, id);
CREATE INDEX memberships_by_organisation ON memberships (organisation_id, account_id);

-- How somebody proves who they are: any number of ways, of any kind. A password, a code from an app ('totp'), a recovery
-- code; a passkey would be one more row.
CREATE TABLE credentials (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind       TEXT NOT NULL,
    -- By its kind: a hash (Argon2id, PHC string), or what is sealed with the installation's key.
    secret     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The newest 30 seconds whose code was taken: none is taken twice.
    last_step  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX credentials_by_account ON credentials (account_id, kind);
INSERT INTO credentials (id, account_id, kind, secret, created_at)
    SELECT id, id, 'password', password_hash, created_at FROM accounts;
-- Read by nobody from now on, as `role`, `practice_id` and `service_id` are; a password that is changed must not stay.
UPDATE accounts SET password_hash = '';

ALTER TABLE accounts ADD COLUMN locked_at BIGINT;
-- From then on they work here no longer.
ALTER TABLE accounts ADD COLUMN left_at BIGINT;

-- A session says whose it is and which membership it works in. Those from before end here, and their owners sign in again.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN account_id TEXT REFERENCES accounts (id);
CREATE INDEX sessions_by_account ON sessions (account_id);
ALTER TABLE page_marks ADD COLUMN membership_id TEXT REFERENCES memberships (id);
ALTER TABLE unsent_forms ADD COLUMN membership_id TEXT REFERENCES memberships (id);
