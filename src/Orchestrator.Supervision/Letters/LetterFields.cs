using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// What a letter may say of its object: <c>campaign</c>, <c>unit</c>, <c>department</c>, <c>inspection</c>,
/// <c>item</c>, <c>order</c>, <c>report</c> (跟踪月报), <c>interview</c>, <c>team</c>, <c>items</c>, <c>opinion</c> (of
/// whoever judged last). Three statements for the whole set, whatever the kinds; a fourth for interviews.
/// </summary>
internal static class LetterFields
{
    public static async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Case> subjects, CancellationToken stop)
    {
        var wanted = subjects.DistinctBy(subject => subject.Id).ToList();
        var items = (await Items(tx, wanted, stop)).ToDictionary();
        var matters = (await Matters(tx, wanted, stop)).ToDictionary();
        var interviews = (await Interviews(tx, wanted, stop)).ToDictionary();
        return (await Heads(tx, wanted, stop)).ToDictionary(
            head => head.Key,
            head => Json.Of(head.Value.EnumerateObject().Concat(matters[head.Key].EnumerateObject())
                .Concat(interviews.GetValueOrDefault(head.Key, Json.EmptyObject).EnumerateObject())
                .Select(member => KeyValuePair.Create(member.Name, member.Value))
                .Append(KeyValuePair.Create("items", items.GetValueOrDefault(head.Key, Json.EmptyArray)))));
    }

    private static Task<IReadOnlyList<KeyValuePair<Guid, JsonElement>>> Heads(
        Tx tx, IReadOnlyList<Case> wanted, CancellationToken stop) => tx.Query($"""
        SELECT subject.id, jsonb_strip_nulls(jsonb_build_object(
            'campaign', jsonb_build_object('title', campaign.title, 'basis', campaign.basis, 'scheme', scheme.name,
                'selfEvaluation', campaign.self_evaluation, 'noticeNumber', notice.number),
            'department', above.short_name,
            'unit', CASE WHEN unit.code IS NOT NULL THEN jsonb_build_object(
                'name', unit.name, 'shortName', unit.short_name) END,
            'inspection', jsonb_build_object(
                'onSiteFrom', inspection.on_site_from, 'onSiteTo', inspection.on_site_to,
                'letterNumber', opinion.number, 'evaluation', signed.evaluation,
                'selfEvaluationExplanation', owed.self_explanation,
                'planDueOn', owed.plan_due_on, 'planExplanation', owed.plan_explanation,
                'firstReportDueOn', owed.report_due_on, 'firstReportExplanation', owed.report_explanation,
                'problems', (SELECT count(*) FROM supervision.problem_item
                             WHERE unit_inspection_id = inspection.id AND parent_id IS NULL AND state <> 'Dropped')),
            'team', (SELECT string_agg(person.name, '、' ORDER BY member.is_leader DESC, member.inspector_code)
                     FROM supervision.team_member AS member
                     JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                     JOIN supervision.person AS person ON person.id = inspector.person_id
                     WHERE member.campaign_id = campaign.id)))::text
        FROM unnest({Ids(wanted)}, {wanted.Select(one => one.CampaignIfAny).ToArray()}, {Inspections(wanted)},
                    {Departments(wanted)}) AS subject (id, campaign_id, inspection_id, department_code)
        LEFT JOIN supervision.campaign AS campaign ON campaign.id = subject.campaign_id
        LEFT JOIN supervision.indicator_scheme AS scheme ON scheme.code = campaign.indicator_scheme_code
        LEFT JOIN supervision.document AS notice ON notice.id = campaign.notice_document_id
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = subject.inspection_id
        LEFT JOIN supervision.unit AS unit ON unit.code = inspection.unit_code
        LEFT JOIN supervision.unit AS above
               ON above.code = coalesce(subject.department_code, unit.supervising_unit_code)
        LEFT JOIN LATERAL (
            SELECT max(due_explanation) FILTER (WHERE duty = 'SelfEvaluation') AS self_explanation,
                   max(due_on) FILTER (WHERE duty = 'RectificationPlan') AS plan_due_on,
                   max(due_explanation) FILTER (WHERE duty = 'RectificationPlan') AS plan_explanation,
                   max(due_on) FILTER (WHERE duty = 'FirstReport') AS report_due_on,
                   max(due_explanation) FILTER (WHERE duty = 'FirstReport') AS report_explanation
            FROM supervision.obligation WHERE unit_inspection_id = inspection.id) AS owed ON true
        LEFT JOIN supervision.supervision_opinion AS signed ON signed.unit_inspection_id = inspection.id
        LEFT JOIN supervision.document AS opinion ON opinion.id = signed.document_id
        """, FactRows.Read, stop);

    /// <summary>The item or order that the letter is about, and what was said of it last.</summary>
    private static Task<IReadOnlyList<KeyValuePair<Guid, JsonElement>>> Matters(
        Tx tx, IReadOnlyList<Case> wanted, CancellationToken stop) => tx.Query($"""
        SELECT subject.id, jsonb_strip_nulls(jsonb_build_object(
            'item', CASE WHEN item.id IS NOT NULL THEN jsonb_build_object(
                'number', item.number, 'fact', item.fact, 'requirement', item.requirement, 'dueOn', item.due_on,
                'explanation', item.due_explanation, 'isSplit', item.origin = 'Split',
                'isOverdue', item.due_on < supervision.today()) END,
            'opinion', (SELECT coalesce(given.answer ->> 'opinion', given.answer ->> 'reason', given.answer ->> 'note')
                        FROM supervision.open_task AS answered
                        JOIN supervision.task_answer AS given ON given.task_id = answered.id
                        WHERE answered.subject_kind = subject.kind AND answered.subject_id = subject.id
                        ORDER BY given.answered_at DESC, answered.created_at DESC LIMIT 1),
            'order', CASE WHEN orders.id IS NOT NULL THEN jsonb_build_object(
                'number', issued.number, 'matter', orders.matter, 'level', orders.level,
                'limitDays', orders.limit_days, 'dueOn', orders.due_on,
                'isCritical', orders.trigger = 'Critical') END,
            'report', CASE WHEN report.id IS NOT NULL THEN jsonb_build_object(
                'month', to_char(report.month, 'YYYY"年"FMMM"月"'),
                'openItems', (SELECT count(*) FROM supervision.tracked_item
                              WHERE department_code = report.department_code),
                'overdueItems', (SELECT count(*) FROM supervision.tracked_item
                                 WHERE department_code = report.department_code AND is_owed
                                   AND due_on < supervision.today()),
                'takenUntil', (SELECT ((lapses_at - interval '1 second') AT TIME ZONE 'Asia/Shanghai')::date
                               FROM supervision.open_task
                               WHERE subject_id = report.id AND form = 'tracking-report' AND state = 'Open'))
            END))::text
        FROM unnest({Ids(wanted)}, {wanted.Select(one => one.Kind.ToString()).ToArray()},
                    {Of(wanted, CaseKind.ProblemItem)}, {Of(wanted, CaseKind.SupervisoryOrder)})
            AS subject (id, kind, item_id, order_id)
        LEFT JOIN supervision.problem_item AS item ON item.id = subject.item_id
        LEFT JOIN supervision.supervisory_order AS orders ON orders.id = subject.order_id
        LEFT JOIN supervision.document AS issued ON issued.id = orders.document_id
        LEFT JOIN supervision.tracking_report AS report ON report.id = subject.id
        """, FactRows.Read, stop);

    /// <summary>约谈: what its notice and its record say. Nothing is asked where no letter is about one.</summary>
    private static async Task<IReadOnlyList<KeyValuePair<Guid, JsonElement>>> Interviews(
        Tx tx, IReadOnlyList<Case> wanted, CancellationToken stop) =>
        wanted.All(one => one.Kind != CaseKind.Interview) ? [] : await tx.Query($"""
        SELECT talk.id, jsonb_strip_nulls(jsonb_build_object('interview', jsonb_build_object(
            'number', notice.number, 'recordNumber', record.number, 'interviewee', talk.interviewee,
            'ground', CASE talk.ground WHEN 'TargetMissed' THEN '未完成目标任务'
                          WHEN 'DutyNeglected' THEN '履行教育职责不到位' ELSE '问题整改不力' END,
            'fact', talk.fact, 'meetsOn', talk.meets_on, 'meetsAt', talk.meets_at, 'place', talk.place,
            'presider', talk.presider, 'staff', array_to_string(talk.staff, '、'), 'agenda', talk.agenda,
            'materials', talk.materials, 'postponedFor', talk.postponed_for, 'endReason', talk.end_reason,
            'requirements', talk.requirements, 'filedWith', talk.filed_with,
            'commitments', (SELECT jsonb_agg(jsonb_build_object(
                                'number', position, 'content', content, 'dueOn', due_on) ORDER BY position)
                            FROM supervision.interview_commitment WHERE interview_id = talk.id))))::text
        FROM supervision.interview AS talk
        LEFT JOIN supervision.document AS notice ON notice.id = talk.notice_document_id
        LEFT JOIN supervision.document AS record ON record.id = talk.record_document_id
        WHERE talk.id = ANY ({Ids(wanted)})
        """, FactRows.Read, stop);

    /// <summary>Of an order what it lists; of everything else of a unit all its items.</summary>
    private static Task<IReadOnlyList<KeyValuePair<Guid, JsonElement>>> Items(
        Tx tx, IReadOnlyList<Case> wanted, CancellationToken stop) => tx.Query($"""
        SELECT subject.id, jsonb_agg(jsonb_build_object(
            'number', item.number, 'fact', item.fact, 'requirement', item.requirement, 'dueOn', item.due_on,
            'explanation', item.due_explanation, 'days', item.days,
            'severity', CASE item.severity WHEN 'Minor' THEN '轻微' WHEN 'Moderate' THEN '一般'
                            WHEN 'Serious' THEN '较重' ELSE '重大' END,
            'type', CASE item.rectification_type WHEN 'Immediate' THEN '立行立改' WHEN 'TimeLimited' THEN '限期整改'
                        ELSE '长期坚持' END,
            'isOpen', item.state IN ('Open', 'PlanSubmitted', 'InRectification', 'Returned', 'NotRectified',
                                     'Reopened', 'LongTerm')) ORDER BY item.number)::text
        FROM unnest({Ids(wanted)}, {Inspections(wanted)}, {Of(wanted, CaseKind.SupervisoryOrder)})
            AS subject (id, inspection_id, order_id)
        JOIN supervision.problem_item AS item
          ON item.unit_inspection_id = subject.inspection_id AND item.state <> 'Dropped'
        WHERE subject.order_id IS NULL OR EXISTS (
            SELECT FROM supervision.order_item AS listed
            WHERE listed.order_id = subject.order_id AND listed.item_id = item.id)
        GROUP BY subject.id
        """, FactRows.Read, stop);

    private static Guid[] Ids(IReadOnlyList<Case> wanted) => [.. wanted.Select(one => one.Id)];

    private static Guid?[] Inspections(IReadOnlyList<Case> wanted) => [.. wanted.Select(one => one.UnitInspection)];

    /// <summary>Of tracking reports only: a unit's department is that of the inspected unit.</summary>
    private static string?[] Departments(IReadOnlyList<Case> wanted) =>
        [.. wanted.Select(one => one.Kind == CaseKind.TrackingReport ? one.SupervisingUnitCode : null)];

    private static Guid?[] Of(IReadOnlyList<Case> wanted, CaseKind kind) =>
        [.. wanted.Select(one => one.Kind == kind ? one.Id : (Guid?)null)];
}
