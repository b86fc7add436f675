-- A mail that is not urgent waits for office hours whenever it would leave, not only when it was queued; and one that
-- nobody needs any more (the task was done first) does not leave at all: Withdrawn.
ALTER TABLE orchestrator.mail ADD COLUMN is_urgent boolean NOT NULL DEFAULT false;
ALTER TABLE orchestrator.mail DROP CONSTRAINT a_mail_is_in_a_known_state;
ALTER TABLE orchestrator.mail ADD CONSTRAINT a_mail_is_in_a_known_state CHECK (
    state IN ('Queued', 'Leased', 'HandingOver', 'HandedOver', 'Unknown', 'Failed', 'Withdrawn'));
ALTER TABLE orchestrator.mail DROP CONSTRAINT a_settled_mail_has_its_time;
ALTER TABLE orchestrator.mail ADD CONSTRAINT a_settled_mail_has_its_time CHECK (
    (state IN ('HandedOver', 'Unknown', 'Failed', 'Withdrawn')) = (settled_at IS NOT NULL));
