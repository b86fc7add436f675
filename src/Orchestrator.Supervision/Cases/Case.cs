using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Cases;

/// <summary>The objects that a workflow instance accompanies; stored by these names.</summary>
public enum CaseKind { InspectionCampaign, UnitInspection, ProblemItem, SupervisoryOrder, Obligation }

/// <summary>
/// What every domain activity must know about the object behind a correlation id: where it belongs, who answers for
/// it, and the versions it was pinned to at its start.
/// </summary>
public sealed record Case
{
    public required Guid Id { get; init; }
    public required CaseKind Kind { get; init; }
    public required Guid Campaign { get; init; }

    /// <summary>Null for a campaign.</summary>
    public Guid? UnitInspection { get; init; }

    /// <summary>责任单位; null for a campaign.</summary>
    public string? UnitCode { get; init; }

    /// <summary>主管部门 of that unit; null where nobody supervises it.</summary>
    public string? SupervisingUnitCode { get; init; }

    /// <summary>The person who leads the team; null before the scheme is approved.</summary>
    public Guid? TeamLeader { get; init; }
    public required ProfileVersion Profile { get; init; }

    /// <summary>Moves to each new calendar while the campaign runs; a duty keeps its own (docs/adr/0004).</summary>
    public required CalendarVersion Calendar { get; init; }
}
