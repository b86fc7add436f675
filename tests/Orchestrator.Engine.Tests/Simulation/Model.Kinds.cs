using System.Globalization;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>What each kind of activity does (elsa-workflow-json §8.5 and §10).</summary>
internal sealed partial class Model
{
    private static bool IsTerminal(ActivityNode node) =>
        node.Type is "Elsa.End" or "Elsa.Finish" or "Elsa.Break" or "Elsa.Complete";

    private void Execute(ModelRun run)
    {
        var node = run.Node;
        switch (node.Type)
        {
            case "Elsa.Event" or "Elsa.RunTask" or "House.Ask":
                run.IsWaiting = true;
                break;
            case "Elsa.Delay" or "Elsa.Timer":
                Until(run, now + TimeSpan.Parse(
                    Text(node, node.Type == "Elsa.Delay" ? "timeSpan" : "interval"), CultureInfo.InvariantCulture));
                break;
            case "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow":
                Ask(run, 1);
                break;
            case "Elsa.BulkDispatchWorkflows" when Items(node) == 0:
                Complete(run, "Done");
                break;
            case "Elsa.BulkDispatchWorkflows":
                Ask(run, Items(node));
                break;
            case "Elsa.Fault":
                Fail(run);
                break;
            case "Elsa.Finish" when hasFaulted:
                queue.Clear();
                Fail(run);
                break;
            case "Elsa.Finish":
                Leave(run, Fate.Completed);
                queue.Clear();
                hasFinished = true;
                break;
            default:
                Decide(run);
                break;
        }
    }

    private void Decide(ModelRun run)
    {
        var node = run.Node;
        switch (node.Type)
        {
            case "Elsa.SetVariable":
                variables[node.Inputs["variable"].Value.Member("id")!.Value.AsText()!] = Holds(node.Inputs["value"]);
                Complete(run, "Done");
                break;
            case "Elsa.FlowDecision":
                Complete(run, Holds(node.Inputs["condition"]) ? "True" : "False");
                break;
            case "Elsa.FlowFork":
                Complete(run, "X", "Y");
                break;
            case "Elsa.FlowSwitch":
                Complete(run, Matches(node).Select(one => one.Label).DefaultIfEmpty("Default").ToArray());
                break;
            case "Elsa.Break":
                BreakOut(run);
                break;
            case "Elsa.Complete":
                EndAll(run);
                break;
            case "Elsa.FlowJoin":
                Join(run);
                break;
            default:
                Contain(run);
                break;
        }
    }

    private void Contain(ModelRun run)
    {
        var node = run.Node;
        switch (node.Type)
        {
            case "Elsa.Flowchart":
                Schedule(FlowOf(node).Start, run);
                break;
            case "Elsa.Sequence" or "Elsa.ForEach" or "Elsa.While":
                Next(run);
                break;
            case "Elsa.Parallel" or "Elsa.Fork":
                SideBySide(run, node.Children);
                break;
            case "Elsa.ParallelForEach":
                SideBySide(run, Enumerable.Repeat(node.Ports["body"], Items(node)));
                break;
            case "Elsa.Switch":
                var cases = Matches(node).ToList();
                SideBySide(run, cases.Count > 0
                    ? cases.Select(one => one.Activity).OfType<ActivityNode>()
                    : [node.Ports["default"]]);
                break;
            case "Elsa.If":
                Schedule(node.Ports[Holds(node.Inputs["condition"]) ? "then" : "else"], run);
                break;
            default:
                Complete(run, "Done");
                break;
        }
    }

    private void ChildCompleted(ModelRun run, ModelRun child, string[] outcomes)
    {
        switch (run.Node.Type)
        {
            case "Elsa.Flowchart" or "Elsa.Sequence" when IsTerminal(child.Node):
                Complete(run, "Done");
                break;
            case "Elsa.Flowchart":
                Flow(run, child, outcomes);
                break;
            case "Elsa.Sequence" or "Elsa.ForEach" or "Elsa.While":
                run.Place++;
                Next(run);
                break;
            case "Elsa.Fork" when run.Node.Inputs["joinMode"].Value.AsText() == "WaitAny":
                Complete(run, "Done");
                break;
            case "Elsa.Parallel" or "Elsa.Fork" or "Elsa.ParallelForEach" or "Elsa.Switch":
                if (--run.Place == 0)
                    Complete(run, "Done");
                break;
            case "Elsa.BulkDispatchWorkflows":
                EndBulk(run);
                break;
            default:
                Complete(run, "Done");
                break;
        }
    }

    private void Next(ModelRun run)
    {
        var node = run.Node;
        var (next, item) = node.Type switch
        {
            "Elsa.Sequence" => (node.Children.ElementAtOrDefault(run.Place), (int?)null),
            "Elsa.ForEach" => (run.Place < Items(node) ? node.Ports["body"] : null, run.Place),
            _ => (Holds(node.Inputs["condition"]) ? node.Ports["body"] : null, null),
        };
        if (next is null)
            Complete(run, "Done");
        else
            Schedule(next, run, item);
    }

    private void SideBySide(ModelRun run, IEnumerable<ActivityNode> nodes)
    {
        foreach (var (place, node) in nodes.Index())
        {
            Schedule(node, run, run.Node.Type == "Elsa.ParallelForEach" ? place : null);
            run.Place++;
        }

        if (run.Place == 0)
            Complete(run, "Done");
    }

    private void Until(ModelRun run, DateTimeOffset due)
    {
        if (due <= now)
            Complete(run, "Done");
        else
            run.IsWaiting = true;
    }

    private void Ask(ModelRun run, int number)
    {
        var definition = Text(run.Node, "workflowDefinitionId");
        Asked[definition] = Asked.GetValueOrDefault(definition) + number;
        run.IsWaiting = true;
    }

    /// <summary>A cancelled child has none.</summary>
    private static string PortOf(InstanceSubStatus how) => how switch
    {
        InstanceSubStatus.Finished => "childCompleted",
        InstanceSubStatus.Faulted => "childFaulted",
        _ => "",
    };

    private void EndBulk(ModelRun run)
    {
        if (!run.IsWaiting)
            Complete(run, "Completed", "Done");
    }

    /// <summary>Break ends the nearest loop, and on the way there every sequence and fork with its child.</summary>
    private void BreakOut(ModelRun run)
    {
        foreach (var one in Around(run))
        {
            one.IsBreaking |= IsLoop(one) || one.Node.Type is "Elsa.Sequence" or "Elsa.Fork";
            if (IsLoop(one))
                break;
        }

        Complete(run, "Done");
    }

    /// <summary>Complete stops the loops around it, completes, and stops whatever still runs then.</summary>
    private void EndAll(ModelRun run)
    {
        foreach (var loop in Around(run).Where(IsLoop).ToList())
            Stop(loop);
        if (IsThere(run))
            Complete(run, "Done");
        foreach (var root in Runs.Where(one => one.Parent is null && IsThere(one)).ToList())
            Stop(root);
        isRootDone = true;
    }

    private static bool IsLoop(ModelRun run) => run.Node.Type is "Elsa.ForEach" or "Elsa.While";

    /// <summary>From the inside out; around one that runs late nothing is left.</summary>
    private IEnumerable<ModelRun> Around(ModelRun run)
    {
        for (var one = run.Parent; one is not null && IsThere(one); one = one.Parent)
            yield return one;
    }

    private IEnumerable<SwitchCase> Matches(ActivityNode node)
    {
        var matching = node.Cases.Where(one => Holds(one.Condition));
        return Text(node, "mode") == "MatchAny" ? matching : matching.Take(1);
    }

    private bool Holds(Expression expression) => expression.Syntax == "Variable"
        ? variables[expression.Value.Member("id")!.Value.AsText()!]
        : expression.Value.ValueKind == System.Text.Json.JsonValueKind.True;

    private static string Text(ActivityNode node, string input) => node.Inputs[input].Value.AsText() ?? "";

    /// <summary>A list is named after its length.</summary>
    private static int Items(ActivityNode node) => int.Parse(
        node.Inputs["items"].Value.Member("id")!.Value.AsText()![1..], CultureInfo.InvariantCulture);
}
