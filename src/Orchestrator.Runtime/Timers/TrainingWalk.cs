using System.Collections.Immutable;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Timers;

/// <summary>
/// Moves the clock of a training database as time would have passed: from due instant to due instant, and at each of
/// them everything happens that is due, before the clock goes on. Who calls it sees all of it done.
/// </summary>
public sealed class TrainingWalk(Database db, BusinessClock clock, Turn turn, IEnumerable<IDueWork> others)
{
    /// <summary>Stops of one walk, and rounds at one stop, after which something is wrong.</summary>
    private const int Stops = 100_000;
    private const int RoundsPerStop = 50;

    private readonly ImmutableArray<IDueWork> others = [.. others];

    /// <returns>When the clock stands at the target and nothing is due; or why it cannot be moved.</returns>
    public async Task<Walked> To(DateTimeOffset target, CancellationToken stop)
    {
        if (!clock.IsTraining)
            return new Walked(await clock.Move(db, target, stop), []);
        await Settle(stop);
        var pace = new WalkPace();
        for (var stops = 0; stops < Stops; stops++)
        {
            if (await Step(target, pace, stop) >= target)
                return new Walked(null, pace.Often);
        }

        throw new InvalidOperationException($"after {Stops} stops the clock has not reached {target:O}");
    }

    /// <summary>
    /// One stop of the way of a training clock: to the next due instant, or to the target where nothing is due before
    /// it.
    /// </summary>
    /// <returns>Which of them that was; everything that was due there has happened.</returns>
    public async Task<DateTimeOffset> Step(DateTimeOffset target, WalkPace pace, CancellationToken stop)
    {
        var triggers = await db.InTransaction(tx => WaitingTrigger.All(tx, stop), stop);
        var reached = target;
        foreach (var due in (DateTimeOffset?[])[await Next(others, stop), pace.NextStop(triggers)])
            reached = due < reached ? due.Value : reached;
        await clock.Move(db, reached, stop);
        await Settle(stop);
        pace.Count(triggers, reached);
        return reached;
    }

    /// <summary>The next instant at which something will happen by itself; null when nothing is planned.</summary>
    public async Task<DateTimeOffset?> NextDue(CancellationToken stop)
    {
        var next = await Next([.. others.Where(other => !other.IsRoutine)], stop);
        var triggers = await db.InTransaction(tx => WaitingTrigger.All(tx, stop), stop);
        return new WalkPace().NextStop(triggers) is { } trigger && (next is null || trigger < next) ? trigger : next;
    }

    /// <summary>Of everything but triggers.</summary>
    private async Task<DateTimeOffset?> Next(ImmutableArray<IDueWork> works, CancellationToken stop)
    {
        var (now, next) = await db.InTransaction(tx => tx.QueryOne($"""
            SELECT clock.now, (SELECT min(due_at) FROM orchestrator.timer WHERE due_at > clock.now)
            FROM orchestrator.business_now() AS clock (now)
            """, row => (row.GetFieldValue<DateTimeOffset>(0),
                row.IsDBNull(1) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(1)), stop), stop);
        foreach (var other in works)
            if (await other.NextAfter(now, stop) is { } due && (next is null || due < next))
                next = due;
        return next;
    }

    /// <summary>Until nothing is due: what one thing sets off may set off another.</summary>
    private async Task Settle(CancellationToken stop)
    {
        for (var round = 0; round < RoundsPerStop; round++)
        {
            var done = await turn.Drain(stop);
            foreach (var other in others)
                done += await other.RunDue(stop);
            if (done == 0 && await AwaitOthers(stop) == 0)
                return;
        }

        throw new InvalidOperationException(
            $"after {RoundsPerStop} rounds at {clock.GetUtcNow():O} there is still something due: what happens there " +
            "makes itself due again at once");
    }

    /// <summary>
    /// The sweep, or another server, may hold what is due at this moment, and the drain passes over what is held: this
    /// waits until they let go, and says how many they held.
    /// </summary>
    private Task<int> AwaitOthers(CancellationToken stop) => db.InTransaction(
        async tx => await Triggers(tx, stop) + await Instances(tx, stop), stop);

    private static async Task<int> Triggers(Tx tx, CancellationToken stop) => (await tx.Query($"""
        WITH due AS MATERIALIZED (
            SELECT definition_id, activity_id, key FROM orchestrator.trigger
            WHERE due_at <= orchestrator.business_now()
        )
        SELECT key
        FROM orchestrator.trigger
        JOIN due USING (definition_id, activity_id, key)
        FOR SHARE OF trigger
        """, row => row.GetString(0), stop)).Count;

    private static async Task<int> Instances(Tx tx, CancellationToken stop) => (await tx.Query($"""
        SELECT id
        FROM orchestrator.instance
        WHERE id IN (SELECT instance_id FROM orchestrator.inbox
                     UNION
                     SELECT instance_id FROM orchestrator.timer WHERE due_at <= orchestrator.business_now())
        ORDER BY id
        FOR SHARE
        """, row => row.GetGuid(0), stop)).Count;
}
