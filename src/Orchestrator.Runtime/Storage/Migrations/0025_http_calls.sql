-- Calls of other systems that a process asks for: a row in the turn's transaction, sent after its commit. Queued →
-- Sending → Settled, or Withdrawn where nobody waits for the answer any more. A lease that ran out is sent again under
-- the same key, because nobody knows whether the call arrived.
CREATE TABLE orchestrator.http_call (
    id              uuid NOT NULL,
    instance_id     uuid NOT NULL,
    -- The wait that the answer resumes; with the instance it is the Idempotency-Key, the same on every try.
    bookmark_id     bigint NOT NULL,
    -- Method and address without its query, as a person may read it.
    target          text NOT NULL,
    -- What is sent, as JSON. It may hold a secret: gone as soon as the call has come to an end.
    request         bytea,
    state           text NOT NULL DEFAULT 'Queued',
    attempts        smallint NOT NULL DEFAULT 0,
    -- Business time.
    asked_at        timestamptz NOT NULL DEFAULT orchestrator.business_now(),
    settled_at      timestamptz,
    -- Machine time: the next try of one that was put off, and until when somebody's lease holds.
    next_attempt_at timestamptz,
    lease_owner     uuid,
    lease_until     timestamptz,
    -- How it ended: the status that was answered, or why there is none.
    status_code     int,
    reply           text,
    CONSTRAINT a_call_has_one_row PRIMARY KEY (id),
    CONSTRAINT a_wait_calls_once UNIQUE (instance_id, bookmark_id),
    CONSTRAINT a_call_is_of_an_instance FOREIGN KEY (instance_id) REFERENCES orchestrator.instance (id),
    CONSTRAINT a_call_is_in_a_known_state CHECK (state IN ('Queued', 'Sending', 'Settled', 'Withdrawn')),
    CONSTRAINT a_call_under_way_has_a_lease CHECK (
        (state = 'Sending') = (lease_owner IS NOT NULL) AND (lease_owner IS NULL) = (lease_until IS NULL)),
    CONSTRAINT an_ended_call_keeps_no_request CHECK (
        (state IN ('Settled', 'Withdrawn')) = (request IS NULL)
        AND (state IN ('Settled', 'Withdrawn')) = (settled_at IS NOT NULL))
) WITH (fillfactor = 80);

CREATE INDEX http_call_open ON orchestrator.http_call (asked_at, id) WHERE state IN ('Queued', 'Sending');
