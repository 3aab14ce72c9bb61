-- Who sent a request in the name of the referrer who asks; NULL where they did themselves.
ALTER TABLE cases ADD COLUMN sent_by TEXT REFERENCES accounts (id);
