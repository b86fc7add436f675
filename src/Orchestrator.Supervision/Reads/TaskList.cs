using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Reads;

/// <summary>An open task as a list shows it.</summary>
public sealed record TaskListed
{
    public required Guid Id { get; init; }
    public required string Form { get; init; }
    public required string Title { get; init; }
    public string? Campaign { get; init; }
    public Guid? UnitInspection { get; init; }
    public string? Unit { get; init; }
    public required AssigneeRole Role { get; init; }

    /// <summary>承办人; null where the contacts of a unit are asked.</summary>
    public Guid? Owner { get; init; }
    public string? OwnerName { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset Since { get; init; }
}

/// <summary>我的待办: what a person is asked now, the most urgent first.</summary>
public static class TaskList
{
    /// <summary>Forms that end in a signature: the signing queue.</summary>
    public static readonly ImmutableArray<string> Signatures =
        ["scheme-approval", "issue-notice", "campaign-report", "publication", "opinion-sign", "order-sign"];

    /// <summary>The state that leaves only what they own; without it: everything they may do.</summary>
    public const string Own = "own";

    /// <param name="tx">The caller's.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="filter">Search in title, unit, campaign and owner; <see cref="Own"/>.</param>
    /// <param name="forms">Only these forms; empty: all.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<Listed<TaskListed>> Of(
        Tx tx, Actor actor, ListFilter filter, ImmutableArray<string> forms, CancellationToken stop)
    {
        var mine = Mine(actor);
        var person = actor is Actor.Official official ? official.Person : Guid.Empty;

        // Another system is never asked: it reads what everybody is.
        var looksOn = actor is Actor.Client;
        var rows = await tx.Query($"""
            SELECT task.id, task.form, task.title || COALESCE('（问题' || item.number || '）', ''), campaign.title,
                   task.unit_inspection_id, COALESCE(inspection.unit_name, unit.name), task.assignee_role, task.due_on,
                   task.due_explanation, task.created_at, task.owner_person_id, owner.name, count(*) OVER ()::int
            FROM supervision.open_task AS task
            LEFT JOIN supervision.person AS owner ON owner.id = task.owner_person_id
            LEFT JOIN supervision.campaign AS campaign ON campaign.id = task.campaign_id
            LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
            LEFT JOIN supervision.unit AS unit ON unit.code = task.assignee_unit_code
            LEFT JOIN supervision.problem_item AS item ON item.id = task.subject_id
            WHERE task.state = 'Open'
              AND (task.assignee_person_id IS NULL OR {looksOn}
                   OR {person} IN (task.assignee_person_id, task.owner_person_id))
              AND ({filter.State}::text IS DISTINCT FROM {Own} OR task.owner_person_id = {person})
              AND ({looksOn} OR EXISTS (
                  SELECT FROM unnest({mine.Select(one => one.Role).ToArray()}, {mine.Select(one => one.Unit).ToArray()},
                                     {mine.Select(one => one.OfTeam).ToArray()}) AS mine (role, unit_code, of_team)
                  WHERE mine.role = task.assignee_role
                    AND (task.assignee_unit_code IS NULL OR task.assignee_unit_code = mine.unit_code)
                    AND (NOT mine.of_team OR EXISTS (
                        SELECT FROM supervision.team_member AS member
                        JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                        WHERE member.campaign_id = task.campaign_id AND inspector.person_id = {person}))))
              AND (cardinality({forms.ToArray()}) = 0 OR task.form = ANY ({forms.ToArray()}))
              AND concat_ws(' ', task.title, campaign.title, inspection.unit_name, unit.name, owner.name)
                  ILIKE {filter.Pattern}
            ORDER BY task.due_on NULLS LAST, task.created_at, item.number, task.id
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Task: Read(row), Total: row.GetInt32(12)), stop);
        return new([.. rows.Select(row => row.Task)], rows.Select(row => row.Total).FirstOrDefault());
    }

    private static ImmutableArray<(string Role, string? Unit, bool OfTeam)> Mine(Actor actor) =>
    [
        .. from post in actor.Posts
           from role in Enum.GetValues<AssigneeRole>()
           where Assignee.Roles(role).Contains(post.Role)
           select (role.ToString(), post.UnitCode, post.Role == Role.Inspector),
    ];

    private static TaskListed Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Form = row.GetString(1),
        Title = row.GetString(2),
        Campaign = row.IsDBNull(3) ? null : row.GetString(3),
        UnitInspection = row.IsDBNull(4) ? null : row.GetGuid(4),
        Unit = row.IsDBNull(5) ? null : row.GetString(5),
        Role = Enum.Parse<AssigneeRole>(row.GetString(6)),
        DueOn = row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7),
        DueExplanation = row.IsDBNull(8) ? null : row.GetString(8),
        Since = row.GetFieldValue<DateTimeOffset>(9),
        Owner = row.IsDBNull(10) ? null : row.GetGuid(10),
        OwnerName = row.IsDBNull(11) ? null : row.GetString(11),
    };
}
