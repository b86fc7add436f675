-- Lists of mails, newest first, and the few that have not been handed over.
CREATE INDEX mail_by_queue ON orchestrator.mail (queued_at DESC, id DESC);
CREATE INDEX mail_not_handed_over ON orchestrator.mail (state) WHERE state <> 'HandedOver';

-- Of mails that were settled in one turn, a page of the mailbox ends with one and the next begins with another.
DROP INDEX orchestrator.mail_in_mailbox;
CREATE INDEX mail_in_mailbox ON orchestrator.mail (settled_at DESC, id DESC) WHERE via = 'Mailbox';
