using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Ledger;

namespace Orchestrator.Runtime.Publishing;

/// <summary>The drawing itself: types, inputs, lines and loops, against the activities that are registered.</summary>
/// <param name="ledger">The activities of the house.</param>
/// <param name="hasDefinition">True for a definition that exists, or is published together with this one.</param>
public sealed class DrawingCheck(LedgerActivities ledger, Func<DefinitionId, bool> hasDefinition) : IFolderCheck
{
    private readonly KnownParts known = new()
    {
        Activities = ledger.Descriptions.ToImmutableDictionary(described => described.Type, Known),
        HasDefinition = hasDefinition,
    };

    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition) =>
        PublishCheck.Of(definition, known);

    private static KnownActivity Known(ActivityDescription described) => new()
    {
        Inputs = described.Inputs.ToImmutableDictionary(
            input => char.ToLowerInvariant(input.Name[0]) + input.Name[1..], input => input.IsRequired),
        Outcomes = described.Outcomes,
        MayWait = described.MayWait,
    };
}
