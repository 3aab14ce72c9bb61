-- What somebody must do next about a case (domain::tasks). A row is opened and closed by the transaction that changed
-- its case; closed ones stay as long as the case, because they say when something was done.
CREATE TABLE tasks (
    case_id     TEXT NOT NULL REFERENCES cases (id),
    kind        TEXT NOT NULL,
    opened_at   BIGINT NOT NULL,
    -- Whose queue it stands in follows from its kind: the practice's or the service's.
    practice_id TEXT NOT NULL,
    service_id  TEXT,
    -- Who of the practice is looked at first.
    account_id  TEXT NOT NULL,
    band        BIGINT NOT NULL,
    -- Open from then, until then: 9223372036854775807 where until somebody does it.
    from_at     BIGINT NOT NULL,
    until_at    BIGINT NOT NULL,
    since_at    BIGINT NOT NULL,
    -- Late from then on, and the manager's, too: 9223372036854775807 where never.
    due_at      BIGINT NOT NULL,
    hands_on_at BIGINT NOT NULL,
    closed_at   BIGINT
);
CREATE INDEX tasks_by_case ON tasks (case_id);
-- A case has one open task of each kind at most.
CREATE UNIQUE INDEX tasks_of_case ON tasks (case_id, kind) WHERE closed_at IS NULL;
-- A page of a queue, and its count, are read from one of these alone.
CREATE INDEX tasks_of_practice ON tasks (practice_id, kind, band, due_at, since_at, case_id, from_at, until_at)
    WHERE closed_at IS NULL;
CREATE INDEX tasks_of_service ON tasks (service_id, kind, band, due_at, since_at, case_id, from_at, until_at)
    WHERE closed_at IS NULL;
-- What is due next of whatever kind, and what was handed on.
CREATE INDEX tasks_due_at_practice ON tasks (practice_id, due_at, case_id, kind) WHERE closed_at IS NULL;
CREATE INDEX tasks_due_at_service ON tasks (service_id, due_at, case_id, kind) WHERE closed_at IS NULL;
-- What is late anywhere.
CREATE INDEX tasks_due ON tasks (kind, due_at) WHERE closed_at IS NULL;

-- Which edition of the rules worked out a case's tasks; 0 where none did.
ALTER TABLE cases ADD COLUMN tasks_edition BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_by_tasks_edition ON cases (tasks_edition, id);
