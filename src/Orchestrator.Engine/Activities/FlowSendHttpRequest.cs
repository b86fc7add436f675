using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Calls another system, or fetches a file from one, and goes on by the status code that it answered and by Done.
/// </summary>
internal sealed class FlowSendHttpRequest : IActivity
{
    public const string Unmatched = "Unmatched status code";
    public const string NotConnected = "Failed to connect";
    public const string TimedOut = "Timeout";

    public bool AsksTheWorld => true;

    public void Execute(Burst burst, Execution execution) => HttpCall.Ask(burst, execution);

    public void Resume(Burst burst, Execution execution, JsonElement input)
    {
        if (!HttpCall.TryRead(burst, execution, input, out var answer))
            return;
        var how = answer.Outcome switch
        {
            HttpCall.FailedToConnect => Completion.By(NotConnected),
            HttpCall.Timeout => Completion.By(TimedOut),
            _ => OfStatus(
                burst.Input(execution, "ExpectedStatusCodes"), answer.Outputs.GetValueOrDefault("StatusCode")),
        };
        burst.Complete(execution, how with { Outputs = answer.Outputs });
    }

    /// <summary>Where no code is expected, none is told apart.</summary>
    private static Completion OfStatus(JsonElement expected, JsonElement status)
    {
        if (expected.ValueKind != JsonValueKind.Array || expected.GetArrayLength() == 0)
            return Completion.Done;
        var code = status.AsText() ?? "";
        return Completion.By(
            expected.EnumerateArray().Any(one => one.AsText() == code) ? code : Unmatched, "Done");
    }
}
