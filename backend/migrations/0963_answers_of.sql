-- The newest answers of one kind of request or about one site: a page of them is read from one of these, however rare they
-- are among all that a service has answered.
CREATE INDEX cases_by_answer_and_kind ON cases (service_id, kind, answered_at, id) WHERE answered_at IS NOT NULL;
CREATE INDEX cases_by_answer_and_site ON cases (service_id, site, answered_at, id) WHERE answered_at IS NOT NULL;
