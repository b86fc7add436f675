using Npgsql;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>The only way to move an instance: claim, decide, ledger rounds, append, save, commit.</summary>
public sealed class Turn(Database db, DefinitionStore definitions, LedgerActivities ledger, IRing ring)
{
    /// <summary>
    /// Runs the turns that follow from what this transaction wrote, in this transaction. An instance that another
    /// server is moving at this moment keeps its command in the inbox: that server's next drain takes it.
    /// </summary>
    public async Task Advance(Tx tx, CancellationToken stop)
    {
        var touched = tx.Note<Touched>();
        var missed = false;
        var asked = 0;
        while (touched.Count > 0 && asked < TurnLimits.FollowersPerAdvance)
        {
            var ids = touched.Take(TurnLimits.Batch);
            asked += ids.Length;
            var claimed = await Claim.These(tx, ids, stop) ?? [];
            missed |= claimed.Count < ids.Length;
            if (claimed.Count > 0)
                await Run(tx, claimed, stop);
        }

        RingAfter(tx, missed || touched.Count > 0);
        Fault.Hit(Fault.BeforeCommit);
    }

    /// <summary>
    /// Moves everything that has a command or a due timer, a batch per transaction, until nothing has, or until it has
    /// done its share: then it rings, and goes on when it is called. Any number of servers may do so at once.
    /// </summary>
    /// <returns>Turns taken; none when nothing waits that nobody else holds.</returns>
    public Task<int> Drain(CancellationToken stop) => Drain(TurnLimits.Batch, stop);

    /// <summary>The same with batches of another size.</summary>
    public async Task<int> Drain(int batch, CancellationToken stop)
    {
        while (await db.InTransaction(tx => Begin(tx, stop), stop))
        {
            // A trigger that was fired is due later: this ends with the triggers.
        }

        var disturbed = 0;
        var moved = 0;
        for (var batches = 0; batches < TurnLimits.BatchesPerDrain; batches++)
        {
            try
            {
                var claimed = await db.InTransaction(tx => Batch(tx, batch, stop), stop);
                if (claimed is not { } count)
                    return moved;
                moved += count;

                // Held by nobody and yet not as its state says: an empty batch again and again would never end.
                if (count == 0 && ++disturbed >= TurnLimits.DisturbedBatches)
                    return moved;
            }
            catch (NpgsqlException disturbance) when (disturbance.IsTransient
                && ++disturbed < TurnLimits.DisturbedBatches)
            {
                // Two servers wanted the same rows in another order: one of them begins its batch anew.
            }
        }

        ring.Now();
        return moved;
    }

    /// <summary>What comes to instances from outside: events that found no wait, time that starts new ones.</summary>
    /// <returns>Whether more triggers may be due.</returns>
    private async Task<bool> Begin(Tx tx, CancellationToken stop)
    {
        await EventRoom.MatchRecent(tx, TurnLimits.RecentEvents, stop);
        var (fired, mayBeMore) = await DueTriggers.Fire(tx, definitions, stop);
        if (fired > 0)
        {
            RingAfter(tx, more: false);
            Fault.Hit(Fault.BeforeCommit);
        }

        return mayBeMore;
    }

    /// <returns>How many instances were held; null when nothing waits.</returns>
    private async Task<int?> Batch(Tx tx, int limit, CancellationToken stop)
    {
        var claimed = await Claim.Due(tx, limit, stop);
        if (claimed is null)
            return null;
        if (claimed.Count > 0)
            await Run(tx, claimed, stop);
        RingAfter(tx, more: false);
        Fault.Hit(Fault.BeforeCommit);
        return claimed.Count;
    }

    /// <summary>
    /// All together; where that fails, one by one, so that only the poisoned one is put aside.
    /// </summary>
    private async Task Run(Tx tx, IReadOnlyList<Claimed> claimed, CancellationToken stop)
    {
        if (await Attempt(tx, claimed, stop) is null)
            return;
        foreach (var one in claimed)
        {
            if (await Attempt(tx, [one], stop) is { } failure)
                await Parking.Park(tx, one, (await WorkflowOf(tx, one, stop), failure), stop);
        }
    }

    private async Task<Exception?> Attempt(Tx tx, IReadOnlyList<Claimed> claimed, CancellationToken stop)
    {
        var failure = await tx.Attempt(() => Together(tx, claimed, stop), stop);

        // A deadlock or a lost connection is nobody's poison: the transaction ends and is tried again later.
        return failure is NpgsqlException { IsTransient: true } ? throw failure : failure;
    }

    private async Task Together(Tx tx, IReadOnlyList<Claimed> claimed, CancellationToken stop)
    {
        var turns = new List<InstanceTurn>(claimed.Count);
        foreach (var one in claimed)
        {
            var turn = new InstanceTurn(one, await definitions.Compiled(tx, one.Definition, stop));
            foreach (var version in turn.Targets)
                if (await definitions.Find(tx, version, stop) is { } target) turn.Know(target);
            turns.Add(turn);
        }

        await Rounds.Run(tx, turns, ledger, stop);
        await Save.Write(tx, turns, null, stop);
    }

    private async Task<PublishedWorkflow?> WorkflowOf(Tx tx, Claimed claimed, CancellationToken stop)
    {
        PublishedWorkflow? workflow = null;
        await tx.Attempt(async () => workflow = await definitions.Compiled(tx, claimed.Definition, stop), stop);
        return workflow;
    }

    private void RingAfter(Tx tx, bool more)
    {
        var alarms = tx.Note<Alarms>();
        tx.OnCommitted(() =>
        {
            Fault.Hit(Fault.AfterCommit);
            foreach (var second in alarms.Seconds)
                ring.At(second);
            if (more)
                ring.Now();
        });
    }
}
