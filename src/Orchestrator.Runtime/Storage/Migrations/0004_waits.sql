-- What an instance waits for. A row lives as long as the wait.
CREATE TABLE orchestrator.bookmark (
    instance_id    uuid NOT NULL,
    id             bigint NOT NULL,
    activity_id    text NOT NULL,
    activity_type  text NOT NULL,
    kind           text NOT NULL,
    -- The event, the task, or the ledger's kind of wait.
    name           text,
    -- The ledger's key, or the number of children.
    key            text,
    correlation_id text,
    since          timestamptz NOT NULL,
    CONSTRAINT a_wait_has_one_row PRIMARY KEY (instance_id, id),
    CONSTRAINT a_wait_has_a_living_instance FOREIGN KEY (instance_id) REFERENCES orchestrator.instance (id),
    CONSTRAINT a_wait_is_for_something_known CHECK (kind IN ('Event', 'Time', 'Task', 'Children', 'Ledger'))
);

CREATE INDEX bookmark_by_event ON orchestrator.bookmark (name, correlation_id) WHERE kind = 'Event';

-- The truth about when an instance goes on. Deleted by the statement that fires it, so it fires once.
CREATE TABLE orchestrator.timer (
    instance_id uuid NOT NULL,
    bookmark_id bigint NOT NULL,
    due_at      timestamptz NOT NULL,
    -- True for a wait that is given up at its instant, false for one that is fulfilled by it.
    lapses      boolean NOT NULL,
    CONSTRAINT a_wait_has_one_timer PRIMARY KEY (instance_id, bookmark_id)
);

CREATE INDEX timer_by_due ON orchestrator.timer (due_at);

-- Elsa's RunTask: a named task that somebody outside reports as done.
CREATE TABLE orchestrator.task (
    instance_id uuid NOT NULL,
    bookmark_id bigint NOT NULL,
    name        text NOT NULL,
    payload     bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT a_wait_has_one_task PRIMARY KEY (instance_id, bookmark_id)
);

CREATE INDEX task_by_name ON orchestrator.task (name, created_at);

-- Commands that wait for an instance's next turn, which deletes them.
CREATE TABLE orchestrator.inbox (
    id             bigint GENERATED ALWAYS AS IDENTITY,
    instance_id    uuid NOT NULL,
    kind           text NOT NULL,
    bookmark_id    bigint,
    payload        bytea,
    event_name     text,
    CONSTRAINT an_inbox_command_has_one_row PRIMARY KEY (id),
    CONSTRAINT an_inbox_command_is_of_a_known_kind CHECK (kind IN ('Command', 'Resume', 'Event', 'Timer', 'Lapse')),
    CONSTRAINT what_resumes_names_a_bookmark CHECK ((kind = 'Command') = (bookmark_id IS NULL)),
    CONSTRAINT an_event_has_its_name CHECK ((kind = 'Event') = (event_name IS NOT NULL))
);

CREATE INDEX inbox_by_instance ON orchestrator.inbox (instance_id);

-- Events that were published before somebody waited for them. Kept until somebody does.
CREATE TABLE orchestrator.event_queue (
    id             bigint GENERATED ALWAYS AS IDENTITY,
    name           text NOT NULL,
    correlation_id text,
    -- Set when only this instance may have it.
    instance_id    uuid,
    payload        bytea NOT NULL,
    published_at   timestamptz NOT NULL,
    CONSTRAINT a_kept_event_has_one_row PRIMARY KEY (id)
);

CREATE INDEX event_queue_by_name ON orchestrator.event_queue (name, correlation_id);
