using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Reads;

/// <summary>Something the case waits for: whose turn it is, and until when.</summary>
public sealed record CaseWait
{
    public required Guid Task { get; init; }
    public required string Title { get; init; }
    public required AssigneeRole Role { get; init; }

    /// <summary>The unit that is asked, and who owns the task.</summary>
    public string? Who { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }
    public required DateTimeOffset Since { get; init; }
}

/// <summary>What is asked and not answered, by its due date.</summary>
public static class CaseWaits
{
    public static Task<IReadOnlyList<CaseWait>> OfInspection(Tx tx, Guid inspection, CancellationToken stop) =>
        Of(tx, (inspection, null), stop);

    /// <summary>Of the campaign itself, not of its units.</summary>
    public static Task<IReadOnlyList<CaseWait>> OfCampaign(Tx tx, Guid campaign, CancellationToken stop) =>
        Of(tx, (null, campaign), stop);

    private static Task<IReadOnlyList<CaseWait>> Of(
        Tx tx, (Guid? Inspection, Guid? Campaign) of, CancellationToken stop) => tx.Query($"""
        SELECT task.id, task.title || COALESCE('（问题' || item.number || '）', ''), task.assignee_role,
               NULLIF(concat_ws(' ', unit.name, owner.name), ''), task.due_on, task.due_explanation, task.created_at
        FROM supervision.open_task AS task
        LEFT JOIN supervision.person AS owner ON owner.id = task.owner_person_id
        LEFT JOIN supervision.unit AS unit ON unit.code = task.assignee_unit_code
        LEFT JOIN supervision.problem_item AS item ON item.id = task.subject_id
        WHERE (task.unit_inspection_id = {of.Inspection} OR task.subject_id = {of.Campaign})
          AND task.state = 'Open'
        ORDER BY task.due_on NULLS LAST, task.created_at
        """, Read, stop);

    private static CaseWait Read(NpgsqlDataReader row) => new()
    {
        Task = row.GetGuid(0),
        Title = row.GetString(1),
        Role = Enum.Parse<AssigneeRole>(row.GetString(2)),
        Who = row.IsDBNull(3) ? null : row.GetString(3),
        DueOn = row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4),
        DueExplanation = row.IsDBNull(5) ? null : row.GetString(5),
        Since = row.GetFieldValue<DateTimeOffset>(6),
    };
}
