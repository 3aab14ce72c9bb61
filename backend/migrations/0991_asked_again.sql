-- A request that asks again about the same problem names the first one about it; NULL of the first itself. No foreign key: a
-- server of the release before erases a first request without knowing of those that follow it.
ALTER TABLE cases ADD COLUMN first_id TEXT;
CREATE INDEX cases_by_first ON cases (first_id, created_at);
