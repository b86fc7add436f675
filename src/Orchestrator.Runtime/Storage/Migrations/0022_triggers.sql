-- What starts instances of a definition by itself: of its newest published version alone, rewritten by the transaction
-- that publishes it. Kinds are those of the engine; a newer server may write more of them.
CREATE TABLE orchestrator.trigger (
    definition_id text NOT NULL,
    version       int NOT NULL,
    activity_id   text NOT NULL,
    kind          text NOT NULL,
    -- What must match: the event's name; for time what is asked of the clock, as a person reads it.
    key           text NOT NULL,
    -- The next instant at which time hits it (business time). Who moves it on starts the instance.
    due_at        timestamptz,
    CONSTRAINT a_trigger_stands_once PRIMARY KEY (definition_id, activity_id, key),
    CONSTRAINT a_trigger_is_of_a_published_version FOREIGN KEY (definition_id, version)
        REFERENCES orchestrator.definition_version (definition_id, version)
);

CREATE INDEX trigger_by_key ON orchestrator.trigger (kind, key);
CREATE INDEX trigger_by_due ON orchestrator.trigger (due_at) WHERE due_at IS NOT NULL;

-- Which starts are let through while something runs already; null: every one. Beside the definition, so that a start
-- need not read it.
ALTER TABLE orchestrator.definition_version ADD COLUMN activation text
    CONSTRAINT an_activation_strategy_is_known
        CHECK (activation IN ('Singleton', 'Correlation', 'CorrelatedSingleton'));

-- Who was let in last where only one may run: by definition, by correlation, or by both. A start waits at this row for
-- another that is under way, and takes it over from an instance that has ended.
CREATE TABLE orchestrator.activation (
    key         text NOT NULL,
    instance_id uuid NOT NULL,
    CONSTRAINT a_place_has_one_holder PRIMARY KEY (key)
) WITH (fillfactor = 70);
