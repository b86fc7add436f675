using System.Diagnostics;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Instances;

/// <summary>Decides what a person does by hand. Every rejection is a sentence for that person.</summary>
internal static class Operations
{
    public static Decision.Rejected? Refusal(InstanceState state, Command.Operate operate)
    {
        if (operate.Seen is { } seen && seen != state.Sequence)
            return new("RT181", "期望流程仍是预览时的样子，实际此后又有了进展；没有改动，请重新预览。");
        if (state.Status == InstanceStatus.Finished && state.SubStatus != InstanceSubStatus.Faulted)
            return new("RT180", $"期望流程还在运行，实际已经结束（{state.SubStatus}）；结束的流程不能再改动。");
        return operate.What switch
        {
            Operation.Migrate or Operation.ModifyVariable => null,
            Operation.Unpause => state.IsPaused ? null : new("RT180", "期望流程处于暂停，实际没有暂停；不需要恢复。"),
            _ when state.IsPaused => new("RT180", "期望流程没有暂停，实际已暂停；请先恢复。"),
            _ when state.SubStatus == InstanceSubStatus.Interrupted =>
                new("RT180", "期望流程没有因异常停下，实际停着；请先重试该异常。"),
            Operation.Pause when state.SubStatus == InstanceSubStatus.Faulted =>
                new("RT180", "期望流程在运行，实际已因异常停止；不需要暂停。"),
            _ => null,
        };
    }

    public static Decision Decide(Burst burst, Command.Operate operate)
    {
        var mayRun = operate.What is Operation.ScheduleActivity or Operation.Skip or Operation.CancelActivity;
        burst.Happen(new Event.Operated(operate.By, operate.What));
        if (mayRun && burst.State.Status == InstanceStatus.Finished)
        {
            burst.Happen(new Event.Reopened());
            burst.WaitAnew();
        }

        var rejected = operate.What switch
        {
            Operation.Pause or Operation.Unpause => null,
            Operation.Migrate migrate => Migration.Run(burst, migrate),
            Operation.ScheduleActivity schedule => Schedule(burst, schedule),
            Operation.ModifyVariable modify => Modify(burst, modify),
            Operation.Skip skip => Skip(burst, skip),
            Operation.CancelActivity cancel => Cancel(burst, cancel),
            _ => throw new UnreachableException($"no decision for {operate.What.GetType().Name}"),
        };
        if (rejected is not null)
            return rejected;
        if (mayRun)
            burst.Run();
        return burst.Accepted();
    }

    private static Decision.Rejected? Schedule(Burst burst, Operation.ScheduleActivity asked)
    {
        if (burst.Workflow.Find(asked.Activity) is not { } activity)
            return Unknown(asked.Activity);
        if (burst.Workflow.ContainerOf(activity) is not { } container)
            return new("RT183", $"“{asked.Activity}”就是流程本身，不能跳到；请取消后重新发起。");
        var running = burst.State.Activities.Values
            .Where(one => one.Activity == container.Node.Id && (asked.Container ?? one.Id) == one.Id)
            .OrderBy(one => one.Id.Value).ToList();
        if (running.Count == 0)
            return new("RT183", $"期望“{asked.Activity}”所在的“{container.Node.Id}”正在执行，实际没有；"
                + "请先跳到外层的活动，或跳到正在执行的容器里的活动。");
        if (running.Count > 1)
            return new("RT183", $"“{container.Node.Id}”同时有{running.Count}个在执行（"
                + string.Join("、", running.Select(one => one.Id.Value)) + "）；请用 container 指明是哪一个。");
        if (running[0].IsFaulted)
            return new("RT183", $"“{container.Node.Id}”自身出现异常；请先重试或跳过它。");
        var jump = new Jump(activity.Index, asked.CancelsOthers);
        return container.Behaviour.TryJump(burst, new Execution(running[0].Id, container), jump)
            ? null
            : new("RT183", $"“{container.Node.Id}”（{container.Node.Type}）自己决定它的步骤何时开始，不能单独跳到；"
                + "请跳到它本身，让它从头开始。");
    }

    private static Decision.Rejected? Modify(Burst burst, Operation.ModifyVariable asked)
    {
        var scopes = burst.State.Activities.Values
            .Where(one => burst.Workflow.Find(one.Activity)?.Variables.ById(asked.Variable) is not null)
            .Select(one => one.Id).OrderBy(id => id.Value).ToList();
        var isGlobal = burst.Workflow.Variables.ById(asked.Variable) is not null;
        if (asked.Scope is { } chosen ? !scopes.Contains(chosen) : !isGlobal && scopes.Count == 0)
            return new("RT184", $"没有标识为“{asked.Variable}”的变量，或声明它的容器没有在执行；请核对变量的标识。");
        if (asked.Scope is null && !isGlobal && scopes.Count > 1)
            return new("RT184", $"声明变量“{asked.Variable}”的容器同时有{scopes.Count}个在执行（"
                + string.Join("、", scopes.Select(id => id.Value)) + "）；请用 scope 指明是哪一个。");
        var scope = asked.Scope ?? (isGlobal ? null : scopes[0]);
        if (burst.Scope.SlotOf(scope, asked.Variable) is { IsPersisted: false })
            return new("RT184", $"变量“{asked.Variable}”只在一步之内有值，改了也不会保留；没有改动。");
        if (burst.Scope.Misfit(scope, asked.Variable, asked.Value) is { } misfit)
            return new("RT184", misfit.Message);
        return burst.Scope.TrySet(scope, asked.Variable, asked.Value, out var problem)
            ? null
            : new("RT184", problem.Message);
    }

    private static Decision.Rejected? Skip(Burst burst, Operation.Skip asked)
    {
        if (burst.ExecutionOf(asked.Execution) is not { } execution)
            return Unknown(asked.Execution);
        var how = Completion.By(asked.Outcomes) with { Outputs = asked.Outputs };
        if (PortsOf(burst, execution) is { Count: > 0 } ports && !how.Outcomes.Any(ports.Contains))
            return new("RT185", $"期望“{execution.Node.Id}”的连线上的结果（{string.Join("、", ports)}）之一，"
                + $"实际为“{string.Join("、", how.Outcomes)}”；请改选结果，或取消该活动。");
        var misfit = asked.Outputs
            .Where(output => execution.Node.Outputs.ContainsKey(ForeignJson.CamelCase(output.Key)))
            .Select(output => burst.Scope.Misfit(
                execution.Id, execution.Node.Outputs[ForeignJson.CamelCase(output.Key)], output.Value))
            .FirstOrDefault(problem => problem is not null);
        if (misfit is not null)
            return new("RT185", misfit.Message);
        burst.Complete(burst.Enter(execution), how);
        return burst.State.Activities.ContainsKey(execution.Id)
            ? new("RT185", burst.State.Incidents[^1].Message)
            : null;
    }

    private static Decision.Rejected? Cancel(Burst burst, Operation.CancelActivity asked)
    {
        if (burst.ExecutionOf(asked.Execution) is not { } execution)
            return Unknown(asked.Execution);
        if (burst.State.Activities[execution.Id].Parent is null)
            return new("RT182", $"“{execution.Node.Id}”就是流程本身；请取消整个流程。");
        burst.EndChild(execution);
        return null;
    }

    /// <summary>The outcomes that lines of a flowchart follow; none elsewhere.</summary>
    private static List<string> PortsOf(Burst burst, Execution execution) =>
        burst.Workflow.ContainerOf(execution.Activity) is { Flow: { } flow } container
            ? [.. flow.Outbound[container.Children.IndexOf(execution.Activity.Index)]
                .Select(line => flow.Lines[line].Port).Distinct()]
            : [];

    private static Decision.Rejected Unknown(ActivityInstanceId id) =>
        new("RT182", $"没有编号为 {id.Value} 的正在执行的活动：编号不对，或已经结束；请刷新后查看。");

    private static Decision.Rejected Unknown(ActivityId id) =>
        new("RT182", $"流程的这个版本里没有标识为“{id}”的活动；请核对标识。");
}
