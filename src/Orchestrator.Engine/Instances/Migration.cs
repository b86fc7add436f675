using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Instances;

/// <summary>Takes an instance over to another version of its definition: all of it, or nothing.</summary>
internal static class Migration
{
    /// <returns>Why it does not move; null when it has.</returns>
    public static Decision.Rejected? Run(Burst burst, Operation.Migrate asked)
    {
        var old = burst.Workflow;
        if (asked.To.Definition != burst.State.Definition.Definition)
            return new("RT188", $"期望同一个流程“{burst.State.Definition.Definition}”的另一版本，实际是“{asked.To}”。");
        if (burst.Moment.Target is not { } target)
            return new("RT188", $"期望一个已发布的版本，实际没有“{asked.To}”；请核对版本号。");
        if (asked.To == burst.State.Definition)
            return new("RT188", $"流程已经按“{asked.To}”办理，不需要迁移。");
        var plan = MigrationPlan.Of(old, target, burst.State.ToState(), asked.Choices);
        if (plan.Verdict != MigrationVerdict.Moves)
            return Refusal(plan);

        var ended = plan.Ended.Select(one => (one, old.Find(one.Activity)!)).ToList();
        foreach (var (one, _) in ended)
            burst.Cancel(one.Id);
        burst.Happen(new Event.Migrated(asked.To) { Activities = plan.Renamed });
        burst.GoOver(target);
        foreach (var (scope, variable, value) in plan.Converted)
            burst.Scope.TrySet(scope, variable, value, out _);
        Each(burst, (old, plan), (execution, was) => execution.Activity.Behaviour.Remember(burst, execution, was));
        return GoOn(burst, (old, plan), ended);
    }

    private static Decision.Rejected Refusal(MigrationPlan plan) => plan.Obstacle is { } obstacle
        ? new(obstacle.Code, obstacle.Message)
        : new("RT186", "新版本里不知道怎样接着办："
            + string.Join("；", plan.Activities.Select(one => $"正在执行的“{one.Activity}”" + Word(one.Issue)).Concat(
                plan.Variables.Select(one => $"变量“{one.Variable}”的值不能成为{one.TypeName}")))
            + "。请为它们选择去向，再迁移。");

    private static string Word(MigrationIssue issue) => issue switch
    {
        MigrationIssue.Gone => "在新版本里没有",
        MigrationIssue.OtherType => "在新版本里是另一种活动",
        MigrationIssue.OtherContainer => "在新版本里位于另一个容器",
        _ => "不能成为所选的活动",
    };

    private static Redrawn? RedrawnOf(
        Burst burst, CompiledWorkflow old, (MigrationPlan Plan, ActivityInstanceId Id) one)
    {
        var renamed = one.Plan.Renamed;
        var now = burst.State.Activities[one.Id].Activity;
        var before = renamed.FirstOrDefault(pair => pair.Value == now, KeyValuePair.Create(now, now)).Key;
        return old.Find(before) is { } was
            ? new Redrawn(old, was, id => renamed.GetValueOrDefault(id, id))
            : null;
    }

    /// <summary>Everything that runs, outermost first, with what it was.</summary>
    private static void Each(
        Burst burst, (CompiledWorkflow Old, MigrationPlan Plan) from, Action<Execution, Redrawn> act)
    {
        foreach (var id in burst.State.Activities.Keys.OrderBy(id => id.Value).ToList())
        {
            if (burst.ExecutionOf(id) is { } execution && RedrawnOf(burst, from.Old, (from.Plan, id)) is { } was)
                act(execution, was);
        }
    }

    /// <summary>What the new drawing makes possible begins; an instance that stands still begins nothing.</summary>
    private static Decision.Rejected? GoOn(
        Burst burst, (CompiledWorkflow Old, MigrationPlan Plan) from,
        List<(ActivityInstance Instance, CompiledActivity Was)> ended)
    {
        var standsStill = burst.State.IsPaused || burst.State.SubStatus != InstanceSubStatus.Suspended;
        foreach (var (one, was) in ended)
            Tell(burst, one, was);
        Each(burst, from, (execution, was) => execution.Activity.Behaviour.GoOn(burst, execution, was));
        if (!standsStill && burst.HasWork)
            burst.Run();
        return standsStill && burst.HasWork
            ? new("RT187", "迁移以后会有新的步骤开始，而流程正停着（暂停或异常）；请先恢复或处理异常，再迁移。")
            : null;
    }

    /// <summary>A container hears of a child that ended by choice, by what the new drawing knows of it.</summary>
    private static void Tell(Burst burst, ActivityInstance ended, CompiledActivity was)
    {
        if (burst.ExecutionOf(ended.Parent!.Value) is not { } container)
            return;
        var now = burst.Workflow.Find(ended.Activity);
        if (now is not null && burst.Workflow.ContainerOf(now)?.Index == container.Activity.Index)
            burst.Tell(container, new CompletedChild(ended, now, Completion.Canceled));
        else if (!burst.State.Activities[container.Id].IsFaulted)
            container.Activity.Behaviour.ChildGone(
                burst, container, new CompletedChild(ended, was, Completion.Canceled));
    }
}
