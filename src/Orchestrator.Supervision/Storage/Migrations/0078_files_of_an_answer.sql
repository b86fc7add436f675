-- Which answer a file came with, so that the answer is read with its files; null where no task was asked.
ALTER TABLE supervision.evidence_file ADD COLUMN task_id uuid REFERENCES supervision.open_task;

UPDATE supervision.evidence_file AS file
SET task_id = asked.id
FROM supervision.open_task AS asked
JOIN supervision.task_answer AS given ON given.task_id = asked.id
WHERE given.answered_at = file.added_at
  AND (asked.form, asked.subject_id) IN (
      SELECT 'on-site-record', file.subject_id WHERE file.subject_kind = 'VisitRecord'
      UNION ALL
      SELECT 'defence', file.subject_id WHERE file.subject_kind = 'Defence'
      UNION ALL
      SELECT 'self-evaluation', unit_inspection_id FROM supervision.self_evaluation_report WHERE id = file.subject_id
      UNION ALL
      SELECT 'rectification-plan', unit_inspection_id FROM supervision.rectification_plan WHERE id = file.subject_id
      UNION ALL
      SELECT CASE kind WHEN 'First' THEN 'first-report' ELSE 'rectification-report' END,
             coalesce(item_id, unit_inspection_id)
      FROM supervision.rectification_report WHERE id = file.subject_id
      UNION ALL
      SELECT form, receipt.subject_id
      FROM supervision.receipt
      CROSS JOIN unnest(ARRAY['notice-receipt', 'letter-receipt', 'order-receipt']) AS form
      WHERE receipt.id = file.subject_id);

CREATE INDEX evidence_of_a_task ON supervision.evidence_file (task_id);
