-- The first delivery of a task's letter starts the wait for the deemed receipt; another copy of it (a new contact, a
-- mail sent again) starts none, and is not kept for the next letter of the case.
ALTER TABLE supervision.open_task ADD COLUMN delivered_at timestamptz;

-- Whoever drafts an order holds the inspection and sees what is urged already. The day is no key: an item's order may
-- have gone out this morning before the one for the missing first report lists the others.
DROP INDEX supervision.one_order_per_unit_level_and_day;
