-- What is still to be put right, by the department above whoever is responsible. Of a problem that was parted it is
-- the part.
CREATE VIEW supervision.tracked_item AS
SELECT item.id, unit.supervising_unit_code AS department_code, item.due_on
FROM supervision.problem_item AS item
JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
WHERE unit.supervising_unit_code IS NOT NULL
  AND item.state NOT IN ('Closed', 'Dropped', 'Transferred')
  AND NOT EXISTS (
      SELECT FROM supervision.problem_item AS part
      WHERE part.parent_id = item.id AND part.state NOT IN ('Closed', 'Dropped', 'Transferred'));

-- 初审 with the days that they took. A lapse comes with the end of its day, and that is 00:00 of the next.
CREATE VIEW supervision.department_verdict AS
SELECT review.report_id, report.item_id, review.department_code, review.verdict, review.opinion, review.reviewed_by,
       report.submitted_on,
       ((review.decided_at - CASE review.verdict WHEN 'Lapsed' THEN interval '1 second' ELSE interval '0' END)
           AT TIME ZONE 'Asia/Shanghai')::date AS decided_on
FROM supervision.department_review AS review
JOIN supervision.rectification_report AS report ON report.id = review.report_id;

CREATE INDEX reviews_of_a_department ON supervision.department_review (department_code, decided_at);

-- A month whose tracking reports were asked for: once, also where no department had anything to report.
CREATE TABLE supervision.tracking_month (
    month     date PRIMARY KEY,
    opened_on date NOT NULL,
    CONSTRAINT a_month_is_named_by_its_first_day CHECK (extract(day FROM month) = 1)
);

-- 跟踪月报: what a department says of a month about the open items of its units. Its due date is the task's, where it
-- follows a new calendar; the list is kept as it was when the report was filed.
CREATE TABLE supervision.tracking_report (
    id               uuid PRIMARY KEY,
    department_code  text NOT NULL REFERENCES supervision.unit,
    month            date NOT NULL REFERENCES supervision.tracking_month,
    profile_name     text NOT NULL,
    profile_version  int NOT NULL,
    calendar_version int NOT NULL REFERENCES supervision.calendar_version,
    state            text NOT NULL DEFAULT 'Owed',
    state_since      timestamptz NOT NULL,
    urged_on         date,
    filed_by         text,
    guidance         text,
    coordination     text,
    next_steps       text,
    list             jsonb,
    CONSTRAINT a_department_reports_a_month_once UNIQUE (department_code, month),
    CONSTRAINT a_tracking_report_is_pinned
        FOREIGN KEY (profile_name, profile_version) REFERENCES supervision.deadline_profile,
    CONSTRAINT a_tracking_state_is_known CHECK (state IN ('Owed', 'Filed', 'Missed')),
    CONSTRAINT a_filed_report_says_who_and_what CHECK (
        CASE state WHEN 'Filed' THEN num_nulls(filed_by, guidance, next_steps, list) = 0
        ELSE num_nonnulls(filed_by, guidance, coordination, next_steps, list) = 0 END)
);

ALTER TABLE supervision.open_task DROP CONSTRAINT a_task_subject_is_known;
ALTER TABLE supervision.open_task ADD CONSTRAINT a_task_subject_is_known CHECK (subject_kind IN (
    'InspectionCampaign', 'UnitInspection', 'ProblemItem', 'SupervisoryOrder', 'Obligation', 'TrackingReport', 'Mail'));

ALTER TABLE supervision.evidence_file DROP CONSTRAINT evidence_belongs_to_something_known;
ALTER TABLE supervision.evidence_file ADD CONSTRAINT evidence_belongs_to_something_known CHECK (subject_kind IN (
    'SelfEvaluationReport', 'VisitRecord', 'Defence', 'RectificationPlan', 'RectificationReport', 'Verification',
    'Receipt', 'TrackingReport'));
