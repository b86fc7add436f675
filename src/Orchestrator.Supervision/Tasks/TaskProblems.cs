using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tasks;

/// <summary>Why a task takes no answer any more.</summary>
public static class TaskProblems
{
    public static Problem Ended(TaskRow task)
    {
        var at = task.EndedAt is { } ended
            ? TimeZoneInfo.ConvertTime(ended, ShanghaiTime.Zone).ToString(
                "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : "";
        return task.State switch
        {
            TaskState.Done => new Problem("SU063", "task",
                $"“{task.Title}”已于{at}办理（{Who(task.AnsweredBy)}），不能重复办理；您这次提交的内容没有保存。"),
            TaskState.Lapsed => new Problem("SU064", "task",
                $"“{task.Title}”已于{at}到期，系统已按规定继续办理；如仍需说明情况，请与督导办联系。"),
            _ => new Problem("SU064", "task", $"“{task.Title}”已于{at}撤销，不再需要办理。"),
        };
    }

    /// <summary>The unit's people are named by their part, never by their address.</summary>
    private static string Who(string? key) => key?.Split(':') switch
    {
        ["contact", _, "UnitHead"] => "单位负责人",
        ["contact", ..] => "单位联络员",
        ["person", ..] => "指定的办理人员",
        _ => "系统",
    };
}
