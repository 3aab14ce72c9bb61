-- When the channel is asked next what became of a text that it took, and how often it was asked; NULL: it is known, or
-- nobody asks any longer.
ALTER TABLE deliveries ADD COLUMN look_at BIGINT;
ALTER TABLE deliveries ADD COLUMN looks BIGINT NOT NULL DEFAULT 0;
CREATE INDEX deliveries_to_follow_up ON deliveries (look_at) WHERE look_at IS NOT NULL;
