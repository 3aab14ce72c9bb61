-- What channels said of what they were given: stored once under their own name for it, and handled in the same
-- transaction. Nothing of whom it went to.
CREATE TABLE receipts (
    -- 'notify'.
    source      TEXT NOT NULL,
    external_id TEXT NOT NULL,
    -- In the channel's own words.
    status      TEXT NOT NULL,
    -- NULL where it was of none that we know.
    delivery_id TEXT,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (source, external_id, status)
);
CREATE INDEX receipts_by_delivery ON receipts (delivery_id);
