using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Instances;

/// <summary>What an execution is given: expressions become values of the type that the input wants.</summary>
internal sealed partial class Burst
{
    private HashSet<ActivityInstanceId>? readAgain;

    /// <summary>The value of an expression as that execution sees it, or why there is none.</summary>
    public bool TryEvaluate(
        Viewpoint from, Expression expression, out JsonElement value,
        [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        value = Json.Null;
        switch (expression.Syntax)
        {
            case "Literal":
                value = expression.Value;
                break;
            case "Object" when expression.TypeName is not (null or "Object"):
                // Read as that type: a text is a list, a number or a text as the input wants it.
                value = expression.Value.AsText() is { } text && !string.IsNullOrWhiteSpace(text)
                    ? Json.Of(text) : Json.Null;
                break;
            case "Object":
                if (!TryReadObject(expression.Value, out value))
                    problem = new Problem("RT117", "Object", "期望 JSON，实际无法解析；请在设计器中改正该输入。");
                break;
            case "Variable":
                value = Scope.Read(from.Execution, expression.Value.Member("id")?.AsText() ?? "") ?? Json.Null;
                break;
            case "Input":
                value = InputSeen(from.Execution)
                    .GetValueOrDefault(expression.Value.Member("name")?.AsText() ?? "", Json.Null);
                break;
            case "JavaScript" or "Liquid":
                problem = AskScript(from, expression, ref value);
                break;
        }

        if (problem is null && value.IsDeeperThan(Limits.ValueDepth))
            problem = new Problem("RT130", expression.Syntax,
                $"期望嵌套不超过{Limits.ValueDepth}层的值，实际更深；请把内层分开保存。");
        if (problem is null && !Conversion.TryTo(value, expression.TypeName, out value))
            problem = new Problem("RT117", expression.Syntax,
                $"期望{expression.TypeName}，实际的值不能转换；请检查该输入的表达式。");
        return problem is null;
    }

    /// <summary>The outcomes that the last script chose, which may be none; null where it did not choose.</summary>
    public ImmutableArray<string>? ChosenOutcomes { get; private set; }

    /// <summary>The nearest workflow around: one used as an activity, or the instance's own.</summary>
    public WorkflowDefinition WorkflowAround(Execution execution) =>
        Around(execution.Id).Select(around => around.Activity.Used).OfType<WorkflowDefinition>().FirstOrDefault()
        ?? workflow.Definition;

    /// <summary>The input of the nearest workflow around: of one used as an activity, or the instance's own.</summary>
    private ImmutableDictionary<string, JsonElement> InputSeen(ActivityInstanceId? from)
    {
        var own = State.Input.SetItems(heard);
        if (Composite(from) is not { Activity.Used: { } used } composite)
            return own;
        var given = State.Activities[composite.Id].Inputs;
        return own.SetItems(used.Inputs.Select(input => KeyValuePair.Create(
            input.Name, given.GetValueOrDefault(ForeignJson.PascalCase(input.Name), Json.Null))));
    }

    /// <summary>What came with the end of a child, readable as input as long as this burst runs.</summary>
    public void Hear(ImmutableDictionary<string, JsonElement> with) => heard = heard.SetItems(with);

    /// <summary>The nearest workflow around that is used as an activity.</summary>
    private Execution Composite(ActivityInstanceId? from) =>
        Around(from).Prepend(Own(from)).FirstOrDefault(one => one.Activity?.Used is not null);

    /// <summary>Whose outputs an expression there may read.</summary>
    private ImmutableArray<OutputSource> SourcesSeen(ActivityInstanceId? from) =>
        Around(from).Prepend(Own(from)).FirstOrDefault(one => one.Activity?.IsContainer == true).Activity?.Sources
        ?? workflow.Sources;

    private Execution Own(ActivityInstanceId? id) =>
        id is { } own && State.Activities.TryGetValue(own, out var instance)
            && workflow.Find(instance.Activity) is { } activity
            ? new Execution(own, activity)
            : default;

    private static bool TryReadObject(JsonElement written, out JsonElement value)
    {
        value = written;
        if (written.ValueKind != JsonValueKind.String)
            return true;
        var text = written.GetString() ?? "";
        value = string.IsNullOrWhiteSpace(text) ? Json.Null : Json.TryParse(text) ?? default;
        return value.ValueKind != JsonValueKind.Undefined;
    }

    private Problem? AskScript(Viewpoint from, Expression expression, ref JsonElement value)
    {
        switch (Moment.Evaluate(QuestionOf(from, expression)))
        {
            case Evaluation.Failed failed:
                return new Problem(failed.Code, expression.Syntax, failed.Message);
            case Evaluation.Value answer:
                value = answer.Result;
                ChosenOutcomes = answer.Changes.Outcomes;
                return Follow(from, answer.Changes);
            default:
                return null;
        }
    }

    /// <summary>What Elsa allows a script to change on the way.</summary>
    private Problem? Follow(Viewpoint from, ScriptChanges changes)
    {
        foreach (var (name, set) in changes.Variables)
        {
            if (!Scope.TrySetByName(from.Execution, name, set, out var problem))
                return problem;
        }

        if (changes.CorrelationId is { } correlation)
            Happen(new Event.CorrelationSet(correlation));
        if (changes.InstanceName is { } name2)
            Happen(new Event.NameSet(name2));
        return null;
    }

    private Question QuestionOf(Viewpoint from, Expression expression)
    {
        var (variables, dates) = Scope.ByName(from.Execution);
        var composite = Composite(from.Execution).Activity?.Used;
        return new()
        {
            Expression = expression,
            Variables = variables.SetItems(from.Given),
            Dates = dates.Except(from.Given.Keys),
            Input = InputSeen(from.Execution),
            DeclaredInputs = (composite ?? workflow.Definition).Inputs,
            IsWithinComposite = composite is not null,
            Sources = SourcesSeen(from.Execution),
            Outputs = State.Outputs,
            Arguments = from.Arguments,
            ChoosesOutcomes = from.ChoosesOutcomes,
            LastResult = State.LastResult ?? Json.Null,
            Instance = State.Id,
            Definition = State.Definition,
            CorrelationId = State.CorrelationId,
            InstanceName = State.Name,
            Now = Moment.Now,
            Seed = unchecked(Moment.Seed + ((ulong)State.Sequence * 0x9E3779B97F4A7C15UL)),
        };
    }

    /// <summary>
    /// A loop that goes on after a suspension reads its inputs once anew, as in Elsa: a list may have grown while it
    /// waited. False where they cannot be read; that is its incident.
    /// </summary>
    public bool TryReadAgain(Execution execution)
    {
        if (execution.Id.Value > suspended || !(readAgain ??= []).Add(execution.Id))
            return true;
        var instance = State.Activities[execution.Id];
        var (inputs, problem) = Inputs(
            execution.Activity, new Scheduled(execution.Activity.Index, instance.Parent, instance.Locals));
        if (problem is not null)
            Fail(execution, problem.Code, problem.Message);
        else if (inputs.Any(input => !instance.Inputs.TryGetValue(input.Key, out var before)
            || !JsonElement.DeepEquals(before, input.Value)))
            Happen(new Event.InputsRead(execution.Id, inputs));
        return problem is null;
    }

    /// <summary>All inputs by PascalCase name; with the problem of the first that has no value.</summary>
    private (ImmutableDictionary<string, JsonElement> Inputs, Problem? Problem) Inputs(
        CompiledActivity activity, Scheduled next)
    {
        if (activity.Inputs.IsEmpty)
            return (Json.Nothing, null);
        var inputs = Json.Nothing.ToBuilder();
        var from = new Viewpoint(next.Parent, Viewpoint.Seen(next.Locals));
        foreach (var (name, expression) in activity.Inputs)
        {
            if (!TryEvaluate(from, expression, out var value, out var problem))
                return (inputs.ToImmutable(), problem with { Where = $"{activity.Node.Id}.{name}" });
            inputs[name] = value;
        }

        return (inputs.ToImmutable(), null);
    }
}
