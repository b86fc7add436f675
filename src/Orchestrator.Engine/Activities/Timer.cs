using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Starts a workflow every so often; drawn further on, it waits once for its interval.</summary>
internal sealed class Timer : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (burst.IsHit(execution))
            burst.Complete(execution);
        else if (TimeSpan.TryParse(
            burst.Input(execution, "Interval").AsText(), CultureInfo.InvariantCulture, out var interval)
            && interval <= DateTimeOffset.MaxValue - burst.Moment.Now)
            Clock.Until(burst, execution, burst.Moment.Now + interval);
        else
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”期望间隔（如 00:05:00），实际不是。");
    }

    public void Resume(Burst burst, Execution execution, JsonElement input) => burst.Complete(execution);
}
