-- Requests of other systems that a process took, in the transaction of the start or the resume that they became. What
-- came in stands in the journal; here stands what the process answered, perhaps much later.
CREATE TABLE orchestrator.http_request (
    id               uuid NOT NULL,
    instance_id      uuid NOT NULL,
    -- Who asked, as the audit names them, and their key: the same key is the same request, for ever.
    caller           text NOT NULL,
    idempotency_key  text,
    body_sha256      bytea NOT NULL,
    method           text NOT NULL,
    path             text NOT NULL,
    -- Business time.
    received_at      timestamptz NOT NULL DEFAULT orchestrator.business_now(),
    responded_at     timestamptz,
    response_status  int,
    response_type    text,
    response_headers text,
    response_content bytea,
    CONSTRAINT a_request_has_one_row PRIMARY KEY (id),
    CONSTRAINT a_request_is_taken_once_per_key UNIQUE (caller, idempotency_key),
    CONSTRAINT a_response_is_whole CHECK ((responded_at IS NULL) = (response_status IS NULL)
        AND (responded_at IS NULL) = (response_content IS NULL) AND (responded_at IS NULL) = (response_headers IS NULL))
);

CREATE INDEX http_request_by_instance ON orchestrator.http_request (instance_id, id);

CREATE INDEX bookmark_by_endpoint ON orchestrator.bookmark (key) WHERE kind = 'Ledger' AND name = 'HttpEndpoint';
