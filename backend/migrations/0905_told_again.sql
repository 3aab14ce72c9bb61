-- Since when a patient, who was told of an answer, has to be told what became of it.
ALTER TABLE cases ADD COLUMN retell_at BIGINT;
CREATE INDEX cases_to_tell_again ON cases (practice_id, tell_by, id) WHERE retell_at IS NOT NULL;
-- Whether the patient knew of the answer by then. Of older ones that is not known, and they go on saying so.
ALTER TABLE answer_amendments ADD COLUMN was_told BIGINT NOT NULL DEFAULT 1;
