-- Deliveries that leave by a real channel, and such as belong to no case. Made anew, because SQLite cannot take NOT NULL
-- away from a column.
CREATE TABLE deliveries_0910 (
    id              TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    -- The case it belongs to, for calling off what an undone answer caused; NULL for mail to people who work here.
    case_id         TEXT REFERENCES cases (id),
    -- Emptied once delivered: a text holds a link's token.
    payload         TEXT NOT NULL,
    -- 'waiting', 'done', 'dead', 'cancelled'.
    state           TEXT NOT NULL,
    -- How often a worker took it on; after how many of those it is known that nothing has left. While one more was made
    -- than is known of, it may have left, and the channel is asked before it is sent again.
    attempts        BIGINT NOT NULL,
    settled         BIGINT NOT NULL DEFAULT 0,
    -- How often that failed. What nothing is the matter with but the channel's settings does not count.
    failures        BIGINT NOT NULL DEFAULT 0,
    next_at         BIGINT NOT NULL,
    -- A worker has it until then; afterwards another may take it.
    leased_until    BIGINT,
    lease           TEXT NOT NULL DEFAULT '',
    -- Why it is dead or waits longer, in one of our own words.
    reason          TEXT,
    -- The channel's own name for it.
    external_id     TEXT,
    -- What the channel said of it last.
    status          TEXT,
    created_at      BIGINT NOT NULL,
    done_at         BIGINT
);
INSERT INTO deliveries_0910 (id, idempotency_key, case_id, payload, state, attempts, settled, failures, next_at,
                             leased_until, lease, reason, created_at, done_at)
SELECT id, idempotency_key, case_id, payload, state, attempts, 0, attempts, next_at,
       leased_until, lease, reason, created_at, done_at FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_0910 RENAME TO deliveries;
CREATE INDEX deliveries_to_do ON deliveries (state, next_at);
CREATE INDEX deliveries_by_case ON deliveries (case_id);
CREATE INDEX deliveries_by_time ON deliveries (created_at);
CREATE INDEX deliveries_by_external_id ON deliveries (external_id);
