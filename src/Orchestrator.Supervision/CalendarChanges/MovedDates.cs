using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>Writes what a new calendar changes: pins, dates, waits, audit, letters. Each room writes its own.</summary>
public sealed class MovedDates(FollowedDates dates, CalendarLetters letters, Turn turn)
{
    /// <inheritdoc cref="FollowedDates.Hold"/>
    internal Task Hold(Tx tx, CancellationToken stop) => dates.Hold(tx, null, stop);

    /// <summary>Advances what it told as far as one transaction goes; the rest follows with the next drain.</summary>
    internal async Task Write(
        Tx tx, (WorkCalendar Calendar, RecomputedDates Again, CalendarChange Change) import, Step step,
        CancellationToken stop)
    {
        var (calendar, again, change) = import;
        await CampaignCalendar.Move(tx, calendar.Version, step, stop);
        await TrackingReports.MoveCalendar(tx, calendar.Version, stop);
        await dates.Follow(tx, again with
        {
            Duties = [.. again.Duties.Select(move =>
                move with { Duty = move.Duty with { Calendar = calendar.Version } })],
        }, stop);
        await Record(tx, change.Moves, step, stop);
        await letters.Send(tx, change, step, stop);
        await turn.Advance(tx, stop);
    }

    internal static Task Record(Tx tx, IReadOnlyList<MovedDate> moves, Step step, CancellationToken stop) =>
        AuditEntry.Write(tx, [.. moves.Select(move => Entry(move, step))], stop);

    private static AuditEntry Entry(MovedDate move, Step step) => new()
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
        ]),
    };
}
