using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// M-26 again (§15): every working morning on which a signature is past its limit, whoever signs is told how long it
/// has waited. An order that the director does not sign goes to the chief inspector instead, by its process.
/// </summary>
public sealed class WaitingSignatures(
    Database db, LetterRoom letters, DefinitionStore definitions, RuleBook rules)
{
    private const string Again = "M-26.Again";

    /// <summary>How many tasks it was about. At most one letter a day for each.</summary>
    /// <param name="now">A working morning at or after the digest.</param>
    /// <param name="stop">The caller's.</param>
    public Task<int> Run(DateTimeOffset now, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var today = ShanghaiTime.DateOf(now);
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        if (now < DailyDigest.MomentOf(today) || !calendar.IsWorkday(today)
            || await definitions.Newest(tx, new DefinitionId("campaign"), stop) is not { } definition)
            return 0;
        var late = await DatedTask.Late(tx, TaskList.Signatures, (Again, today), stop);
        var subjects = await CaseRows.Read(tx, [.. late.Select(task => task.Subject)], stop);
        await letters.Send(tx, [.. late.Select(task => new LetterOrder
        {
            Letter = Again,
            Subject = subjects[task.Subject],
            Definition = definition,
            Task = task.AskedOf(subjects[task.Subject], now),
            Occasion = task.Id.ToString("N"),
            Now = now,
            Fields = Waited(ShanghaiTime.DateOf(task.OpenedAt), today, calendar),
        })], stop);
        return late.Count;
    }, stop);

    private static ImmutableDictionary<string, JsonElement> Waited(
        DateOnly since, DateOnly today, WorkCalendar calendar) => Json.Nothing
        .Add("since", Json.Of(since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
        .Add("waitedDays", Json.Of((long)calendar.Between(since, today).Count));
}
