using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Everything one flowchart can do, from each child that it may start at.</summary>
internal sealed class FlowProof
{
    private FlowProof(Drawn flowchart, CompiledFlow flow, ImmutableArray<Step> steps, ImmutableArray<FlowRun> runs)
    {
        (Flowchart, Flow, Steps, Runs) = (flowchart, flow, steps, runs);
    }

    public Drawn Flowchart { get; }

    public CompiledFlow Flow { get; }

    /// <summary>By place.</summary>
    public ImmutableArray<Step> Steps { get; }

    public ImmutableArray<FlowRun> Runs { get; }

    /// <summary>False where it is too large: nothing that is missing is proved then.</summary>
    public bool IsComplete => Runs.All(run => run.Exploration.IsComplete);

    public bool Completes => Runs.IsEmpty || Runs.Any(run => run.Exploration.Completes) || !IsComplete;

    /// <summary>It can come to its end without having waited.</summary>
    public bool IsBusy => Runs.IsEmpty || Runs.Any(run => run.IsBusy(Steps));

    public static FlowProof Of(Drawing drawing, Drawn flowchart, ImmutableArray<Step> steps)
    {
        var flow = CompiledFlow.Of(flowchart.Node);
        var options = drawing.Definition.Options;
        var faultEnds = options.IncidentStrategy is null or IncidentStrategy.Fault;
        var starts = flow.Triggers.Values.Order().Prepend(flow.Start).Where(place => place >= 0).Distinct();
        var runs = starts.Select(start =>
        {
            var rules = FlowRules.Of(options.FlowchartMode, flowchart.Node, (flow, start));
            return new FlowRun(start, rules, Exploration.Of(rules, (flow, start), steps, faultEnds));
        });
        return new FlowProof(flowchart, flow, steps, [.. runs]);
    }

    public bool HasRun(int place) => Runs.Any(run => run.Exploration.Trail.HasRun(place));

    public bool WasFollowed(int line) => Runs.Any(run => run.Exploration.Trail.WasFollowed(line));

    /// <summary>Children that wait for something while this one does.</summary>
    public IEnumerable<int> Beside(int place) => Enumerable.Range(0, Steps.Length).Where(other => Runs.Any(run =>
        run.Exploration.Together.Contains((Math.Min(place, other), Math.Max(place, other)))));

    /// <summary>The way from the start to a child that ran.</summary>
    public ImmutableArray<int> To(int place) => Runs.Select(run => run.Exploration.Trail)
        .FirstOrDefault(trail => trail.HasRun(place))?.To(place) ?? [place];
}
