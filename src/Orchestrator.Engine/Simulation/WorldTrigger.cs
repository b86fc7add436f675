using System.Globalization;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Simulation;

/// <summary>An activity that starts an instance of its definition when it is hit.</summary>
internal sealed class WorldTrigger
{
    private WorldTrigger(CompiledWorkflow workflow, ActivityId activity)
    {
        Workflow = workflow;
        Activity = activity;
    }

    public CompiledWorkflow Workflow { get; }
    public ActivityId Activity { get; }

    /// <summary>The event that hits it; null for a timer.</summary>
    public string? EventName { get; private init; }

    /// <summary>How often time hits it; zero for an event.</summary>
    public TimeSpan Interval { get; private init; }
    public DateTimeOffset NextAt { get; set; }

    public static IEnumerable<WorldTrigger> Of(CompiledWorkflow workflow, DateTimeOffset now)
    {
        foreach (var node in workflow.Activities.Select(activity => activity.Node).Where(node => node.CanStartWorkflow))
        {
            if (node.Type == "Elsa.Event" && Literal(node, "eventName") is { } name)
            {
                yield return new WorldTrigger(workflow, node.Id) { EventName = name };
            }
            else if (node.Type == "Elsa.Timer" && TimeSpan.TryParse(
                Literal(node, "interval"), CultureInfo.InvariantCulture, out var interval))
            {
                yield return new WorldTrigger(workflow, node.Id) { Interval = interval, NextAt = now + interval };
            }
        }
    }

    private static string? Literal(ActivityNode node, string input) =>
        node.Inputs.TryGetValue(input, out var written) && written.Syntax == "Literal" ? written.Value.AsText() : null;
}
