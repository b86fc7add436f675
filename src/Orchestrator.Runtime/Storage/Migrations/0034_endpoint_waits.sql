-- Who waits for a request is found by the path that is asked for. Paths with parameters match in the program: they are
-- few, and stand together.
DROP INDEX orchestrator.bookmark_by_endpoint;

CREATE INDEX bookmark_by_endpoint_path ON orchestrator.bookmark (lower(split_part(key, ' ', 2)))
    WHERE kind = 'Ledger' AND name = 'HttpEndpoint';

CREATE INDEX bookmark_by_endpoint_pattern ON orchestrator.bookmark (key)
    WHERE kind = 'Ledger' AND name = 'HttpEndpoint' AND strpos(key, '{') > 0;
