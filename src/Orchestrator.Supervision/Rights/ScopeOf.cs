using System.Collections.Immutable;

namespace Orchestrator.Supervision.Rights;

/// <summary>Where an object belongs, as far as rights care.</summary>
public sealed record ScopeOf
{
    /// <summary>责任单位; null for a whole campaign.</summary>
    public string? UnitCode { get; init; }

    /// <summary>主管部门 of that unit; of a whole campaign, of all its units.</summary>
    public ImmutableArray<string> SupervisingUnitCodes { get; init; } = [];

    /// <summary>The people of the team that inspects it.</summary>
    public ImmutableArray<Guid> Team { get; init; } = [];
}
