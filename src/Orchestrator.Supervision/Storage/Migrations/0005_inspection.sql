-- 督导记录: the visit itself, and one entry or more for each level-1 indicator.
CREATE TABLE supervision.visit_record (
    unit_inspection_id uuid PRIMARY KEY REFERENCES supervision.unit_inspection,
    on_site_from       date NOT NULL,
    on_site_to         date NOT NULL,
    recorded_by        text NOT NULL,
    recorded_at        timestamptz NOT NULL,
    team_signature     text NOT NULL,
    unit_signature     text NOT NULL,
    CONSTRAINT a_visit_record_is_signed_by_both CHECK (team_signature <> '' AND unit_signature <> ''),
    CONSTRAINT a_visit_ends_after_it_begins CHECK (on_site_to >= on_site_from)
);

CREATE TABLE supervision.visit_record_entry (
    unit_inspection_id uuid NOT NULL REFERENCES supervision.visit_record,
    position           int NOT NULL,
    indicator_code     text NOT NULL REFERENCES supervision.indicator,
    observation        text NOT NULL,
    PRIMARY KEY (unit_inspection_id, position)
);

-- 公众意见 (R-12)
CREATE TABLE supervision.public_opinion_record (
    id                 uuid PRIMARY KEY,
    unit_inspection_id uuid NOT NULL REFERENCES supervision.unit_inspection,
    form               text NOT NULL,
    participants       int NOT NULL,
    summary            text NOT NULL,
    recorded_by        text NOT NULL,
    recorded_at        timestamptz NOT NULL,
    CONSTRAINT somebody_was_heard CHECK (participants > 0),
    CONSTRAINT an_opinion_form_is_known CHECK (form IN ('Meeting', 'Questionnaire', 'FieldTalk', 'Other'))
);

CREATE INDEX public_opinion_of_an_inspection ON supervision.public_opinion_record (unit_inspection_id);

-- 初步督导意见, approved by the majority of the team.
CREATE TABLE supervision.preliminary_opinion (
    unit_inspection_id uuid PRIMARY KEY REFERENCES supervision.unit_inspection,
    evaluation         text NOT NULL,
    agreed             text[] NOT NULL,
    team_size          int NOT NULL,
    sent_by            text NOT NULL,
    sent_at            timestamptz NOT NULL,
    CONSTRAINT the_majority_of_the_team_agreed CHECK (2 * cardinality(agreed) > team_size)
);

-- What the opinion will ask the unit to rectify. It becomes a problem item when the letter is signed.
CREATE TABLE supervision.finding (
    id                 uuid PRIMARY KEY,
    unit_inspection_id uuid NOT NULL REFERENCES supervision.unit_inspection,
    position           int NOT NULL,
    indicator_code     text REFERENCES supervision.indicator,
    fact               text NOT NULL,
    basis              text NOT NULL,
    severity           text NOT NULL,
    is_danger_to_life  boolean NOT NULL DEFAULT false,
    rectification_type text NOT NULL,
    requirement        text NOT NULL,
    unit_code          text NOT NULL REFERENCES supervision.unit,
    days               int NOT NULL,
    decision           text,
    decision_reason    text,
    CONSTRAINT findings_of_a_unit_are_numbered UNIQUE (unit_inspection_id, position),
    CONSTRAINT a_finding_severity_is_known CHECK (severity IN ('Minor', 'Moderate', 'Serious', 'Critical')),
    CONSTRAINT a_finding_type_is_known CHECK (rectification_type IN ('Immediate', 'TimeLimited', 'LongTerm')),
    CONSTRAINT a_finding_can_be_rectified CHECK (fact <> '' AND requirement <> '' AND days BETWEEN 1 AND 180),
    CONSTRAINT a_contested_finding_is_kept_changed_or_dropped CHECK (decision IN ('Kept', 'Changed', 'Dropped')),
    CONSTRAINT a_decision_on_a_finding_has_a_reason CHECK (decision IS NULL OR decision_reason <> '')
);

-- 申辩
CREATE TABLE supervision.defence (
    unit_inspection_id uuid PRIMARY KEY REFERENCES supervision.unit_inspection,
    outcome            text NOT NULL,
    statement          text,
    contested          uuid[] NOT NULL,
    submitted_by       text,
    closed_at          timestamptz NOT NULL,
    CONSTRAINT a_defence_ends_known CHECK (outcome IN ('Defended', 'Waived', 'Lapsed')),
    CONSTRAINT a_defence_says_something CHECK (outcome <> 'Defended' OR statement <> '')
);

-- 督导意见书
CREATE TABLE supervision.supervision_opinion (
    unit_inspection_id     uuid PRIMARY KEY REFERENCES supervision.unit_inspection,
    evaluation             text NOT NULL,
    reply_to_defence       text,
    has_rectification_notice boolean NOT NULL,
    drafted_by             text NOT NULL,
    drafted_at             timestamptz NOT NULL,
    signed_by              text,
    signed_at              timestamptz,
    document_id            uuid REFERENCES supervision.document,
    notice_document_id     uuid REFERENCES supervision.document,
    CONSTRAINT an_opinion_is_signed_and_numbered_at_once CHECK ((signed_by IS NULL) = (document_id IS NULL)
        AND (signed_by IS NULL) = (signed_at IS NULL))
);

-- 佐证材料 and other files that a unit or the team handed in; the bytes are the file room's.
CREATE TABLE supervision.evidence_file (
    id           uuid PRIMARY KEY,
    subject_kind text NOT NULL,
    subject_id   uuid NOT NULL,
    sha256       bytea NOT NULL,
    file_name    text NOT NULL,
    media_type   text NOT NULL,
    size_bytes   bigint NOT NULL,
    added_at     timestamptz NOT NULL,
    CONSTRAINT evidence_is_named_by_its_sha256 CHECK (octet_length(sha256) = 32),
    CONSTRAINT evidence_belongs_to_something_known CHECK (subject_kind IN (
        'SelfEvaluationReport', 'VisitRecord', 'Defence', 'RectificationPlan', 'RectificationReport', 'Verification'))
);

CREATE INDEX evidence_of_a_subject ON supervision.evidence_file (subject_id);
