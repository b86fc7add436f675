using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Orders;

/// <summary>The fields of the 督办单 form (§8).</summary>
internal static class OrderFields
{
    public static Task<JsonElement> Read(Tx tx, Guid order, CancellationToken stop) => tx.QueryOne($"""
        SELECT jsonb_build_object(
            'matter', draft.matter, 'unit', jsonb_build_object('name', unit.name, 'shortName', unit.short_name),
            'department', coalesce(department.name, ''),
            'basis', coalesce('督导意见书' || opinion.number, campaign.basis) || coalesce('；' || listing.basis, ''),
            'times', CASE draft.level WHEN 'First' THEN '第一次' ELSE '第二次' END,
            'limitDays', draft.limit_days, 'limit', '签收之日起' || draft.limit_days || '日内',
            'requirement', '请在办结时限内完成下列问题的整改，并逐项报送整改报告和佐证材料。',
            'feedback', '通过邮件中的办理链接逐项报送；佐证材料包括照片、文件、数据等。',
            'contact', coalesce(officer.name, ''), 'contactPhone', coalesce(officer.phone, ''),
            'copies', coalesce(department.name, '') || CASE draft.level WHEN 'Second'
                          THEN '，区教育督导委员会主任、副主任，区政府督查室' ELSE '' END,
            'items', listing.items)::text
        FROM supervision.supervisory_order AS draft
        JOIN LATERAL (
            SELECT string_agg(DISTINCT item.basis, '；') AS basis, jsonb_agg(jsonb_build_object(
                    'number', item.number, 'fact', item.fact, 'requirement', item.requirement,
                    'originalDueOn', coalesce(item.original_due_on::text, '签收意见书后' || item.days || '日内'),
                    'state', CASE listed.state_at_issue WHEN 'Open' THEN '待整改' WHEN 'InRectification' THEN '整改中'
                                 WHEN 'PlanSubmitted' THEN '整改方案已报' WHEN 'Returned' THEN '退回补正'
                                 WHEN 'NotRectified' THEN '整改不到位' ELSE '未办结' END) ORDER BY listed.position) AS items
            FROM supervision.order_item AS listed
            JOIN supervision.problem_item AS item ON item.id = listed.item_id
            WHERE listed.order_id = draft.id) AS listing ON true
        JOIN supervision.campaign AS campaign ON campaign.id = draft.campaign_id
        JOIN supervision.unit AS unit ON unit.code = draft.unit_code
        LEFT JOIN supervision.unit AS department ON department.code = unit.supervising_unit_code
        LEFT JOIN supervision.supervision_opinion AS signed ON signed.unit_inspection_id = draft.unit_inspection_id
        LEFT JOIN supervision.document AS opinion ON opinion.id = signed.document_id
        LEFT JOIN LATERAL (
            SELECT person.name, person.phone
            FROM supervision.current_post(supervision.today()) AS post
            JOIN supervision.person AS person ON person.id = post.person_id
            LEFT JOIN supervision.line_officer AS named
                   ON named.line = campaign.line AND named.person_id = post.person_id
            WHERE post.role = 'CaseOfficer'
            ORDER BY named.line, post.valid_from, person.name
            LIMIT 1) AS officer ON true
        WHERE draft.id = {order}
        """, row => Json.Parse(row.GetString(0)), stop);
}
