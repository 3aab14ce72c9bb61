-- What a practice and the service that it asked write to each other about a case.
CREATE TABLE messages (
    id           TEXT PRIMARY KEY,
    case_id      TEXT NOT NULL REFERENCES cases (id),
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    -- Its writer's, as it was then; empty where there was none.
    registration TEXT NOT NULL,
    -- domain::case::Party: of which side.
    party        TEXT NOT NULL,
    text         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    -- Of the form that it came by: the same form twice is one message.
    request_key  TEXT NOT NULL UNIQUE,
    -- Who of the other side said that it is read.
    read_by      TEXT REFERENCES accounts (id),
    read_at      BIGINT
);
CREATE INDEX messages_by_case ON messages (case_id, created_at);
