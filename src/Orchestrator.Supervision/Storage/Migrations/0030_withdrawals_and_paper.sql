-- 撤回说明: the note by which an order that was wrongly issued is taken back.
ALTER TABLE supervision.document DROP CONSTRAINT a_document_kind_is_known;
ALTER TABLE supervision.document ADD CONSTRAINT a_document_kind_is_known CHECK (kind IN (
    'InspectionNotice', 'SupervisionOpinion', 'RectificationNotice', 'SupervisoryOrder', 'SupervisionReport',
    'OrderWithdrawal'));

INSERT INTO supervision.series_sign (series, version, sign, changed_at, changed_by, reason)
VALUES ('OrderWithdrawal', 1, '云教督撤', now(), 'system', '建库');

-- The scan of a receipt that was signed on paper.
ALTER TABLE supervision.evidence_file DROP CONSTRAINT evidence_belongs_to_something_known;
ALTER TABLE supervision.evidence_file ADD CONSTRAINT evidence_belongs_to_something_known CHECK (subject_kind IN (
    'SelfEvaluationReport', 'VisitRecord', 'Defence', 'RectificationPlan', 'RectificationReport', 'Verification',
    'Receipt'));

-- An order that was withdrawn does not stand in the way of another of the same day.
DROP INDEX supervision.one_order_per_unit_level_and_day;
CREATE UNIQUE INDEX one_order_per_unit_level_and_day
    ON supervision.supervisory_order (unit_inspection_id, level, threshold_on)
    WHERE trigger IN ('NothingReceived', 'OrderMissed') AND state NOT IN ('Voided', 'Withdrawn');
