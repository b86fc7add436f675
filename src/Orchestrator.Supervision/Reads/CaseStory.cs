using Orchestrator.Runtime.Storage;

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

    /// <summary>move, answer, document, step or reply.</summary>
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

    /// <summary>The task that was answered: its answer can be read.</summary>
    public Guid? Task { get; init; }

    /// <summary>The incoming mail, which can be read.</summary>
    public Guid? Reply { get; init; }
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
                Waits = await CaseWaits.OfInspection(tx, inspection, stop),
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
}
