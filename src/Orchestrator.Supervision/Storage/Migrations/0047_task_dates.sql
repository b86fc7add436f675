-- What the date of a task was computed from, so that a new calendar can compute it again; unset where the process gave
-- the date itself. The instant at which the wait lapses stands beside the rule that it follows from.
ALTER TABLE supervision.open_task
    ADD COLUMN due_rule    text,
    ADD COLUMN due_from    date,
    ADD COLUMN lapse_after int,
    ADD COLUMN lapses_at   timestamptz,
    ADD CONSTRAINT a_ruled_date_knows_its_start CHECK ((due_rule IS NULL) = (due_from IS NULL)),
    ADD CONSTRAINT a_lapse_follows_a_due_date CHECK (
        (lapse_after IS NULL) = (lapses_at IS NULL) AND (lapses_at IS NULL OR due_on IS NOT NULL));
