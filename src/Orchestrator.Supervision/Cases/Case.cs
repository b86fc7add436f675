using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Cases;

/// <summary>The objects that a workflow instance accompanies; stored by these names.</summary>
public enum CaseKind
{
    InspectionCampaign, UnitInspection, ProblemItem, SupervisoryOrder, Obligation, TrackingReport, Interview,
}

/// <summary>
/// What every domain activity must know about the object behind a correlation id: where it belongs, who answers for
/// it, and the versions it was pinned to at its start.
/// </summary>
public sealed record Case
{
    public required Guid Id { get; init; }
    public required CaseKind Kind { get; init; }

    /// <summary>Null for a tracking report: it is about whatever is open in the units of a department.</summary>
    public required Guid? CampaignIfAny { get; init; }

    /// <summary>Null for a campaign and for a tracking report.</summary>
    public Guid? UnitInspection { get; init; }

    /// <summary>责任单位; null for a campaign and for a tracking report.</summary>
    public string? UnitCode { get; init; }

    /// <summary>主管部门 of that unit, null where nobody supervises it; of a tracking report, whoever owes it.</summary>
    public string? SupervisingUnitCode { get; init; }

    /// <summary>The person who leads the team; null before the scheme is approved.</summary>
    public Guid? TeamLeader { get; init; }
    public required ProfileVersion Profile { get; init; }

    /// <summary>Moves to each new calendar while the campaign runs; a duty keeps its own (docs/adr/0004).</summary>
    public required CalendarVersion Calendar { get; init; }

    /// <summary>For whoever asks only about what belongs to a campaign.</summary>
    /// <exception cref="InvalidOperationException">It belongs to none.</exception>
    internal Guid Campaign => CampaignIfAny ?? throw new InvalidOperationException(
        $"expected an object of a campaign, found the {Kind} {Id}, which belongs to none");
}
