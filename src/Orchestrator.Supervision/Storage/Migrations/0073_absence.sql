-- 离岗: somebody is away from one day to another, and somebody stands in. Both days count; an absence that ended early
-- is over from that moment.
CREATE TABLE supervision.absence (
    id            uuid PRIMARY KEY,
    person_id     uuid NOT NULL REFERENCES supervision.person,
    substitute_id uuid NOT NULL REFERENCES supervision.person,
    from_on       date NOT NULL,
    to_on         date NOT NULL,
    reason        text NOT NULL,
    registered_at timestamptz NOT NULL,
    registered_by text NOT NULL,
    ended_at      timestamptz,
    CONSTRAINT nobody_stands_in_for_himself CHECK (person_id <> substitute_id),
    CONSTRAINT an_absence_ends_after_it_begins CHECK (to_on >= from_on)
);

CREATE INDEX absences_that_count ON supervision.absence (person_id, to_on) WHERE ended_at IS NULL;

CREATE FUNCTION supervision.away(day date) RETURNS SETOF supervision.absence LANGUAGE sql STABLE AS $$
    SELECT * FROM supervision.absence WHERE ended_at IS NULL AND day BETWEEN from_on AND to_on
$$;

-- Nothing ever read it: who signs for somebody else is a rule of its own.
DROP TABLE supervision.signature_delegation;
