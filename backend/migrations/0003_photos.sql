CREATE TABLE photo_requests (
    id           TEXT PRIMARY KEY,
    case_id      TEXT NOT NULL REFERENCES cases (id),
    -- 'patient' or 'phone' (the referrer's own).
    kind         TEXT NOT NULL,
    -- SHA-256 of the link's token, hexadecimal; the token itself is nowhere but in the text that was sent.
    token_hash   TEXT NOT NULL UNIQUE,
    created_by   TEXT NOT NULL REFERENCES accounts (id),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    -- E.164; empty for a phone's link.
    mobile       TEXT NOT NULL,
    -- Wrong dates of birth so far.
    wrong_dates  BIGINT NOT NULL,
    -- For lists: 'open', 'declined', 'sent', 'locked', 'withdrawn'. That its time is over is computed.
    state        TEXT NOT NULL,
    -- JSON (domain::consent::Consent, domain::command::PatientAnswers), NULL until given.
    consent      TEXT,
    answers      TEXT,
    sent_at      BIGINT,
    withdrawn_at BIGINT
);
CREATE INDEX photo_requests_by_case ON photo_requests (case_id, created_at);

-- A picture on its way in (tus 1.0).
CREATE TABLE uploads (
    id               TEXT PRIMARY KEY,
    case_id          TEXT NOT NULL REFERENCES cases (id),
    photo_request_id TEXT REFERENCES photo_requests (id),
    account_id       TEXT REFERENCES accounts (id),
    length           BIGINT NOT NULL,
    -- Bytes that are kept durably: no more than this was ever acknowledged.
    received         BIGINT NOT NULL,
    -- JSON (domain::command::PictureDetails).
    details          TEXT NOT NULL,
    -- SHA-256 of the whole file, hexadecimal, or empty: finds the upload again that a reload interrupted.
    fingerprint      TEXT NOT NULL,
    -- The picture it became; NULL until then.
    image_id         TEXT,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL
);
CREATE INDEX uploads_by_case ON uploads (case_id, fingerprint);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);

CREATE TABLE upload_parts (
    upload_id TEXT NOT NULL REFERENCES uploads (id),
    position  BIGINT NOT NULL,
    length    BIGINT NOT NULL,
    object    TEXT NOT NULL,
    PRIMARY KEY (upload_id, position)
);

CREATE TABLE images (
    id               TEXT PRIMARY KEY,
    case_id          TEXT NOT NULL REFERENCES cases (id),
    photo_request_id TEXT REFERENCES photo_requests (id),
    -- Who sent it, where that was somebody with an account.
    account_id       TEXT REFERENCES accounts (id),
    view             TEXT NOT NULL,
    lesion           BIGINT NOT NULL,
    width            BIGINT NOT NULL,
    height           BIGINT NOT NULL,
    bytes            BIGINT NOT NULL,
    -- Names in the object store.
    master           TEXT NOT NULL,
    screen           TEXT NOT NULL,
    thumb            TEXT NOT NULL,
    -- JSON: what the picture's quality is, and what was drawn beside it.
    report           TEXT NOT NULL,
    annotations      TEXT NOT NULL,
    received_at      BIGINT NOT NULL,
    -- When a specialist was first sent it: part of the record from then on.
    sent_at          BIGINT,
    removed_at       BIGINT
);
CREATE INDEX images_by_case ON images (case_id, received_at);

-- Every object's name is here before its first byte is written, and leaves when it has been deleted: what is not in
-- use some time after `changed_at` (a crash, a full disk, a removed picture) is swept.
CREATE TABLE objects (
    name       TEXT PRIMARY KEY,
    in_use     BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX objects_to_sweep ON objects (in_use, changed_at);
