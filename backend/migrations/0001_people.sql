-- Who asks and who answers. Identifiers are UUIDv7 as TEXT, times UTC milliseconds as BIGINT, flags BIGINT 0/1 and
-- structured detail JSON as TEXT, so that one set of statements runs on SQLite and on PostgreSQL.
CREATE TABLE practices (
    id    TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    phone TEXT NOT NULL
);

CREATE TABLE services (
    id    TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    -- domain::sla: targets in working days per kind, calendar, cut-off.
    rules TEXT NOT NULL
);

CREATE TABLE accounts (
    id            TEXT PRIMARY KEY,
    -- In lower case.
    email         TEXT NOT NULL UNIQUE,
    -- Argon2id, PHC string.
    password_hash TEXT NOT NULL,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    practice_id   TEXT REFERENCES practices (id),
    service_id    TEXT REFERENCES services (id),
    created_at    BIGINT NOT NULL
);

-- Of tower-sessions; the cookie holds only the id.
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    data       TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE templates (
    id         TEXT PRIMARY KEY,
    service_id TEXT NOT NULL REFERENCES services (id),
    outcome    TEXT NOT NULL,
    title      TEXT NOT NULL,
    diagnosis  TEXT NOT NULL,
    advice     TEXT NOT NULL,
    safety_net TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX templates_by_service ON templates (service_id, outcome, title);
