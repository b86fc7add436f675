-- Mails: one row per message and recipient, written in the transaction of what the mail tells about. What the row says
-- about its hand-over: Queued → Leased → HandingOver → HandedOver | Unknown | Failed.
CREATE TABLE orchestrator.mail (
    id                uuid NOT NULL,
    -- (event, object, level, recipient, date): queued once, for ever.
    key               text NOT NULL,
    letter            text NOT NULL,
    subject_kind      text NOT NULL,
    subject_id        uuid NOT NULL,
    -- The task whose link this recipient gets.
    task_id           uuid,
    -- 0 the recipient's own address, then the fallbacks.
    route             smallint NOT NULL,
    recipient_name    text NOT NULL,
    recipient_address text NOT NULL,
    -- Everybody the headers show: {"to":[{"name","address"}],"cc":[…]}.
    shown             jsonb NOT NULL,
    subject           text NOT NULL,
    -- Business time: when it was queued, before when it does not leave, when its hand-over ended.
    queued_at         timestamptz NOT NULL DEFAULT orchestrator.business_now(),
    not_before        timestamptz NOT NULL,
    settled_at        timestamptz,
    state             text NOT NULL DEFAULT 'Queued',
    attempts          smallint NOT NULL DEFAULT 0,
    -- Those made before a person asked for it again: the schedule begins anew.
    attempts_before   smallint NOT NULL DEFAULT 0,
    -- Machine time: the next try of one that was put off, and until when somebody's lease holds.
    next_attempt_at   timestamptz,
    lease_until       timestamptz,
    lease_owner       uuid,
    -- The same on every try, so that a mailbox that drops repeats shows it once.
    message_id        text,
    via               text,
    -- The last thing the server said, or what went wrong.
    reply             text,
    -- Whether the subject was told what became of it.
    told              boolean NOT NULL DEFAULT false,
    CONSTRAINT a_mail_has_one_row PRIMARY KEY (id),
    CONSTRAINT a_mail_is_queued_once UNIQUE (key),
    CONSTRAINT a_mail_is_in_a_known_state CHECK (
        state IN ('Queued', 'Leased', 'HandingOver', 'HandedOver', 'Unknown', 'Failed')),
    CONSTRAINT a_mail_leaves_by_a_known_way CHECK (via IN ('Smtp', 'Mailbox')),
    CONSTRAINT a_lease_has_an_owner_and_an_end CHECK (
        (state IN ('Leased', 'HandingOver')) = (lease_owner IS NOT NULL)
        AND (lease_owner IS NULL) = (lease_until IS NULL)),
    CONSTRAINT a_settled_mail_has_its_time CHECK (
        (state IN ('HandedOver', 'Unknown', 'Failed')) = (settled_at IS NOT NULL)),
    CONSTRAINT a_header_has_one_line CHECK (
        (key || letter || recipient_name || recipient_address || subject) !~ '[\n\r]')
) WITH (fillfactor = 80);

CREATE INDEX mail_waiting ON orchestrator.mail (not_before, id) WHERE state = 'Queued';
CREATE INDEX mail_leased ON orchestrator.mail (lease_until) WHERE state IN ('Leased', 'HandingOver');
CREATE INDEX mail_untold ON orchestrator.mail (settled_at) WHERE NOT told AND state IN ('HandedOver', 'Failed');
CREATE INDEX mail_in_trouble ON orchestrator.mail (settled_at) WHERE state IN ('Unknown', 'Failed');
CREATE INDEX mail_by_subject ON orchestrator.mail (subject_id);
CREATE INDEX mail_in_mailbox ON orchestrator.mail (settled_at) WHERE via = 'Mailbox';

-- Text and HTML of a mail, with a placeholder where its link will stand: {"text","html"}, deflated, because the HTML
-- repeats the text. Written once, and never moved when the row above changes.
CREATE TABLE orchestrator.mail_body (
    mail_id uuid NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT a_mail_has_one_body PRIMARY KEY (mail_id)
);

ALTER TABLE orchestrator.mail_body ALTER COLUMN content SET STORAGE EXTERNAL;

-- Every try and what the server said to it.
CREATE TABLE orchestrator.mail_attempt (
    mail_id uuid NOT NULL,
    number  smallint NOT NULL,
    -- Machine time.
    at      timestamptz NOT NULL,
    via     text NOT NULL,
    outcome text NOT NULL,
    reply   text NOT NULL,
    CONSTRAINT an_attempt_has_one_row PRIMARY KEY (mail_id, number),
    CONSTRAINT an_attempt_is_of_a_mail FOREIGN KEY (mail_id) REFERENCES orchestrator.mail (id),
    CONSTRAINT an_attempt_ends_in_a_known_way CHECK (outcome IN ('HandedOver', 'PutOff', 'Refused', 'Unknown'))
);

-- The relay is down for everybody at once: nobody tries before the pause is over. Machine time.
CREATE TABLE orchestrator.mail_relay (
    one_row     boolean NOT NULL DEFAULT true,
    down_since  timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    tries       int NOT NULL,
    reason      text NOT NULL,
    CONSTRAINT there_is_one_relay PRIMARY KEY (one_row),
    CONSTRAINT there_is_only_one_relay CHECK (one_row)
);

-- Addresses ("a@b.cn") and domains ("@b.cn") that mail may really leave for in training.
CREATE TABLE orchestrator.mail_allowed (
    pattern    text NOT NULL,
    allowed_by text NOT NULL,
    allowed_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    CONSTRAINT an_address_is_allowed_once PRIMARY KEY (pattern),
    CONSTRAINT what_is_allowed_is_an_address_or_a_domain CHECK (pattern = lower(pattern) AND pattern LIKE '%@%')
);
