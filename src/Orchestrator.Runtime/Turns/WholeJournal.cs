using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>What an audit of everything that ever ran found.</summary>
public sealed record JournalFindings
{
    public required long Instances { get; init; }

    /// <summary>Turns that hold.</summary>
    public required long Turns { get; init; }

    /// <summary>Instances whose history does not hold.</summary>
    public required long Flawed { get; init; }

    /// <summary>The first flaw of the first such instances, eldest instance first.</summary>
    public required ImmutableArray<Problem> Flaws { get; init; }

    /// <summary>Null: nothing had been recorded before the instant that was asked for.</summary>
    public JournalSeal? Seal { get; init; }
}

/// <summary>
/// Audits the history of every instance, a batch of instances per transaction and a page of records at a time: beside
/// a running server, and in the same memory whatever has been recorded.
/// </summary>
public sealed class WholeJournal(Database db, JournalAudit audit)
{
    /// <summary>Instances of one transaction. A long one would hold back the database's own tidying.</summary>
    public const int Batch = 100;

    /// <summary>Flaws that are named; the rest are counted.</summary>
    public const int MostNamed = 20;

    /// <param name="sealUntil">What was recorded before it is sealed: an instant that no open transaction began before.
    /// </param>
    /// <param name="stop">Stops it.</param>
    public async Task<JournalFindings> Check(DateTimeOffset sealUntil, CancellationToken stop)
    {
        using var sealing = new Sealing(sealUntil);
        var found = new JournalFindings { Instances = 0, Turns = 0, Flawed = 0, Flaws = [] };
        for (Guid? last = Guid.Empty; last is { } after;)
            (found, last) = await db.InTransaction(tx => CheckBatch(tx, found, (after, sealing), stop), stop);
        found = found with { Seal = sealing.Seal };
        return await db.InTransaction(tx => Ownerless(tx, stop), stop) is { } orphan ? With(found, orphan) : found;
    }

    /// <returns>What was found so far, and the last instance that was looked at; null when there are no more.</returns>
    private async Task<(JournalFindings Found, Guid? Last)> CheckBatch(
        Tx tx, JournalFindings found, (Guid Instance, Sealing Sealing) after, CancellationToken stop)
    {
        await tx.Execute($"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", stop);
        var instances = await tx.Query($"""
            SELECT id FROM orchestrator.instance WHERE id > {after.Instance} ORDER BY id LIMIT {Batch}
            """, row => row.GetGuid(0), stop);
        foreach (var instance in instances)
        {
            var (turns, flaw) = await audit.Check(tx, new InstanceId(instance), stop);
            found = found with { Instances = found.Instances + 1, Turns = found.Turns + turns };
            found = flaw is null ? found : With(found, flaw);
        }

        await after.Sealing.Add(tx, [.. instances], stop);
        return (found, instances.Count == Batch ? instances[^1] : null);
    }

    /// <summary>Records of an instance that is there no more: no instance is ever deleted.</summary>
    private static Task<Problem?> Ownerless(Tx tx, CancellationToken stop) => tx.QueryOne($"""
        SELECT instance_id, sequence
        FROM orchestrator.journal
        WHERE NOT EXISTS (SELECT FROM orchestrator.instance WHERE id = journal.instance_id)
        LIMIT 1
        """, row => new Problem("RT157", $"{new InstanceId(row.GetGuid(0))} #{row.GetInt32(1)}",
            "期望每条记录属于一个流程，实际该流程已不存在：流程被删除，或者记录是插入的。请与备份核对。"), stop);

    private static JournalFindings With(JournalFindings found, Problem flaw) => found with
    {
        Flawed = found.Flawed + 1,
        Flaws = found.Flaws.Length < MostNamed ? found.Flaws.Add(flaw) : found.Flaws,
    };
}
