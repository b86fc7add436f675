using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>拨动演练时钟: returns when everything that came due on the way has happened.</summary>
public sealed class MoveClock(Database db, TrainingWalk walk, BusinessClock clock)
{
    /// <summary>Further than any case; a clock that went there cannot come back.</summary>
    private const int MostYears = 5;

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The clock stands at the target, or AU010, RT008, AP002 (also for no target).</summary>
    public async Task<Walked> Run(DateTimeOffset? to, Actor actor, CancellationToken stop)
    {
        if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
            return new Walked(forbidden, []);
        var target = (to ?? DateTimeOffset.MaxValue).ToUniversalTime();
        if (clock.IsTraining && target > Now.AddYears(MostYears))
            return new Walked(new Problem("AP002", "to",
                $"请给出要拨到的时刻（to，{MostYears}年以内），或者 next；目前没有待到的期限。"), []);

        // A walk is many transactions. Crash point: the clock stands somewhere on the way, and who sent it is known.
        if (clock.IsTraining)
            await db.InTransaction(tx => Entry(target, actor).Write(tx, stop), stop);
        return await walk.To(target, stop);
    }

    // A district has one clock, and it has no id.
    private OperatorAct Entry(DateTimeOffset to, Actor actor) => new()
    {
        Actor = actor.Key,
        Act = "MoveClock",
        Kind = OperatorSubject.Clock,
        Subject = Guid.Empty,
        Detail = Json.Of(
        [
            KeyValuePair.Create("from", Json.Of($"{Now:O}")),
            KeyValuePair.Create("to", Json.Of($"{to:O}")),
        ]),
    };
}
