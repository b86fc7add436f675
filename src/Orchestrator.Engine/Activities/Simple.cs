using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Start and FlowJoin: nothing of their own. The rule of a join is the flowchart's business.</summary>
internal sealed class Pass : IActivity
{
    public void Execute(Burst burst, Execution execution) => burst.Complete(execution);
}

/// <summary>Ends the enclosing container; siblings that wait are cancelled.</summary>
internal sealed class End : IActivity
{
    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution) => burst.Complete(execution);
}

/// <summary>Ends the whole workflow at once.</summary>
internal sealed class Finish : IActivity
{
    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution)
    {
        burst.CompleteAlone(execution);
        burst.EndNow();
    }
}

internal sealed class WriteLine : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        burst.Happen(new Event.LineWritten(execution.Id, burst.Input(execution, "Text").AsText() ?? ""));
        burst.Complete(execution);
    }
}

internal sealed class SetName : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        burst.Happen(new Event.NameSet(burst.Input(execution, "Value").AsText()));
        burst.Complete(execution);
    }
}

internal sealed class Correlate : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        burst.Happen(new Event.CorrelationSet(burst.Input(execution, "CorrelationId").AsText()));
        burst.Complete(execution);
    }
}

/// <summary>Raises a fault that the drawing itself asks for.</summary>
internal sealed class Fault : IActivity
{
    public void Execute(Burst burst, Execution execution) => burst.Fail(
        execution, "RT115", burst.Input(execution, "Message").AsText() ?? "流程主动报错，未填写说明。");
}

/// <summary>Stores a value, converted to the variable's type.</summary>
internal sealed class SetVariable : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var target = execution.Node.Inputs.GetValueOrDefault("variable")?.Value.Member("id")?.AsText() ?? "";
        if (!burst.Scope.TrySet(execution.Id, target, burst.Input(execution, "Value"), out var problem))
            burst.Fail(execution, problem.Code, problem.Message);
        else
            burst.Complete(execution);
    }
}

/// <summary>True or False.</summary>
internal sealed class FlowDecision : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var holds = burst.Input(execution, "Condition").ValueKind == JsonValueKind.True;
        burst.Complete(execution, Completion.By(holds ? "True" : "False"));
    }
}

/// <summary>All branch names at once.</summary>
internal sealed class FlowFork : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var branches = burst.Input(execution, "Branches");
        burst.Complete(execution, Completion.By(branches.ValueKind == JsonValueKind.Array
            ? [.. branches.EnumerateArray().Select(branch => branch.AsText() ?? "")]
            : ImmutableArray<string>.Empty));
    }
}

/// <summary>The labels of the first (or every) true case, else Default.</summary>
internal sealed class FlowSwitch : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var all = burst.Input(execution, "Mode").AsText() == "MatchAny";
        var labels = ImmutableArray.CreateBuilder<string>();
        foreach (var one in execution.Node.Cases)
        {
            if (!burst.TryEvaluate(execution.Id, one.Condition, out var condition, out var problem))
            {
                burst.Fail(execution, problem.Code, problem.Message);
                return;
            }

            if (condition.ValueKind == JsonValueKind.True)
                labels.Add(one.Label);
            if (labels.Count > 0 && !all)
                break;
        }

        burst.Complete(execution, Completion.By(labels.Count > 0 ? labels.ToImmutable() : ["Default"]));
    }
}
