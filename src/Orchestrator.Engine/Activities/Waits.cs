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

internal static class Clock
{
    public static void Until(Burst burst, Execution execution, DateTimeOffset instant)
    {
        if (instant <= burst.Moment.Now)
            burst.Complete(execution);
        else
            burst.Wait(execution, new Stimulus.Time(instant));
    }
}

/// <summary>
/// Waits for an event by name. When it is the trigger that was hit, what hit it is its result, the first time.
/// </summary>
internal sealed class WaitForEvent : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (burst.State.Trigger is { } hit && hit.Activity == execution.Node.Id
            && !burst.State.Outputs.ContainsKey(execution.Node.Id))
            burst.Complete(execution, Completion.With("Result", hit.Payload ?? Json.EmptyObject));
        else if (burst.Input(execution, "EventName").AsText() is { Length: > 0 } name)
            burst.Wait(execution, new Stimulus.Event(name));
        else
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”期望事件名称，实际为空；请在设计器中填写。");
    }
}

/// <summary>Raises an event for waiting and startable workflows.</summary>
internal sealed class PublishEvent : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var own = burst.Input(execution, "IsLocalEvent").ValueKind == JsonValueKind.True;
        var correlation = burst.Input(execution, "CorrelationId").AsText();
        burst.Ask(new Effect.Publish(
            burst.Input(execution, "EventName").AsText() ?? "",
            string.IsNullOrEmpty(correlation) ? null : correlation,
            burst.Input(execution, "Payload") is { ValueKind: not JsonValueKind.Null } payload ? payload
                : Json.EmptyObject,
            own));
        burst.Complete(execution);
    }
}

/// <summary>Waits until somebody outside reports the result of a named task.</summary>
internal sealed class RunTask : IActivity
{
    public void Execute(Burst burst, Execution execution) => burst.Wait(execution, new Stimulus.Task(
        burst.Input(execution, "TaskName").AsText() ?? "", burst.Input(execution, "Payload")));
}
