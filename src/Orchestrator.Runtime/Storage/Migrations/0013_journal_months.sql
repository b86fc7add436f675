-- Makes this month's partition and those of the next months. Says how many are new. A month of which records lie in
-- the common partition already stays there: PostgreSQL makes no partition beside rows that would belong in it.
CREATE OR REPLACE FUNCTION orchestrator.make_journal_partitions(months_ahead int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    first_day date;
    begins    timestamptz;
    ends      timestamptz;
    made      int := 0;
BEGIN
    FOR month IN 0 .. months_ahead LOOP
        first_day := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month))::date;
        CONTINUE WHEN to_regclass(format('orchestrator.journal_%s', to_char(first_day, 'YYYY_MM'))) IS NOT NULL;

        -- Two servers that start at once make it once, and nobody writes between the look and the making.
        LOCK TABLE orchestrator.journal IN ACCESS EXCLUSIVE MODE;
        begins := first_day::timestamp AT TIME ZONE 'UTC';
        ends := (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC';
        CONTINUE WHEN to_regclass(format('orchestrator.journal_%s', to_char(first_day, 'YYYY_MM'))) IS NOT NULL
            OR EXISTS (SELECT FROM orchestrator.journal_other WHERE recorded_at >= begins AND recorded_at < ends);
        EXECUTE format(
            'CREATE TABLE orchestrator.journal_%s PARTITION OF orchestrator.journal FOR VALUES FROM (%L) TO (%L)',
            to_char(first_day, 'YYYY_MM'), begins, ends);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
