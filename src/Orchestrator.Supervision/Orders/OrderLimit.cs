using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Orders;

/// <summary>TM-25 and TM-26: the days of an order, by its level and the gravest of its items.</summary>
public static class OrderLimit
{
    public static CalendarDays Of(OrderLevel level, Severity gravest, DeadlineProfile profile) =>
        new(profile[(level, gravest) switch
        {
            (OrderLevel.Second, _) => Timers.SecondOrderLimit,
            (_, Severity.Critical) => Timers.CriticalOrderLimit,
            (_, Severity.Serious) => Timers.SeriousOrderLimit,
            _ => Timers.OrderLimit,
        }].Value);

    /// <summary>The clock starts when the unit receives the order.</summary>
    public static Deadline Due(CalendarDays limit, DateOnly receivedOn, WorkCalendar calendar) =>
        (DeadlineRule.Of(limit) with { Start = ClockStart.Order }).From(receivedOn, calendar);
}
