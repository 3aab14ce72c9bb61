-- When an administrator said that a delivery that was given up is dealt with; NULL: nobody has.
ALTER TABLE deliveries ADD COLUMN dealt_with_at BIGINT;
CREATE INDEX deliveries_given_up ON deliveries (done_at, id) WHERE state = 'dead' AND dealt_with_at IS NULL;

-- What an entry can be searched by, copied out of its sealed parts: who, working where, did what, to which account or
-- organisation. NULL in `what`: not yet.
ALTER TABLE access_log ADD COLUMN account_id TEXT;
ALTER TABLE access_log ADD COLUMN organisation_id TEXT;
ALTER TABLE access_log ADD COLUMN what TEXT;
ALTER TABLE access_log ADD COLUMN about_id TEXT;
CREATE INDEX access_log_by_account ON access_log (account_id, seq);
CREATE INDEX access_log_by_organisation ON access_log (organisation_id, seq);
CREATE INDEX access_log_by_what ON access_log (what, seq);
CREATE INDEX access_log_by_about ON access_log (about_id, seq);
