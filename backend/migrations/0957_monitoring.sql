-- Follow-up photos by a plan (domain::monitoring).
CREATE TABLE monitoring_plans (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    set_by      TEXT NOT NULL REFERENCES accounts (id),
    -- From when on it is so: an answer that planned it can be taken back until then.
    set_at      BIGINT NOT NULL,
    -- domain::monitoring::Plan as JSON.
    plan        TEXT NOT NULL,
    -- When the patient is asked next; NULL while a round is open, and once it has ended.
    next_at     BIGINT,
    -- Grows with everything that becomes of it, so that a page that shows an older one is told so.
    version     BIGINT NOT NULL,
    -- domain::monitoring::PlanEnd; NULL while it is open.
    ended       TEXT,
    ended_by    TEXT REFERENCES accounts (id),
    ended_at    BIGINT,
    -- When to seek help, where somebody ended it who looked at the photos.
    safety_net  TEXT NOT NULL DEFAULT '',
    -- Of the form that it came by: the same form twice is one plan.
    request_key TEXT NOT NULL UNIQUE
);
CREATE INDEX monitoring_plans_by_case ON monitoring_plans (case_id, set_at);
CREATE UNIQUE INDEX monitoring_plans_open ON monitoring_plans (case_id) WHERE ended IS NULL;
CREATE INDEX monitoring_plans_due ON monitoring_plans (next_at) WHERE ended IS NULL AND next_at IS NOT NULL;

CREATE TABLE monitoring_rounds (
    id               TEXT PRIMARY KEY,
    plan_id          TEXT NOT NULL REFERENCES monitoring_plans (id),
    case_id          TEXT NOT NULL REFERENCES cases (id),
    number           BIGINT NOT NULL,
    -- When the plan wanted it, and when the patient was asked.
    due_at           BIGINT NOT NULL,
    asked_at         BIGINT NOT NULL,
    -- The link; NULL where nobody could be texted.
    photo_request_id TEXT REFERENCES photo_requests (id),
    sent_at          BIGINT,
    -- 1 where what the patient says cannot wait.
    worse            BIGINT NOT NULL DEFAULT 0,
    -- domain::monitoring::RoundEnd; NULL while it is open.
    ended            TEXT,
    ended_by         TEXT REFERENCES accounts (id),
    ended_at         BIGINT,
    -- Who of the service said that they know that photos did not come twice.
    noted_by         TEXT REFERENCES accounts (id),
    noted_at         BIGINT,
    -- However often its time comes, a round is asked for once.
    UNIQUE (plan_id, number)
);
CREATE INDEX monitoring_rounds_by_case ON monitoring_rounds (case_id, asked_at);
CREATE INDEX monitoring_rounds_by_link ON monitoring_rounds (photo_request_id) WHERE photo_request_id IS NOT NULL;
CREATE UNIQUE INDEX monitoring_rounds_open ON monitoring_rounds (plan_id) WHERE ended IS NULL;
