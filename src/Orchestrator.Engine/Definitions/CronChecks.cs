using Orchestrator.Engine.Schedules;

namespace Orchestrator.Engine.Definitions;

/// <summary>What is wrong with patterns of clock times, and with the zone whose clocks they mean.</summary>
internal static class CronChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing)
    {
        var crons = drawing.Activities.Where(drawn => drawn.Node.Type == "Elsa.Cron").ToArray();
        var zone = drawing.Definition.Options.TimeZone;
        if (crons.Length > 0 && !Zones.TryFind(zone, out _))
            yield return new Problem("WF120", "customProperties.TimeZone",
                $"期望IANA时区名称（如 Asia/Shanghai），实际为“{zone}”。请在流程的自定义属性中改正，或删去它。");
        foreach (var (node, path, _) in crons)
        {
            if (node.Inputs.GetValueOrDefault("cronExpression") is { Syntax: "Literal" } written
                && written.Value.AsText() is { Length: > 0 } text
                && !CronSchedule.TryParse(text, out _, out var expected))
                yield return new Problem("WF117", $"{path}.cronExpression",
                    $"“{node.Id}”的Cron表达式期望{expected}，实际为“{text}”。请改正，例如每个工作日9点为 0 0 9 * * MON-FRI。");
        }
    }
}
