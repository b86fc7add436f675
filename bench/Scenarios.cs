using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Bench;

/// <summary>What is measured.</summary>
internal static class Scenarios
{
    /// <summary>Operations of a round before the measurement begins.</summary>
    public const int Round = 600;

    /// <summary>People who answer at the same time.</summary>
    private const int Clients = 4;

    private static readonly WorkflowClient Workflows = new();

    public const string Campaign = "campaign";

    public const string Rehearse = "rehearse";

    public static readonly string[] Names = ["start", "timers", "resume", Campaign, Rehearse, DecideBench.Scenario];

    public static async Task<Measured> Run(Bed bed, string scenario, int n, CancellationToken stop)
    {
        Due.Patience = scenario == "timers" ? TimeSpan.FromMilliseconds(1_000 + n) : Due.Long;
        if (scenario != "start")
            await Start(bed, n, stop);
        if (scenario == "timers")
            await AllDue(bed, n, stop);
        var tasks = scenario == "resume" ? await OpenTasks(bed, n, stop) : [];
        var measured = await bed.Meter.Of(scenario, n, () => scenario switch
        {
            "start" => Start(bed, n, stop),
            "timers" => bed.Turn.Drain(stop),
            _ => Answer(bed, tasks, stop),
        }, stop);
        await Check(bed, scenario, stop);
        return measured;
    }

    /// <summary>As a campaign does it: the instances as sets, and their first turns in the drain.</summary>
    private static async Task Start(Bed bed, int n, CancellationToken stop)
    {
        foreach (var batch in Enumerable.Range(0, n).Chunk(TurnLimits.Batch))
            await bed.Db.InTransaction(tx => Workflows.Start(
                tx, [.. batch.Select(_ => new StartRequest { Definition = new DefinitionId("bench") })], stop), stop);
        await bed.Turn.Drain(stop);
    }

    /// <summary>
    /// A wait keeps its own instant, so that the clock is what makes it due: n of them at once, and none before.
    /// </summary>
    private static async Task AllDue(Bed bed, int n, CancellationToken stop)
    {
        await Task.Delay(Due.Patience, stop);
        var due = await bed.Db.InTransaction(tx => tx.QueryOne(
            $"SELECT count(*) FROM orchestrator.timer WHERE due_at <= orchestrator.business_now()",
            row => row.GetInt64(0), stop), stop);
        if (due != n)
            throw new InvalidOperationException($"{due} of {n} timers are due");
    }

    private sealed record OpenTask(Guid Id, WaitAnswer Answer);

    private static Task<IReadOnlyList<OpenTask>> OpenTasks(Bed bed, int n, CancellationToken stop) =>
        bed.Db.InTransaction(tx => tx.Query(
            $"SELECT id, instance_id, bookmark FROM bench.task WHERE state = 'Open' ORDER BY id DESC LIMIT {n}",
            row => new OpenTask(row.GetGuid(0), new WaitAnswer(
                new InstanceId(row.GetGuid(1)), new BookmarkId(row.GetInt64(2)),
                Json.Parse("""{"outcome":"Done","receivedBy":"张三","receivedOn":"2026-03-16"}"""))), stop), stop);

    /// <summary>One commit each: the task is closed, the instance resumed and its turn run.</summary>
    private static Task Answer(Bed bed, IReadOnlyList<OpenTask> tasks, CancellationToken stop) =>
        Parallel.ForEachAsync(
            tasks,
            new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = stop },
            async (task, cancelled) => await bed.Db.InTransaction(async tx =>
            {
                await tx.Execute($"""
                    UPDATE bench.task SET state = 'Answered' WHERE id = {task.Id} AND state = 'Open'
                    """, cancelled);
                await Workflows.Resume(tx, [task.Answer], cancelled);
                await bed.Turn.Advance(tx, cancelled);
            }, cancelled));

    /// <summary>A measurement of something that went wrong says nothing.</summary>
    private static async Task Check(Bed bed, string scenario, CancellationToken stop)
    {
        var (incidents, inbox, due) = await bed.Db.InTransaction(tx => tx.QueryOne($"""
            SELECT (SELECT count(*) FROM orchestrator.incident), (SELECT count(*) FROM orchestrator.inbox),
                   (SELECT count(*) FROM orchestrator.timer WHERE due_at <= orchestrator.business_now())
            """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), stop), stop);
        if (incidents + inbox + due > 0)
            throw new InvalidOperationException(
                $"{scenario}: {incidents} incidents, {inbox} commands and {due} due timers are left");
    }
}
