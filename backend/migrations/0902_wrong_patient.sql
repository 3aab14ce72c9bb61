-- 1 while that side has still to deal with a case of the wrong patient: on top of its lists until it says that it has.
ALTER TABLE cases ADD COLUMN wrong_for_practice BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN wrong_for_service BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_wrong_for_practice ON cases (practice_id, changed_at, id) WHERE wrong_for_practice = 1;
CREATE INDEX cases_wrong_for_service ON cases (service_id, due_at, id) WHERE wrong_for_service = 1;
