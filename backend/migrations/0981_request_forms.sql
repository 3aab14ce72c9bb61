-- A request is written in another shape from here on: what is asked about the skin is a response to a form, beside the other
-- fields. Rows of before are read as they are (domain::case::older). A version that would find none of those answers in a newer
-- row refuses this database by this number; there is nothing else to change.
UPDATE installation SET value = value WHERE name = '';
