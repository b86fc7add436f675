-- One row per instance and turn, appended and never changed. Each carries the hash of the one before.
CREATE TABLE orchestrator.journal (
    instance_id   uuid NOT NULL,
    sequence      int NOT NULL,
    recorded_at   timestamptz NOT NULL,
    record        bytea NOT NULL,
    previous_hash bytea NOT NULL,
    hash          bytea NOT NULL,
    CONSTRAINT a_turn_is_recorded_once PRIMARY KEY (instance_id, sequence, recorded_at)
) PARTITION BY RANGE (recorded_at);

-- Catches what falls outside the months made ahead, so that a sweep that did not run stops nothing.
CREATE TABLE orchestrator.journal_other PARTITION OF orchestrator.journal DEFAULT;

-- Makes this month's partition and those of the next months. Says how many are new.
CREATE FUNCTION orchestrator.make_journal_partitions(months_ahead int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    first_day date;
    made      int := 0;
BEGIN
    FOR month IN 0 .. months_ahead LOOP
        first_day := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month))::date;
        IF to_regclass(format('orchestrator.journal_%s', to_char(first_day, 'YYYY_MM'))) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE orchestrator.journal_%s PARTITION OF orchestrator.journal FOR VALUES FROM (%L) TO (%L)',
                to_char(first_day, 'YYYY_MM'),
                first_day::timestamp AT TIME ZONE 'UTC',
                (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC');
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;

SELECT orchestrator.make_journal_partitions(3);
