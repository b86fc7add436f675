using System.Collections.Immutable;
using Orchestrator.Engine.Definitions.Proof;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// What an abstract run of a definition proves: every marking that its flowcharts can come to, whatever is answered
/// and in whatever order, looked at without a clock or a case.
/// </summary>
public sealed record ModelProof
{
    /// <summary>False where a flowchart is too large: of that one nothing is proved.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Children of flowcharts that can never run, those inside another such one left out.</summary>
    public required ImmutableArray<ActivityId> NeverRun { get; init; }

    /// <summary>True where some answers lead to where no end can be reached any more.</summary>
    public required bool CanHang { get; init; }

    /// <summary>WF130 to WF136.</summary>
    public required ImmutableArray<Problem> Problems { get; init; }

    public static ModelProof Of(WorkflowDefinition definition, KnownParts known) =>
        Of(Drawing.Of(definition, known));

    internal static ModelProof Of(Drawing drawing)
    {
        var steps = Steps.Of(drawing);
        var flows = steps.Flows.ToList();
        return new ModelProof
        {
            IsComplete = flows.TrueForAll(flow => flow.IsComplete),
            NeverRun = [.. flows.SelectMany(NeverRunChecks.NeverRun)],
            CanHang = flows.Exists(flow => EndChecks.DeadEnds(flow).Any()),
            Problems =
            [
                .. flows.SelectMany(NeverRunChecks.Of),
                .. flows.SelectMany(EndChecks.Of),
                .. ContainerChecks.Of(drawing, steps),
                .. WaitChecks.Of(drawing, steps),
                .. LapseChecks.Of(drawing, steps),
                .. UnsetChecks.Of(drawing, steps),
            ],
        };
    }
}
