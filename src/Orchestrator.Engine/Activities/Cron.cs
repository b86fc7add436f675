using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Schedules;

namespace Orchestrator.Engine.Activities;

/// <summary>Starts a workflow at the times of a pattern; drawn further on, it waits for the next of them.</summary>
internal sealed class Cron : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (burst.IsHit(execution))
        {
            burst.Complete(execution);
            return;
        }

        var text = burst.Input(execution, "CronExpression").AsText();
        var zoneName = burst.WorkflowAround(execution).Options.TimeZone;
        if (!CronSchedule.TryParse(text, out var schedule, out var expected))
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”的Cron表达式期望{expected}，实际为“{text}”。");
        else if (!Zones.TryFind(zoneName, out var zone))
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”期望IANA时区名称，实际为“{zoneName}”。");
        else if (schedule.Next(burst.Moment.Now, zone) is { } next)
            burst.Wait(execution, new Stimulus.Time(next));
        else
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”的Cron表达式“{text}”不会再有下一个时刻。");
    }

    public void Resume(Burst burst, Execution execution, JsonElement input) => burst.Complete(execution);
}
