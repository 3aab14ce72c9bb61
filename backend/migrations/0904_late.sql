-- By when the practice makes the referral that an answer asked it for; NULL in older rows.
ALTER TABLE cases ADD COLUMN refer_by BIGINT;
-- When wrong dates locked a link; NULL in older rows, which are as old as the link then.
ALTER TABLE photo_requests ADD COLUMN locked_at BIGINT;
