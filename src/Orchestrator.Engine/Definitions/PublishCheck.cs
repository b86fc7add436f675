using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>What a publication may refer to beside itself.</summary>
public sealed record KnownParts
{
    /// <summary>The activities of the house, by type.</summary>
    public required ImmutableDictionary<string, KnownActivity> Activities { get; init; }

    /// <summary>True for a definition that exists, or is published together with this one.</summary>
    public required Func<DefinitionId, bool> HasDefinition { get; init; }

    /// <summary>A published version that is used as an activity, directly or not; null: not published.</summary>
    public Func<DefinitionVersion, WorkflowDefinition?> Used { get; init; } = _ => null;
}

/// <summary>What a drawing must keep to where it uses an activity of the house.</summary>
public sealed record KnownActivity
{
    /// <summary>Every input in camelCase; true where it must be set.</summary>
    public required ImmutableDictionary<string, bool> Inputs { get; init; }

    /// <summary>The only outcomes it completes with; none where they are not known before it runs.</summary>
    public ImmutableArray<string> Outcomes { get; init; } = [];

    /// <summary>True when it may wait: a loop through it is not a busy loop.</summary>
    public bool MayWait { get; init; }

    /// <summary>Inputs of which one must be set, else it waits without a deadline; none: it needs none.</summary>
    public ImmutableArray<string> Deadlines { get; init; } = [];

    /// <summary>The input that makes it end by time, with the outcome <c>Lapsed</c>; null: there is none.</summary>
    public string? LapsesBy { get; init; }

    /// <summary>True when somebody hears of it, or a case changes by it.</summary>
    public bool Tells { get; init; }
}

/// <summary>
/// What must be put right before a definition is published, and what is only suspicious: all of it at once. The draft
/// stays as it is.
/// </summary>
public static class PublishCheck
{
    /// <returns>
    /// WF101 to WF149; an error stops the publication, a warning is recorded with it.
    /// </returns>
    public static ImmutableArray<Problem> Of(WorkflowDefinition definition, KnownParts known)
    {
        var drawing = Drawing.Of(definition, known);
        return
        [
            .. ActivityChecks.Of(drawing),
            .. UsedWorkflowChecks.Of(drawing),
            .. TriggerChecks.Of(drawing),
            .. CronChecks.Of(drawing),
            .. StateMachineChecks.Of(drawing),
            .. HttpChecks.Of(drawing),
            .. InputChecks.Of(drawing),
            .. VariableChecks.Of(drawing),
            .. drawing.Activities.Where(drawn => drawn.Node.Type == Drawing.Flowchart)
                .SelectMany(flowchart => FlowchartChecks.Of(drawing, flowchart)),
            .. ModelProof.Of(drawing).Problems,
        ];
    }
}
