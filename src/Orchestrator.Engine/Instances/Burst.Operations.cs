using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Instances;

/// <summary>What only a person's own acts need.</summary>
internal sealed partial class Burst
{
    /// <summary>True when something is scheduled, or the workflow has come to its end.</summary>
    public bool HasWork => agenda.Count > 0 || rootCompleted || end is not null;

    /// <summary>Waits that a fault left behind stand again.</summary>
    public void WaitAnew()
    {
        foreach (var (bookmark, wait) in State.Bookmarks.OrderBy(wait => wait.Key.Value))
            Ask(new Effect.Wait(bookmark, wait.Activity, wait.For));
    }

    /// <summary>From here on everything is decided by another version.</summary>
    public void GoOver(CompiledWorkflow to) => workflow = to;

    /// <summary>An execution ends without an outcome, and its container hears of it.</summary>
    public void EndChild(Execution execution)
    {
        var instance = State.Activities[Enter(execution).Id];
        Cancel(execution.Id);
        if (instance.Parent is { } parent && ExecutionOf(parent) is { } container)
            Tell(container, new CompletedChild(instance, execution.Activity, Completion.Canceled));
    }

    /// <summary>Ends everything that runs in a container, without telling it.</summary>
    /// <returns>What a loop gave to the last of them: whoever takes their place is given the same.</returns>
    public ImmutableDictionary<string, JsonElement> EndChildren(ActivityInstanceId container)
    {
        var locals = Json.Nothing;
        foreach (var child in RunningChildren(container))
        {
            locals = child.Locals;
            Cancel(child.Id);
        }

        return locals;
    }

    public Execution? ExecutionOf(ActivityInstanceId id) =>
        State.Activities.TryGetValue(id, out var instance) && workflow.Find(instance.Activity) is { } activity
            ? new Execution(id, activity)
            : null;
}
