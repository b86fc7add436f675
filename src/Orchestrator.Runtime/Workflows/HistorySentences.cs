using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Runtime.Workflows;

/// <summary>Events as sentences. What only the machine cares about is not told.</summary>
internal sealed class HistorySentences(PublishedWorkflow workflow)
{
    /// <summary>At most one entry; its turn and time are the caller's to fill in.</summary>
    public IEnumerable<HistoryEntry> Tell(Event happened) => happened switch
    {
        Event.InstanceStarted started => [Of("instance-started", null, "流程开始", started.Input)],
        Event.ActivityStarted started when !IsContainer(started.Activity) =>
            [Of("activity-started", started.Activity, $"开始“{Name(started.Activity)}”", started.Inputs)],
        Event.ActivityCompleted completed when !IsContainer(completed.Activity) =>
            [Of("activity-completed", completed.Activity,
                $"完成“{Name(completed.Activity)}”（{string.Join('、', completed.Outcomes)}）", completed.Outputs)],
        Event.ActivityCanceled canceled =>
            [Of("activity-canceled", canceled.Activity, $"取消“{Name(canceled.Activity)}”", Json.Nothing)],
        Event.ActivityFaulted faulted => [Of("activity-faulted", faulted.Activity,
            $"“{Name(faulted.Activity)}”出现异常 {faulted.Code}：{faulted.Message}", Json.Nothing)],
        Event.BookmarkCreated created => [Of("bookmark-created", null, WaitFor(created.For), Json.Nothing)],
        Event.BookmarkBurned { Input: not null } => [Of("bookmark-burned", null, "等待结束", Json.Nothing)],
        Event.WaitMoved moved => [Of("wait-moved", null, $"等待改为最迟到 {Local(moved.Until)}", Json.Nothing)],
        Event.LineWritten line => [Of("line-written", null, line.Text, Json.Nothing)],
        Event.Ended ended => [Of("ended", null, EndOf(ended), Json.Nothing)],
        Event.Parked parked => [Of("parked", null, $"流程停下 {parked.Code}：{parked.Message}", Json.Nothing)],
        Event.Retried { By: null } => [Of("retried", null, "异常已重试", Json.Nothing)],
        Event.Retried { By: { } by } => [Of("retried", null, Who(by) + "重试异常" + Why(by), Json.Nothing)],
        Event.Operated act =>
            [Of("operated", null, Who(act.By) + ActSentences.Of(act.What, Name) + Why(act.By), Json.Nothing)],
        _ => [],
    };

    private static HistoryEntry Entry(string what, string text) =>
        new() { Turn = 0, At = default, What = what, Text = text };

    private HistoryEntry Of(
        string what, ActivityId? activity, string text, ImmutableDictionary<string, JsonElement> values) =>
        Entry(what, text) with
        {
            Activity = activity,
            ActivityName = activity is { } known ? Name(known) : null,
            Values = values,
        };

    private string Name(ActivityId activity) => workflow.NameOf(activity);

    private bool IsContainer(ActivityId activity) => workflow.Find(activity) is { Children.IsEmpty: false };

    /// <summary>As they were called then; else as the audit names them.</summary>
    private static string Who(By by) => by.Name ?? by.Actor;

    private static string Why(By by) => by.Reason.Length > 0 ? $"。理由：{by.Reason}" : "";

    internal static string WaitFor(Stimulus stimulus) => stimulus switch
    {
        Stimulus.Event named => $"等待事件“{named.Name}”",
        Stimulus.Time time => $"等到 {Local(time.DueAt)}",
        Stimulus.Task task => $"等待任务“{task.Name}”的结果",
        Stimulus.Children children => $"等待 {children.Count} 个子流程结束",
        Stimulus.Ledger { Until: { } until } => $"等待办理，最迟到 {Local(until)}",
        _ => "等待办理",
    };

    private static string EndOf(Event.Ended ended) => ended.SubStatus switch
    {
        InstanceSubStatus.Cancelled => $"流程取消：{ended.Reason}",
        InstanceSubStatus.Faulted => "流程因异常停止",
        _ => "流程结束",
    };

    /// <summary>As a person in the district reads it: China has had one zone without summer time since 1992.</summary>
    private static string Local(DateTimeOffset instant) =>
        instant.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
