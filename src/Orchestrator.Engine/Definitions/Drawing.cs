using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>An activity and where it is drawn.</summary>
/// <param name="Node">The activity.</param>
/// <param name="Path">Ids from the workflow down to it, joined by colons.</param>
/// <param name="Parent">Index of the activity around it; −1 for the root.</param>
internal sealed record Drawn(ActivityNode Node, string Path, int Parent);

/// <summary>A definition with all its activities in a row, for checks that look at each.</summary>
internal sealed class Drawing
{
    public const string Flowchart = ActivityTable.Flowchart;

    private static readonly ImmutableArray<string> OnlyDone = ["Done"];

    private Drawing(WorkflowDefinition definition, KnownParts known, ImmutableArray<Drawn> activities)
    {
        Definition = definition;
        Known = known;
        Activities = activities;
    }

    public WorkflowDefinition Definition { get; }

    public KnownParts Known { get; }

    public ImmutableArray<Drawn> Activities { get; }

    public static Drawing Of(WorkflowDefinition definition, KnownParts known)
    {
        var activities = new List<Drawn>();
        Add(definition.Root, "Workflow1", -1, activities);
        return new Drawing(definition, known, [.. activities]);
    }

    /// <summary>Activities drawn directly inside one.</summary>
    public static IEnumerable<ActivityNode> Within(ActivityNode node) => node.Children.Concat(node.Ports.Values)
        .Concat(node.Cases.Select(one => one.Activity).OfType<ActivityNode>());

    /// <summary>True when the activity, or something inside it, may wait for the world.</summary>
    public bool MayWait(ActivityNode node) => Waits(node) || Within(node).Any(MayWait);

    /// <summary>The outcomes it can complete with; null where nobody can say before it runs.</summary>
    public ImmutableArray<string>? Outcomes(ActivityNode node) => node.Type switch
    {
        "Elsa.FlowDecision" => ["True", "False"],
        "Elsa.FlowSwitch" => [.. node.Cases.Select(one => one.Label), "Default"],
        "Elsa.FlowFork" => Written(node, "branches"),
        "Elsa.RunJavaScript" => Written(node, "possibleOutcomes"),
        "Elsa.BulkDispatchWorkflows" => ["Completed", "Canceled", "Done"],
        "Elsa.FlowSendHttpRequest" or "Elsa.DownloadHttpFile" => OfCall(node),
        "Elsa.End" or "Elsa.Finish" or "Elsa.Break" or "Elsa.Complete" => [],
        _ when node.UsesWorkflow is { } version =>
            Known.Used(version) is { } used ? [.. used.Outcomes.Except(OnlyDone), .. OnlyDone] : null,
        _ when !Known.Activities.TryGetValue(node.Type, out _) => OnlyDone,
        _ when Known.Activities[node.Type] is { Outcomes.IsEmpty: false } fixedOnes => fixedOnes.Outcomes,
        _ when Known.Activities[node.Type].MayWait => null,
        _ => OnlyDone,
    };

    /// <summary>True where the next step depends on something: a loop through it may end.</summary>
    public bool Decides(ActivityNode node) => Outcomes(node) is not { Length: < 2 } && node.Type != "Elsa.FlowFork";

    /// <summary>True when the activity itself may wait for the world.</summary>
    public bool Waits(ActivityNode node) => node.Type switch
    {
        "Elsa.DispatchWorkflow" => node.Inputs.GetValueOrDefault("waitForCompletion") is { } waits && !IsFalse(waits),
        "Elsa.BulkDispatchWorkflows" =>
            node.Inputs.GetValueOrDefault("waitForCompletion") is not { } waits || !IsFalse(waits),
        _ => ActivityTable.Waiting.Contains(node.Type)
            || node.UsesWorkflow is not null
            || (Known.Activities.TryGetValue(node.Type, out var known) && known.MayWait),
    };

    private static bool IsFalse(Expression expression) => expression.Syntax == "Literal"
        && Conversion.TryTo(expression.Value, "Boolean", out var value) && value.ValueKind != JsonValueKind.True;

    private static ImmutableArray<string>? OfCall(ActivityNode node)
    {
        ImmutableArray<string> always = [FlowSendHttpRequest.NotConnected, FlowSendHttpRequest.TimedOut, "Done"];
        if (node.Inputs.GetValueOrDefault("expectedStatusCodes") is null)
            return ["200", FlowSendHttpRequest.Unmatched, .. always];
        if (Written(node, "expectedStatusCodes") is not { } codes)
            return null;
        return codes == OnlyDone ? always : [.. codes, FlowSendHttpRequest.Unmatched, .. always];
    }

    /// <summary>Names that are written and not computed; none means Done.</summary>
    private static ImmutableArray<string>? Written(ActivityNode node, string input)
    {
        if (node.Inputs.GetValueOrDefault(input) is not { } expression)
            return OnlyDone;
        if (expression.Syntax is not ("Literal" or "Object")
            || !Conversion.TryTo(expression.Value, "List<String>", out var list)
            || list.ValueKind != JsonValueKind.Array)
            return null;
        return list.GetArrayLength() == 0 ? OnlyDone : [.. list.EnumerateArray().Select(name => name.AsText() ?? "")];
    }

    private static void Add(ActivityNode node, string parentPath, int parent, List<Drawn> activities)
    {
        var index = activities.Count;
        var path = $"{parentPath}:{node.Id}";
        activities.Add(new Drawn(node, path, parent));
        foreach (var child in Within(node))
            Add(child, path, index, activities);
    }
}
