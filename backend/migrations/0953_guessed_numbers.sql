-- That somebody gave numbers that open no case until none was taken from them for a while, for whoever looks at openings.
CREATE TABLE opening_guesses (
    id              TEXT PRIMARY KEY,
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    -- Where they worked then.
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    tries           BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    until_at        BIGINT NOT NULL
);
CREATE INDEX opening_guesses_by_organisation ON opening_guesses (organisation_id, at);

-- That somebody has looked at one, once for each organisation.
CREATE TABLE opening_guess_looks (
    guess_id        TEXT NOT NULL REFERENCES opening_guesses (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    at              BIGINT NOT NULL,
    PRIMARY KEY (guess_id, organisation_id)
);
