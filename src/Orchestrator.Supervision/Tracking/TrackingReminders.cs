using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Tracking;

/// <summary>
/// 跟踪月报催报: on the morning of the due date, and from then on every DR-07.Again working days until the report is
/// filed or its time is over. A morning that no server saw is made up for by the next.
/// </summary>
public sealed class TrackingReminders(Database db, LetterRoom letters, RuleBook rules)
{
    internal const string OnTheDay = "M-12.Tracking.Due";
    internal const string Late = "M-12.Tracking.Late";

    private sealed record Unfiled(Guid Report, DateOnly DueOn, DateOnly? LastUrgedOn);

    /// <summary>How many reports it was about.</summary>
    public Task<int> Run(DateTimeOffset now, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var today = ShanghaiTime.DateOf(now);
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        if (now < ShanghaiTime.StepMoment(today) || !calendar.IsWorkday(today))
            return 0;
        var unfiled = await Read(tx, today, stop);
        var subjects = await CaseRows.Read(tx, [.. unfiled.Select(one => one.Report)], stop);
        var orders = new List<LetterOrder>();
        foreach (var one in unfiled)
        {
            var subject = subjects[one.Report];
            var profile = await rules.ReadProfile(tx, subject.Profile, stop);
            var isTime = one.LastUrgedOn is not { } last
                || calendar.Between(last, today).Count >= profile[Timers.TrackingAgain].WorkingDays.Count;
            if (isTime)
                orders.AddRange((await DatedTask.Read(tx, one.Report, stop))
                    .Select(task => Order(task, subject, (now, IsLate: one.DueOn < today))));
        }

        await letters.Send(tx, orders, stop);
        await Remember(tx, [.. orders.Select(order => order.Subject.Id)], today, stop);
        return orders.Count;
    }, stop);

    private static Task<IReadOnlyList<Unfiled>> Read(Tx tx, DateOnly today, CancellationToken stop) => tx.Query($"""
        SELECT report.id, task.due_on, report.urged_on
        FROM supervision.open_task AS task
        JOIN supervision.tracking_report AS report ON report.id = task.subject_id
        WHERE task.state = 'Open' AND task.form = {TrackingReportFiling.FormName} AND task.due_on <= {today}
        ORDER BY report.id
        """, row => new Unfiled(row.GetGuid(0), row.GetFieldValue<DateOnly>(1),
            row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2)), stop);

    /// <summary>Not by the mails: a department that nobody can write to would be urged again at every look.</summary>
    private static Task<int> Remember(Tx tx, Guid[] reports, DateOnly today, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.tracking_report SET urged_on = {today} WHERE id = ANY ({reports})
        """, stop);

    private static LetterOrder Order(DatedTask task, Case subject, (DateTimeOffset Now, bool IsLate) at) => new()
    {
        Letter = at.IsLate ? Late : OnTheDay,
        Subject = subject,
        Definition = task.Definition,
        Task = task.AskedOf(subject, at.Now),
        Occasion = task.Id.ToString("N"),
        Now = at.Now,
    };
}
