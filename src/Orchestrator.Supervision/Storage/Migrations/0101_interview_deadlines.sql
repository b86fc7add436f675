-- TM-27 to TM-29: databases of before get them with the next version of each profile. Cases that run keep the version
-- that they were pinned to: no ladder of theirs proposes an interview, and one that the director proposes takes these.
INSERT INTO supervision.deadline_profile (name, version, effective_from, changed_at, changed_by, reason)
SELECT name, max(version) + 1, supervision.today(), orchestrator.business_now(), 'system', '增加TM-27至TM-29（约谈）'
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
SELECT newest.profile, newest.version, added.id, added.name, 'Des', added.basis, ARRAY[added.days], added.unit,
       added.least, added.most, 1, supervision.today()
FROM (SELECT name AS profile, max(version) AS version FROM supervision.deadline_profile GROUP BY name) AS newest
CROSS JOIN (VALUES ('TM-27', '约谈', '§10', 10, 'WorkingDays', 5, 20),
                   ('TM-27.Notice', '约谈通知提前天数', '§10', 3, 'WorkingDays', NULL, NULL),
                   ('TM-27.Proposal', '二次督办逾期提出约谈', '§8 L4', 1, 'WorkingDays', NULL, NULL),
                   ('TM-28', '约谈记录签字、备案', 'R-37', 3, 'WorkingDays', 1, 5),
                   ('TM-29', '约谈整改承诺', '§10', 10, 'CalendarDays', 5, 30))
    AS added (id, name, basis, days, unit, least, most);
