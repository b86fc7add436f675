using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>The body once per number from start to end. Its place counts the rounds.</summary>
internal sealed class For : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (Whole(burst, execution, "Step") == 0)
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”期望步长不为 0，实际为 0；这样的循环不会结束。");
        else
            Next(burst, execution, 0);
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (burst.TryReadAgain(execution))
            Next(burst, execution, burst.State.Activities[execution.Id].Place + 1);
    }

    private static void Next(Burst burst, Execution execution, int round)
    {
        var step = Whole(burst, execution, "Step");
        var value = Whole(burst, execution, "Start") + (step * round);
        var left = (Whole(burst, execution, "End") - value) * Math.Sign(step);
        if (left < 0 || (left == 0 && burst.Input(execution, "OuterBoundInclusive").ValueKind != JsonValueKind.True))
        {
            burst.Complete(execution);
            return;
        }

        // Without a body nothing ever ends the first round: so it is recorded, and so it stays.
        if (!execution.Activity.Ports.TryGetValue("body", out var body))
            return;
        if (round > 0)
            burst.Happen(new Event.PlaceTaken(execution.Id, round));
        burst.Record(execution, "CurrentValue", Json.Of(value));
        burst.Schedule(execution, body, Json.Nothing.Add("CurrentValue", Json.Of(value)));
    }

    private static long Whole(Burst burst, Execution execution, string input) =>
        burst.Input(execution, input) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole)
            ? whole
            : 0;
}
