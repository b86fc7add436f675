-- DR-07 and its interval: databases of before get them with the next version of each profile. Cases that run keep the
-- version that they were pinned to, and ask for neither.
INSERT INTO supervision.deadline_profile (name, version, effective_from, changed_at, changed_by, reason)
SELECT name, max(version) + 1, supervision.today(), orchestrator.business_now(), 'system', '增加DR-07（跟踪月报报送）'
FROM supervision.deadline_profile
GROUP BY name;

INSERT INTO supervision.timer_rule
    (profile_name, profile_version, id, name, class, basis, "values", unit, range_from, range_to, version,
     effective_from)
SELECT newest.profile, newest.version, rule.id, rule.name, rule.class, rule.basis, rule."values", rule.unit,
       rule.range_from, rule.range_to, rule.version, rule.effective_from
FROM (SELECT name AS profile, max(version) AS version FROM supervision.deadline_profile GROUP BY name) AS newest
JOIN supervision.timer_rule AS rule
  ON rule.profile_name = newest.profile AND rule.profile_version = newest.version - 1
UNION ALL
SELECT newest.profile, newest.version, added.id, added.name, 'Des', 'S07-4', added."values", 'WorkingDays',
       added.least, added.most, 1, supervision.today()
FROM (SELECT name AS profile, max(version) AS version FROM supervision.deadline_profile GROUP BY name) AS newest
CROSS JOIN (VALUES ('DR-07', '跟踪月报报送', ARRAY[5], 3, 10),
                   ('DR-07.Again', '跟踪月报逾期再催间隔', ARRAY[3], 1, 10))
    AS added (id, name, "values", least, most);
