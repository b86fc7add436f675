using System.Collections.Immutable;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>What each activity of a drawing can come to, from the innermost outwards.</summary>
internal sealed class Steps
{
    /// <summary>Ends with the first Break inside it.</summary>
    private static readonly ImmutableArray<string> Loops = ["Elsa.For", "Elsa.ForEach", "Elsa.While", "Elsa.Fork"];

    private static readonly ImmutableArray<ImmutableArray<string>> Done = [["Done"]];

    private readonly Drawing drawing;
    private readonly Step[] steps;
    private readonly FlowProof?[] flows;
    private readonly List<int>[] inner;

    private Steps(Drawing drawing)
    {
        this.drawing = drawing;
        steps = new Step[drawing.Activities.Length];
        flows = new FlowProof?[steps.Length];
        inner = [.. drawing.Activities.Select(_ => new List<int>())];
        foreach (var (index, drawn) in drawing.Activities.Index())
        {
            if (drawn.Parent >= 0)
                inner[drawn.Parent].Add(index);
        }
    }

    /// <summary>The proofs of all flowcharts, outermost first.</summary>
    public IEnumerable<FlowProof> Flows => flows.OfType<FlowProof>();

    public static Steps Of(Drawing drawing)
    {
        var all = new Steps(drawing);
        for (var index = all.steps.Length - 1; index >= 0; index--)
            all.steps[index] = all.Compute(index);
        return all;
    }

    public Step this[int index] => steps[index];

    /// <summary>The proof of the flowchart that an activity is a child of, and its place there; null: it is none.
    /// </summary>
    public (FlowProof Flow, int Place)? In(int index) =>
        drawing.Activities[index].Parent is >= 0 and var parent && flows[parent] is { } flow
        && inner[parent].IndexOf(index) is var place && place < flow.Steps.Length
            ? (flow, place)
            : null;

    /// <summary>Activities drawn directly inside one: children, then ports, then cases.</summary>
    public IReadOnlyList<int> Inside(int index) => inner[index];

    /// <summary>An embedded port by name; −1 where nothing is drawn there.</summary>
    public int Port(int index, string name)
    {
        var node = drawing.Activities[index].Node;
        return node.Ports.TryGetValue(name, out var port)
            ? inner[index].Find(one => ReferenceEquals(drawing.Activities[one].Node, port))
            : -1;
    }

    private Step Compute(int index)
    {
        var node = drawing.Activities[index].Node;
        var alone = new Step
        {
            Timing = TimingOf(node),
            IsBusy = !drawing.Waits(node),
            IsOfHouse = ActivityTable.IsOfHouse(node),
        };
        return node.Type switch
        {
            "Elsa.End" => alone with { Ends = true },
            "Elsa.Break" => HasLoopAround(index) ? alone with { Breaks = true } : alone with { Ends = true },
            "Elsa.Complete" => alone with { EndsAll = true },
            "Elsa.Finish" => alone with { EndsAtOnce = true },
            "Elsa.Fault" => alone with { Faults = true },
            _ when inner[index].Count > 0 => Around(index, alone),
            _ => alone with { Completions = Completions.Of(drawing, node, PortsOf(index)) },
        };
    }

    private Step Around(int index, Step alone)
    {
        var node = drawing.Activities[index].Node;
        var inside = inner[index].Select(one => steps[one]).ToList();
        var (completes, isBusy) = node.Type switch
        {
            Drawing.Flowchart => OfFlowchart(index),
            "Elsa.Sequence" => Containers.Sequence(inside),
            "Elsa.If" => Branches(index, Completions.Truth(node.Inputs.GetValueOrDefault("condition")) switch
            {
                true => ["then"],
                false => ["else"],
                null => ["then", "else"],
            }),
            "Elsa.Switch" => Containers.Any(
                inside, node.Cases.Any(one => one.Activity is null) || !node.Ports.ContainsKey("default")),
            "Elsa.Parallel" => Containers.All(inside),
            "Elsa.Fork" => Mode.IsWaitAny(node.Inputs.GetValueOrDefault("joinMode")?.Value ?? Json.Null)
                ? Containers.Any(inside, false)
                : Containers.All(inside),
            "Elsa.While" => (Completions.Truth(node.Inputs.GetValueOrDefault("condition")) != true
                || inside.Exists(one => one.Breaks), inside.TrueForAll(one => one.IsBusy)),
            "Elsa.FlowNode" => Containers.All(inside),
            _ => (true, alone.IsBusy && inside.TrueForAll(one => one.IsBusy)),
        };
        var around = alone with
        {
            IsBusy = isBusy,
            Breaks = !Loops.Contains(node.Type) && inside.Exists(one => one.Breaks),
            EndsAll = inside.Exists(one => one.EndsAll),
            EndsAtOnce = inside.Exists(one => one.EndsAtOnce),
            Faults = inside.Exists(one => one.Faults),
        };

        // One that hangs is said where it hangs; what comes after it is judged as if that were put right.
        return completes || !(around.Leaves || around.Faults) ? around with { Completions = Own(index) } : around;
    }

    private ImmutableArray<ImmutableArray<string>> Own(int index) =>
        drawing.Activities[index].Node.Type == "Elsa.BulkDispatchWorkflows"
            ? Completions.Of(drawing, drawing.Activities[index].Node, [])
            : Done;

    private (bool Completes, bool IsBusy) OfFlowchart(int index)
    {
        var drawn = drawing.Activities[index];
        var proof = flows[index] = FlowProof.Of(
            drawing, drawn, [.. inner[index].Take(drawn.Node.Children.Length).Select(one => steps[one])]);
        return (proof.Completes, proof.IsBusy);
    }

    private (bool Completes, bool IsBusy) Branches(int index, ImmutableArray<string> names)
    {
        var branches = names.Select(name => Port(index, name)).ToList();
        return Containers.Any([.. branches.Where(one => one >= 0).Select(one => steps[one])], branches.Contains(-1));
    }

    private bool HasLoopAround(int index)
    {
        for (var around = drawing.Activities[index].Parent; around >= 0; around = drawing.Activities[around].Parent)
        {
            if (Loops.Contains(drawing.Activities[around].Node.Type))
                return true;
        }

        return false;
    }

    private StepTiming TimingOf(ActivityNode node) => drawing.MayWait(node) ? StepTiming.Waits
        : node.WithAll().Any(one => ActivityTable.IsOfHouse(one) || ActivityTable.Waiting.Contains(one.Type))
            ? StepTiming.Asks
            : StepTiming.Passes;

    private ImmutableArray<string> PortsOf(int index)
    {
        var drawn = drawing.Activities[index];
        return drawn.Parent < 0
            ? []
            : [.. drawing.Activities[drawn.Parent].Node.Connections.Where(line => line.Source == drawn.Node.Id)
                .Select(line => line.SourcePort).Distinct()];
    }
}
