-- Who runs counts, however it began; a place is only what starts that could exclude each other wait at.
ALTER TABLE orchestrator.activation DROP COLUMN instance_id;
ALTER TABLE orchestrator.activation RENAME CONSTRAINT a_place_has_one_holder TO a_place_has_one_row;

CREATE INDEX instance_running ON orchestrator.instance (definition_id) WHERE status = 'Running';

-- Until when an event is kept that started an instance and met no wait (business time); null: until somebody hears it.
ALTER TABLE orchestrator.event_queue ADD COLUMN until timestamptz;
