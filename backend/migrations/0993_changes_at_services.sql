-- What a patient says has changed is the service's to look at, too, where it has taken the case over or it may not wait.
ALTER TABLE change_reports ADD COLUMN for_service BIGINT NOT NULL DEFAULT 0;
-- Who of the service said that they have looked.
ALTER TABLE change_reports ADD COLUMN seen_by TEXT;
ALTER TABLE change_reports ADD COLUMN seen_at BIGINT;
