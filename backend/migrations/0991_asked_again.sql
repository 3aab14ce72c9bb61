-- A request that asks again about the same problem names the first one about it; NULL of the first itself.
ALTER TABLE cases ADD COLUMN first_id TEXT REFERENCES cases (id);
CREATE INDEX cases_by_first ON cases (first_id, created_at);
