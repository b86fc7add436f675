-- The button that was pressed, where its act made another outcome of it: the verdict of a first verification, say. Null
-- where both are the same, and for answers from before.
ALTER TABLE supervision.task_answer ADD COLUMN chosen text;
