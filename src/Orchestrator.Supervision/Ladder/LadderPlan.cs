using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Ladder;

/// <summary>All that a ladder's dates follow from. The same inputs give the same plan for ever (invariant 5).</summary>
public sealed record LadderInputs
{
    public required Duty Duty { get; init; }

    /// <summary>The level of the order that is answered; only for <see cref="Duty.OrderAnswer"/>.</summary>
    public OrderLevel? Answers { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public required DateOnly DueOn { get; init; }

    /// <summary>
    /// Counts from 1. An extension begins a new term with its own reminders and notice; a due date that was only
    /// computed again (a new calendar, a corrected receipt) stays in its term.
    /// </summary>
    public int Term { get; init; } = 1;

    /// <summary>
    /// Counts from 1. An order is opened once in a round, whatever the term. A report that is returned when no issued
    /// order urges it begins a new one: the order that was opened for it had no effect (E-01).
    /// </summary>
    public int Round { get; init; } = 1;

    /// <summary>The day on which this plan was made. Reminders before it are past, or an outage held them.</summary>
    public required DateOnly PlannedOn { get; init; }
    public ImmutableArray<TakenStep> Taken { get; init; } = [];
    public Resumption? Resumed { get; init; }
    public ImmutableArray<Outage> Outages { get; init; } = [];
}

/// <summary>升级阶梯: the dated steps of one obligation. Pure; the ladder asks again whenever something changed.</summary>
public static class LadderPlan
{
    /// <summary>Steps still to take, in order of time. None: nothing more comes by itself.</summary>
    public static ImmutableArray<LadderStep> Of(LadderInputs inputs, DeadlineProfile profile, WorkCalendar calendar)
    {
        var shortest = TimeSpan.FromMinutes(profile[Timers.Outage].Value);
        var outages = inputs.Outages.Where(outage => outage.EndedAt - outage.BeganAt >= shortest)
            .OrderBy(outage => outage.BeganAt).ToList();
        var all = Rungs(inputs, profile).Select(rung => Dated(rung, inputs.DueOn, calendar)).ToList();
        var open = all.Where(step => !IsTaken(step, inputs, DateOnly.MaxValue)).ToList();
        var held = HeldUp(open, inputs, outages);
        var steps = open.Where(step => step.Level != EscalationLevel.Reminder || step == held
            || (step.On > inputs.ReceivedOn && step.On >= inputs.PlannedOn)).ToList();
        if (inputs.Resumed is { } resumed)
        {
            var left = all.Where(step => !IsTaken(step, inputs, before: resumed.On));
            steps = AfterPause(steps, left, resumed.KeptUntil(profile, calendar), calendar);
        }

        return [.. steps.Select(step => AfterOutages(step, outages, (inputs.DueOn, calendar)))
            .OrderBy(step => step.On).ThenBy(step => step.Level)];
    }

    private static IEnumerable<(LadderAct Act, int Offset, TimerId Rule)> Rungs(
        LadderInputs inputs, DeadlineProfile profile)
    {
        foreach (var days in profile[Timers.Reminders].Values)
            yield return (LadderAct.Remind, -days, Timers.Reminders);
        if (inputs.Duty == Duty.OrderAnswer)
        {
            if (inputs.Answers == OrderLevel.First)
                yield return Rung(LadderAct.OpenSecondOrder, Timers.SecondOrder, profile);

            // Cases from before interviews keep the rules that they began with: theirs end here.
            else if (profile.Rules.ContainsKey(Timers.InterviewProposal))
                yield return Rung(LadderAct.ProposeInterview, Timers.InterviewProposal, profile);
            yield break;
        }

        yield return Rung(LadderAct.NotifyOverdue, Timers.OverdueNotice, profile);
        if (inputs.Duty == Duty.RectificationPlan)
            yield return Rung(LadderAct.ListOverdue, Timers.PlanListed, profile);
        if (inputs.Duty is Duty.FirstReport or Duty.ItemReport)
            yield return Rung(LadderAct.OpenFirstOrder, Timers.FirstOrder, profile);
    }

    private static (LadderAct, int, TimerId) Rung(LadderAct act, TimerId rule, DeadlineProfile profile) =>
        (act, profile[rule].WorkingDays.Count, rule);

    private static LadderStep Dated(
        (LadderAct Act, int Offset, TimerId Rule) rung, DateOnly dueOn, WorkCalendar calendar)
    {
        var on = calendar.Add(dueOn, new WorkingDays(rung.Offset));
        return new LadderStep
        {
            Key = new StepKey(rung.Act, rung.Offset),
            Level = LevelOf(rung.Act),
            On = on,
            Rule = rung.Rule,
            Explanation = Derived(dueOn, rung.Offset, on),
        };
    }

    private static string Derived(DateOnly dueOn, int offset, DateOnly on)
    {
        var due = string.Create(CultureInfo.InvariantCulture, $"到期日{dueOn:yyyy-MM-dd}");
        var sign = offset < 0 ? '−' : '+';
        return offset == 0 ? due : string.Create(
            CultureInfo.InvariantCulture, $"{due} {sign} {Math.Abs(offset)}个工作日 = {on:yyyy-MM-dd}");
    }

    private static EscalationLevel LevelOf(LadderAct act) => act switch
    {
        LadderAct.Remind => EscalationLevel.Reminder,
        LadderAct.NotifyOverdue or LadderAct.ListOverdue => EscalationLevel.OverdueNotice,
        LadderAct.OpenFirstOrder => EscalationLevel.FirstOrder,
        LadderAct.OpenSecondOrder => EscalationLevel.SecondOrder,
        _ => EscalationLevel.Interview,
    };

    private static bool IsTaken(LadderStep step, LadderInputs inputs, DateOnly before) => inputs.Taken.Any(taken =>
        taken.Key == step.Key && taken.On < before && (step.Level >= EscalationLevel.FirstOrder
            ? taken.Round == inputs.Round
            : taken.Term == inputs.Term));

    // E-18: what an outage held up is sent at once. Of several reminders only the last, because one mail says it all;
    // none where a later one was sent, comes today, or the date has passed.
    private static LadderStep? HeldUp(List<LadderStep> open, LadderInputs inputs, List<Outage> outages)
    {
        var last = open.Where(step => step.Level == EscalationLevel.Reminder && step.On <= inputs.PlannedOn)
            .MaxBy(step => step.On);
        var isSaid = last is null || inputs.PlannedOn > inputs.DueOn || inputs.Taken.Any(taken =>
            taken.Key.Act == LadderAct.Remind && taken.Term == inputs.Term
            && taken.Key.DayOffset > last.Key.DayOffset);
        return isSaid || last!.On <= inputs.ReceivedOn
            || !outages.Any(outage => outage.BeganAt <= last.Moment && last.Moment < outage.EndedAt)
            ? null
            : last;
    }

    // The unit keeps some whole working days after a return; the steps keep their distance from each other, so what was
    // taken since the return still counts.
    private static List<LadderStep> AfterPause(
        List<LadderStep> steps, IEnumerable<LadderStep> left, DateOnly keptUntil, WorkCalendar calendar)
    {
        var earliest = calendar.Add(keptUntil, new WorkingDays(1));
        var first = left.Where(step => step.Level != EscalationLevel.Reminder)
            .Select(step => step.On).DefaultIfEmpty(DateOnly.MaxValue).Min();
        if (first >= earliest)
            return steps;
        var shift = calendar.Between(first, earliest);
        return steps.ConvertAll(step => step.Level == EscalationLevel.Reminder ? step : Shifted(
            step, calendar.Add(step.On, shift), $"退回后至少保留至{keptUntil:yyyy-MM-dd}"));
    }

    // E-18: nobody is escalated for our outage. Reminders and the notice only come late.
    private static LadderStep AfterOutages(
        LadderStep step, List<Outage> outages, (DateOnly DueOn, WorkCalendar Calendar) by)
    {
        if (step.Level < EscalationLevel.FirstOrder)
            return step;
        foreach (var outage in outages)
        {
            var touched = WorkingDaysTouched(outage, by.DueOn, step.On, by.Calendar);
            if (touched.Count > 0)
                step = Shifted(step, by.Calendar.Add(step.On, touched), $"系统停机涉及{touched.Count}个工作日");
        }

        return step;
    }

    private static WorkingDays WorkingDaysTouched(Outage outage, DateOnly from, DateOnly to, WorkCalendar calendar)
    {
        var first = ShanghaiTime.DateOf(outage.BeganAt);
        var last = ShanghaiTime.DateOf(outage.EndedAt.AddTicks(-1));
        var begin = first > from ? first : from;
        var end = last < to ? last : to;
        return new WorkingDays(Enumerable.Range(0, Math.Max(0, end.DayNumber - begin.DayNumber + 1))
            .Count(offset => calendar.IsWorkday(begin.AddDays(offset))));
    }

    private static LadderStep Shifted(LadderStep step, DateOnly on, FormattableString because) => step with
    {
        On = on,
        Explanation = $"{step.Explanation}；{FormattableString.Invariant(because)}，顺延至{on:yyyy-MM-dd}",
    };
}
