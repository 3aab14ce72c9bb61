-- When the patient may read what was answered; NULL until then. Until now everybody could at once.
ALTER TABLE cases ADD COLUMN news_at BIGINT;
UPDATE cases SET news_at = takes_effect_at WHERE takes_effect_at IS NOT NULL AND state <> 'paused';
-- The account that noted that it told the patient itself.
ALTER TABLE cases ADD COLUMN told_by TEXT;
-- By when somebody should have told them: from then on it stands on the practice's list.
ALTER TABLE cases ADD COLUMN tell_by BIGINT;
CREATE INDEX cases_to_tell ON cases (practice_id, changed_at, id) WHERE news_at IS NULL AND tell_by IS NOT NULL;
