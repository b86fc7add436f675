-- A person may hold an instance: it keeps its waits, and what comes for it meanwhile is kept until it goes on.
ALTER TABLE orchestrator.instance ADD COLUMN is_paused boolean NOT NULL DEFAULT false;

CREATE TABLE orchestrator.held_command (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    instance_id uuid NOT NULL,
    kind        text NOT NULL,
    bookmark_id bigint,
    payload     bytea,
    event_name  text,
    CONSTRAINT a_held_command_has_one_row PRIMARY KEY (id),
    CONSTRAINT a_held_command_belongs_to_an_instance FOREIGN KEY (instance_id) REFERENCES orchestrator.instance (id)
);

CREATE INDEX held_command_by_instance ON orchestrator.held_command (instance_id);

-- Instances that go over to another version together: first everybody's verdict, then, when somebody says so, the move.
CREATE TABLE orchestrator.instance_migration (
    id            uuid NOT NULL,
    definition_id text NOT NULL,
    to_version    int NOT NULL,
    -- The engine's command that each instance is given: who, why, where to, and what they chose.
    command       bytea NOT NULL,
    status        text NOT NULL DEFAULT 'Planning',
    created_at    timestamptz NOT NULL,
    CONSTRAINT a_migration_has_one_row PRIMARY KEY (id),
    CONSTRAINT a_migration_is_at_a_known_step
        CHECK (status IN ('Planning', 'Planned', 'Moving', 'Done', 'Abandoned')),
    CONSTRAINT a_migration_goes_to_a_published_version FOREIGN KEY (definition_id, to_version)
        REFERENCES orchestrator.definition_version (definition_id, version)
);

CREATE INDEX instance_migration_open ON orchestrator.instance_migration (created_at)
    WHERE status IN ('Planning', 'Moving');

CREATE TABLE orchestrator.instance_migration_item (
    migration_id uuid NOT NULL,
    instance_id  uuid NOT NULL,
    -- The turns that the instance had when its verdict was found.
    seen         int,
    from_version int,
    verdict      text,
    plan         bytea,
    outcome      text,
    message      text,
    CONSTRAINT an_instance_is_once_in_a_migration PRIMARY KEY (migration_id, instance_id),
    CONSTRAINT a_verdict_is_one_of_three CHECK (verdict IN ('Moves', 'NeedsChoice', 'Cannot')),
    CONSTRAINT an_outcome_is_one_of_three CHECK (outcome IN ('Moved', 'Refused', 'Failed')),
    CONSTRAINT only_what_moves_has_an_outcome CHECK (outcome IS NULL OR verdict = 'Moves'),
    CONSTRAINT an_item_belongs_to_a_migration FOREIGN KEY (migration_id)
        REFERENCES orchestrator.instance_migration (id),
    CONSTRAINT an_item_is_of_an_instance FOREIGN KEY (instance_id) REFERENCES orchestrator.instance (id)
);

CREATE INDEX instance_migration_item_to_plan ON orchestrator.instance_migration_item (migration_id)
    WHERE verdict IS NULL;
CREATE INDEX instance_migration_item_to_move ON orchestrator.instance_migration_item (migration_id)
    WHERE verdict = 'Moves' AND outcome IS NULL;
