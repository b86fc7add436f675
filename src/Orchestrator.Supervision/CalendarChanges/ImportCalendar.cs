using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>What an import changes, or would change.</summary>
public sealed record CalendarChange
{
    public required int Year { get; init; }

    /// <summary>The version that it is or would be; the present one where nothing changes.</summary>
    public required CalendarVersion Version { get; init; }

    /// <summary>False where the calendar says exactly this already: then nothing is imported.</summary>
    public required bool IsNew { get; init; }
    public ImmutableArray<ChangedDay> Days { get; init; } = [];

    /// <summary>Dates that get later. No date gets earlier.</summary>
    public ImmutableArray<MovedDate> Moves { get; init; } = [];
}

/// <summary>
/// 导入工作日历 (§3.8, E-05): the table of a year, new or corrected, becomes the next version of the calendar; every date
/// that is still owed is computed again, later only, and whoever is asked for it is told. One transaction: a table with
/// a mistake changes nothing, and the same table twice is one import.
/// </summary>
public sealed class ImportCalendar(Database db, RuleBook rules, MovedDates dates, BusinessClock clock)
{
    public sealed record Request
    {
        public required Actor Actor { get; init; }
        public required int Year { get; init; }

        /// <summary>The file, as CSV with the columns of the sample.</summary>
        public required string Csv { get; init; }

        /// <summary>The notice it follows, or what was corrected; stands in the history and in the mails.</summary>
        public required string Reason { get; init; }
    }

    /// <summary>What would change, or AU010, SU001, CA001, CA014. Nothing is written.</summary>
    public Task<(CalendarChange? Change, ImmutableArray<Problem> Problems)> Preview(
        Request request, CancellationToken stop) =>
        db.InTransaction<(CalendarChange?, ImmutableArray<Problem>)>(async tx =>
        {
            var (next, problems) = await Read(tx, request, stop);
            return next is null ? (null, problems) : (await Seen(tx, next, await Again(tx, next, stop), stop), []);
        }, stop);

    /// <summary>What changed, or AU010, SU001, CA001, CA014, CA015; then nothing has.</summary>
    public Task<(CalendarChange? Change, ImmutableArray<Problem> Problems)> Run(
        Request request, CancellationToken stop) =>
        db.InRetriedTransaction<(CalendarChange?, ImmutableArray<Problem>)>(async tx =>
        {
            // Of two imports at once the second waits here, and then reads what the first wrote.
            await tx.Execute($"SELECT pg_advisory_xact_lock(hashtextextended('calendar', 22))", stop);
            var (next, problems) = await Read(tx, request, stop);
            if (next is null)
                return (null, problems);
            if (request.Reason.Trim() is { Length: 0 or > 200 } || request.Reason.Any(char.IsControl))
                return (null, [new Problem("CA015", "reason", "请写明依据的通知或者更正的理由（1至200个字）；没有导入。")]);
            return (await Write(tx, next, request, stop), []);
        }, stop);

    private sealed record Next(YearTable Table, WorkCalendar Current, WorkCalendar Calendar)
    {
        public bool IsNew => !Table.IsIn(Current);
    }

    private async Task<(Next? Next, ImmutableArray<Problem> Problems)> Read(
        Tx tx, Request request, CancellationToken stop)
    {
        if (RightTable.Check(request.Actor, Act.ImportCalendar, new ScopeOf()) is { } forbidden)
            return (null, [forbidden]);
        var current = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        var (table, problems) = YearTable.Read(request.Year, request.Csv, current);
        return table is null
            ? (null, problems)
            : (new Next(table, current, table.In(current, new CalendarVersion(current.Version.Number + 1))), []);
    }

    private async Task<CalendarChange> Seen(
        Tx tx, Next next, RecomputedDates again, CancellationToken stop) => new()
        {
            Year = next.Table.Year,
            Version = next.IsNew ? next.Calendar.Version : next.Current.Version,
            IsNew = next.IsNew,
            Days = next.Table.Changes(next.Current),
            Moves = await MovedDate.Of(tx, (again, rules), stop),
        };

    private Task<RecomputedDates> Again(Tx tx, Next next, CancellationToken stop) => next.IsNew
        ? RecomputedDates.On(tx, next.Calendar, (rules, clock.GetUtcNow()), stop)
        : Task.FromResult(new RecomputedDates([], []));

    private async Task<CalendarChange> Write(Tx tx, Next next, Request request, CancellationToken stop)
    {
        if (next.IsNew)
            await dates.Hold(tx, stop);
        var again = await Again(tx, next, stop);
        var change = await Seen(tx, next, again, stop);
        if (!next.IsNew)
            return change;
        var now = clock.GetUtcNow();
        var reason = request.Reason.Trim();
        await PublishRules.Calendar(tx, [.. next.Calendar.Days], new RuleChange(request.Actor.Key, now,
            string.Create(CultureInfo.InvariantCulture, $"{request.Year}年：{reason}")), stop);
        await dates.Write(tx, (next.Calendar, again, change), Step.By(request.Actor, now) with
        {
            Detail = Json.Of(
            [
                KeyValuePair.Create("year", Json.Of((long)request.Year)),
                KeyValuePair.Create("reason", Json.Of(reason)),
            ]),
        }, stop);
        return change;
    }
}
