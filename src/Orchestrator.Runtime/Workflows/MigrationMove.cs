using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Workflows;

/// <summary>
/// Moves one batch of a migration by their turns: all together; where one of them fails, each by itself, so that only
/// the poisoned one stays as it was.
/// </summary>
internal sealed class MigrationMove(WorkflowClient workflows, Turn turn, MigrationRow migration)
{
    private readonly List<(Guid Id, string Outcome, string? Message)> outcomes = [];

    public async Task Run(Tx tx, Guid[] ids, CancellationToken stop)
    {
        var seen = (await tx.Query($"""
            SELECT instance_id, seen FROM orchestrator.instance_migration_item
            WHERE migration_id = {migration.Id} AND instance_id = ANY({ids})
            """, row => (Id: row.GetGuid(0), Seen: row.GetInt32(1)), stop))
            .ToDictionary(row => row.Id, row => row.Seen);
        var acts = new List<(InstanceId Id, Command.Operate)>();
        foreach (var id in ids)
        {
            if (await ActOf(tx, (id, seen[id]), stop) is { } act)
                acts.Add((new InstanceId(id), act));
        }

        if (acts.Count > 0 && !await Together(tx, acts, stop))
        {
            foreach (var act in acts)
                await Together(tx, [act], stop);
        }

        await Write(tx, stop);
    }

    /// <returns>Null where it does not move, with the reason among the outcomes.</returns>
    private async Task<Command.Operate?> ActOf(Tx tx, (Guid Id, int Seen) item, CancellationToken stop)
    {
        try
        {
            var stored = (await Stored.Find(tx, new InstanceId(item.Id), stop))!;
            if (stored.Version == item.Seen)
                return migration.Act with { Seen = stored.State.Sequence };
            outcomes.Add((item.Id, "Refused", "RT181 期望流程仍是计划时的样子，实际此后又有了进展；没有迁移。"));
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or NpgsqlException))
        {
            // A newer server wrote it since the plan: it keeps nobody else from moving.
            outcomes.Add((item.Id, "Failed", Failed(failure)));
        }

        return null;
    }

    /// <summary>Why one did not move, for whoever reads its migration.</summary>
    public static string Failed(Exception failure) => failure is WorkflowRefusedException known
        ? $"{known.Problem.Code} {known.Problem.Message}"
        : $"RT189 这一步没有办成，没有改动。{failure.Message}";

    /// <returns>False when the turn of one of them failed: then nothing happened.</returns>
    private async Task<bool> Together(
        Tx tx, List<(InstanceId Id, Command.Operate)> acts, CancellationToken stop)
    {
        // What followed from an earlier attempt, done or undone, must not use up this one's followers.
        tx.Note<Touched>().Forget();
        var failure = await tx.Attempt(async () =>
        {
            await workflows.Operate(tx, acts, stop);
            await turn.Advance(tx, stop);
            foreach (var (id, _) in acts)
                if (tx.Note<OperationAnswers>().Of(id) is null)
                    throw new WorkflowRefusedException(await InstanceOperations.Failure(tx, id, stop));
        }, stop);
        var answers = tx.Note<OperationAnswers>();
        if (failure is NpgsqlException { IsTransient: true })
            throw failure;
        if (failure is null)
            outcomes.AddRange(acts.Select(act => answers.Of(act.Id)!.Refused is { } refused
                ? (act.Id.Value, "Refused", $"{refused.Code} {refused.Message}")
                : (act.Id.Value, "Moved", (string?)null)));
        else if (acts.Count == 1)
            outcomes.Add((acts[0].Id.Value, "Failed", Failed(failure)));
        answers.Forget();
        return failure is null;
    }

    private async Task Write(Tx tx, CancellationToken stop)
    {
        var ids = outcomes.Select(one => one.Id).ToArray();
        var results = outcomes.Select(one => one.Outcome).ToArray();
        var messages = outcomes.Select(one => one.Message).ToArray();
        await tx.Execute($"""
            UPDATE orchestrator.instance_migration_item
            SET outcome = tried.outcome, message = tried.message
            FROM unnest({ids}, {results}, {messages}) AS tried (instance_id, outcome, message)
            WHERE migration_id = {migration.Id} AND instance_migration_item.instance_id = tried.instance_id
            """, stop);
    }
}
