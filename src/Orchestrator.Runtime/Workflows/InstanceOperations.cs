using System.Diagnostics;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Scripting;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Workflows;

/// <summary>A person's own acts on one instance: what each would bring about, and the act itself.</summary>
public sealed class InstanceOperations(DefinitionStore definitions, WorkflowClient workflows, Turn turn)
{
    /// <summary>Null where there is no such instance.</summary>
    public async Task<OperationPreview?> Preview(
        Tx tx, InstanceId instance, Command.Operate act, CancellationToken stop)
    {
        if (await Stored.Find(tx, instance, stop) is not { } stored)
            return null;
        var target = act.What is Operation.Migrate migrate ? await definitions.Find(tx, migrate.To, stop) : null;
        var workflow = await definitions.Compiled(tx, stored.Definition, stop);
        var moment = new Moment(stored.Now, 0, Scripts.Evaluate) { Target = target?.Compiled };
        return Decider.Decide(workflow.Compiled, stored.State, act, moment) switch
        {
            Decision.Accepted accepted => new OperationPreview(
                stored.Version, null, new PreviewSentences(workflow, target).Tell(stored.State, accepted)),
            Decision.Rejected rejected => new OperationPreview(
                stored.Version, new Problem(rejected.Code, instance.ToString(), rejected.Reason), []),
            _ => throw new UnreachableException("a decision is taken or rejected"),
        };
    }

    /// <summary>Does it, with everything that follows at once.</summary>
    /// <param name="tx">Must be undone where this throws.</param>
    /// <param name="instance">Which one.</param>
    /// <param name="act">Who, why and what.</param>
    /// <param name="version">The turns that the person saw; null: whatever it had.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>False where there is no such instance.</returns>
    /// <exception cref="WorkflowRefusedException">RT180 to RT189: why nothing was done.</exception>
    public async Task<bool> Run(
        Tx tx, InstanceId instance, Command.Operate act, int? version, CancellationToken stop)
    {
        await workflows.Hold(tx, instance, stop);
        if (await Stored.Find(tx, instance, stop) is not { } stored)
            return false;
        if (version is { } seen && seen != stored.Version)
            throw new WorkflowRefusedException(new Problem("RT181", instance.ToString(),
                "期望流程仍是预览时的样子，实际此后又有了进展；没有改动，请重新预览。"));
        await workflows.Operate(tx, [(instance, act with { Seen = stored.State.Sequence })], stop);
        await turn.Advance(tx, stop);
        if (tx.Note<OperationAnswers>().Of(instance) is not { } answer)
            throw new WorkflowRefusedException(await Failure(tx, instance, stop));
        return answer.Refused is null ? true : throw new WorkflowRefusedException(answer.Refused);
    }

    /// <summary>Why a turn failed, as it would stand in its incident.</summary>
    internal static async Task<Problem> Failure(Tx tx, InstanceId instance, CancellationToken stop) =>
        new("RT189", instance.ToString(), "这一步没有办成，没有改动。" + await tx.QueryOne($"""
            SELECT message FROM orchestrator.incident
            WHERE instance_id = {instance.Value} AND resolved_at IS NULL
            ORDER BY id DESC
            LIMIT 1
            """, row => row.GetString(0), stop));
}
