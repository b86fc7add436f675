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
            burst.Complete(execution);
        else
            Ask(burst, execution, list);
    }

    private static void Ask(Burst burst, Execution execution, ImmutableArray<JsonElement> items)
    {
        var plain = Children.Start(burst, execution);
        var key = burst.Input(execution, "DefaultItemInputKey").AsText() is { Length: > 0 } named ? named : "Item";
        var starts = ImmutableArray.CreateBuilder<ChildStart>(items.Length);
        foreach (var item in items)
        {
            if (!TryCorrelate(burst, execution, Json.Nothing.Add(key, item), out var correlation))
                return;
            starts.Add(new ChildStart(plain.Input.SetItems(Of(item, key)), correlation));
        }

        Children.Ask(burst, execution, starts.MoveToImmutable(), Children.Awaits(burst, execution));
    }

    /// <summary>The correlation of each child is computed from its item.</summary>
    private static bool TryCorrelate(
        Burst burst, Execution execution, ImmutableDictionary<string, JsonElement> item, out string? correlation)
    {
        correlation = null;
        if (!execution.Node.Inputs.TryGetValue("correlationIdFunction", out var written))
            return true;
        var from = new Viewpoint(execution.Id, Json.Nothing) { Arguments = item };
        if (!burst.TryEvaluate(from, written with { TypeName = "String" }, out var value, out var problem))
        {
            burst.Fail(execution, problem.Code, problem.Message);
            return false;
        }

        correlation = value.AsText();
        return true;
    }

    public void ChildrenStarted(Burst burst, Execution execution, EffectId effect, int count)
    {
        if (Children.MustWait(burst, execution))
            Children.Await(burst, execution, effect, count);
        else
            burst.Complete(execution);
    }

    /// <summary>Runs the port for how the child ended; a cancelled child only counts.</summary>
    public void InstanceEnded(Burst burst, Execution execution, EndedInstance ended)
    {
        burst.Hear(Json.Nothing
            .Add("WorkflowOutput", Json.Of(ended.Child.Output))
            .Add("WorkflowInstanceId", Json.Of(ended.Child.Child.ToString()))
            .Add("WorkflowStatus", Json.Of(nameof(InstanceStatus.Finished)))
            .Add("WorkflowSubStatus", Json.Of(ended.Child.SubStatus.ToString())));
        var port = ended.Child.SubStatus switch
        {
            InstanceSubStatus.Faulted => "childFaulted",
            InstanceSubStatus.Finished => "childCompleted",
            _ => "",
        };
        if (execution.Activity.Ports.TryGetValue(port, out var child))
        {
            burst.Schedule(execution, child, Json.Nothing
                .Add("ChildInstanceId", Json.Of(ended.Child.Child.ToString())));
        }
        else if (ended.IsLast)
        {
            burst.Complete(execution, Completed);
        }
    }

    /// <summary>The first port that ends after the last child: what other ports still do is cancelled.</summary>
    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (burst.State.WaitsOf(execution.Id).Count == 0)
            burst.Complete(execution, Completed);
    }

    public bool TryJump(Burst burst, Execution execution, Jump to) => false;

    private static IEnumerable<KeyValuePair<string, JsonElement>> Of(JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Object
            ? item.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.Clone()))
            : [KeyValuePair.Create(key, item)];
}
