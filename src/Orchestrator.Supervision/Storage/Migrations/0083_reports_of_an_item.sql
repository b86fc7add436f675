-- Whoever opens a verification asks for the last report of its item; the index of the constraint begins with the
-- inspection.
CREATE INDEX reports_of_an_item ON supervision.rectification_report (item_id, version DESC);
