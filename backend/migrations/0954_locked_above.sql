-- 1 where an administrator, or the command line, locked an account: a manager does not unlock it.
ALTER TABLE accounts ADD COLUMN locked_above BIGINT NOT NULL DEFAULT 0;
