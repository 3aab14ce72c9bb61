-- A short film; the picture it belongs to is its poster, and decides who may play it.
CREATE TABLE clips (
    image_id     TEXT PRIMARY KEY REFERENCES images (id),
    case_id      TEXT NOT NULL REFERENCES cases (id),
    -- 'mp4', 'quicktime' or 'webm' (imaging::clip::ClipKind).
    kind         TEXT NOT NULL,
    bytes        BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL,
    -- Name in the object store.
    object       TEXT NOT NULL,
    received_at  BIGINT NOT NULL,
    removed_at   BIGINT
);
CREATE INDEX clips_by_case ON clips (case_id);
