-- Published versions: definition, forms, mails and documents together, never changed again.
CREATE TABLE orchestrator.definition_version (
    definition_id text NOT NULL,
    version       int NOT NULL,
    -- Counts publications of all definitions: a case pins one number for all the children it will ever start.
    sequence      bigint GENERATED ALWAYS AS IDENTITY,
    name          text NOT NULL,
    -- The definition's JSON, byte for byte as it was sent.
    definition    bytea NOT NULL,
    -- Of the definition and all files: equal content is no new version.
    content_hash  bytea NOT NULL,
    warnings      text NOT NULL,
    published_by  text NOT NULL,
    published_at  timestamptz NOT NULL,
    CONSTRAINT a_version_has_one_row PRIMARY KEY (definition_id, version),
    CONSTRAINT a_publication_has_one_number UNIQUE (sequence)
);

-- Contents of files by their SHA-256: the shared files of a hundred versions are kept once.
CREATE TABLE orchestrator.definition_content (
    sha256  bytea NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT a_content_is_kept_once PRIMARY KEY (sha256)
);

CREATE TABLE orchestrator.definition_file (
    definition_id text NOT NULL,
    version       int NOT NULL,
    path          text NOT NULL,
    sha256        bytea NOT NULL,
    CONSTRAINT a_version_has_a_path_once PRIMARY KEY (definition_id, version, path),
    CONSTRAINT a_file_belongs_to_a_version FOREIGN KEY (definition_id, version)
        REFERENCES orchestrator.definition_version (definition_id, version),
    CONSTRAINT a_file_has_a_content FOREIGN KEY (sha256) REFERENCES orchestrator.definition_content (sha256)
);

CREATE FUNCTION orchestrator.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps what was published: rows are added and never changed', TG_TABLE_NAME;
END $$;

CREATE TRIGGER a_version_never_changes BEFORE UPDATE OR DELETE ON orchestrator.definition_version
    FOR EACH ROW EXECUTE FUNCTION orchestrator.refuse_change();
CREATE TRIGGER a_file_never_changes BEFORE UPDATE OR DELETE ON orchestrator.definition_file
    FOR EACH ROW EXECUTE FUNCTION orchestrator.refuse_change();
CREATE TRIGGER a_content_never_changes BEFORE UPDATE OR DELETE ON orchestrator.definition_content
    FOR EACH ROW EXECUTE FUNCTION orchestrator.refuse_change();
