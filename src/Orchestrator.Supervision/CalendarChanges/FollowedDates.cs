using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>Lets everything that hangs on a date follow it. Each room writes its own.</summary>
public sealed class FollowedDates(DutyDates duties, TaskDates tasks, DrawnDates drawn)
{
    /// <inheritdoc cref="DutyDates.Hold"/>
    internal Task Hold(Tx tx, Guid? receipt, CancellationToken stop) => duties.Hold(tx, receipt, stop);

    /// <summary>
    /// Items, orders, tasks and their waits, duties and their ladders: each by the calendar of its duty. Then what
    /// drawings wait for.
    /// </summary>
    internal async Task Follow(Tx tx, RecomputedDates dates, CancellationToken stop)
    {
        await OrderDates.Follow(tx, dates.Duties, stop);
        await tasks.Move(tx, dates.Tasks, stop);
        foreach (var calendar in dates.Duties.GroupBy(move => move.Duty.Calendar))
        {
            await ItemDates.Follow(tx, [.. calendar], calendar.Key, stop);
            await duties.Move(tx, [.. calendar], calendar.Key, stop);
        }

        await drawn.Move(tx, dates.Waits, stop);
    }
}
