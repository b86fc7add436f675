-- The subject's schema. Enum values are stored as they are named in the glossary; a due date is a local date of
-- Asia/Shanghai, every instant is UTC.
CREATE SCHEMA IF NOT EXISTS supervision;

-- 督学责任区
CREATE TABLE supervision.inspection_zone (
    code     text PRIMARY KEY,
    name     text NOT NULL,
    coverage text NOT NULL,
    hotline  text
);

-- 单位: whoever is inspected, supervises, or is a member of the committee. The code never changes; a name may.
CREATE TABLE supervision.unit (
    code                  text PRIMARY KEY,
    name                  text NOT NULL,
    short_name            text NOT NULL,
    category              text NOT NULL,
    unit_type             text NOT NULL,
    school_stage          text,
    ownership             text,
    supervising_unit_code text REFERENCES supervision.unit,
    licensing_unit_code   text REFERENCES supervision.unit,
    township_code         text REFERENCES supervision.unit,
    zone_code             text REFERENCES supervision.inspection_zone,
    student_count         int,
    is_member_unit        boolean NOT NULL,
    status                text NOT NULL,
    valid_from            date NOT NULL,
    valid_to              date,
    successor_unit_code   text REFERENCES supervision.unit,
    notes                 text NOT NULL DEFAULT '',
    CONSTRAINT a_unit_category_is_known CHECK (
        category IN ('Organ', 'Superior', 'Research', 'ThirdParty', 'Department', 'Township', 'School')),
    CONSTRAINT a_school_stage_is_known CHECK (school_stage IN (
        'Kindergarten', 'Primary', 'Junior', 'NineYear', 'CompleteSecondary', 'Senior', 'Vocational', 'Special')),
    CONSTRAINT an_ownership_is_public_or_private CHECK (ownership IN ('Public', 'Private')),
    CONSTRAINT a_unit_status_is_known CHECK (status IN ('Active', 'Merging', 'Renamed', 'Closed')),
    CONSTRAINT a_unit_does_not_supervise_itself CHECK (supervising_unit_code <> code)
);

CREATE INDEX units_of_a_department ON supervision.unit (supervising_unit_code);

-- Whoever acts for a unit through the link in a mail: the head (A6) and the liaison officer (A7). They have no
-- account. The version grows with every change of the person or the address; links of older versions are dead (E-08).
CREATE TABLE supervision.unit_contact (
    unit_code         text NOT NULL REFERENCES supervision.unit,
    role              text NOT NULL,
    name              text NOT NULL,
    title             text NOT NULL DEFAULT '',
    email             text,
    phone             text,
    recipient_version int NOT NULL DEFAULT 1,
    PRIMARY KEY (unit_code, role),
    CONSTRAINT a_contact_is_the_head_or_the_liaison_officer CHECK (role IN ('UnitHead', 'LiaisonOfficer')),
    CONSTRAINT a_contact_address_has_an_at_sign CHECK (email LIKE '%_@_%'),
    CONSTRAINT a_recipient_version_counts_from_one CHECK (recipient_version > 0)
);

-- Whoever signs in: A1 to A5 and the reviewers of the departments (A8).
CREATE TABLE supervision.person (
    id        uuid PRIMARY KEY,
    name      text NOT NULL,
    email     text NOT NULL UNIQUE,
    phone     text,
    unit_code text REFERENCES supervision.unit,
    is_active boolean NOT NULL DEFAULT true
);

-- 职务: what a person may do, from when to when. One person may hold several posts.
CREATE TABLE supervision.post (
    id         uuid PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES supervision.person,
    role       text NOT NULL,
    unit_code  text REFERENCES supervision.unit,
    title      text NOT NULL,
    valid_from date NOT NULL,
    valid_to   date,
    CONSTRAINT a_post_is_held_once UNIQUE NULLS NOT DISTINCT (person_id, role, unit_code),
    CONSTRAINT a_role_is_known CHECK (role IN (
        'CommitteeChair', 'CommitteeDeputy', 'ChiefInspector', 'OfficeDirector', 'CaseOfficer', 'Inspector',
        'DepartmentReviewer', 'Administrator')),
    CONSTRAINT a_reviewer_belongs_to_a_department CHECK (role <> 'DepartmentReviewer' OR unit_code IS NOT NULL)
);

-- 授权: somebody signs for somebody else for a time.
CREATE TABLE supervision.signature_delegation (
    id             uuid PRIMARY KEY,
    from_person_id uuid NOT NULL REFERENCES supervision.person,
    to_person_id   uuid NOT NULL REFERENCES supervision.person,
    role           text NOT NULL,
    valid_from     date NOT NULL,
    valid_to       date NOT NULL,
    reason         text NOT NULL,
    CONSTRAINT nobody_delegates_to_himself CHECK (from_person_id <> to_person_id),
    CONSTRAINT a_delegation_ends_after_it_begins CHECK (valid_to >= valid_from)
);

-- 督学 and experts. The certificate and the term are what R-01 and R-09 ask for.
CREATE TABLE supervision.inspector (
    code                 text PRIMARY KEY,
    person_id            uuid NOT NULL UNIQUE REFERENCES supervision.person,
    kind                 text NOT NULL,
    source_unit_code     text REFERENCES supervision.unit,
    zone_code            text REFERENCES supervision.inspection_zone,
    specialties          text[] NOT NULL,
    term_start           date,
    term_end             date,
    term_number          int,
    certificate_no       text,
    is_induction_trained boolean NOT NULL,
    status               text NOT NULL,
    CONSTRAINT an_inspector_kind_is_known CHECK (kind IN ('FullTime', 'PartTime', 'Expert')),
    CONSTRAINT an_inspector_status_is_known CHECK (status IN ('Active', 'Exited')),
    CONSTRAINT a_fourth_term_is_against_the_law CHECK (term_number BETWEEN 1 AND 3)
);

-- 回避: the unit that an inspector may not inspect (R-03).
CREATE TABLE supervision.recusal (
    inspector_code text NOT NULL REFERENCES supervision.inspector,
    unit_code      text NOT NULL REFERENCES supervision.unit,
    PRIMARY KEY (inspector_code, unit_code)
);

-- 指标体系
CREATE TABLE supervision.indicator_scheme (
    code         text PRIMARY KEY,
    name         text NOT NULL,
    line         text NOT NULL,
    subject_type text NOT NULL,
    CONSTRAINT a_supervision_line_is_known CHECK (line IN ('Government', 'School', 'Monitoring'))
);

CREATE TABLE supervision.indicator (
    code                   text PRIMARY KEY,
    scheme_code            text NOT NULL REFERENCES supervision.indicator_scheme,
    level                  int NOT NULL,
    parent_code            text REFERENCES supervision.indicator,
    name                   text NOT NULL,
    criterion              text NOT NULL,
    data_type              text,
    unit_of_measure        text,
    comparator             text,
    threshold              text,
    weight                 numeric,
    methods                text[] NOT NULL,
    is_veto                boolean NOT NULL,
    evidence_required      text[] NOT NULL,
    default_severity       text,
    default_rectify_days   int,
    basis                  text NOT NULL,
    basis_confidence       text,
    position               int NOT NULL,
    CONSTRAINT an_indicator_has_two_levels CHECK (level IN (1, 2) AND (level = 1) = (parent_code IS NULL)),
    CONSTRAINT a_default_severity_is_known CHECK (default_severity IN ('Minor', 'Moderate', 'Serious', 'Critical')),
    CONSTRAINT default_days_are_at_least_one CHECK (default_rectify_days > 0)
);

CREATE INDEX indicators_of_a_scheme ON supervision.indicator (scheme_code, position);
