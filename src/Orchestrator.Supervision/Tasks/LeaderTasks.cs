using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Tasks;

/// <summary>The open tasks of a team's leader go to whoever leads it now.</summary>
internal static class LeaderTasks
{
    /// <summary>
    /// What the old leader owned is the new one's. Says who owns what the team is asked: some of them may have left it.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> Follow(Tx tx, Guid campaign, string by, CancellationToken stop)
    {
        var moved = await tx.Query($"""
            SELECT task.id, task.assignee_person_id, inspector.person_id, task.owner_person_id = task.assignee_person_id
            FROM supervision.open_task AS task
            JOIN supervision.team_member AS leader ON leader.campaign_id = task.campaign_id AND leader.is_leader
            JOIN supervision.inspector AS inspector ON inspector.code = leader.inspector_code
            WHERE task.campaign_id = {campaign} AND task.state = 'Open' AND task.assignee_role = 'TeamLeader'
              AND task.assignee_person_id <> inspector.person_id
            ORDER BY task.id
            FOR UPDATE OF task
            """, row => (Change: new OwnerChange(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), "调整督导小组"),
                IsTheirs: row.GetBoolean(3)), stop);
        await tx.Execute($"""
            UPDATE supervision.open_task AS task
            SET assignee_person_id = next.person_id
            FROM unnest({moved.Select(one => one.Change.Of).ToArray()}, {moved.Select(one => one.Change.To).ToArray()})
                AS next (task_id, person_id)
            WHERE task.id = next.task_id
            """, stop);
        await OwnerChange.Write(tx, [.. moved.Where(one => one.IsTheirs).Select(one => one.Change)], by, stop);
        return await tx.Query($"""
            SELECT DISTINCT owner_person_id FROM supervision.open_task
            WHERE campaign_id = {campaign} AND state = 'Open'
              AND assignee_role IN ('TeamLeader', 'Inspector', 'Verifier')
            """, row => row.GetGuid(0), stop);
    }
}
