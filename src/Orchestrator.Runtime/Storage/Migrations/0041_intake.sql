-- The mailbox that answers and bounces come to. How far it was read, and since when it cannot be (machine time).
CREATE TABLE orchestrator.intake (
    mailbox      text NOT NULL,
    -- The server's numbering; where it changes, all numbers begin anew.
    uid_validity bigint NOT NULL DEFAULT 0,
    last_uid     bigint NOT NULL DEFAULT 0,
    read_at      timestamptz,
    down_since   timestamptz,
    reason       text,
    CONSTRAINT a_mailbox_has_one_cursor PRIMARY KEY (mailbox),
    CONSTRAINT an_outage_has_its_reason CHECK ((down_since IS NULL) = (reason IS NULL))
);

-- Messages that were taken, once each. Nothing is ever deleted in the mailbox itself.
CREATE TABLE orchestrator.incoming_mail (
    id             uuid NOT NULL,
    mailbox        text NOT NULL,
    uid_validity   bigint NOT NULL,
    uid            bigint NOT NULL,
    -- SHA-256 of the message, or of its head where it is too large: known again under another number.
    digest         bytea NOT NULL,
    -- Business time; sent_at is what the message itself says.
    taken_at       timestamptz NOT NULL DEFAULT orchestrator.business_now(),
    sent_at        timestamptz,
    -- Whether the mailbox shows it as read, where the settings ask for that.
    marked         boolean NOT NULL,
    kind           text NOT NULL,
    sender_name    text NOT NULL,
    sender_address text NOT NULL,
    subject        text NOT NULL,
    content        text NOT NULL,
    -- What it answers or tells about: the sent mail, the case's conversation; null: it was not found.
    mail_id        uuid,
    thread_id      uuid,
    -- What was done, a line for the office.
    outcome        text NOT NULL,
    -- The message as it came, where it could not be read: SHA-256 of a kept file.
    raw_sha256     bytea,
    CONSTRAINT an_incoming_mail_has_one_row PRIMARY KEY (id),
    CONSTRAINT a_message_is_taken_once UNIQUE (mailbox, digest),
    CONSTRAINT a_message_is_of_a_known_kind CHECK (
        kind IN ('Reply', 'AutoReply', 'Bounce', 'Delay', 'Other', 'Unreadable'))
);

CREATE INDEX incoming_mail_by_time ON orchestrator.incoming_mail (taken_at DESC, id DESC);
CREATE INDEX incoming_mail_by_thread ON orchestrator.incoming_mail (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX incoming_mail_unmarked ON orchestrator.incoming_mail (mailbox, uid_validity, uid) WHERE NOT marked;

-- A reply names the case's conversation where it does not name the mail.
CREATE INDEX mail_by_thread ON orchestrator.mail (thread_id) WHERE thread_id IS NOT NULL;
