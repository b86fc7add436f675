-- A missed self-evaluation is a finding like the others: the unit may defend itself against it, the letter prints it.
ALTER TABLE supervision.finding ADD COLUMN origin text NOT NULL DEFAULT 'Inspection';
ALTER TABLE supervision.finding ADD CONSTRAINT a_finding_origin_is_known
    CHECK (origin IN ('Inspection', 'MissedSelfEvaluation'));

-- Letters that are not signed yet and whose preliminary opinion went out without it.
INSERT INTO supervision.finding
    (id, unit_inspection_id, position, origin, fact, basis, severity, rectification_type, requirement, unit_code, days)
SELECT gen_random_uuid(), inspection.id,
       1 + coalesce((SELECT max(position) FROM supervision.finding WHERE unit_inspection_id = inspection.id), 0),
       'MissedSelfEvaluation', '未按要求报送自评报告', '督导通知', 'Minor', 'TimeLimited',
       '补报自评报告，说明未按期报送的原因', inspection.unit_code, timer."values"[1]
FROM supervision.unit_inspection AS inspection
JOIN supervision.campaign AS campaign ON campaign.id = inspection.campaign_id
JOIN supervision.timer_rule AS timer
  ON timer.profile_name = campaign.profile_name AND timer.profile_version = campaign.profile_version
 AND timer.id = 'TM-08.TimeLimited'
WHERE inspection.is_self_evaluation_late AND inspection.state IN ('DefenceOpen', 'OpinionDrafted');
