-- What a mailbox shows as one conversation: every mail of a case, to whomever and of whichever task.
ALTER TABLE orchestrator.mail ADD COLUMN thread_id uuid;

CREATE INDEX mail_by_task ON orchestrator.mail (task_id, queued_at DESC) WHERE task_id IS NOT NULL;
