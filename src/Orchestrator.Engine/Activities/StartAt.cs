using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Waits until an instant; one in the past continues at once.</summary>
internal sealed class StartAt : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var text = burst.Input(execution, "DateTime").AsText();
        if (DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            Clock.Until(burst, execution, instant.ToUniversalTime());
        else
            burst.Fail(execution, "RT113",
                $"“{execution.Node.Id}”期望时刻（如 2026-05-27T01:00:00Z），实际为“{text}”。");
    }

    public void Resume(Burst burst, Execution execution, JsonElement input) => burst.Complete(execution);
}
