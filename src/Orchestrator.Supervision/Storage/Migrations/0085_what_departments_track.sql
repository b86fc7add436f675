-- What a unit has reported, or what was verified, waits for somebody else: the unit owes nothing, and a date that is
-- over is not its delay. An item of a department itself has nobody above who tracks it (E-26).
CREATE OR REPLACE VIEW supervision.tracked_item AS
SELECT item.id, unit.supervising_unit_code AS department_code, item.due_on,
       item.state NOT IN ('ReportSubmitted', 'DeptReviewed', 'UnderVerification', 'Coordinating', 'Verified',
                          'ClosurePublicity', 'PartiallyRectified') AS is_owed
FROM supervision.problem_item AS item
JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
WHERE unit.supervising_unit_code IS NOT NULL
  AND unit.category NOT IN ('Organ', 'Department')
  AND item.state NOT IN ('Closed', 'Dropped', 'Transferred')
  AND NOT EXISTS (
      SELECT FROM supervision.problem_item AS part
      WHERE part.parent_id = item.id AND part.state NOT IN ('Closed', 'Dropped', 'Transferred'));
