using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>The body for all items side by side. Its place counts the bodies that are still out.</summary>
internal sealed class ParallelForEach : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var items = burst.Input(execution, "Items");
        var count = items.ValueKind == JsonValueKind.Array ? items.GetArrayLength() : 0;
        if (count > Limits.ParallelItems)
        {
            burst.Fail(execution, "RT112", $"并行循环的列表期望不超过{Limits.ParallelItems}项，实际为{count}项；请分批处理。");
            return;
        }

        if (count == 0)
        {
            burst.Complete(execution);
            return;
        }

        if (!execution.Activity.Ports.TryGetValue("body", out var body))
        {
            burst.Fail(execution, "RT122", $"“{execution.Node.Id}”期望循环体，实际没有画；请在设计器中补上。");
            return;
        }

        burst.Happen(new Event.PlaceTaken(execution.Id, count));
        foreach (var (index, item) in items.EnumerateArray().Index())
            burst.Schedule(execution, body, Json.Nothing
                .Add("CurrentValue", item).Add("CurrentIndex", Json.Of((long)index)));
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child) =>
        Outstanding.OneLess(burst, execution);

    public bool TryJump(Burst burst, Execution execution, Jump to) => false;
}
