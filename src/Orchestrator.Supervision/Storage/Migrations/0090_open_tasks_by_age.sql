-- What was opened since the last look (AskedTask).
CREATE INDEX open_tasks_by_age ON supervision.open_task (created_at, id) WHERE state = 'Open';
