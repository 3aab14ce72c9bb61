-- When somebody answers the telephone there, in words; patients and colleagues read it beside the number.
ALTER TABLE organisations ADD COLUMN hours TEXT NOT NULL DEFAULT '';
