-- What one case asks on its way reads the rows of that case, however many there are of others.
CREATE INDEX obligations_of_a_unit_inspection ON supervision.obligation (unit_inspection_id);
CREATE INDEX obligation_of_a_wait ON supervision.obligation (instance_id, bookmark) WHERE instance_id IS NOT NULL;
CREATE INDEX obligations_of_a_unit ON supervision.obligation (unit_code, due_on);
CREATE INDEX orders_of_a_unit_inspection ON supervision.supervisory_order (unit_inspection_id);
CREATE INDEX tasks_of_a_unit_inspection ON supervision.open_task (unit_inspection_id);

-- Whoever asks knows the id and seldom the kind.
DROP INDEX supervision.tasks_of_a_subject;
CREATE INDEX tasks_of_a_subject ON supervision.open_task (subject_id);
DROP INDEX supervision.documents_of_a_subject;
CREATE INDEX documents_of_a_subject ON supervision.document (subject_id);
