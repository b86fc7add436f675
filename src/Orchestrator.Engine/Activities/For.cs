using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// The body once per number from start to end; the next number is that of the round which ended, and the step. Its
/// place counts the rounds.
/// </summary>
internal sealed class For : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (Whole(burst, execution, "Step") == 0 && GoesOn(burst, execution, Whole(burst, execution, "Start")))
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”期望步长不为 0，实际为 0；这样的循环不会结束。");
        else
            Next(burst, execution, Whole(burst, execution, "Start"), 0);
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (!burst.TryReadAgain(execution))
            return;
        var ended = child.Instance.Locals.GetValueOrDefault("CurrentValue", Json.Null);
        Next(burst, execution, (ended.ValueKind == JsonValueKind.Number ? ended.GetInt64() : 0)
            + Whole(burst, execution, "Step"), burst.State.Activities[execution.Id].Place + 1);
    }

    private static void Next(Burst burst, Execution execution, long value, int round)
    {
        if (!GoesOn(burst, execution, value))
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

    /// <summary>Upwards, unless the step is below 0.</summary>
    private static bool GoesOn(Burst burst, Execution execution, long value)
    {
        var left = Whole(burst, execution, "End") - value;
        return (Whole(burst, execution, "Step") < 0 ? -left : left) is var ahead && (ahead > 0
            || (ahead == 0 && burst.Input(execution, "OuterBoundInclusive").ValueKind == JsonValueKind.True));
    }

    private static long Whole(Burst burst, Execution execution, string input) =>
        burst.Input(execution, input) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole)
            ? whole
            : 0;
}
