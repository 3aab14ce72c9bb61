-- The key that an answer's form was made with: the same key and content again is one act. Null before it was kept.
ALTER TABLE answers ADD COLUMN request_key TEXT;
CREATE UNIQUE INDEX answers_by_request_key ON answers (request_key);
-- JSON (domain::case::WordsOrigin): what a template filled in, and which outcome the words were written for. It goes
-- with a draft and comes back with an answer that was taken back. Null before it was kept.
ALTER TABLE answers ADD COLUMN origin TEXT;
ALTER TABLE answer_drafts ADD COLUMN origin TEXT;
-- 1 while an answer asks the practice to refer and it has not said that it did.
ALTER TABLE cases ADD COLUMN to_refer BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET to_refer = 1
WHERE state IN ('answered', 'acknowledged')
  AND (state_detail LIKE '%"outcome":"upgrade_to_cancer"%' OR state_detail LIKE '%"outcome":"urgent_clinic"%'
    OR state_detail LIKE '%"outcome":"routine_clinic"%' OR state_detail LIKE '%"outcome":"surgery_urgent"%'
    OR state_detail LIKE '%"outcome":"surgery_routine"%' OR state_detail LIKE '%"outcome":"community_dermatology"%'
    OR state_detail LIKE '%"outcome":"plastic_surgery"%' OR state_detail LIKE '%"outcome":"ear_nose_throat"%'
    OR state_detail LIKE '%"outcome":"other_specialty"%' OR state_detail LIKE '%"outcome":"photo_hub"%'
    OR state_detail LIKE '%"outcome":"video_consultation"%' OR state_detail LIKE '%"outcome":"redirect"%');
CREATE INDEX cases_to_refer ON cases (practice_id, changed_at, id) WHERE to_refer = 1;
-- JSON (domain::pathway::ScoreSent): the 7-point score as it was shown when the request was sent, with the version of
-- the rule that gave it. Null for requests from before it was kept.
ALTER TABLE cases ADD COLUMN score_sent TEXT;

-- What was added to an answer that stands, how it was corrected, or that it was retracted. The answer itself stays as it
-- was sent; one that was retracted is in force no longer.
ALTER TABLE answers ADD COLUMN retracted_at BIGINT;
CREATE TABLE answer_amendments (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    answer_id   TEXT NOT NULL REFERENCES answers (id),
    account_id  TEXT NOT NULL REFERENCES accounts (id),
    -- domain::case::AmendmentKind
    kind        TEXT NOT NULL,
    text        TEXT NOT NULL,
    -- Of the form that it came by: the same key and content again is one act.
    request_key TEXT NOT NULL UNIQUE,
    created_at  BIGINT NOT NULL
);
CREATE INDEX answer_amendments_by_case ON answer_amendments (case_id, created_at);
-- 1 while the practice has not read what became of an answer since.
ALTER TABLE cases ADD COLUMN amended_unread BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_amended ON cases (practice_id, changed_at, id) WHERE amended_unread = 1;
