using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Starts another workflow; waits for its end only when told to. Its result is the child's output.</summary>
internal sealed class DispatchWorkflow : IActivity
{
    public void Execute(Burst burst, Execution execution) => Children.Ask(
        burst, execution, [Children.Start(burst, execution)], Children.MustWait(burst, execution));

    public void ChildrenStarted(Burst burst, Execution execution, EffectId effect, int count) =>
        Children.Await(burst, execution, effect, Children.MustWait(burst, execution) ? count : 0);

    public void InstanceEnded(Burst burst, Execution execution, EndedInstance ended) =>
        burst.Complete(execution, Completion.With("Result", Json.Of(ended.Child.Output)));
}

/// <summary>Runs another workflow to its end. Its result says how it ended.</summary>
internal sealed class ExecuteWorkflow : IActivity
{
    public void Execute(Burst burst, Execution execution) =>
        Children.Ask(burst, execution, [Children.Start(burst, execution)], waits: true);

    public void ChildrenStarted(Burst burst, Execution execution, EffectId effect, int count) =>
        Children.Await(burst, execution, effect, count);

    public void InstanceEnded(Burst burst, Execution execution, EndedInstance ended)
    {
        var status = ended.Child.SubStatus is InstanceSubStatus.Finished or InstanceSubStatus.Cancelled
            or InstanceSubStatus.Faulted ? InstanceStatus.Finished : InstanceStatus.Running;
        burst.Complete(execution, Completion.With("Result", Json.Of(Json.Nothing
            .Add("workflowInstanceId", Json.Of(ended.Child.Child.ToString()))
            .Add("status", Json.Of(status.ToString()))
            .Add("subStatus", Json.Of(ended.Child.SubStatus.ToString()))
            .Add("output", Json.Of(ended.Child.Output)))));
    }
}

/// <summary>Starts one child per item; with waiting it runs a port per child that ended.</summary>
internal sealed class BulkDispatchWorkflows : IActivity
{
    private static readonly Completion Completed = Completion.By("Completed", "Done");

    public void Execute(Burst burst, Execution execution)
    {
        var items = burst.Input(execution, "Items");
        ImmutableArray<JsonElement> list = items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];
        if (list.Length > Limits.ListItems)
            burst.Fail(execution, "RT112", $"批量启动的列表期望不超过{Limits.ListItems}项，实际为{list.Length}项；请分批启动。");
        else if (list.IsEmpty)
            burst.Complete(execution, Completed);
        else
            Ask(burst, execution, list);
    }

    private static void Ask(Burst burst, Execution execution, ImmutableArray<JsonElement> items)
    {
        var plain = Children.Start(burst, execution);
        var key = burst.Input(execution, "DefaultItemInputKey").AsText() is { Length: > 0 } named ? named : "Item";
        Children.Ask(
            burst, execution, [.. items.Select(item => plain with { Input = plain.Input.SetItems(Of(item, key)) })],
            Children.MustWait(burst, execution));
    }

    public void ChildrenStarted(Burst burst, Execution execution, EffectId effect, int count)
    {
        if (Children.MustWait(burst, execution))
            Children.Await(burst, execution, effect, count);
        else
            burst.Complete(execution, Completed);
    }

    /// <summary>Place counts the ports that are still to run; the last of them ends it.</summary>
    public void InstanceEnded(Burst burst, Execution execution, EndedInstance ended)
    {
        var port = ended.Child.SubStatus == InstanceSubStatus.Faulted ? "childFaulted" : "childCompleted";
        if (execution.Activity.Ports.TryGetValue(port, out var child))
        {
            burst.Schedule(execution, child, Json.Nothing
                .Add("ChildInstanceId", Json.Of(ended.Child.Child.ToString())));
        }
        else if (ended.IsLast && burst.IsIdle(execution.Id))
        {
            burst.Complete(execution, Completed);
        }
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (burst.IsIdle(execution.Id) && !burst.State.Bookmarks.Values.Any(wait => wait.Owner == execution.Id))
            burst.Complete(execution, Completed);
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> Of(JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Object
            ? item.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.Clone()))
            : [KeyValuePair.Create(key, item)];
}

/// <summary>What the three have in common.</summary>
internal static class Children
{
    public static bool MustWait(Burst burst, Execution execution) =>
        burst.Input(execution, "WaitForCompletion").ValueKind == JsonValueKind.True;

    public static ChildStart Start(Burst burst, Execution execution)
    {
        var input = Json.Nothing.Add("ParentInstanceId", Json.Of(burst.State.Id.ToString()));
        if (burst.Input(execution, "Input") is { ValueKind: JsonValueKind.Object } given)
            input = input.SetItems(given.EnumerateObject()
                .Select(member => KeyValuePair.Create(member.Name, member.Value.Clone())));
        var correlation = burst.Input(execution, "CorrelationId").AsText();
        return new ChildStart(input, string.IsNullOrEmpty(correlation) ? null : correlation);
    }

    public static void Ask(Burst burst, Execution execution, ImmutableArray<ChildStart> starts, bool waits)
    {
        var definition = burst.Input(execution, "WorkflowDefinitionId").AsText() ?? "";
        var id = burst.AskedFor(execution);
        burst.Ask(new Effect.StartChildren
        {
            Id = id,
            Definition = new DefinitionId(definition),
            Bookmark = waits ? new BookmarkId(id.Value) : null,
            Children = starts,
        });
    }

    /// <summary>Waits under the number of the effect, or completes where nobody is waited for.</summary>
    public static void Await(Burst burst, Execution execution, EffectId effect, int count)
    {
        if (count == 0)
            burst.Complete(execution);
        else
            burst.WaitAs(execution, new BookmarkId(effect.Value), new Stimulus.Children(count));
    }
}
