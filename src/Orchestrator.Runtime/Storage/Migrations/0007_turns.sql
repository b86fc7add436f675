-- Kept events are matched again for a while: a wait and its event may have been written at the same moment, each not
-- seeing the other.
CREATE INDEX event_queue_by_time ON orchestrator.event_queue (published_at);

-- Journal rows and published versions prove what happened: nobody changes them, and only a whole month is dropped.
CREATE TRIGGER a_record_never_changes BEFORE UPDATE OR DELETE ON orchestrator.journal
    FOR EACH ROW EXECUTE FUNCTION orchestrator.refuse_change();
