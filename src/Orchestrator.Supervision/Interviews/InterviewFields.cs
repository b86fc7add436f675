using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Interviews;

/// <summary>What the Word templates of 约谈通知书 and 约谈记录 may print (§10).</summary>
internal static class InterviewFields
{
    public static Task<JsonElement> Read(Tx tx, Guid interview, CancellationToken stop) => tx.QueryOne($"""
        SELECT jsonb_build_object(
            'unit', jsonb_build_object('name', unit.name, 'shortName', unit.short_name),
            'department', coalesce(department.name, ''),
            'ground', CASE talk.ground WHEN 'TargetMissed' THEN '未完成目标任务'
                          WHEN 'DutyNeglected' THEN '履行教育职责不到位' ELSE '问题整改不力' END,
            'fact', talk.fact, 'orderNumber', coalesce('（' || missed.number || '）', ''),
            'interviewee', talk.interviewee, 'presider', talk.presider,
            'staff', array_to_string(talk.staff, '、'), 'place', talk.place, 'agenda', talk.agenda,
            'materials', coalesce(talk.materials, '无'), 'meetsOn', talk.meets_on, 'meetsAt', talk.meets_at,
            'noticeNumber', notice.number, 'attendees', talk.attendees, 'facts', talk.facts,
            'requirements', talk.requirements, 'statement', talk.statement,
            'signing', CASE talk.signing WHEN 'Refused' THEN '被约谈人拒绝签字（' || talk.refusal || '），见证人：'
                           || talk.first_witness || '、' || talk.second_witness
                           ELSE '约谈双方已在本记录上签字' END,
            'contact', coalesce(officer.name, ''), 'contactPhone', coalesce(officer.phone, ''),
            'copies', concat_ws('，', department.name, '区政府督查室'), 'commitments', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'number', promised.position, 'content', promised.content, 'dueOn', promised.due_on)
                    ORDER BY promised.position)
                FROM supervision.interview_commitment AS promised
                WHERE promised.interview_id = talk.id), '[]'))::text
        FROM supervision.interview AS talk
        JOIN supervision.campaign AS campaign ON campaign.id = talk.campaign_id
        JOIN supervision.unit AS unit ON unit.code = talk.unit_code
        LEFT JOIN supervision.unit AS department ON department.code = unit.supervising_unit_code
        LEFT JOIN supervision.document AS notice ON notice.id = talk.notice_document_id
        LEFT JOIN supervision.supervisory_order AS second ON second.id = talk.order_id
        LEFT JOIN supervision.document AS missed ON missed.id = second.document_id
        LEFT JOIN LATERAL (
            SELECT person.name, person.phone
            FROM supervision.current_post(supervision.today()) AS post
            JOIN supervision.person AS person ON person.id = post.person_id
            LEFT JOIN supervision.line_officer AS named
                   ON named.line = campaign.line AND named.person_id = post.person_id
            WHERE post.role = 'CaseOfficer'
            ORDER BY named.line, post.valid_from, person.name
            LIMIT 1) AS officer ON true
        WHERE talk.id = {interview}
        """, row => Json.Parse(row.GetString(0)), stop);
}
