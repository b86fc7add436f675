-- A majority is one of persons (§6): the leader named three times is not three. What was sent before keeps as it is.
CREATE FUNCTION supervision.names_each_once(names text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN cardinality(names) = (SELECT count(DISTINCT name) FROM unnest(names) AS name);

ALTER TABLE supervision.preliminary_opinion
    ADD CONSTRAINT nobody_agrees_twice CHECK (supervision.names_each_once(agreed)) NOT VALID;
