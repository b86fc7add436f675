-- 文号系列: one row per series and year, locked while a number is taken. A number is taken only at issue, in the
-- transaction that issues; a voided draft never had one.
CREATE TABLE supervision.number_series (
    series      text NOT NULL,
    year        int NOT NULL,
    issuer_code text NOT NULL,
    last_serial int NOT NULL DEFAULT 0,
    PRIMARY KEY (series, year),
    CONSTRAINT serials_only_grow CHECK (last_serial >= 0)
);

CREATE TABLE supervision.document (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL,
    title           text NOT NULL,
    subject_kind    text NOT NULL,
    subject_id      uuid NOT NULL,
    unit_code       text REFERENCES supervision.unit,
    series          text NOT NULL,
    year            int NOT NULL,
    serial          int NOT NULL,
    previous_serial int GENERATED ALWAYS AS (NULLIF(serial - 1, 0)) STORED,
    number          text NOT NULL,
    issued_on       date NOT NULL,
    issued_at       timestamptz NOT NULL,
    signed_by       text NOT NULL,
    fields          jsonb NOT NULL,
    file_sha256     bytea,
    CONSTRAINT no_number_is_used_twice UNIQUE (series, year, serial),
    CONSTRAINT no_serial_is_skipped FOREIGN KEY (series, year, previous_serial)
        REFERENCES supervision.document (series, year, serial),
    CONSTRAINT a_document_belongs_to_a_series FOREIGN KEY (series, year) REFERENCES supervision.number_series,
    CONSTRAINT serials_count_from_one CHECK (serial > 0),
    CONSTRAINT a_document_kind_is_known CHECK (kind IN (
        'InspectionNotice', 'SupervisionOpinion', 'RectificationNotice', 'SupervisoryOrder', 'SupervisionReport')),
    CONSTRAINT a_file_is_named_by_its_sha256 CHECK (octet_length(file_sha256) = 32)
);

CREATE INDEX documents_of_a_subject ON supervision.document (subject_kind, subject_id);

-- 任务: a question that an instance waits for. One person, one role of a unit, or everybody who holds a role may
-- answer; the first answer counts.
CREATE TABLE supervision.open_task (
    id                 uuid PRIMARY KEY,
    definition_id      text NOT NULL,
    definition_version int NOT NULL,
    form               text NOT NULL,
    title              text NOT NULL,
    subject_kind       text NOT NULL,
    subject_id         uuid NOT NULL,
    campaign_id        uuid,
    unit_inspection_id uuid,
    due_on             date,
    due_explanation    text,
    assignee_role      text NOT NULL,
    assignee_unit_code text REFERENCES supervision.unit,
    assignee_person_id uuid REFERENCES supervision.person,
    state              text NOT NULL DEFAULT 'Open',
    recipient_version  int,
    token_hash         bytea,
    instance_id        uuid NOT NULL,
    bookmark           bigint NOT NULL,
    created_at         timestamptz NOT NULL,
    ended_at           timestamptz,
    CONSTRAINT an_instance_asks_once_per_wait UNIQUE (instance_id, bookmark),
    CONSTRAINT a_task_link_belongs_to_one_task UNIQUE (token_hash),
    CONSTRAINT a_task_state_is_known CHECK (state IN ('Open', 'Done', 'Lapsed', 'Cancelled')),
    CONSTRAINT an_ended_task_has_an_end_time CHECK ((state = 'Open') = (ended_at IS NULL)),
    CONSTRAINT a_task_subject_is_known CHECK (subject_kind IN (
        'InspectionCampaign', 'UnitInspection', 'ProblemItem', 'SupervisoryOrder', 'Obligation', 'Mail')),
    CONSTRAINT a_due_date_explains_itself CHECK (due_on IS NULL OR due_explanation IS NOT NULL),
    CONSTRAINT an_assignee_role_is_known CHECK (assignee_role IN (
        'CommitteeChair', 'CommitteeDeputy', 'ChiefInspector', 'OfficeDirector', 'CaseOfficer', 'Inspector',
        'TeamLeader', 'Verifier', 'DepartmentReviewer', 'UnitHead', 'LiaisonOfficer', 'Administrator')),
    CONSTRAINT a_task_of_a_unit_names_the_unit CHECK (
        assignee_role NOT IN ('DepartmentReviewer', 'UnitHead', 'LiaisonOfficer') OR assignee_unit_code IS NOT NULL),
    CONSTRAINT a_link_is_hashed_by_sha256 CHECK (octet_length(token_hash) = 32)
);

CREATE INDEX open_tasks_of_a_role ON supervision.open_task (assignee_role, assignee_unit_code, due_on)
    WHERE state = 'Open';
CREATE INDEX tasks_of_a_subject ON supervision.open_task (subject_kind, subject_id);

-- A second answer is refused by the primary key.
CREATE TABLE supervision.task_answer (
    task_id     uuid NOT NULL REFERENCES supervision.open_task,
    answered_at timestamptz NOT NULL,
    answered_by text NOT NULL,
    outcome     text NOT NULL,
    answer      jsonb NOT NULL,
    CONSTRAINT a_task_is_answered_once PRIMARY KEY (task_id)
);

-- 操作日志: append-only.
CREATE TABLE supervision.audit_entry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    actor        text NOT NULL,
    act          text NOT NULL,
    subject_kind text NOT NULL,
    subject_id   uuid NOT NULL,
    state_before text,
    state_after  text,
    detail       jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX audit_of_a_subject ON supervision.audit_entry (subject_id, id);
CREATE TRIGGER the_audit_is_append_only BEFORE UPDATE OR DELETE ON supervision.audit_entry
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();
CREATE TRIGGER an_answer_never_changes BEFORE UPDATE OR DELETE ON supervision.task_answer
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();
