using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>Writes what a new calendar changes: pins, dates, waits, audit, letters. Each room writes its own.</summary>
public sealed class MovedDates(DutyDates duties, TaskDates tasks, CalendarLetters letters, Turn turn)
{
    /// <summary>Advances what it told as far as one transaction goes; the rest follows with the next drain.</summary>
    internal async Task Write(
        Tx tx, (WorkCalendar Calendar, RecomputedDates Dates, CalendarChange Change) import, Step step,
        CancellationToken stop)
    {
        var (calendar, dates, change) = import;
        await CampaignCalendar.Move(tx, calendar.Version, step, stop);
        await ItemDates.Follow(tx, dates.Duties, calendar.Version, stop);
        await OrderDates.Follow(tx, dates.Duties, stop);
        await tasks.Move(tx, dates.Tasks, stop);
        await duties.Move(tx, dates.Duties, calendar.Version, stop);
        await AuditEntry.Write(tx, [.. change.Moves.Select(move => Entry(move, calendar.Version, step))], stop);
        await letters.Send(tx, change, step, stop);
        await turn.Advance(tx, stop);
    }

    private static AuditEntry Entry(MovedDate move, CalendarVersion version, Step step) => new()
    {
        At = step.At,
        Actor = step.Actor,
        Act = "MoveDate",
        Kind = move.Subject.Kind,
        Subject = move.Subject.Id,
        Detail = Json.Of(
        [
            KeyValuePair.Create("what", Json.Of(move.What)),
            KeyValuePair.Create("oldDueOn", JsonSerializer.SerializeToElement(move.From)),
            KeyValuePair.Create("newDueOn", JsonSerializer.SerializeToElement(move.To)),
            KeyValuePair.Create("explanation", Json.Of(move.Explanation)),
            KeyValuePair.Create("calendarVersion", Json.Of((long)version.Number)),
        ]),
    };
}
