-- 督导活动: what it asked for, where it stands, and the versions that its cases are pinned to.
CREATE TABLE supervision.campaign (
    id                    uuid PRIMARY KEY,
    external_id           text,
    title                 text NOT NULL,
    line                  text NOT NULL,
    type                  text NOT NULL,
    basis                 text NOT NULL,
    indicator_scheme_code text NOT NULL REFERENCES supervision.indicator_scheme,
    notice_on             date NOT NULL,
    on_site_from          date NOT NULL,
    on_site_to            date NOT NULL,
    self_evaluation       boolean NOT NULL,
    is_unannounced        boolean NOT NULL,
    is_off_plan           boolean NOT NULL,
    auto_issue_orders     boolean NOT NULL,
    publish               boolean NOT NULL,
    no_publish_reason     text,
    publishes_closures    boolean NOT NULL,
    profile_name          text NOT NULL,
    profile_version       int NOT NULL,
    calendar_version      int NOT NULL REFERENCES supervision.calendar_version,
    requested_by          text NOT NULL,
    created_by            text NOT NULL,
    created_at            timestamptz NOT NULL,
    state                 text NOT NULL,
    state_since           timestamptz NOT NULL,
    scheme_approved_by    text,
    scheme_approved_at    timestamptz,
    notice_document_id    uuid REFERENCES supervision.document,
    report_document_id    uuid REFERENCES supervision.document,
    CONSTRAINT a_campaign_pins_a_profile
        FOREIGN KEY (profile_name, profile_version) REFERENCES supervision.deadline_profile,
    CONSTRAINT a_campaign_line_is_known CHECK (line IN ('Government', 'School', 'Monitoring')),
    CONSTRAINT a_campaign_type_is_known CHECK (type IN (
        'Comprehensive', 'Special', 'Routine', 'DutyEvaluation', 'Monitoring', 'Emergency')),
    CONSTRAINT a_campaign_state_is_known CHECK (state IN (
        'Draft', 'SchemePending', 'SchemeApproved', 'Notified', 'InProgress', 'Concluded', 'Reported', 'Published',
        'Closed', 'Archived', 'Suspended', 'Withdrawn')),
    CONSTRAINT an_inspection_ends_after_it_begins CHECK (on_site_to >= on_site_from),
    CONSTRAINT the_notice_comes_before_the_inspection CHECK (notice_on <= on_site_from),
    CONSTRAINT only_routine_and_emergency_come_unannounced CHECK (
        NOT is_unannounced OR type IN ('Routine', 'Emergency')),
    CONSTRAINT not_publishing_needs_a_reason CHECK (publish OR no_publish_reason IS NOT NULL),
    CONSTRAINT an_approved_scheme_has_an_approver CHECK (
        state IN ('Draft', 'SchemePending', 'Withdrawn') OR scheme_approved_by IS NOT NULL),
    CONSTRAINT a_notified_campaign_has_a_notice CHECK (
        state IN ('Draft', 'SchemePending', 'SchemeApproved', 'Withdrawn') OR notice_document_id IS NOT NULL)
);

CREATE INDEX campaigns_by_state ON supervision.campaign (state, notice_on);

-- The units that the request selected. Warnings are shown to whoever approves the scheme.
CREATE TABLE supervision.campaign_unit (
    campaign_id uuid NOT NULL REFERENCES supervision.campaign ON DELETE CASCADE,
    unit_code   text NOT NULL REFERENCES supervision.unit,
    warnings    jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (campaign_id, unit_code)
);

CREATE INDEX campaigns_of_a_unit ON supervision.campaign_unit (unit_code);

-- 督导小组
CREATE TABLE supervision.team_member (
    campaign_id    uuid NOT NULL REFERENCES supervision.campaign ON DELETE CASCADE,
    inspector_code text NOT NULL REFERENCES supervision.inspector,
    is_leader      boolean NOT NULL,
    PRIMARY KEY (campaign_id, inspector_code)
);

CREATE UNIQUE INDEX a_team_has_one_leader ON supervision.team_member (campaign_id) WHERE is_leader;

-- The same key and body give the same campaign; the same key and another body are refused (E-28).
CREATE TABLE supervision.campaign_request (
    client          text NOT NULL,
    idempotency_key text NOT NULL,
    body_sha256     bytea NOT NULL,
    campaign_id     uuid NOT NULL REFERENCES supervision.campaign,
    requested_at    timestamptz NOT NULL,
    CONSTRAINT a_key_starts_one_campaign PRIMARY KEY (client, idempotency_key)
);

-- 签收: no clock starts without one. What it acknowledges is an issued document of one unit.
CREATE TABLE supervision.receipt (
    id           uuid PRIMARY KEY,
    subject_kind text NOT NULL,
    subject_id   uuid NOT NULL,
    document     text NOT NULL,
    kind         text NOT NULL,
    received_on  date NOT NULL,
    recorded_at  timestamptz NOT NULL,
    recorded_by  text NOT NULL,
    CONSTRAINT a_document_is_received_once UNIQUE (subject_id, document),
    CONSTRAINT a_receipt_date_belongs_to_its_receipt UNIQUE (id, received_on),
    CONSTRAINT a_receipt_subject_is_known CHECK (subject_kind IN ('UnitInspection', 'SupervisoryOrder')),
    CONSTRAINT a_received_document_is_known CHECK (document IN ('Notice', 'Letter', 'Order')),
    CONSTRAINT a_receipt_kind_is_known CHECK (kind IN ('Signed', 'Submission', 'Paper', 'Deemed'))
);

-- 单位督导
CREATE TABLE supervision.unit_inspection (
    id                       uuid PRIMARY KEY,
    campaign_id              uuid NOT NULL,
    unit_code                text NOT NULL,
    unit_name                text NOT NULL,
    state                    text NOT NULL,
    state_since              timestamptz NOT NULL,
    is_self_evaluation_late  boolean NOT NULL DEFAULT false,
    is_obstructed            boolean NOT NULL DEFAULT false,
    is_contested             boolean NOT NULL DEFAULT false,
    self_evaluation_returns  int NOT NULL DEFAULT 0,
    on_site_from             date NOT NULL,
    on_site_to               date NOT NULL,
    on_site_ended_on         date,
    feedback_sent_on         date,
    defence_due_on           date,
    opinion_due_on           date,
    CONSTRAINT a_unit_is_inspected_once_in_a_campaign UNIQUE (campaign_id, unit_code),
    CONSTRAINT an_inspected_unit_was_selected
        FOREIGN KEY (campaign_id, unit_code) REFERENCES supervision.campaign_unit,
    CONSTRAINT a_unit_inspection_state_is_known CHECK (state IN (
        'Notified', 'SelfEvalPending', 'SelfEvalSubmitted', 'SelfEvalAccepted', 'OnSiteScheduled', 'OnSiteDone',
        'PreliminaryOpinion', 'DefenceOpen', 'OpinionDrafted', 'OpinionIssued', 'Rectifying', 'NoProblem', 'Completed',
        'Cancelled', 'Obstructed')),
    CONSTRAINT a_self_evaluation_is_returned_twice_at_most CHECK (self_evaluation_returns BETWEEN 0 AND 2)
);

CREATE INDEX unit_inspections_of_a_unit ON supervision.unit_inspection (unit_code);

-- 自评报告
CREATE TABLE supervision.self_evaluation_report (
    id                 uuid PRIMARY KEY,
    unit_inspection_id uuid NOT NULL REFERENCES supervision.unit_inspection,
    version            int NOT NULL,
    content            text NOT NULL,
    submitted_at       timestamptz NOT NULL,
    submitted_by       text NOT NULL,
    is_late            boolean NOT NULL,
    accepted           boolean,
    reviewed_by        text,
    reviewed_at        timestamptz,
    review_note        text,
    CONSTRAINT versions_of_a_self_evaluation_differ UNIQUE (unit_inspection_id, version),
    CONSTRAINT a_review_has_a_reviewer CHECK ((accepted IS NULL) = (reviewed_by IS NULL)),
    CONSTRAINT a_returned_self_evaluation_says_why CHECK (accepted IS NOT FALSE OR review_note <> '')
);
