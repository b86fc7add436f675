-- What one of two verifiers found of a report on a serious or critical item. It holds once another found the same.
CREATE TABLE supervision.first_verification (
    report_id uuid PRIMARY KEY REFERENCES supervision.rectification_report,
    verdict   text NOT NULL,
    opinion   text NOT NULL,
    verifier  text NOT NULL,
    found_at  timestamptz NOT NULL,
    CONSTRAINT a_first_verdict_is_known CHECK (verdict IN ('Rectified', 'Partial', 'Incomplete', 'NotRectified'))
);

-- Until now a second person was asked about nothing else.
INSERT INTO supervision.first_verification (report_id, verdict, opinion, verifier, found_at)
SELECT DISTINCT ON (report.id) report.id, 'Rectified', answer.answer ->> 'opinion', answer.answered_by,
       answer.answered_at
FROM supervision.task_answer AS answer
JOIN supervision.open_task AS task ON task.id = answer.task_id AND task.form = 'verification'
JOIN LATERAL (
    SELECT id, submitted_at FROM supervision.rectification_report
    WHERE item_id = task.subject_id ORDER BY version DESC LIMIT 1) AS report
  ON report.submitted_at < answer.answered_at
WHERE answer.outcome = 'SecondNeeded'
ORDER BY report.id, answer.answered_at DESC;
