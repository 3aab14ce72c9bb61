-- A practice's start page counts from these alone: like the one before this file, each has the column that its own condition
-- is about, and the second what decides whether something was handed on.
CREATE INDEX tasks_in_practice ON tasks (practice_id, kind, band, due_at, since_at, case_id, from_at, until_at, closed_at)
    WHERE closed_at IS NULL;
CREATE INDEX tasks_due_in_practice
    ON tasks (practice_id, due_at, case_id, kind, hands_on_at, from_at, until_at, closed_at) WHERE closed_at IS NULL;
-- They begin with the columns of those before them.
DROP INDEX tasks_of_practice;
DROP INDEX tasks_due_at_practice;
