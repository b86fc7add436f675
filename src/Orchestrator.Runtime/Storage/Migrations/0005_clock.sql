-- Which time this database lives in. Written once when the database is founded.
CREATE TABLE orchestrator.clock (
    one_row  boolean NOT NULL DEFAULT true,
    training boolean NOT NULL,
    -- Business time = the server's time + this, in microseconds: an interval would count days, which are not all
    -- equally long in every session's zone. Zero for ever in a live database.
    ahead_us bigint NOT NULL DEFAULT 0,
    CONSTRAINT there_is_one_clock PRIMARY KEY (one_row),
    CONSTRAINT there_is_only_one_clock CHECK (one_row),
    CONSTRAINT only_a_training_clock_can_be_moved CHECK (training OR ahead_us = 0)
);

CREATE FUNCTION orchestrator.guard_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.training <> OLD.training THEN
        RAISE EXCEPTION 'training is decided when a database is founded and never changed';
    END IF;
    IF NEW.ahead_us < OLD.ahead_us THEN
        RAISE EXCEPTION 'the clock of training moves forward only';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard_clock BEFORE UPDATE ON orchestrator.clock FOR EACH ROW EXECUTE FUNCTION orchestrator.guard_clock();

-- Business time. Of the statement, so that an index on due dates serves it; the database's own, so that no server
-- whose clock runs ahead fires a timer early.
CREATE FUNCTION orchestrator.business_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT statement_timestamp() + COALESCE((SELECT ahead_us FROM orchestrator.clock), 0) * interval '1 microsecond'
$$;

-- When some server last said that it lives, in the machine's time.
CREATE TABLE orchestrator.heartbeat (
    one_row boolean NOT NULL DEFAULT true,
    at      timestamptz NOT NULL,
    CONSTRAINT there_is_one_heartbeat PRIMARY KEY (one_row),
    CONSTRAINT there_is_only_one_heartbeat CHECK (one_row)
) WITH (fillfactor = 50);

-- E-18: nobody is escalated for a time in which no server lived. In business time.
CREATE TABLE orchestrator.outage (
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    CONSTRAINT an_outage_has_one_row PRIMARY KEY (began_at),
    CONSTRAINT an_outage_ends_after_it_began CHECK (ended_at > began_at)
);
