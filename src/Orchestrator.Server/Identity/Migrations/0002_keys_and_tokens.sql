-- A key is revoked by its id, because two systems may bear one name; and it is known who made it.
ALTER TABLE identity.api_key ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE identity.api_key ADD COLUMN made_by text;
ALTER TABLE identity.api_key ADD CONSTRAINT a_key_has_one_id UNIQUE (id);

CREATE INDEX tokens_of_a_person ON identity.bearer_token (person_id);
CREATE INDEX invitations_of_a_person ON identity.invitation (person_id);
