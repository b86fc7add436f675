using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// Writes what became of a batch: one statement per table in one round trip, whatever the batch holds. Afterwards
/// the tables say what the states say.
/// </summary>
internal static class Save
{
    /// <remarks>A failure is given where an instance is being parked: it stands in the incident.</remarks>
    public static async Task Write(
        Tx tx, IReadOnlyList<InstanceTurn> turns, Exception? failure, CancellationToken stop)
    {
        var moved = turns.Where(turn => turn.Happened || turn.WasWoken).ToArray();
        var begun = moved.SelectMany(Begun).ToArray();
        var retimed = moved.SelectMany(Retimed).ToArray();
        if (moved.Length > 0)
            await Moved(tx, moved, (begun, retimed), failure, stop);
        await tx.Execute(IncidentRows.Park([.. turns.SelectMany(turn => turn.Parked)]), stop);
        await tx.Execute(HeldRows.Of(turns), stop);
        await KeepUnheard(tx, turns, stop);
        await EventRoom.Hear(tx, [.. begun.Where(wait => wait.Bookmark.For is Stimulus.Event)
            .Select(wait => (wait.Instance, wait.Id.Value))], stop);
        Announce(tx, [.. begun, .. retimed]);

        // Last: a turn that fails above has answered nothing.
        tx.Note<OperationAnswers>().Add(turns.SelectMany(turn => turn.Operations));
    }

    private static async Task Moved(
        Tx tx, InstanceTurn[] moved, (StandingWait[] Begun, StandingWait[] Retimed) waits, Exception? failure,
        CancellationToken stop)
    {
        var recorded = moved.Where(turn => turn.Happened).ToArray();
        var rows = recorded.Select(JournalRow.Of).ToArray();
        List<Sql> statements = [InstanceRows.Instances(moved)];
        if (recorded.Length > 0)
            statements.AddRange([InstanceRows.States(recorded, rows), InstanceRows.Journal(recorded, rows)]);
        statements.AddRange(WaitRows.Remove([.. moved.SelectMany(Ended)]));
        statements.AddRange(WaitRows.Add(waits.Begun, moved[0].Claimed.Now));
        statements.AddRange(WaitRows.Retime(waits.Retimed));
        statements.AddRange(WaitRows.Correlate(moved));
        statements.AddRange(WaitRows.Rename(moved));
        statements.AddRange(IncidentRows.Of(moved, failure));
        var touched = await tx.Execute(statements, stop);
        if (touched[0] != moved.Length)
            throw new InvalidOperationException(
                $"{moved.Length - touched[0]} of {moved.Length} instances were moved by somebody else meanwhile: " +
                "this turn came too late and must not be written");
    }

    private static IEnumerable<StandingWait> Begun(InstanceTurn turn) =>
        Difference(turn, turn.WaitsAfter, turn.WaitsBefore);

    private static IEnumerable<StandingWait> Ended(InstanceTurn turn) =>
        Difference(turn, turn.WaitsBefore, turn.WaitsAfter);

    private static IEnumerable<StandingWait> Retimed(InstanceTurn turn) =>
        ReferenceEquals(turn.WaitsAfter, turn.WaitsBefore)
            ? []
            : turn.WaitsAfter.Where(wait => turn.WaitsBefore.TryGetValue(wait.Key, out var before)
                    && !ReferenceEquals(before.For, wait.Value.For))
                .Select(wait => new StandingWait(turn, wait.Key, wait.Value));

    private static IEnumerable<StandingWait> Difference(
        InstanceTurn turn,
        ImmutableDictionary<BookmarkId, Bookmark> these,
        ImmutableDictionary<BookmarkId, Bookmark> those) =>
        ReferenceEquals(these, those)
            ? []
            : these.Where(wait => !those.ContainsKey(wait.Key))
                .Select(wait => new StandingWait(turn, wait.Key, wait.Value));

    /// <summary>
    /// An event whose wait had ended is kept for the next wait of the same instance, also where that must be retried
    /// first.
    /// </summary>
    private static async Task KeepUnheard(Tx tx, IReadOnlyList<InstanceTurn> turns, CancellationToken stop)
    {
        var unheard = turns
            .Where(turn => turn.State.Status == InstanceStatus.Running
                || turn.State.SubStatus == InstanceSubStatus.Faulted)
            .SelectMany(turn => turn.Unheard).ToArray();
        if (unheard.Length == 0)
            return;
        var names = unheard.Select(row => row.EventName!).ToArray();
        var instances = unheard.Select(row => row.Instance.Value).ToArray();
        var payloads = unheard.Select(row => row.Payload ?? "null"u8.ToArray()).ToArray();
        await tx.Execute($"""
            INSERT INTO orchestrator.event_queue (name, instance_id, payload, published_at)
            SELECT unheard.*, statement_timestamp() FROM unnest({names}, {instances}, {payloads}) AS unheard
            """, stop);
    }

    /// <summary>One alarm per distinct due second once the commit succeeded; what is due already follows now.</summary>
    private static void Announce(Tx tx, StandingWait[] begun)
    {
        var alarms = tx.Note<Alarms>();
        foreach (var wait in begun)
        {
            if (wait.DueAt is not { } due)
                continue;
            if (due <= wait.Turn.Claimed.Now)
                tx.Note<Touched>().Add(wait.Turn.Claimed.Id);
            else
                alarms.Add(due);
        }
    }
}
