-- The defence window (TM-04) and the limit of the opinion (TM-05) are the dates of their tasks: every page and list
-- shows them there, and there they follow a new calendar. These two were written once and read by nobody.
ALTER TABLE supervision.unit_inspection
    DROP COLUMN defence_due_on,
    DROP COLUMN opinion_due_on;
