using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// Puts an instance aside whose turn failed: nothing of the turn happened, its commands are kept, and a person sees
/// the failure. It goes on when the incident is retried.
/// </summary>
internal static class Parking
{
    public static async Task Park(
        Tx tx, Claimed claimed, (PublishedWorkflow? Workflow, Exception Failure) found, CancellationToken stop)
    {
        var problem = ProblemOf(claimed.Id, found.Failure);
        var unrecorded = await tx.Attempt(
            () => Record(tx, claimed, (found.Workflow, problem, found.Failure), stop), stop);
        if (unrecorded is not null)
            await Mark(tx, claimed, (problem, found.Failure), stop);
    }

    /// <summary>The ordinary way: the history itself tells of the parking.</summary>
    private static async Task Record(
        Tx tx,
        Claimed claimed,
        (PublishedWorkflow? Workflow, Problem Problem, Exception Failure) found,
        CancellationToken stop)
    {
        var turn = new InstanceTurn(claimed, found.Workflow ?? throw found.Failure);
        if (!turn.Park(found.Problem))
            throw found.Failure;
        await Save.Write(tx, [turn], found.Failure, stop);
    }

    /// <summary>
    /// Where the history cannot: it has not begun, or it is what cannot be read. State and journal stay untouched.
    /// </summary>
    private static async Task Mark(
        Tx tx, Claimed claimed, (Problem Problem, Exception Failure) found, CancellationToken stop)
    {
        var id = claimed.Id.Value;
        await tx.Execute([
            $"""
            UPDATE orchestrator.instance
            SET sub_status = 'Interrupted', waits = 0, incidents = incidents + 1, updated_at = {claimed.Now}
            WHERE id = {id}
            """,
            $"DELETE FROM orchestrator.bookmark WHERE instance_id = {id}",
            $"DELETE FROM orchestrator.timer WHERE instance_id = {id}",
            $"DELETE FROM orchestrator.task WHERE instance_id = {id}",
            $"""
            INSERT INTO orchestrator.incident (instance_id, code, message, exception, raised_at)
            VALUES ({id}, {found.Problem.Code}, {found.Problem.Message}, {found.Failure.ToString()}, {claimed.Now})
            """,
            .. IncidentRows.Park([.. claimed.Commands.Where(row => !row.IsWish)]),
        ], stop);
    }

    private static Problem ProblemOf(InstanceId instance, Exception failure) => failure is TurnFailedException known
        ? known.Problem
        : new Problem("RT155", instance.ToString(),
            $"这一步没有办成，流程停在原处，其他流程不受影响。原因：{failure.Message} 请排除原因后重试该异常。");
}
