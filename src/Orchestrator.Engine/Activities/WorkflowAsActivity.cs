using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Runs another workflow inside this instance, to the outcomes that it was told.</summary>
internal sealed class WorkflowAsActivity : IActivity
{
    public static readonly WorkflowAsActivity Instance = new();

    private WorkflowAsActivity() { }

    public void Execute(Burst burst, Execution execution) =>
        burst.Schedule(execution, execution.Activity.Children[0]);

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child) =>
        burst.Complete(execution, Completion.By(burst.State.Activities[execution.Id].Outcomes) with
        {
            Outputs = Json.Nothing.AddRange(SetByScripts(burst, execution)),
        });

    /// <summary>
    /// Each output is a variable inside. What a script made of that counts where SetOutput did not set it, and where
    /// the variable outside that it is bound to holds nothing yet: so it is in Elsa.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, JsonElement>> SetByScripts(Burst burst, Execution execution)
    {
        var inside = burst.State.Activities[execution.Id].Transients;
        var recorded = burst.State.Outputs.GetValueOrDefault(execution.Node.Id, Json.Nothing);
        foreach (var output in execution.Activity.Used?.Outputs ?? [])
        {
            if (!recorded.ContainsKey(output.Name) && !HoldsSomething(burst, execution, output.Name)
                && inside.TryGetValue(VariableSlot.Undeclared(output.Name).Id, out var value))
                yield return KeyValuePair.Create(output.Name, value);
        }
    }

    private static bool HoldsSomething(Burst burst, Execution execution, string output) =>
        execution.Node.Outputs.TryGetValue(ForeignJson.CamelCase(output), out var variable)
        && burst.Scope.Read(execution.Id, variable) is { ValueKind: not JsonValueKind.Null };
}
