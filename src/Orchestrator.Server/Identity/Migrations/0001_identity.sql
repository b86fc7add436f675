-- Accounts of people, and keys of systems. Secrets are stored as hashes only; nothing here has a default.
CREATE SCHEMA IF NOT EXISTS identity;

CREATE TABLE identity.account (
    person_id       uuid NOT NULL,
    password_hash   text NOT NULL,
    failed_attempts int NOT NULL DEFAULT 0,
    locked_until    timestamptz,
    -- Grows with every new password: sessions and tokens of before are dead.
    version         int NOT NULL DEFAULT 1,
    CONSTRAINT a_person_has_one_account PRIMARY KEY (person_id),
    CONSTRAINT an_account_belongs_to_a_person FOREIGN KEY (person_id) REFERENCES supervision.person (id)
);

CREATE TABLE identity.invitation (
    token_hash bytea NOT NULL,
    person_id  uuid NOT NULL REFERENCES supervision.person (id),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT an_invitation_is_known_by_its_hash PRIMARY KEY (token_hash)
);

CREATE TABLE identity.bearer_token (
    token_hash bytea NOT NULL,
    person_id  uuid NOT NULL REFERENCES identity.account (person_id),
    version    int NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT a_token_is_known_by_its_hash PRIMARY KEY (token_hash)
);

CREATE TABLE identity.api_key (
    key_hash   bytea NOT NULL,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used  timestamptz,
    revoked_at timestamptz,
    CONSTRAINT a_key_is_known_by_its_hash PRIMARY KEY (key_hash),
    CONSTRAINT a_key_has_a_name CHECK (name <> '')
);

-- What the servers of one database encrypt cookies and form tokens with.
CREATE TABLE identity.data_protection_key (
    name text NOT NULL,
    xml  text NOT NULL,
    CONSTRAINT a_protection_key_has_a_name PRIMARY KEY (name)
);
