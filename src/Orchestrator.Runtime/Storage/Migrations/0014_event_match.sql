-- Until when kept events were matched with waits (machine time). The next match begins a while before that, so that an
-- outage of any length loses no event that its wait did not see.
CREATE TABLE orchestrator.event_match (
    one_row boolean NOT NULL DEFAULT true,
    until   timestamptz NOT NULL,
    CONSTRAINT there_is_one_last_match PRIMARY KEY (one_row),
    CONSTRAINT there_is_only_one_last_match CHECK (one_row)
);

-- The month a record lies in is part of the key, so the key alone does not keep a turn from being recorded twice: the
-- version that every write of an instance names does.
ALTER TABLE orchestrator.journal RENAME CONSTRAINT a_turn_is_recorded_once TO a_record_has_one_row;
