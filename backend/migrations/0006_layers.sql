-- What one person drew over a picture. What it was sent with stands in images.annotations, and stays; until this table
-- came, what a service drew was kept there too, and cannot be told apart.
CREATE TABLE image_layers (
    image_id   TEXT NOT NULL REFERENCES images (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- JSON (domain::annotation::Overlay).
    overlay    TEXT NOT NULL,
    -- Rises by one with every change: a change names the one it was made on.
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- When the case's log last told of it.
    told_at    BIGINT NOT NULL,
    PRIMARY KEY (image_id, account_id)
);
