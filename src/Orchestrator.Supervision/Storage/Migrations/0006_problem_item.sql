-- 问题: the unit of tracking, closing and counting. Between the signature of the letter and its receipt the item is
-- Open without a due date: no clock runs that nobody started.
CREATE TABLE supervision.problem_item (
    id                  uuid PRIMARY KEY,
    campaign_id         uuid NOT NULL REFERENCES supervision.campaign,
    unit_inspection_id  uuid NOT NULL REFERENCES supervision.unit_inspection,
    number              int NOT NULL,
    generation          int NOT NULL DEFAULT 1,
    parent_id           uuid REFERENCES supervision.problem_item,
    duplicate_of        uuid REFERENCES supervision.problem_item,
    origin              text NOT NULL,
    indicator_code      text REFERENCES supervision.indicator,
    fact                text NOT NULL,
    basis               text NOT NULL,
    severity            text NOT NULL,
    is_danger_to_life   boolean NOT NULL,
    rectification_type  text NOT NULL,
    requirement         text NOT NULL,
    responsible_unit_code text NOT NULL REFERENCES supervision.unit,
    days                int NOT NULL,
    receipt_id          uuid,
    received_on         date,
    original_due_on     date,
    due_on              date,
    due_explanation     text,
    calendar_version    int REFERENCES supervision.calendar_version,
    state               text NOT NULL,
    state_since         timestamptz NOT NULL,
    returns             int NOT NULL DEFAULT 0,
    is_late_reported    boolean NOT NULL DEFAULT false,
    is_extended         boolean NOT NULL DEFAULT false,
    is_contested        boolean NOT NULL DEFAULT false,
    is_false_report     boolean NOT NULL DEFAULT false,
    closure_id          uuid,
    CONSTRAINT items_of_a_unit_are_numbered UNIQUE (unit_inspection_id, number),
    CONSTRAINT an_item_keeps_its_severity UNIQUE (id, severity),
    CONSTRAINT no_item_clock_starts_without_a_receipt
        FOREIGN KEY (receipt_id, received_on) REFERENCES supervision.receipt (id, received_on) ON UPDATE CASCADE,
    CONSTRAINT a_due_item_was_received CHECK (
        num_nonnulls(receipt_id, received_on, original_due_on, due_on, due_explanation, calendar_version) IN (0, 6)),
    CONSTRAINT only_an_open_item_waits_for_its_receipt CHECK (due_on IS NOT NULL OR state IN ('Open', 'Dropped')),
    CONSTRAINT an_item_state_is_known CHECK (state IN (
        'Open', 'PlanSubmitted', 'InRectification', 'ReportSubmitted', 'DeptReviewed', 'UnderVerification', 'Returned',
        'Verified', 'ClosurePublicity', 'Closed', 'PartiallyRectified', 'LongTerm', 'NotRectified', 'Reopened',
        'Coordinating', 'Dropped', 'Transferred')),
    CONSTRAINT an_item_origin_is_known CHECK (origin IN ('Inspection', 'MissedSelfEvaluation', 'Split', 'Routine')),
    CONSTRAINT an_item_severity_is_known CHECK (severity IN ('Minor', 'Moderate', 'Serious', 'Critical')),
    CONSTRAINT an_item_type_is_known CHECK (rectification_type IN ('Immediate', 'TimeLimited', 'LongTerm')),
    CONSTRAINT an_item_can_be_rectified CHECK (fact <> '' AND requirement <> '' AND days BETWEEN 1 AND 180),
    CONSTRAINT an_item_is_returned_twice_at_most CHECK (returns BETWEEN 0 AND 2),
    CONSTRAINT a_split_item_has_a_parent CHECK ((origin = 'Split') = (parent_id IS NOT NULL)),
    CONSTRAINT a_closed_item_has_a_closure CHECK ((state = 'Closed') = (closure_id IS NOT NULL))
);

CREATE INDEX items_of_a_campaign ON supervision.problem_item (campaign_id, state);
CREATE INDEX items_by_due_date ON supervision.problem_item (due_on)
    WHERE state NOT IN ('Closed', 'Dropped', 'Transferred');
CREATE INDEX items_of_a_unit ON supervision.problem_item (responsible_unit_code, indicator_code);
CREATE UNIQUE INDEX no_second_split ON supervision.problem_item (parent_id, generation) WHERE parent_id IS NOT NULL;

-- 整改方案: one per unit inspection and version, with a measure for each item it covers.
CREATE TABLE supervision.rectification_plan (
    id                 uuid PRIMARY KEY,
    unit_inspection_id uuid NOT NULL REFERENCES supervision.unit_inspection,
    version            int NOT NULL,
    submitted_at       timestamptz NOT NULL,
    submitted_by       text NOT NULL,
    is_late            boolean NOT NULL,
    decision           text,
    decided_by         text,
    decided_at         timestamptz,
    decision_reason    text,
    CONSTRAINT versions_of_a_plan_differ UNIQUE (unit_inspection_id, version),
    CONSTRAINT a_plan_decision_is_known CHECK (decision IN ('Approved', 'Returned', 'Lapsed')),
    CONSTRAINT a_returned_plan_says_why CHECK (decision <> 'Returned' OR decision_reason <> '')
);

CREATE TABLE supervision.rectification_measure (
    plan_id            uuid NOT NULL REFERENCES supervision.rectification_plan,
    item_id            uuid NOT NULL REFERENCES supervision.problem_item,
    measure            text NOT NULL,
    responsible_person text NOT NULL,
    finish_on          date NOT NULL,
    PRIMARY KEY (plan_id, item_id)
);

-- 整改情况报告: the first written report of a unit (all items) or the report of one item.
CREATE TABLE supervision.rectification_report (
    id                 uuid PRIMARY KEY,
    kind               text NOT NULL,
    unit_inspection_id uuid NOT NULL REFERENCES supervision.unit_inspection,
    item_id            uuid REFERENCES supervision.problem_item,
    version            int NOT NULL,
    content            text NOT NULL,
    measured_value     text,
    signed_by_head     text NOT NULL,
    submitted_on       date NOT NULL,
    submitted_at       timestamptz NOT NULL,
    author             text NOT NULL,
    is_late            boolean NOT NULL,
    CONSTRAINT versions_of_a_report_differ UNIQUE NULLS NOT DISTINCT (unit_inspection_id, item_id, version),
    CONSTRAINT a_report_keeps_its_author UNIQUE (id, author),
    CONSTRAINT an_item_report_names_its_item CHECK (
        kind IN ('First', 'Item') AND (kind = 'Item') = (item_id IS NOT NULL)),
    CONSTRAINT a_report_is_signed_by_the_head CHECK (signed_by_head <> ''),
    CONSTRAINT a_report_says_something CHECK (content <> '')
);

-- 主管部门初审, or its lapse.
CREATE TABLE supervision.department_review (
    report_id       uuid PRIMARY KEY REFERENCES supervision.rectification_report,
    department_code text NOT NULL REFERENCES supervision.unit,
    verdict         text NOT NULL,
    opinion         text,
    reviewed_by     text,
    decided_at      timestamptz NOT NULL,
    CONSTRAINT a_department_verdict_is_known CHECK (verdict IN ('Agreed', 'Disagreed', 'Lapsed')),
    CONSTRAINT a_lapse_has_no_reviewer CHECK ((verdict = 'Lapsed') = (reviewed_by IS NULL)),
    CONSTRAINT a_disagreement_says_why CHECK (verdict <> 'Disagreed' OR opinion <> '')
);

-- 核查: never by the author of the report, by two persons where the item is serious or critical.
CREATE TABLE supervision.verification (
    id              uuid PRIMARY KEY,
    item_id         uuid NOT NULL,
    severity        text NOT NULL,
    report_id       uuid NOT NULL,
    author          text NOT NULL,
    verdict         text NOT NULL,
    method          text NOT NULL,
    opinion         text NOT NULL,
    first_verifier  text NOT NULL,
    second_verifier text,
    decided_at      timestamptz NOT NULL,
    CONSTRAINT a_verification_keeps_its_verdict UNIQUE (id, verdict),
    CONSTRAINT a_verification_knows_the_severity
        FOREIGN KEY (item_id, severity) REFERENCES supervision.problem_item (id, severity),
    CONSTRAINT a_verification_knows_the_author
        FOREIGN KEY (report_id, author) REFERENCES supervision.rectification_report (id, author),
    CONSTRAINT a_verdict_is_known CHECK (verdict IN (
        'Rectified', 'Partial', 'LongTermOnTrack', 'Incomplete', 'NotRectified', 'FalseReport', 'NotOwn')),
    CONSTRAINT a_verification_method_is_known CHECK (method IN ('Desk', 'OnSite')),
    CONSTRAINT a_verdict_gives_its_reason CHECK (opinion <> ''),
    CONSTRAINT nobody_verifies_his_own_report CHECK (
        first_verifier <> author AND second_verifier IS DISTINCT FROM author),
    CONSTRAINT two_verifiers_are_two_persons CHECK (second_verifier IS DISTINCT FROM first_verifier),
    CONSTRAINT serious_items_take_two_verifiers CHECK (
        verdict <> 'Rectified' OR severity NOT IN ('Serious', 'Critical') OR second_verifier IS NOT NULL)
);

CREATE INDEX verifications_of_an_item ON supervision.verification (item_id);

-- 销号: only on a verification that found the item (or the part split off from it) rectified.
CREATE TABLE supervision.closure (
    id              uuid PRIMARY KEY,
    item_id         uuid NOT NULL REFERENCES supervision.problem_item,
    generation      int NOT NULL,
    verification_id uuid NOT NULL,
    verdict         text NOT NULL DEFAULT 'Rectified',
    closed_at       timestamptz NOT NULL,
    closed_by       text NOT NULL,
    is_late         boolean NOT NULL,
    CONSTRAINT a_generation_is_closed_once UNIQUE (item_id, generation),
    CONSTRAINT an_item_is_closed_only_when_rectified CHECK (verdict = 'Rectified'),
    CONSTRAINT a_closure_rests_on_a_verification
        FOREIGN KEY (verification_id, verdict) REFERENCES supervision.verification (id, verdict)
);

ALTER TABLE supervision.problem_item
    ADD CONSTRAINT a_closed_item_names_its_closure FOREIGN KEY (closure_id) REFERENCES supervision.closure;

-- 延期
CREATE TABLE supervision.extension_request (
    id              uuid PRIMARY KEY,
    item_id         uuid NOT NULL REFERENCES supervision.problem_item,
    ordinal         int NOT NULL,
    days            int NOT NULL,
    reason          text NOT NULL,
    requested_at    timestamptz NOT NULL,
    requested_by    text NOT NULL,
    state           text NOT NULL DEFAULT 'Requested',
    decided_by      text,
    decided_as      text,
    decided_at      timestamptz,
    decision_reason text,
    old_due_on      date NOT NULL,
    new_due_on      date,
    CONSTRAINT an_item_is_extended_once_per_ordinal UNIQUE (item_id, ordinal),
    CONSTRAINT an_extension_state_is_known CHECK (state IN ('Requested', 'Granted', 'Refused')),
    CONSTRAINT an_extension_is_thirty_days_at_most CHECK (days BETWEEN 1 AND 30),
    CONSTRAINT a_granted_extension_moves_the_date CHECK ((state = 'Granted') = (new_due_on IS NOT NULL)
        AND new_due_on > old_due_on),
    CONSTRAINT a_decided_extension_has_a_decider CHECK ((state = 'Requested') = (decided_by IS NULL)),
    CONSTRAINT a_second_extension_is_the_committees CHECK (
        ordinal = 1 OR state <> 'Granted' OR decided_as IN ('CommitteeChair', 'CommitteeDeputy'))
);
