-- How many texts went out within a day is asked before each.
CREATE INDEX deliveries_by_time ON deliveries (created_at);
