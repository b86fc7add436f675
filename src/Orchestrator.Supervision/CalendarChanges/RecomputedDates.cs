using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>What a new calendar changes of dates that are owed. Nothing is written by it.</summary>
/// <param name="Duties">Also those that only get the new version.</param>
/// <param name="Tasks">Those whose date, derivation or lapse is another.</param>
public sealed record RecomputedDates(ImmutableArray<DutyMove> Duties, ImmutableArray<TaskMove> Tasks)
{
    /// <summary>Days that drawings computed and wait for, where they get later.</summary>
    public ImmutableArray<DrawnMove> Waits { get; init; } = [];

    /// <summary>Every open duty and task, computed again as docs/adr/0004 decides.</summary>
    internal static async Task<RecomputedDates> On(
        Tx tx, WorkCalendar calendar, (RuleBook Rules, DateTimeOffset Now) by, CancellationToken stop)
    {
        var duties = await OfDuties(tx, calendar, by, stop);
        return new RecomputedDates(duties, await OfTasks(tx, (calendar, duties), by, stop))
        {
            Waits = await OfWaits(tx, calendar, by, stop),
        };
    }

    /// <summary>
    /// What began with a receipt whose date was corrected, on the calendar that each duty has; also where its date is
    /// over, because it was counted from a day on which nobody had received anything.
    /// </summary>
    internal static async Task<RecomputedDates> OfReceipt(
        Tx tx, Guid receipt, (RuleBook Rules, DateTimeOffset Now) by, CancellationToken stop)
    {
        var duties = ImmutableArray.CreateBuilder<DutyMove>();
        var tasks = ImmutableArray.CreateBuilder<TaskMove>();
        foreach (var duty in await DutyDates.Read(tx, receipt, stop))
        {
            var pinned = await by.Rules.Read(tx, duty.Calendar, duty.Profile, stop);
            var (rule, from) = duty.Derived(pinned.Profile);
            var deadline = rule.Again(from, duty.DueOn, pinned.Calendar);
            duties.Add(new DutyMove(duty, deadline.DueOn, deadline.Explanation, Replans: true));
            tasks.AddRange((await DatedTask.Read(tx, duty.Item ?? duty.UnitInspection, stop))
                .Where(task => task.DueBy is null && IsDateOf(duty, task))
                .Select(task => TaskMove.To(task, deadline.DueOn, deadline.Explanation, pinned.Calendar)));
        }

        return new RecomputedDates(duties.ToImmutable(), tasks.ToImmutable());
    }

    private static async Task<ImmutableArray<DutyMove>> OfDuties(
        Tx tx, WorkCalendar calendar, (RuleBook Rules, DateTimeOffset Now) by, CancellationToken stop)
    {
        var owed = await DutyDates.Read(tx, null, stop);
        var rows = await ObligationRow.Read(tx, [.. owed.Select(duty => duty.Id)], stop);
        var outages = await ObligationRow.Outages(tx, rows.Values, by.Now, stop);
        var today = ShanghaiTime.DateOf(by.Now);
        var moves = ImmutableArray.CreateBuilder<DutyMove>(owed.Count);
        foreach (var duty in owed.OrderBy(duty => duty.LimitedBy is not null))
        {
            var pinned = await by.Rules.Read(tx, duty.Calendar, duty.Profile, stop);
            var ladder = new Ladders(rows[duty.Id], (pinned, calendar), today, outages);
            var limit = moves.FirstOrDefault(move => duty.LimitedBy is not null && move.Duty.Order == duty.LimitedBy);
            if (Again(duty, ladder, limit) is { } move)
                moves.Add(move);
        }

        return moves.ToImmutable();
    }

    /// <summary>Null where the duty keeps its date and its calendar.</summary>
    private static DutyMove? Again(DatedDuty duty, Ladders ladder, DutyMove? limit)
    {
        if (duty.DueOn < ladder.Today)
            return ladder.ComesEarlier() ? null : new DutyMove(duty, duty.DueOn, duty.Explanation, ladder.Differs());
        if (limit is not null)
            return new DutyMove(duty, limit.DueOn, limit.Explanation, ladder.Differs(limit.DueOn));
        var (rule, from) = duty.Derived(ladder.By.Pinned.Profile);
        var deadline = rule.Again(from, duty.DueOn, ladder.By.New);
        return new DutyMove(duty, deadline.DueOn, deadline.Explanation, ladder.Differs(deadline.DueOn));
    }

    private static async Task<ImmutableArray<TaskMove>> OfTasks(
        Tx tx, (WorkCalendar Calendar, ImmutableArray<DutyMove> Duties) on,
        (RuleBook Rules, DateTimeOffset Now) by, CancellationToken stop)
    {
        var tasks = await DatedTask.Read(tx, null, stop);
        var subjects = await CaseRows.Read(tx, [.. tasks.Select(task => task.Subject)], stop);
        var moves = ImmutableArray.CreateBuilder<TaskMove>();
        var duties = on.Duties.ToLookup(move => move.Duty.UnitInspection);
        foreach (var task in tasks.Where(task => subjects.ContainsKey(task.Subject)))
        {
            var profile = await by.Rules.ReadProfile(tx, subjects[task.Subject].Profile, stop);
            var owed = duties[task.UnitInspection ?? default].FirstOrDefault(move => IsDateOf(move.Duty, task));
            var (dueOn, explanation) = (task.DueBy, owed) switch
            {
                ({ } rule, _) when task.DueOn >= ShanghaiTime.DateOf(by.Now) =>
                    Said(profile[rule.Rule].Rule.Again(rule.From, task.DueOn, on.Calendar)),
                (null, { } move) => (move.DueOn, move.Explanation),
                _ => (task.DueOn, task.DueExplanation),
            };
            var moved = TaskMove.To(task, dueOn, explanation, on.Calendar);
            if (moved.MovesTheLapse || (dueOn, explanation) != (task.DueOn, task.DueExplanation))
                moves.Add(moved);
        }

        return moves.ToImmutable();
    }

    private static async Task<ImmutableArray<DrawnMove>> OfWaits(
        Tx tx, WorkCalendar calendar, (RuleBook Rules, DateTimeOffset Now) by, CancellationToken stop)
    {
        var waiting = await DrawnDates.Waiting(tx, ShanghaiTime.DateOf(by.Now), stop);
        var subjects = await CaseRows.Read(tx, [.. waiting.Select(one => one.Date.Subject)], stop);
        var moves = ImmutableArray.CreateBuilder<DrawnMove>();
        foreach (var (date, wait) in waiting)
        {
            var profile = await by.Rules.ReadProfile(tx, subjects[date.Subject].Profile, stop);
            var deadline = profile[date.Rule].Rule.Again(date.From, date.DueOn, calendar);
            if (deadline.DueOn != date.DueOn)
                moves.Add(new DrawnMove(date, wait, deadline.DueOn, deadline.Explanation));
        }

        return moves.ToImmutable();
    }

    private static (DateOnly, string) Said(Deadline deadline) => (deadline.DueOn, deadline.Explanation);

    /// <summary>The process gave the task the date of this duty.</summary>
    private static bool IsDateOf(DatedDuty duty, DatedTask task) =>
        duty.Order is null && duty.DueOn == task.DueOn && LadderLetters.FormOf(duty.Duty) == task.Form
        && (duty.Item is null || duty.Item == task.Subject);

    /// <summary>The plan of one ladder by the calendar it has and by the new one.</summary>
    private sealed record Ladders(
        ObligationRow Row, (PinnedRules Pinned, WorkCalendar New) By, DateOnly Today, ImmutableArray<Outage> Outages)
    {
        public bool Differs(DateOnly? dueOn = null) =>
            !Before().Select(Place).SequenceEqual(After(dueOn ?? Row.DueOn).Select(Place));

        public bool ComesEarlier()
        {
            var before = Before().ToDictionary(step => step.Key, step => step.On);
            return After(Row.DueOn).Any(step => before.TryGetValue(step.Key, out var on) && step.On < on);
        }

        private ImmutableArray<LadderStep> Before() => Row.Plan(By.Pinned, Today, Outages);

        private ImmutableArray<LadderStep> After(DateOnly dueOn) =>
            (Row with { DueOn = dueOn }).Plan(By.Pinned with { Calendar = By.New }, Today, Outages);

        private static (StepKey, DateOnly) Place(LadderStep step) => (step.Key, step.On);
    }
}
