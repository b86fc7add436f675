using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Cases;

/// <summary>A date that 设期限 computed for a step of a drawing, and what from.</summary>
public sealed record DrawnDate
{
    public required InstanceId Instance { get; init; }
    public required ActivityId Activity { get; init; }
    public required Guid Subject { get; init; }
    public required TimerId Rule { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly DueOn { get; init; }
    public required string Explanation { get; init; }
}

/// <summary>A wait for a drawn date that gets a later one.</summary>
/// <param name="Date">As it stands.</param>
/// <param name="Wait">The wait: for 09:00 of the date, or for its 24:00.</param>
/// <param name="DueOn">The new date.</param>
/// <param name="Explanation">Its derivation.</param>
public sealed record DrawnMove(DrawnDate Date, DrawnWait Wait, DateOnly DueOn, string Explanation);

/// <param name="Bookmark">In the instance of the date.</param>
/// <param name="UntilMorning">False: until the end of the day.</param>
public readonly record struct DrawnWait(BookmarkId Bookmark, bool UntilMorning)
{
    public DateTimeOffset Until(DateOnly date) =>
        UntilMorning ? ShanghaiTime.StepMoment(date) : ShanghaiTime.EndOf(date);
}

/// <summary>
/// Dates that drawings computed and may be waiting for. The drawing itself does not say which of its waits is for which
/// date: it is the one that waits for exactly that morning or that day's end.
/// </summary>
public sealed class DrawnDates(WorkflowClient workflows)
{
    /// <summary>A step that computes again has the newer date.</summary>
    internal static Task Write(Tx tx, IReadOnlyList<DrawnDate> dates, CancellationToken stop)
    {
        T[] Column<T>(Func<DrawnDate, T> value) => [.. dates.Select(value)];
        return dates.Count == 0 ? Task.CompletedTask : tx.Execute($"""
            INSERT INTO supervision.drawn_date
                (instance_id, activity_id, subject_id, rule, start_on, due_on, due_explanation)
            SELECT * FROM unnest(
                {Column(one => one.Instance.Value)}, {Column(one => one.Activity.Value)},
                {Column(one => one.Subject)}, {Column(one => one.Rule.Value)}, {Column(one => one.From)},
                {Column(one => one.DueOn)}, {Column(one => one.Explanation)})
            ON CONFLICT ON CONSTRAINT a_step_has_drawn_one_date DO UPDATE
            SET subject_id = EXCLUDED.subject_id, rule = EXCLUDED.rule, start_on = EXCLUDED.start_on,
                due_on = EXCLUDED.due_on, due_explanation = EXCLUDED.due_explanation
            """, stop);
    }

    /// <summary>Those from this day on that a drawing waits for.</summary>
    internal static async Task<IReadOnlyList<(DrawnDate Date, DrawnWait Wait)>> Waiting(
        Tx tx, DateOnly today, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT drawn.instance_id, drawn.activity_id, drawn.subject_id, drawn.rule, drawn.start_on, drawn.due_on,
                   drawn.due_explanation, waiting.id, timer.due_at
            FROM supervision.drawn_date AS drawn
            JOIN orchestrator.bookmark AS waiting
              ON waiting.instance_id = drawn.instance_id AND waiting.kind = 'Time'
            JOIN orchestrator.timer AS timer
              ON timer.instance_id = waiting.instance_id AND timer.bookmark_id = waiting.id
            WHERE drawn.due_on >= {today}
            ORDER BY drawn.instance_id, waiting.id
            """, row => (Date: Read(row), Bookmark: new BookmarkId(row.GetInt64(7)),
                At: row.GetFieldValue<DateTimeOffset>(8)), stop);
        return
        [
            .. from row in rows
               from wait in (DrawnWait[])[new(row.Bookmark, true), new(row.Bookmark, false)]
               where wait.Until(row.Date.DueOn) == row.At
               select (row.Date, wait),
        ];
    }

    internal async Task Move(Tx tx, IReadOnlyList<DrawnMove> moves, CancellationToken stop)
    {
        await Write(tx, [.. moves.Select(move =>
            move.Date with { DueOn = move.DueOn, Explanation = move.Explanation }).DistinctBy(date =>
            (date.Instance, date.Activity))], stop);
        await workflows.Move(tx, [.. moves.Select(move =>
            new WaitMove(move.Date.Instance, move.Wait.Bookmark, move.Wait.Until(move.DueOn)))], stop);
    }

    private static DrawnDate Read(NpgsqlDataReader row) => new()
    {
        Instance = new InstanceId(row.GetGuid(0)),
        Activity = new ActivityId(row.GetString(1)),
        Subject = row.GetGuid(2),
        Rule = new TimerId(row.GetString(3)),
        From = row.GetFieldValue<DateOnly>(4),
        DueOn = row.GetFieldValue<DateOnly>(5),
        Explanation = row.GetString(6),
    };
}
