using System.Text.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// What a letter may say of its object: <c>campaign</c>, <c>unit</c>, <c>inspection</c>, <c>item</c>, <c>order</c>,
/// <c>items</c>, <c>document</c>. One statement for the whole set, whatever the kinds.
/// </summary>
internal static class LetterFields
{
    public static async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Case> subjects, CancellationToken stop)
    {
        var wanted = subjects.DistinctBy(subject => subject.Id).ToList();
        T[] Column<T>(Func<Case, T> value) => [.. wanted.Select(value)];
        var rows = await tx.Query($"""
            SELECT subject.id, jsonb_strip_nulls(jsonb_build_object(
                'campaign', jsonb_build_object(
                    'title', campaign.title, 'basis', campaign.basis, 'noticeOn', campaign.notice_on,
                    'onSiteFrom', campaign.on_site_from, 'onSiteTo', campaign.on_site_to,
                    'selfEvaluation', campaign.self_evaluation, 'noticeNumber', notice.number),
                'unit', jsonb_build_object('name', unit.name, 'shortName', unit.short_name),
                'department', department.name,
                'inspection', jsonb_build_object(
                    'onSiteFrom', inspection.on_site_from, 'onSiteTo', inspection.on_site_to,
                    'defenceDueOn', inspection.defence_due_on, 'letterNumber', opinion.number),
                'item', CASE WHEN item.id IS NOT NULL THEN jsonb_build_object(
                    'number', item.number, 'fact', item.fact, 'requirement', item.requirement, 'dueOn', item.due_on,
                    'explanation', item.due_explanation) END,
                'order', CASE WHEN orders.id IS NOT NULL THEN jsonb_build_object(
                    'number', issued.number, 'matter', orders.matter, 'level', orders.level,
                    'limitDays', orders.limit_days, 'dueOn', orders.due_on, 'explanation', orders.due_explanation) END,
                'items', coalesce(listed.items, ARRAY[]::jsonb[]),
                'team', coalesce(team.names, '')))::text
            FROM unnest({Column(one => one.Id)}, {Column(one => one.Campaign)}, {Column(one => one.UnitInspection)},
                        {Column(one => one.Kind == CaseKind.ProblemItem ? one.Id : (Guid?)null)},
                        {Column(one => one.Kind == CaseKind.SupervisoryOrder ? one.Id : (Guid?)null)})
                AS subject (id, campaign_id, inspection_id, item_id, order_id)
            JOIN supervision.campaign AS campaign ON campaign.id = subject.campaign_id
            LEFT JOIN supervision.document AS notice ON notice.id = campaign.notice_document_id
            LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = subject.inspection_id
            LEFT JOIN supervision.unit AS unit ON unit.code = inspection.unit_code
            LEFT JOIN supervision.unit AS department ON department.code = unit.supervising_unit_code
            LEFT JOIN supervision.supervision_opinion AS signed ON signed.unit_inspection_id = inspection.id
            LEFT JOIN supervision.document AS opinion ON opinion.id = signed.document_id
            LEFT JOIN supervision.problem_item AS item ON item.id = subject.item_id
            LEFT JOIN supervision.supervisory_order AS orders ON orders.id = subject.order_id
            LEFT JOIN supervision.document AS issued ON issued.id = orders.document_id
            LEFT JOIN LATERAL (
                SELECT array_agg(jsonb_build_object(
                    'number', one.number, 'fact', one.fact, 'requirement', one.requirement, 'dueOn', one.due_on,
                    'explanation', one.due_explanation, 'days', one.days,
                    'isOpen', one.state IN ('Open', 'PlanSubmitted', 'InRectification', 'Returned', 'NotRectified',
                                            'Reopened', 'LongTerm')) ORDER BY one.number) AS items
                FROM supervision.problem_item AS one
                WHERE one.unit_inspection_id = subject.inspection_id AND one.state <> 'Dropped'
                  AND (subject.order_id IS NULL OR EXISTS (
                        SELECT FROM supervision.order_item
                        WHERE order_id = subject.order_id AND item_id = one.id))) AS listed ON true
            LEFT JOIN LATERAL (
                SELECT string_agg(person.name, '、' ORDER BY member.is_leader DESC, member.inspector_code) AS names
                FROM supervision.team_member AS member
                JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                JOIN supervision.person AS person ON person.id = inspector.person_id
                WHERE member.campaign_id = campaign.id) AS team ON true
            """, FactRows.Read, stop);
        return rows.ToDictionary();
    }
}
