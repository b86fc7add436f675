using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Ledger;

namespace Orchestrator.Runtime.Publishing;

/// <summary>The drawing itself: types, inputs, lines and loops, against the activities that are registered.</summary>
public sealed class DrawingCheck(LedgerActivities ledger) : IFolderCheck
{
    private readonly ImmutableDictionary<string, KnownActivity> activities =
        ledger.Descriptions.ToImmutableDictionary(described => described.Type, Known);

    public bool LooksInside => false;

    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition) =>
        PublishCheck.Of(definition, new KnownParts
        {
            Activities = activities,
            HasDefinition = id => id == folder.Id || folder.Beside.Contains(id),
            Used = version => folder.Usable.GetValueOrDefault(version),
        });

    private static KnownActivity Known(ActivityDescription described) => new()
    {
        Inputs = described.Inputs.ToImmutableDictionary(input => Member(input.Name), input => input.IsRequired),
        Outcomes = described.Outcomes,
        MayWait = described.MayWait,
        Deadlines = [.. described.Deadlines.Select(Member)],
        LapsesBy = described.LapsesBy is { } input ? Member(input) : null,
        Tells = described.Tells,
    };

    private static string Member(string input) => char.ToLowerInvariant(input[0]) + input[1..];
}
