using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Inspections;

/// <summary>What the drawing of one unit's inspection may know.</summary>
public sealed class InspectionFacts(RuleBook rules) : ICaseFacts
{
    private static readonly DeadlineRule NextDay =
        DeadlineRule.Of(new WorkingDays(1)) with { Start = ClockStart.OnSiteEnd };

    public CaseKind Kind => CaseKind.UnitInspection;

    /// <summary>
    /// <c>selfEvaluation</c>; <c>itemCount</c> and <c>items</c> (ids by number); for each duty that has begun, its
    /// obligation id, due date and derivation: <c>selfEvaluation…</c>, <c>plan…</c>, <c>firstReport…</c> with the
    /// endings <c>Obligation</c>, <c>DueOn</c> and <c>DueExplanation</c>; <c>onSiteEndedOn</c>;
    /// <c>daysWithoutSelfEvaluation</c>, DR-05 of the profile that the case is pinned to, in working days;
    /// <c>visitRecordDueOn</c> with its derivation <c>visitRecordDueExplanation</c>: the working day after the last day
    /// on site.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var wanted = ids.ToArray();
        var visits = await VisitRecordsDue(tx, wanted, stop);
        return (await Rows(tx, wanted, stop)).ToDictionary(row => row.Key, row => Json.Of(row.Value.EnumerateObject()
            .Select(member => KeyValuePair.Create(member.Name, member.Value))
            .Append(KeyValuePair.Create(
                "visitRecordDueOn", JsonSerializer.SerializeToElement(visits[row.Key].DueOn)))
            .Append(KeyValuePair.Create("visitRecordDueExplanation", Json.Of(visits[row.Key].Explanation)))));
    }

    private static Task<IReadOnlyList<KeyValuePair<Guid, JsonElement>>> Rows(
        Tx tx, Guid[] wanted, CancellationToken stop) => tx.Query($"""
            SELECT inspection.id,
                   (jsonb_build_object(
                        'selfEvaluation', campaign.self_evaluation,
                        'onSiteEndedOn', inspection.on_site_ended_on,
                        'daysWithoutSelfEvaluation', missed."values"[1],
                        'itemCount', coalesce(jsonb_array_length(items.ids), 0),
                        'items', coalesce(items.ids, '[]')) || coalesce(duties.facts, jsonb_build_object()))::text
            FROM supervision.unit_inspection AS inspection
            JOIN supervision.campaign AS campaign ON campaign.id = inspection.campaign_id
            JOIN supervision.timer_rule AS missed
              ON missed.profile_name = campaign.profile_name AND missed.profile_version = campaign.profile_version
             AND missed.id = {Timers.WithoutSelfEvaluation.Value}
            LEFT JOIN LATERAL (
                SELECT jsonb_agg(item.id ORDER BY item.number) AS ids
                FROM supervision.problem_item AS item
                WHERE item.unit_inspection_id = inspection.id AND item.state <> 'Dropped'
            ) AS items ON true
            LEFT JOIN LATERAL (
                SELECT jsonb_object_agg(named.name, named.value) AS facts
                FROM supervision.obligation AS duty
                CROSS JOIN LATERAL (VALUES
                    (CASE duty.duty WHEN 'SelfEvaluation' THEN 'selfEvaluation' WHEN 'RectificationPlan' THEN 'plan'
                                    ELSE 'firstReport' END)) AS prefix (name)
                CROSS JOIN LATERAL (VALUES
                    (prefix.name || 'Obligation', to_jsonb(duty.id)),
                    (prefix.name || 'DueOn', to_jsonb(duty.due_on)),
                    (prefix.name || 'DueExplanation', to_jsonb(duty.due_explanation))) AS named (name, value)
                WHERE duty.unit_inspection_id = inspection.id
                  AND duty.duty IN ('SelfEvaluation', 'RectificationPlan', 'FirstReport')
                  AND duty.state <> 'Voided'
            ) AS duties ON true
            WHERE inspection.id = ANY ({wanted})
            """, FactRows.Read, stop);

    /// <summary>Nothing goes on before the record: the preliminary opinion has its days (TM-03) after it.</summary>
    private async Task<Dictionary<Guid, Deadline>> VisitRecordsDue(Tx tx, Guid[] wanted, CancellationToken stop)
    {
        var visits = await tx.Query($"""
            SELECT inspection.id, inspection.on_site_to, campaign.calendar_version
            FROM supervision.unit_inspection AS inspection
            JOIN supervision.campaign AS campaign ON campaign.id = inspection.campaign_id
            WHERE inspection.id = ANY ({wanted})
            """, row => (Id: row.GetGuid(0), LastDay: row.GetFieldValue<DateOnly>(1),
                Calendar: new CalendarVersion(row.GetInt32(2))), stop);
        var due = new Dictionary<Guid, Deadline>();
        foreach (var visit in visits)
        {
            var calendar = await rules.ReadCalendar(tx, visit.Calendar, stop);
            due[visit.Id] = NextDay.From(visit.LastDay, calendar);
        }

        return due;
    }
}
