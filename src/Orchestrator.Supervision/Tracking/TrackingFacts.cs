using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Tracking;

/// <summary>What the drawing of a tracking report may know.</summary>
public sealed class TrackingFacts(RuleBook rules) : ICaseFacts
{
    public CaseKind Kind => CaseKind.TrackingReport;

    /// <summary>
    /// <c>month</c>: 2026年4月; <c>department</c>: its short name; <c>openedOn</c>: the day from which DR-07 counts;
    /// <c>lapseAfter</c>: the working days between the due date and the last one on which the report is taken.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var facts = new Dictionary<Guid, JsonElement>();
        foreach (var report in await TrackingReports.Read(tx, ids, stop))
            facts[report.Id] = Of(report, await rules.Read(tx, report.Calendar, report.Profile, stop));
        return facts;
    }

    private static JsonElement Of(TrackingReport report, PinnedRules pinned)
    {
        var due = pinned.Profile[Timers.TrackingReport].Rule.From(report.OpenedOn, pinned.Calendar).DueOn;
        var left = pinned.Calendar.Between(due, report.Month.ClosesOn(pinned.Calendar)).Count;
        return Json.Of(
        [
            KeyValuePair.Create("month", Json.Of(report.Month.Label)),
            KeyValuePair.Create("department", Json.Of(report.DepartmentName)),
            KeyValuePair.Create("openedOn", Json.Of(
                report.OpenedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),

            // After an outage one may be asked for so late that it is due in the next month: it is taken until then.
            KeyValuePair.Create("lapseAfter", Json.Of((long)Math.Max(0, left))),
        ]);
    }
}
