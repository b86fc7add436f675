using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Reads;

/// <summary>One unit's case from the notice to the last item closed.</summary>
public sealed record CaseStory
{
    public required CaseHead Head { get; init; }

    /// <summary>Eldest first.</summary>
    public required IReadOnlyList<CaseEntry> Happened { get; init; }

    /// <summary>The one whose date comes first stands first.</summary>
    public required IReadOnlyList<CaseWait> Waits { get; init; }
    public required IReadOnlyList<CaseDocument> Documents { get; init; }

    /// <summary>佐证材料, the newest first.</summary>
    public required IReadOnlyList<CaseFile> Files { get; init; }
}

public sealed record CaseHead
{
    public required Guid Inspection { get; init; }
    public required Guid Campaign { get; init; }
    public required string CampaignTitle { get; init; }
    public required string UnitCode { get; init; }
    public required string Unit { get; init; }
    public required Inspections.UnitInspectionState State { get; init; }
    public required DateOnly OnSiteFrom { get; init; }
    public required DateOnly OnSiteTo { get; init; }
}

/// <summary>Something that happened.</summary>
public sealed record CaseEntry
{
    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>move, answer, document or step.</summary>
    public required string What { get; init; }

    /// <summary>The act, the task's title, the document's title or the step, as stored.</summary>
    public required string Act { get; init; }
    public required string SubjectKind { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }

    /// <summary>By whom, as a person reads it.</summary>
    public required string By { get; init; }

    /// <summary>A number, an item or a derivation.</summary>
    public string? Note { get; init; }
}

/// <summary>Something the case waits for: whose turn it is, and until when.</summary>
public sealed record CaseWait
{
    public required Guid Task { get; init; }
    public required string Title { get; init; }
    public required AssigneeRole Role { get; init; }
    public string? Who { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }
    public required DateTimeOffset Since { get; init; }
}

/// <summary>Reads the story of one unit inspection.</summary>
public static class ReadCaseStory
{
    /// <summary>Null where there is no such case, or the reader may not see it.</summary>
    public static async Task<CaseStory?> Of(Tx tx, Sight sight, Guid inspection, CancellationToken stop) =>
        await Head(tx, sight, inspection, stop) is { } head
            ? new CaseStory
            {
                Head = head,
                Happened = await CaseEntries.Of(tx, inspection, stop),
                Waits = await Waits(tx, inspection, stop),
                Documents = await CaseDocuments.Of(tx, inspection, stop),
                Files = await CaseFiles.Of(tx, inspection, stop),
            }
            : null;

    private static Task<CaseHead?> Head(Tx tx, Sight sight, Guid inspection, CancellationToken stop) =>
        tx.QueryOne($"""
            SELECT inspection.id, campaign.id, campaign.title, inspection.unit_code, inspection.unit_name,
                   inspection.state, inspection.on_site_from, inspection.on_site_to
            FROM supervision.unit_inspection AS inspection
            JOIN supervision.campaign AS campaign ON campaign.id = inspection.campaign_id
            JOIN supervision.unit AS unit ON unit.code = inspection.unit_code
            WHERE inspection.id = {inspection}
              AND ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
                   OR EXISTS (SELECT FROM supervision.team_member AS member
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE member.campaign_id = campaign.id AND inspector.person_id = {sight.Person}))
            """, row => new CaseHead
        {
            Inspection = row.GetGuid(0),
            Campaign = row.GetGuid(1),
            CampaignTitle = row.GetString(2),
            UnitCode = row.GetString(3),
            Unit = row.GetString(4),
            State = Enum.Parse<Inspections.UnitInspectionState>(row.GetString(5)),
            OnSiteFrom = row.GetFieldValue<DateOnly>(6),
            OnSiteTo = row.GetFieldValue<DateOnly>(7),
        }, stop);

    private static Task<IReadOnlyList<CaseWait>> Waits(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT task.id, task.title || COALESCE('（问题' || item.number || '）', ''), task.assignee_role,
               COALESCE(person.name, unit.name), task.due_on, task.due_explanation, task.created_at
        FROM supervision.open_task AS task
        LEFT JOIN supervision.person AS person ON person.id = task.assignee_person_id
        LEFT JOIN supervision.unit AS unit ON unit.code = task.assignee_unit_code
        LEFT JOIN supervision.problem_item AS item ON item.id = task.subject_id
        WHERE task.unit_inspection_id = {inspection} AND task.state = 'Open'
        ORDER BY task.due_on NULLS LAST, task.created_at
        """, Wait, stop);

    private static CaseWait Wait(NpgsqlDataReader row) => new()
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
