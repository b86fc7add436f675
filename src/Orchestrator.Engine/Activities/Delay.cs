using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Waits for a span of time; none or less continues at once.</summary>
internal sealed class Delay : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var text = burst.Input(execution, "TimeSpan").AsText();
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)
            && span <= DateTimeOffset.MaxValue - burst.Moment.Now)
            Clock.Until(burst, execution, burst.Moment.Now + span);
        else
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”期望时长（如 3.00:00:00 为三天），实际为“{text}”。");
    }

    public void Resume(Burst burst, Execution execution, JsonElement input) => burst.Complete(execution);
}
