-- A copy in PDF is due for every document with a file. Made once and kept: never made again. Leases and retries go by
-- the machine's clock.
CREATE TABLE supervision.pdf_copy (
    document_id uuid PRIMARY KEY REFERENCES supervision.document,
    state       text NOT NULL DEFAULT 'Due',
    attempts    int NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL DEFAULT statement_timestamp(),
    sha256      bytea,
    failure     text,
    CONSTRAINT a_copy_state_is_known CHECK (state IN ('Due', 'Made', 'GivenUp')),
    CONSTRAINT a_made_copy_has_its_file CHECK ((state = 'Made') = (sha256 IS NOT NULL)),
    CONSTRAINT a_copy_is_named_by_its_sha256 CHECK (octet_length(sha256) = 32)
);

CREATE INDEX copies_that_are_due ON supervision.pdf_copy (next_at) WHERE state = 'Due';

INSERT INTO supervision.pdf_copy (document_id)
SELECT id FROM supervision.document WHERE file_sha256 IS NOT NULL;

-- What was issued stays as it was issued.
CREATE TRIGGER a_document_never_changes BEFORE UPDATE OR DELETE ON supervision.document
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();
