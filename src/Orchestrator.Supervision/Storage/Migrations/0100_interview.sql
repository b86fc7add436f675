-- 约谈 (§10): one talk with the responsible person of a unit, from its proposal to its commitments. The notice that
-- stands is the newest one; an earlier one is told by its document.
CREATE TABLE supervision.interview (
    id                  uuid PRIMARY KEY,
    campaign_id         uuid NOT NULL REFERENCES supervision.campaign,
    unit_inspection_id  uuid NOT NULL REFERENCES supervision.unit_inspection,
    unit_code           text NOT NULL REFERENCES supervision.unit,
    cause               text NOT NULL,
    ground              text NOT NULL,
    fact                text NOT NULL,
    order_id            uuid REFERENCES supervision.supervisory_order,
    profile_name        text NOT NULL,
    profile_version     int NOT NULL,
    proposed_at         timestamptz NOT NULL,
    proposed_by         text NOT NULL,
    hold_by             date NOT NULL,
    hold_by_explanation text NOT NULL,
    state               text NOT NULL,
    state_since         timestamptz NOT NULL,
    interviewee         text,
    meets_on            date,
    meets_at            text,
    place               text,
    agenda              text,
    materials           text,
    presider            text,
    staff               text[],
    notice_document_id  uuid REFERENCES supervision.document,
    postponed_for       text,
    attendees           text,
    facts               text,
    requirements        text,
    statement           text,
    promised_until      date,
    promise_explanation text,
    signing             text,
    refusal             text,
    first_witness       text,
    second_witness      text,
    record_document_id  uuid REFERENCES supervision.document,
    filed_with          text,
    filed_on            date,
    ended_at            timestamptz,
    end_reason          text,
    CONSTRAINT an_interview_is_pinned
        FOREIGN KEY (profile_name, profile_version) REFERENCES supervision.deadline_profile,
    CONSTRAINT an_interview_cause_is_known CHECK (cause IN ('OrderMissed', 'Proposed')),
    CONSTRAINT a_missed_order_is_named CHECK ((cause = 'OrderMissed') = (order_id IS NOT NULL)),
    CONSTRAINT an_interview_ground_is_one_of_three CHECK (
        ground IN ('TargetMissed', 'DutyNeglected', 'RectificationPoor')),
    CONSTRAINT an_interview_names_its_fact CHECK (btrim(fact) <> ''),
    CONSTRAINT an_interview_state_is_known CHECK (state IN (
        'Proposed', 'Approved', 'Notified', 'Postponed', 'Held', 'RecordSigned', 'Filed', 'CommitmentRunning',
        'CommitmentMet', 'CommitmentMissed', 'NotAttended', 'Cancelled')),
    CONSTRAINT a_notified_interview_has_its_notice CHECK (
        state IN ('Proposed', 'Approved', 'Cancelled')
        OR num_nulls(interviewee, meets_on, meets_at, place, agenda, presider, staff, notice_document_id) = 0),
    CONSTRAINT two_of_the_office_are_there_at_least CHECK (cardinality(staff) >= 2),
    CONSTRAINT a_postponed_interview_says_why CHECK (state <> 'Postponed' OR postponed_for IS NOT NULL),
    CONSTRAINT an_interview_that_was_held_is_on_record CHECK (
        state NOT IN ('Held', 'RecordSigned', 'Filed', 'CommitmentRunning', 'CommitmentMet', 'CommitmentMissed')
        OR num_nulls(attendees, facts, requirements, statement, promised_until, promise_explanation) = 0),
    CONSTRAINT a_signed_record_is_numbered CHECK (
        state NOT IN ('RecordSigned', 'Filed', 'CommitmentRunning', 'CommitmentMet', 'CommitmentMissed')
        OR num_nulls(signing, record_document_id) = 0),
    CONSTRAINT a_way_of_signing_is_known CHECK (signing IN ('BothSides', 'Refused')),
    CONSTRAINT a_refusal_has_two_witnesses CHECK (
        CASE signing WHEN 'Refused' THEN num_nulls(refusal, first_witness, second_witness) = 0
            AND first_witness <> second_witness
        ELSE num_nonnulls(refusal, first_witness, second_witness) = 0 END),
    CONSTRAINT a_filed_record_says_with_whom CHECK (
        state NOT IN ('Filed', 'CommitmentRunning', 'CommitmentMet', 'CommitmentMissed')
        OR num_nulls(filed_with, filed_on) = 0),
    CONSTRAINT an_ended_interview_says_why CHECK (
        (state IN ('CommitmentMet', 'CommitmentMissed', 'NotAttended', 'Cancelled')) = (end_reason IS NOT NULL)
        AND (end_reason IS NULL) = (ended_at IS NULL))
);

-- One at a time per unit and campaign.
CREATE UNIQUE INDEX one_interview_of_a_unit_at_a_time ON supervision.interview (unit_inspection_id)
    WHERE state NOT IN ('CommitmentMet', 'CommitmentMissed', 'NotAttended', 'Cancelled');
CREATE INDEX interviews_of_an_inspection ON supervision.interview (unit_inspection_id, proposed_at);
CREATE INDEX interviews_of_an_order ON supervision.interview (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE supervision.interview_commitment (
    interview_id uuid NOT NULL REFERENCES supervision.interview,
    position     int NOT NULL,
    content      text NOT NULL,
    due_on       date NOT NULL,
    PRIMARY KEY (interview_id, position),
    CONSTRAINT commitments_count_from_one CHECK (position > 0)
);

ALTER TABLE supervision.document DROP CONSTRAINT a_document_kind_is_known;
ALTER TABLE supervision.document ADD CONSTRAINT a_document_kind_is_known CHECK (kind IN (
    'InspectionNotice', 'SupervisionOpinion', 'RectificationNotice', 'SupervisoryOrder', 'SupervisionReport',
    'OrderWithdrawal', 'InterviewNotice', 'InterviewRecord'));

INSERT INTO supervision.series_sign (series, version, sign, changed_at, changed_by, reason)
VALUES ('InterviewNotice', 1, '云教督约', now(), 'system', '建库'),
       ('InterviewRecord', 1, '云教督录', now(), 'system', '建库');

ALTER TABLE supervision.open_task DROP CONSTRAINT a_task_subject_is_known;
ALTER TABLE supervision.open_task ADD CONSTRAINT a_task_subject_is_known CHECK (subject_kind IN (
    'InspectionCampaign', 'UnitInspection', 'ProblemItem', 'SupervisoryOrder', 'Obligation', 'TrackingReport',
    'Interview', 'Mail'));

ALTER TABLE supervision.evidence_file DROP CONSTRAINT evidence_belongs_to_something_known;
ALTER TABLE supervision.evidence_file ADD CONSTRAINT evidence_belongs_to_something_known CHECK (subject_kind IN (
    'SelfEvaluationReport', 'VisitRecord', 'Defence', 'RectificationPlan', 'RectificationReport', 'Verification',
    'Receipt', 'TrackingReport', 'InterviewRecord', 'CommitmentReport'));

ALTER TABLE supervision.ladder_step
    DROP CONSTRAINT a_ladder_act_is_known,
    DROP CONSTRAINT a_step_outcome_is_known;
ALTER TABLE supervision.ladder_step
    ADD CONSTRAINT a_ladder_act_is_known CHECK (act IN (
        'Remind', 'NotifyOverdue', 'ListOverdue', 'OpenFirstOrder', 'OpenSecondOrder', 'ProposeInterview')),
    ADD CONSTRAINT a_step_outcome_is_known CHECK (outcome IN (
        'Sent', 'OrderOpened', 'JoinedOrder', 'Listed', 'InterviewProposed', 'Skipped'));
