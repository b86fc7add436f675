-- Files as rows: named by the SHA-256 of their content, kept once, in the transaction of what refers to them.
CREATE TABLE orchestrator.file (
    sha256  bytea NOT NULL,
    size    bigint NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    CONSTRAINT a_file_is_kept_once PRIMARY KEY (sha256),
    CONSTRAINT a_file_is_named_by_a_sha256 CHECK (octet_length(sha256) = 32),
    CONSTRAINT a_file_has_a_size CHECK (size >= 0)
);

-- In parts, so that nobody ever holds a whole video in one row. Photos and .docx are compressed already.
CREATE TABLE orchestrator.file_part (
    sha256  bytea NOT NULL,
    number  int NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT a_part_has_its_place PRIMARY KEY (sha256, number),
    CONSTRAINT a_part_is_of_a_file FOREIGN KEY (sha256) REFERENCES orchestrator.file (sha256),
    CONSTRAINT a_part_is_small CHECK (octet_length(content) BETWEEN 1 AND 262144)
);

ALTER TABLE orchestrator.file_part ALTER COLUMN content SET STORAGE EXTERNAL;
