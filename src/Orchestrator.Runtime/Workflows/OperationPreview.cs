using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Runtime.Workflows;

/// <summary>One thing that an act would bring about.</summary>
/// <param name="What">ends, begins, wait-ends, wait-begins, asks or changes.</param>
/// <param name="Text">A sentence.</param>
public sealed record PreviewLine(string What, string Text);

/// <summary>What an act on an instance would bring about at this moment. Nothing is written.</summary>
/// <param name="Version">Turns that the instance has had: the act names it, and is refused once it is another.</param>
/// <param name="Refused">Why it cannot be done; null where it can.</param>
/// <param name="Lines">In the order in which it would happen, as far as this step goes.</param>
public sealed record OperationPreview(int Version, Problem? Refused, ImmutableArray<PreviewLine> Lines);

/// <summary>Tells a decision before it is taken.</summary>
internal sealed class PreviewSentences(PublishedWorkflow workflow, PublishedWorkflow? target)
{
    public ImmutableArray<PreviewLine> Tell(InstanceState before, Decision.Accepted decided) =>
    [
        .. decided.Events.SelectMany(happened => Tell(before, happened)),
        .. before.Bookmarks.Where(wait => !decided.State.Bookmarks.ContainsKey(wait.Key))
            .OrderBy(wait => wait.Key.Value)
            .Select(wait => new PreviewLine("wait-ends", "不再" + Wait(wait.Value))),
        .. decided.State.Bookmarks.Where(wait => !before.Bookmarks.ContainsKey(wait.Key))
            .OrderBy(wait => wait.Key.Value)
            .Select(wait => new PreviewLine("wait-begins", "将" + Wait(wait.Value))),
        .. decided.Effects.SelectMany(Tell),
    ];

    private string Name(ActivityId activity) =>
        target?.Find(activity) is not null ? target.NameOf(activity) : workflow.NameOf(activity);

    private string Wait(Bookmark wait) => $"{HistorySentences.WaitFor(wait.For)}（“{Name(wait.Activity)}”）";

    private IEnumerable<PreviewLine> Tell(InstanceState before, Event happened) => happened switch
    {
        Event.Operated act => [new("changes", $"将{ActSentences.Of(act.What, Name)}")],
        Event.ActivityCanceled gone when before.Activities.ContainsKey(gone.Id) =>
            [new("ends", $"将取消“{Name(gone.Activity)}”")],
        Event.ActivityCompleted done when before.Activities.ContainsKey(done.Id) =>
            [new("ends", $"“{Name(done.Activity)}”将完成（{string.Join('、', done.Outcomes)}）")],
        Event.ActivityStarted started => [new("begins", $"“{Name(started.Activity)}”将开始")],
        Event.ActivityFaulted faulted =>
            [new("changes", $"“{Name(faulted.Activity)}”将出现异常 {faulted.Code}：{faulted.Message}")],
        Event.Ended { SubStatus: InstanceSubStatus.Finished } => [new("ends", "流程将结束")],
        Event.Ended { SubStatus: InstanceSubStatus.Faulted } => [new("ends", "流程将因异常停止")],
        _ => [],
    };

    private IEnumerable<PreviewLine> Tell(Effect effect) => effect switch
    {
        Effect.Publish raised => [new("asks", $"将发布事件“{raised.EventName}”")],
        Effect.StartChildren start => [new("asks", $"将启动 {start.Children.Length} 个“{start.Definition}”子流程")],
        Effect.Ledger ledger => [new("asks", $"将办理“{Name(ledger.Activity)}”，之后的经过取决于它的结果")],
        Effect.TellParent => [new("asks", "将把结果告知上级流程")],
        _ => [],
    };
}
