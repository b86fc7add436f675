using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>The body once per item, one after the other. After a suspension the list is read anew.</summary>
internal sealed class ForEach : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var items = burst.Input(execution, "Items");
        var count = items.ValueKind == JsonValueKind.Array ? items.GetArrayLength() : 0;
        if (count > Limits.ListItems)
            burst.Fail(execution, "RT112", $"循环的列表期望不超过{Limits.ListItems}项，实际为{count}项；请分批处理。");
        else
            Next(burst, execution, 0);
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (burst.TryReadAgain(execution))
            Next(burst, execution, burst.State.Activities[execution.Id].Place + 1);
    }

    private static void Next(Burst burst, Execution execution, int place)
    {
        var items = burst.Input(execution, "Items");
        if (items.ValueKind != JsonValueKind.Array)
        {
            burst.Fail(execution, "RT121", $"“{execution.Node.Id}”期望列表，实际没有列表；请检查循环的“items”。");
            return;
        }

        if (place >= items.GetArrayLength())
        {
            burst.Complete(execution);
            return;
        }

        if (place > 0)
            burst.Happen(new Event.PlaceTaken(execution.Id, place));
        burst.Record(execution, "CurrentValue", items[place]);
        if (!execution.Activity.Ports.TryGetValue("body", out var body))
            burst.Complete(execution);
        else
            burst.Schedule(execution, body, Json.Nothing
            .Add("CurrentValue", items[place]).Add("CurrentIndex", Json.Of((long)place)));
    }
}
