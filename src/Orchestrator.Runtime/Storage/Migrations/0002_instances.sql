-- One row per run of a definition, small and hot: lists read it and never the state. Few indexes, and none on a
-- column that changes with every turn, so that an update stays on its page.
CREATE TABLE orchestrator.instance (
    id                 uuid NOT NULL,
    definition_id      text NOT NULL,
    definition_version int NOT NULL,
    status             text NOT NULL DEFAULT 'Running',
    sub_status         text NOT NULL DEFAULT 'Pending',
    correlation_id     text,
    name               text,
    parent_id          uuid,
    -- The children of this case run the versions that were published when the case began.
    pinned_at          bigint NOT NULL,
    waits              int NOT NULL DEFAULT 0,
    incidents          int NOT NULL DEFAULT 0,
    -- Counts turns. Every write names the version it read: a late writer changes nothing.
    version            int NOT NULL DEFAULT 0,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    finished_at        timestamptz,
    CONSTRAINT an_instance_has_one_row PRIMARY KEY (id),
    CONSTRAINT an_instance_is_running_or_finished CHECK (status IN ('Running', 'Finished')),
    CONSTRAINT a_finished_instance_has_an_end_time CHECK ((status = 'Finished') = (finished_at IS NOT NULL)),
    CONSTRAINT a_finished_instance_waits_for_nothing CHECK (status = 'Running' OR waits = 0)
) WITH (fillfactor = 80);

CREATE INDEX instance_by_definition ON orchestrator.instance (definition_id, created_at);
CREATE INDEX instance_by_correlation ON orchestrator.instance (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX instance_by_parent ON orchestrator.instance (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX instance_with_incident ON orchestrator.instance (id) WHERE incidents > 0;

-- The fold of the journal, kept so that a turn is one read. Bytes, not jsonb: nobody queries inside.
CREATE TABLE orchestrator.instance_state (
    instance_id  uuid NOT NULL,
    version      int NOT NULL,
    state        bytea NOT NULL,
    journal_hash bytea NOT NULL,
    CONSTRAINT an_instance_has_one_state PRIMARY KEY (instance_id),
    CONSTRAINT a_state_belongs_to_an_instance FOREIGN KEY (instance_id) REFERENCES orchestrator.instance (id)
) WITH (fillfactor = 70);

-- A start with a key happens once per key, for as long as the row is kept: for ever.
CREATE TABLE orchestrator.start_key (
    key         text NOT NULL,
    instance_id uuid NOT NULL,
    CONSTRAINT a_start_key_starts_once PRIMARY KEY (key)
);

-- What a person must look at. The exception and the commands of a turn that could not be decided are kept here.
CREATE TABLE orchestrator.incident (
    id                   bigint GENERATED ALWAYS AS IDENTITY,
    instance_id          uuid NOT NULL,
    activity_instance_id bigint,
    activity_id          text,
    code                 text NOT NULL,
    message              text NOT NULL,
    exception            text,
    raised_at            timestamptz NOT NULL,
    resolved_at          timestamptz,
    CONSTRAINT an_incident_has_one_row PRIMARY KEY (id),
    CONSTRAINT an_incident_belongs_to_an_instance FOREIGN KEY (instance_id) REFERENCES orchestrator.instance (id)
);

CREATE INDEX incident_by_instance ON orchestrator.incident (instance_id);
CREATE INDEX incident_open ON orchestrator.incident (raised_at) WHERE resolved_at IS NULL;

-- Commands that a failing turn could not swallow. They go back to the inbox when the incident is retried.
CREATE TABLE orchestrator.parked_command (
    incident_id bigint NOT NULL,
    place       int NOT NULL,
    kind        text NOT NULL,
    bookmark_id bigint,
    payload     bytea,
    event_name  text,
    CONSTRAINT a_parked_command_has_a_place PRIMARY KEY (incident_id, place),
    CONSTRAINT a_parked_command_belongs_to_an_incident
        FOREIGN KEY (incident_id) REFERENCES orchestrator.incident (id)
);
