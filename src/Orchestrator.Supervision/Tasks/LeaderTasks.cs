using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Tasks;

/// <summary>The open tasks of a team's leader go to whoever leads it now.</summary>
internal static class LeaderTasks
{
    public static Task Follow(Tx tx, Guid campaign, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.open_task AS task
        SET assignee_person_id = inspector.person_id
        FROM supervision.team_member AS leader
        JOIN supervision.inspector AS inspector ON inspector.code = leader.inspector_code
        WHERE task.campaign_id = {campaign} AND leader.campaign_id = {campaign} AND leader.is_leader
          AND task.state = 'Open' AND task.assignee_role = 'TeamLeader'
        """, stop);
}
