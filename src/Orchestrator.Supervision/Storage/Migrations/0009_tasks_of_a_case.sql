-- A letter leads to the task of its case that falls due next.
CREATE INDEX open_tasks_of_a_case ON supervision.open_task (unit_inspection_id, due_on) WHERE state = 'Open';
