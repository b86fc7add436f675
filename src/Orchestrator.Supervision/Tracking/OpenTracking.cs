using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tracking;

/// <summary>
/// 跟踪月报布置 (S07-4): on the first working day of a month, from 09:00, every department whose units have something
/// open is asked for its report of the month before. Whoever comes later that month, because no server lived that
/// morning, asks then; a month that passed without any server is not asked for any more.
/// </summary>
public sealed class OpenTracking(
    Database db, WorkflowClient workflows, DefinitionStore definitions, RuleBook rules)
{
    private static readonly DefinitionId Process = new("department-tracking");

    /// <summary>How many reports are asked for; none: it is not time, or the month was opened already.</summary>
    public Task<int> Run(DateTimeOffset now, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var today = ShanghaiTime.DateOf(now);
        var month = TrackingMonth.Before(today);
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        if (now < ShanghaiTime.StepMoment(month.OpensOn(calendar))
            || await CurrentRules.Profile(tx, DeadlineProfile.StandardName, stop) is not { } profile
            || await definitions.Newest(tx, Process, stop) is null
            || !await TrackingReports.Claim(tx, month, today, stop))
            return 0;
        var pinned = new PinnedRules(calendar, await rules.ReadProfile(tx, profile, stop));
        var begun = await TrackingReports.Begin(tx, month, (pinned, now), stop);
        await AuditEntry.Write(tx, [.. begun.Select(report => Entry(report.Id, month, now))], stop);
        await workflows.Start(tx, [.. begun.Select(report => new StartRequest
        {
            Definition = Process,
            Key = $"{Process}:{report.Department}:{month}",
            CorrelationId = report.Id.ToString(),
            Input = Json.Nothing.Add("reportId", JsonSerializer.SerializeToElement(report.Id)),
        })], stop);
        return begun.Count;
    }, stop);

    /// <summary>The next 09:00 of a working day: a month is opened then, or a late report urged.</summary>
    public Task<DateTimeOffset> NextAfter(DateTimeOffset now, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        var today = ShanghaiTime.DateOf(now);
        var morning = ShanghaiTime.StepMoment(calendar.RollForward(today));
        return morning > now ? morning : ShanghaiTime.StepMoment(calendar.RollForward(today.AddDays(1)));
    }, stop);

    private static AuditEntry Entry(Guid report, TrackingMonth month, DateTimeOffset now) => new()
    {
        At = now,
        Actor = new Actor.Clock(),
        Act = "OpenTracking",
        Kind = CaseKind.TrackingReport,
        Subject = report,
        After = nameof(TrackingState.Owed),
        Detail = Json.Of([KeyValuePair.Create("month", Json.Of(month.ToString()))]),
    };
}
