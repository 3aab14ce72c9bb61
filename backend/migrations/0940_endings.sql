-- Whoever invited somebody may think better of it before they come.
ALTER TABLE invitations ADD COLUMN taken_back_at BIGINT;
-- Wrong codes of the second step since the last right one: so many lock it.
ALTER TABLE accounts ADD COLUMN wrong_codes BIGINT NOT NULL DEFAULT 0;
-- A code whose owner was told that their phone's clock is ahead: it must not let anybody in when its time comes.
ALTER TABLE credentials ADD COLUMN told_step BIGINT NOT NULL DEFAULT 0;
-- Until now the newest link to an address was the one that counted, wherever it was to. One for something else that it had
-- taken the place of does not come alive again.
UPDATE invitations SET taken_back_at = made_at
WHERE used_at IS NULL
  AND EXISTS (SELECT 1 FROM invitations n WHERE n.email = invitations.email AND n.made_at > invitations.made_at);
