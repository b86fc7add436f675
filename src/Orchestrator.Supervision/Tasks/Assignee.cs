using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>Whom a task is put to, and whether somebody is one of them.</summary>
public static class Assignee
{
    /// <summary>The roles that answer for an assignee role. The table of rights decides beside it.</summary>
    public static ImmutableArray<Role> Roles(AssigneeRole role) => role switch
    {
        AssigneeRole.CommitteeChair or AssigneeRole.CommitteeDeputy => [Role.CommitteeChair, Role.CommitteeDeputy],
        AssigneeRole.ChiefInspector => [Role.ChiefInspector],
        AssigneeRole.OfficeDirector => [Role.OfficeDirector],
        AssigneeRole.CaseOfficer => [Role.CaseOfficer, Role.OfficeDirector],
        AssigneeRole.Inspector or AssigneeRole.TeamLeader => [Role.Inspector],
        AssigneeRole.Verifier => [Role.CaseOfficer, Role.OfficeDirector, Role.Inspector],
        AssigneeRole.DepartmentReviewer => [Role.DepartmentReviewer],
        AssigneeRole.Administrator => [Role.Administrator],
        _ => [Role.UnitHead, Role.LiaisonOfficer],
    };

    /// <summary>AU011 where the task is put to others.</summary>
    public static Problem? Check(TaskRow task, Actor actor)
    {
        var roles = Roles(task.Role);
        var isOne = actor.Posts.Any(post =>
            roles.Contains(post.Role) && (task.UnitCode is null || post.UnitCode == task.UnitCode));
        var isThem = task.Person is null || (actor is Actor.Official official
            && (official.Person == task.Person || official.Person == task.Owner));
        return isOne && isThem ? null : new Problem("AU011", "task",
            $"“{task.Title}”由{string.Join("或", roles.Select(RightTable.Label))}办理，不在您的待办中；请由指定的人员办理。");
    }
}
