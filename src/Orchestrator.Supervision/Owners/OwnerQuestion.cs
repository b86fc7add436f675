using System.Collections.Immutable;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Owners;

/// <summary>A task that somebody must own.</summary>
internal sealed record OwnerQuestion
{
    public required TaskOnHand Task { get; init; }

    /// <summary>The roles that are asked and whose right reaches the form, the first asked first.</summary>
    public required ImmutableArray<Role> Roles { get; init; }

    /// <summary>The unit whose reviewer is asked.</summary>
    public string? UnitCode { get; init; }

    /// <summary>The one person asked, before all others.</summary>
    public Guid? Person { get; init; }

    /// <summary>Whose it is now; null before it is opened.</summary>
    public Guid? Owner { get; init; }

    /// <summary>Of the people of a unit nobody owns a task: they are its contacts.</summary>
    public static bool IsNeeded(AssigneeRole role) =>
        role is not (AssigneeRole.UnitHead or AssigneeRole.LiaisonOfficer);

    public static OwnerQuestion Of(TaskOnHand task, FormActs forms)
    {
        var act = forms.ActOf(task.Form).RightFor(task);
        return new OwnerQuestion
        {
            Task = task,
            Roles =
            [
                .. Assignee.Roles(task.Role)
                    .Where(role => RightTable.Rows.Any(right => right.Role == role && right.Act == act)),
            ],
        };
    }
}
