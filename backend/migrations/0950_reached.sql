-- When the practice last noted that it has spoken to the patient itself; NULL in older rows.
ALTER TABLE cases ADD COLUMN told_at BIGINT;
-- When the patient said no to sending photos by this link; NULL where they did not, and in older rows.
ALTER TABLE photo_requests ADD COLUMN declined_at BIGINT;
