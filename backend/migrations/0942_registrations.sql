-- A clinician's entry in a register ("GMC 1234567"), and what it was when they answered.
ALTER TABLE accounts ADD COLUMN registration TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN registration TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN registration TEXT NOT NULL DEFAULT '';
ALTER TABLE answer_amendments ADD COLUMN registration TEXT NOT NULL DEFAULT '';
