using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

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
        if (burst.IsIdle(execution.Id) && burst.State.WaitsOf(execution.Id).Count == 0)
            burst.Complete(execution, Completed);
    }

    public bool TryJump(Burst burst, Execution execution, Jump to) => false;

    private static IEnumerable<KeyValuePair<string, JsonElement>> Of(JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Object
            ? item.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.Clone()))
            : [KeyValuePair.Create(key, item)];
}
