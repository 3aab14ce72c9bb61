-- 0: looked at first, 1: the rest (domain::pathway::looks_first); the worklist is ordered by it before the due time.
-- Written with every change of a case; what is there already is judged here by the rule as it is today. The request is
-- kept as the JSON of what was filled in, so that a tick is found by its name.
ALTER TABLE cases ADD COLUMN band BIGINT NOT NULL DEFAULT 1;
UPDATE cases SET band = 0 WHERE kind = 'cancer'
    OR draft LIKE '%"immunosuppressed":true%'
    OR (draft NOT LIKE '%"problem":"rash"%' AND draft LIKE '%"change_raised":true%' AND draft LIKE '%"change_size":true%')
    OR (draft NOT LIKE '%"problem":"rash"%' AND draft LIKE '%"pigmented":true%' AND (
           site IN ('hand', 'nail', 'foot', 'sole')
        OR (CASE WHEN draft LIKE '%"seven_size":true%' THEN 2 ELSE 0 END
          + CASE WHEN draft LIKE '%"seven_shape":true%' THEN 2 ELSE 0 END
          + CASE WHEN draft LIKE '%"seven_colour":true%' THEN 2 ELSE 0 END
          + CASE WHEN draft LIKE '%"seven_large":true%' THEN 1 ELSE 0 END
          + CASE WHEN draft LIKE '%"seven_inflamed":true%' THEN 1 ELSE 0 END
          + CASE WHEN draft LIKE '%"seven_oozing":true%' THEN 1 ELSE 0 END
          + CASE WHEN draft LIKE '%"seven_sensation":true%' THEN 1 ELSE 0 END) >= 3));

DROP INDEX cases_by_due_and_kind;
DROP INDEX cases_by_due_and_site;
CREATE INDEX cases_by_band ON cases (service_id, state, band, due_at, id);
CREATE INDEX cases_by_band_and_kind ON cases (service_id, state, kind, band, due_at, id);
CREATE INDEX cases_by_band_and_site ON cases (service_id, state, site, band, due_at, id);
