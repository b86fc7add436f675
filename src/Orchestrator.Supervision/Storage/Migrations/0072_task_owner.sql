-- 职能责任人: who is named for each of the three functions of the office. Only somebody of the office is.
CREATE TABLE supervision.line_officer (
    line      text PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES supervision.person,
    CONSTRAINT an_officer_has_a_known_line CHECK (line IN ('Government', 'School', 'Monitoring'))
);

-- Who is named first where nobody is: case officers, and the director where there are none, one after the other by how
-- long they have held the post.
CREATE FUNCTION supervision.line_candidate(day date)
RETURNS TABLE (person_id uuid, place bigint, candidates bigint) LANGUAGE sql STABLE AS $$
    SELECT post.person_id, row_number() OVER (ORDER BY min(post.valid_from), person.name, post.person_id) - 1,
           count(*) OVER ()
    FROM supervision.current_post(day) AS post
    JOIN supervision.person AS person ON person.id = post.person_id
    WHERE post.role = 'CaseOfficer' OR (post.role = 'OfficeDirector' AND NOT EXISTS (
          SELECT FROM supervision.current_post(day) AS officer WHERE officer.role = 'CaseOfficer'))
    GROUP BY post.person_id, person.name
$$;

INSERT INTO supervision.line_officer (line, person_id)
SELECT named.line, candidate.person_id
FROM unnest(ARRAY['Government', 'School', 'Monitoring']) WITH ORDINALITY AS named (line, place)
JOIN supervision.line_candidate(supervision.today()) AS candidate
  ON candidate.place = (named.place - 1) % candidate.candidates;

-- 承办人: who is expected to answer. Whoever else is in the role may answer as before.
ALTER TABLE supervision.open_task ADD COLUMN owner_person_id uuid REFERENCES supervision.person;

-- Tasks on their way: the one person asked; for the office's own the officer of the line; whoever has held the role
-- longest, of those whom the second verification may fall to; where nobody holds it, the office.
UPDATE supervision.open_task AS task
SET owner_person_id = coalesce(
    task.assignee_person_id,
    (SELECT post.person_id
     FROM supervision.current_post(supervision.today()) AS post
     LEFT JOIN supervision.campaign AS campaign ON campaign.id = task.campaign_id
     LEFT JOIN supervision.line_officer AS officer
            ON officer.line = campaign.line AND officer.person_id = post.person_id
     WHERE CASE task.assignee_role
               WHEN 'CommitteeChair' THEN post.role IN ('CommitteeChair', 'CommitteeDeputy')
               WHEN 'CommitteeDeputy' THEN post.role IN ('CommitteeChair', 'CommitteeDeputy')
               WHEN 'CaseOfficer' THEN post.role IN ('CaseOfficer', 'OfficeDirector')
               WHEN 'Verifier' THEN post.role IN ('CaseOfficer', 'OfficeDirector')
               WHEN 'DepartmentReviewer' THEN
                    post.role = 'DepartmentReviewer' AND post.unit_code = task.assignee_unit_code
               WHEN 'Inspector' THEN post.role = 'Inspector' AND EXISTS (
                    SELECT FROM supervision.team_member AS member
                    JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                    WHERE member.campaign_id = task.campaign_id AND inspector.person_id = post.person_id)
               ELSE post.role = task.assignee_role
           END
       AND NOT (task.form = 'verification' AND EXISTS (
                SELECT FROM supervision.rectification_report AS report
                JOIN supervision.first_verification AS found ON found.report_id = report.id
                WHERE report.item_id = task.subject_id
                  AND found.verifier = 'person:' || replace(post.person_id::text, '-', '')))
     ORDER BY post.role NOT IN ('CommitteeChair', 'CaseOfficer'), officer.line IS NULL, post.valid_from,
              post.person_id
     LIMIT 1),
    (SELECT post.person_id
     FROM supervision.current_post(supervision.today()) AS post
     WHERE post.role IN ('OfficeDirector', 'CaseOfficer', 'Administrator')
     ORDER BY post.role = 'Administrator', post.role = 'CaseOfficer', post.valid_from, post.person_id
     LIMIT 1),
    (SELECT id FROM supervision.person ORDER BY is_active DESC, id LIMIT 1))
WHERE task.state = 'Open' AND task.assignee_role NOT IN ('UnitHead', 'LiaisonOfficer');

ALTER TABLE supervision.open_task ADD CONSTRAINT an_open_task_has_one_owner CHECK (
    state <> 'Open' OR (owner_person_id IS NULL) = (assignee_role IN ('UnitHead', 'LiaisonOfficer')));

CREATE INDEX open_tasks_of_an_owner ON supervision.open_task (owner_person_id, due_on) WHERE state = 'Open';

-- 交接记录: every change of an owner. Append-only.
CREATE TABLE supervision.owner_change (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id        uuid NOT NULL REFERENCES supervision.open_task,
    from_person_id uuid NOT NULL REFERENCES supervision.person,
    to_person_id   uuid NOT NULL REFERENCES supervision.person,
    changed_at     timestamptz NOT NULL,
    changed_by     text NOT NULL,
    reason         text NOT NULL,
    CONSTRAINT a_task_changes_hands CHECK (from_person_id <> to_person_id)
);

CREATE INDEX changes_of_a_task ON supervision.owner_change (task_id, id);
CREATE TRIGGER a_change_of_owner_never_changes BEFORE UPDATE OR DELETE ON supervision.owner_change
    FOR EACH ROW EXECUTE FUNCTION supervision.refuse_change();
