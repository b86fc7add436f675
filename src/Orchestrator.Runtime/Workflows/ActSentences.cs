using System.Diagnostics;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Runtime.Workflows;

/// <summary>What a person does to an instance by hand, in words: behind their name a sentence.</summary>
internal static class ActSentences
{
    /// <param name="what">What they do.</param>
    /// <param name="name">An activity as a person knows it.</param>
    public static string Of(Operation what, Func<ActivityId, string> name) => what switch
    {
        Operation.Pause => "暂停流程",
        Operation.Unpause => "恢复流程",
        Operation.Migrate migrate => $"把流程迁移到“{migrate.To.Definition}”的第{migrate.To.Version}版",
        Operation.ScheduleActivity jump => $"让流程跳到“{name(jump.Activity)}”"
            + (jump.CancelsOthers ? "，并结束同一容器里正在执行的活动" : ""),
        Operation.ModifyVariable set => $"把变量“{set.Variable}”改为 {Shown(set.Value.GetRawText())}",
        Operation.Skip skip => $"跳过执行 {skip.Execution.Value}"
            + (skip.Outcomes.IsEmpty ? "" : $"，结果为“{string.Join('、', skip.Outcomes)}”"),
        Operation.CancelActivity cancel => $"取消执行 {cancel.Execution.Value}",
        _ => throw new UnreachableException($"no sentence for {what.GetType().Name}"),
    };

    private static string Shown(string json) => json.Length > 60 ? json[..60] + "…" : json;
}
