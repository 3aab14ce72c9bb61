-- The message that a picture went with; NULL of those that went with the request.
ALTER TABLE images ADD COLUMN message_id TEXT;
