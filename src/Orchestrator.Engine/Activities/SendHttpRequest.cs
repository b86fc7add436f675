using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Calls another system and runs the activity drawn for its status code, or for why there is none.</summary>
internal sealed class SendHttpRequest : IActivity
{
    public bool AsksTheWorld => true;

    public void Execute(Burst burst, Execution execution) => HttpCall.Ask(burst, execution);

    public void Resume(Burst burst, Execution execution, JsonElement input)
    {
        if (!HttpCall.TryRead(burst, execution, input, out var answer))
            return;
        burst.Record(execution, answer.Outputs);
        if (burst.State.Activities[execution.Id].IsFaulted)
            return;
        var next = answer.Outcome switch
        {
            HttpCall.FailedToConnect => Port(execution, "failedToConnect"),
            HttpCall.Timeout => Port(execution, "timeout"),
            _ => OfStatus(execution, answer.Outputs.GetValueOrDefault("StatusCode")),
        };
        if (next >= 0)
            burst.Schedule(execution, next);
        else
            burst.Complete(execution);
    }

    private static int OfStatus(Execution execution, JsonElement status)
    {
        var code = status.ValueKind == JsonValueKind.Number ? status.GetInt32() : 0;
        var label = code.ToString(CultureInfo.InvariantCulture);
        foreach (var (one, activity) in execution.Node.Cases.Zip(execution.Activity.Cases))
        {
            if (one.Label == label)
                return activity;
        }

        return Port(execution, "unmatchedStatusCode");
    }

    private static int Port(Execution execution, string name) =>
        execution.Activity.Ports.TryGetValue(name, out var activity) ? activity : -1;
}
