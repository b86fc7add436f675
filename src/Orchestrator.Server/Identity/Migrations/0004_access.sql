-- 访问记录 (S15-1): every call of another system, also one that only reads. Written before the answer leaves.
CREATE TABLE identity.access (
    id     bigint GENERATED ALWAYS AS IDENTITY,
    at     timestamptz NOT NULL DEFAULT now(),
    key_id uuid NOT NULL REFERENCES identity.api_key (id),
    method text NOT NULL,
    -- Without its query: what was searched for may name people.
    path   text NOT NULL,
    CONSTRAINT an_access_has_one_row PRIMARY KEY (id)
);

CREATE INDEX accesses_of_a_key ON identity.access (key_id, id DESC);
CREATE INDEX accesses_by_age ON identity.access (at);

ALTER TABLE identity.api_key DROP COLUMN last_used;
