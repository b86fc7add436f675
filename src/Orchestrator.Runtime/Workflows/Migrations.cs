using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Workflows;

/// <summary>Which instances shall go over to another version.</summary>
public sealed record MigrationRequest
{
    public required DefinitionVersion To { get; init; }

    /// <summary>Only those of this version; null: of every other one.</summary>
    public int? From { get; init; }

    /// <summary>Only these; null: all that have not ended.</summary>
    public IReadOnlyList<InstanceId>? Instances { get; init; }
    public MigrationChoices Choices { get; init; } = MigrationChoices.None;
    public required By By { get; init; }
}

/// <summary>
/// Takes many instances over to another version: first a verdict on each, then, when a person says so, the move, a
/// batch per transaction. Left and found again at any batch; whoever dies in the middle of one has done nothing of it.
/// </summary>
public sealed class Migrations(Database db, DefinitionStore definitions, WorkflowClient workflows, Turn turn)
{
    /// <summary>Instances of one transaction.</summary>
    public const int Batch = 100;

    /// <summary>Writes down whom it concerns. Nobody moves.</summary>
    /// <exception cref="WorkflowRefusedException">RT188: that version is not published.</exception>
    public async Task<Guid> Create(Tx tx, MigrationRequest request, CancellationToken stop)
    {
        if (await definitions.Find(tx, request.To, stop) is null)
            throw new WorkflowRefusedException(new Problem("RT188", $"{request.To}",
                $"期望一个已发布的版本，实际没有“{request.To}”；请核对版本号。"));
        var id = NewInstances.NextId().Value;
        var command = EngineJson.Serialize(ActOf(request));
        var definition = request.To.Definition.Value;
        var all = request.Instances is null;
        var instances = request.Instances?.Select(instance => instance.Value).ToArray() ?? [];
        await tx.Execute($"""
            INSERT INTO orchestrator.instance_migration (id, definition_id, to_version, command, created_at)
            VALUES ({id}, {definition}, {request.To.Version}, {command}, orchestrator.business_now())
            """, stop);
        await tx.Execute($"""
            INSERT INTO orchestrator.instance_migration_item (migration_id, instance_id, from_version)
            SELECT {id}, id, definition_version
            FROM orchestrator.instance
            WHERE definition_id = {definition}
              AND ({all} AND definition_version <> {request.To.Version}
                       AND (status = 'Running' OR sub_status = 'Faulted')
                   OR id = ANY({instances}))
              AND ({request.From}::int IS NULL OR definition_version = {request.From})
            """, stop);
        return id;
    }

    /// <summary>Other choices: the verdicts are found anew.</summary>
    /// <returns>False where it is not waiting for choices.</returns>
    public static async Task<bool> Choose(Tx tx, Guid id, MigrationChoices choices, CancellationToken stop)
    {
        if (await MigrationRows.Hold(tx, id, stop) is not { Status: "Planned" } row)
            return false;
        var what = new Operation.Migrate(row.To) { Choices = choices };
        var command = EngineJson.Serialize(row.Act with { What = what });
        await tx.Execute([
            $"UPDATE orchestrator.instance_migration SET command = {command}, status = 'Planning' WHERE id = {id}",
            $"""
            UPDATE orchestrator.instance_migration_item
            SET verdict = NULL, plan = NULL, seen = NULL
            WHERE migration_id = {id}
            """,
        ], stop);
        return true;
    }

    /// <summary>Those that can move shall move.</summary>
    /// <returns>False where no plan stands ready.</returns>
    public static async Task<bool> Start(Tx tx, Guid id, CancellationToken stop) =>
        await MigrationRows.Hold(tx, id, stop) is { Status: "Planned" }
            && await MigrationRows.SetStatus(tx, id, "Moving", stop) == 1;

    /// <summary>Nobody else moves; who has moved stays.</summary>
    /// <returns>False where it is over.</returns>
    public static async Task<bool> Abandon(Tx tx, Guid id, CancellationToken stop) =>
        await MigrationRows.Hold(tx, id, stop) is { Status: not ("Done" or "Abandoned") }
            && await MigrationRows.SetStatus(tx, id, "Abandoned", stop) == 1;

    /// <summary>One batch of the eldest open migration. Two servers take turns.</summary>
    /// <returns>False when there is nothing to do.</returns>
    public Task<bool> RunBatch(CancellationToken stop) => RunBatch(null, stop);

    /// <summary>The same for this one alone; null: for the eldest.</summary>
    /// <remarks>
    /// A batch that fails is undone and says so at each of its instances: the next one goes on, and the next migration.
    /// </remarks>
    public Task<bool> RunBatch(Guid? only, CancellationToken stop) => db.InRetriedTransaction(async tx =>
    {
        if (await MigrationRows.Open(tx, only, stop) is not { } migration)
            return false;
        var isPlan = migration.Status == "Planning";
        var items = await Next(tx, migration.Id, isPlan, stop);
        if (items.Length == 0)
            await MigrationRows.SetStatus(tx, migration.Id, isPlan ? "Planned" : "Done", stop);
        else if (await tx.Attempt(
            () => isPlan ? Plan(tx, migration, items, stop) : Move(tx, migration, items, stop), stop) is { } failure)
            await Fail(tx, migration, (items, failure), stop);
        Fault.Hit(Fault.BeforeCommit);
        return true;
    }, stop);

    /// <summary>Those of the next batch. Who moves is held first, as by a turn.</summary>
    private async Task<Guid[]> Next(Tx tx, Guid migration, bool isPlan, CancellationToken stop)
    {
        var ids = await tx.Query(isPlan
            ? $"""
            SELECT instance_id FROM orchestrator.instance_migration_item
            WHERE migration_id = {migration} AND verdict IS NULL
            ORDER BY instance_id LIMIT {Batch}
            """
            : (Sql)$"""
            SELECT instance_id FROM orchestrator.instance_migration_item
            WHERE migration_id = {migration} AND verdict = 'Moves' AND outcome IS NULL
            ORDER BY instance_id LIMIT {Batch}
            """, row => row.GetGuid(0), stop);
        if (!isPlan && ids.Count > 0)
            await workflows.Hold(tx, [.. ids.Select(id => new InstanceId(id))], stop);
        return [.. ids];
    }

    private async Task Plan(Tx tx, MigrationRow migration, Guid[] ids, CancellationToken stop)
    {
        var to = await definitions.Compiled(tx, migration.To, stop);
        var plans = new List<(Guid Id, int Seen, int From, InstancePlan Plan)>();
        foreach (var id in ids)
        {
            try
            {
                var stored = (await Stored.Find(tx, new InstanceId(id), stop))!;
                var from = await definitions.Compiled(tx, stored.Definition, stop);
                plans.Add((id, stored.Version, stored.Definition.Version,
                    MigrationPlans.Of(stored, (from, to), migration.Act)));
            }
            catch (Exception failure) when (failure is not (OperationCanceledException or NpgsqlException))
            {
                // One that cannot be read, or decided, keeps nobody else from moving.
                plans.Add((id, 0, 0, Undecided(failure)));
            }
        }

        await Write(tx, migration.Id, plans, stop);
    }

    private static Task<int> Write(
        Tx tx, Guid migration, List<(Guid Id, int Seen, int From, InstancePlan Plan)> plans, CancellationToken stop)
    {
        var ids = plans.Select(one => one.Id).ToArray();
        var seen = plans.Select(one => one.Seen).ToArray();
        var from = plans.Select(one => one.From).ToArray();
        var verdicts = plans.Select(one => one.Plan.Verdict.ToString()).ToArray();
        var notes = plans.Select(one => one.Plan.ToBytes()).ToArray();
        return tx.Execute($"""
            UPDATE orchestrator.instance_migration_item
            SET seen = found.seen, from_version = found.from_version, verdict = found.verdict, plan = found.plan
            FROM unnest({ids}, {seen}, {from}, {verdicts}, {notes})
                 AS found (instance_id, seen, from_version, verdict, plan)
            WHERE migration_id = {migration} AND instance_migration_item.instance_id = found.instance_id
            """, stop);
    }

    private Task Move(Tx tx, MigrationRow migration, Guid[] ids, CancellationToken stop) =>
        new MigrationMove(workflows, turn, migration).Run(tx, ids, stop);

    private static async Task Fail(
        Tx tx, MigrationRow migration, (Guid[] Ids, Exception Failure) batch, CancellationToken stop)
    {
        // Nobody's fault: the batch is tried again.
        if (batch.Failure is NpgsqlException { IsTransient: true })
            throw batch.Failure;
        if (migration.Status == "Planning")
            await Write(tx, migration.Id, [.. batch.Ids.Select(id => (id, 0, 0, Undecided(batch.Failure)))], stop);
        else
            await tx.Execute($"""
                UPDATE orchestrator.instance_migration_item
                SET outcome = 'Failed', message = {MigrationMove.Failed(batch.Failure)}
                WHERE migration_id = {migration.Id} AND instance_id = ANY({batch.Ids})
                """, stop);
    }

    private static InstancePlan Undecided(Exception failure) => new(
        MigrationVerdict.Cannot, [new PlanNote($"RT189 这个流程不能计算，没有改动。{failure.Message}")]);

    private static Command.Operate ActOf(MigrationRequest request) =>
        new(request.By, new Operation.Migrate(request.To) { Choices = request.Choices });
}
