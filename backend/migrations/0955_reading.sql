-- Since when an answer waits to be opened by its patient, who was told by a text that it is there; NULL where nobody waits
-- for that, and of answers from before it was noted.
ALTER TABLE cases ADD COLUMN unread_since BIGINT;
-- When the patient opened the answer as they were last told of it; NULL where they did not, and in older rows.
ALTER TABLE cases ADD COLUMN answer_opened_at BIGINT;
