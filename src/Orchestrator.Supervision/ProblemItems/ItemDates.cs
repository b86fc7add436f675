using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>The date of an item is that of its duty: on a new calendar both move together.</summary>
internal static class ItemDates
{
    /// <summary>Where no extension came between, the date first told is the same one and moves with it.</summary>
    public static Task<int> Follow(
        Tx tx, IReadOnlyList<DutyMove> moves, CalendarVersion calendar, CancellationToken stop)
    {
        var ofItems = moves.Where(move => move.Duty.Item is not null).ToList();
        T[] Column<T>(Func<DutyMove, T> value) => [.. ofItems.Select(value)];
        return tx.Execute($"""
            UPDATE supervision.problem_item AS item
            SET due_on = moved.due_on, due_explanation = moved.explanation, calendar_version = {calendar.Number},
                original_due_on = CASE WHEN item.original_due_on = item.due_on THEN moved.due_on
                                       ELSE item.original_due_on END
            FROM unnest({Column(one => one.Duty.Item!.Value)}, {Column(one => one.DueOn)},
                        {Column(one => one.Explanation)}) AS moved (id, due_on, explanation)
            WHERE item.id = moved.id
            """, stop);
    }
}
