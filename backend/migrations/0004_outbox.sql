-- Outgoing messages, written in the transaction that causes them (transactional outbox).
CREATE TABLE deliveries (
    id              TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    -- The case it belongs to, for calling off what an undone answer caused.
    case_id         TEXT NOT NULL REFERENCES cases (id),
    -- Emptied once delivered: a text holds a link's token.
    payload         TEXT NOT NULL,
    -- 'waiting', 'done', 'dead', 'cancelled'.
    state           TEXT NOT NULL,
    attempts        BIGINT NOT NULL,
    next_at         BIGINT NOT NULL,
    -- A worker has it until then; afterwards another may take it.
    leased_until    BIGINT,
    -- Why it is dead, in one of our own words.
    reason          TEXT,
    created_at      BIGINT NOT NULL,
    done_at         BIGINT
);
CREATE INDEX deliveries_to_do ON deliveries (state, next_at);
CREATE INDEX deliveries_by_case ON deliveries (case_id);

-- What the demonstration phone received.
CREATE TABLE phone_texts (
    -- The delivery's, so that a text delivered twice is shown once.
    id        TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    body      TEXT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX phone_texts_by_time ON phone_texts (at);
