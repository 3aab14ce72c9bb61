-- What a service promises and offers, in editions (domain::policy). A row is never changed: the newest edition whose time has
-- come holds. Edition 1 is what the service had before, or was made with; it is carried over when the database is opened.
CREATE TABLE policies (
    service_id   TEXT NOT NULL REFERENCES services (id),
    edition      BIGINT NOT NULL,
    -- JSON, whole: what a later release proposes changes nothing in it.
    policy       TEXT NOT NULL,
    from_at      BIGINT NOT NULL,
    -- NULL where nobody signed in did.
    published_by TEXT REFERENCES accounts (id),
    published_at BIGINT NOT NULL,
    PRIMARY KEY (service_id, edition)
);

-- What somebody has typed for another edition, right or wrong: each person's own, so that two of them lose nothing.
CREATE TABLE policy_drafts (
    service_id TEXT NOT NULL REFERENCES services (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- The newest edition as they saw it.
    based_on   BIGINT NOT NULL,
    fields     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (service_id, account_id)
);

-- The edition that a case was sent under, of its service. NULL before it is sent, and where the version before sent it: that
-- goes by services.rules, which stays a copy of what holds.
ALTER TABLE cases ADD COLUMN policy_edition BIGINT;
UPDATE cases SET policy_edition = 1 WHERE service_id IS NOT NULL;

-- The words of a ready-made answer for when to seek help sooner, where they are its own and not the service's for that
-- outcome: those of all but the first one of an outcome, which the policy takes over. The version before goes on with safety_net.
ALTER TABLE templates ADD COLUMN own_safety_net TEXT NOT NULL DEFAULT '';
UPDATE templates SET own_safety_net = safety_net WHERE safety_net <>
    (SELECT t.safety_net FROM templates t WHERE t.service_id = templates.service_id AND t.outcome = templates.outcome
     ORDER BY t.title, t.id LIMIT 1);
