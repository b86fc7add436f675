-- 流程草稿: a process that somebody uploaded, put back, or that came with an update and was held (docs/adr/0005). It
-- is kept until somebody publishes or discards it; afterwards the row says what became of it.
CREATE TABLE supervision.workflow_draft (
    id                uuid PRIMARY KEY,
    -- Empty where the drawing does not say.
    definition_id     text NOT NULL,
    -- The uploaded file's name, or where else it came from.
    origin            text NOT NULL,
    content_hash      bytea NOT NULL,
    -- The whole folder as a zip.
    archive           bytea,
    made_by           text NOT NULL,
    made_at           timestamptz NOT NULL,
    state             text NOT NULL DEFAULT 'Open',
    ended_by          text,
    ended_at          timestamptz,
    published_version int,
    CONSTRAINT a_draft_is_open_published_or_discarded CHECK (state IN ('Open', 'Published', 'Discarded')),
    CONSTRAINT an_open_draft_has_its_archive CHECK ((state = 'Open') = (archive IS NOT NULL)),
    CONSTRAINT an_ended_draft_has_its_end CHECK (
        (state = 'Open') = (ended_by IS NULL) AND (ended_by IS NULL) = (ended_at IS NULL)),
    CONSTRAINT a_published_draft_has_its_version CHECK ((state = 'Published') = (published_version IS NOT NULL))
);

CREATE INDEX drafts_of_a_definition ON supervision.workflow_draft (definition_id, made_at);
