using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Interviews;

/// <summary>What the drawing of an interview may know.</summary>
public sealed class InterviewFacts(RuleBook rules) : ICaseFacts
{
    private sealed record Dates(Guid Id, DateOnly HoldBy, JsonElement Said);

    public CaseKind Kind => CaseKind.Interview;

    /// <summary>
    /// <c>noticeBy</c>: the last day for the notice; <c>meetsOn</c>: the day of the interview;
    /// <c>promisedUntil</c>: the last day of the commitments; each with its derivation.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT id, hold_by, jsonb_build_object(
                'meetsOn', meets_on, 'meetsExplanation', '约谈通知书所定日期' || meets_on,
                'promisedUntil', promised_until, 'promiseExplanation', promise_explanation)::text
            FROM supervision.interview
            WHERE id = ANY ({ids.ToArray()})
            """, row => new Dates(
                row.GetGuid(0), row.GetFieldValue<DateOnly>(1), Json.Parse(row.GetString(2))), stop);
        var cases = await CaseRows.Read(tx, ids, stop);
        var facts = new Dictionary<Guid, JsonElement>();
        foreach (var row in rows)
        {
            var pinned = await rules.Read(tx, cases[row.Id].Calendar, cases[row.Id].Profile, stop);
            var (on, explanation) = InterviewDates.NoticeBy(row.HoldBy, pinned);
            facts[row.Id] = Json.Of(
            [
                .. row.Said.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)),
                KeyValuePair.Create("noticeBy", JsonSerializer.SerializeToElement(on)),
                KeyValuePair.Create("noticeExplanation", Json.Of(explanation)),
            ]);
        }

        return facts;
    }
}
