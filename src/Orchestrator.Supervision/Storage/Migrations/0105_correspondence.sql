-- When the mail whose hand-over had begun the wait for a deemed receipt came back: from then on delivered_at is that of
-- the next one which arrived, or empty (E-09).
ALTER TABLE supervision.open_task ADD COLUMN returned_at timestamptz;

-- What came with a plain reply (E-30). A file that may not be kept is named with the reason and has no content.
CREATE TABLE supervision.reply_file (
    reply_id   uuid NOT NULL,
    number     smallint NOT NULL,
    file_name  text NOT NULL,
    media_type text,
    size_bytes bigint NOT NULL,
    sha256     bytea,
    refused    text,
    CONSTRAINT a_file_of_a_reply_has_one_row PRIMARY KEY (reply_id, number),
    CONSTRAINT a_file_of_a_reply_is_kept_or_says_why CHECK (
        (refused IS NULL) = (sha256 IS NOT NULL) AND (sha256 IS NULL) = (media_type IS NULL))
);
