using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>One instance taken by the hand: each act has a preview beside it, which anybody who reads histories may
/// ask for.</summary>
internal static class OperationApi
{
    /// <summary>What every act says: why, and the version that the preview told of.</summary>
    public abstract record Asked
    {
        public string Reason { get; init; } = "";

        /// <summary>From the preview; where it has moved on since, nothing is done. Null: it may have.</summary>
        public int? Version { get; init; }

        internal abstract Operation What();
    }

    public sealed record Pausing : Asked
    {
        internal override Operation What() => new Operation.Pause();
    }

    public sealed record Unpausing : Asked
    {
        internal override Operation What() => new Operation.Unpause();
    }

    public sealed record Jump(string Activity) : Asked
    {
        public long? Container { get; init; }
        public bool CancelsOthers { get; init; }

        internal override Operation What() =>
            new Operation.ScheduleActivity(new ActivityId(Activity))
            {
                Container = Container is { } container ? new ActivityInstanceId(container) : null,
                CancelsOthers = CancelsOthers,
            };
    }

    public sealed record Change(string Variable, JsonElement Value) : Asked
    {
        public long? Scope { get; init; }

        internal override Operation What() =>
            new Operation.ModifyVariable(Variable, Value.Clone())
            {
                Scope = Scope is { } scope ? new ActivityInstanceId(scope) : null,
            };
    }

    public sealed record Skipping(long Execution) : Asked
    {
        public ImmutableArray<string> Outcomes { get; init; } = [];
        public ImmutableDictionary<string, JsonElement> Outputs { get; init; } = Json.Nothing;

        internal override Operation What() =>
            new Operation.Skip(new ActivityInstanceId(Execution)) { Outcomes = Outcomes, Outputs = Outputs };
    }

    public sealed record ActivityCancellation(long Execution) : Asked
    {
        internal override Operation What() =>
            new Operation.CancelActivity(new ActivityInstanceId(Execution));
    }

    public static void MapOperations(this RouteGroupBuilder v1)
    {
        v1.MapOperation<Pausing>("pause", "暂停一个流程实例：等待保留，其间到来的都留到恢复以后");
        v1.MapOperation<Unpausing>("unpause", "恢复一个暂停的流程实例");
        v1.MapOperation<Jump>("schedule-activity", "跳到一个活动：在它所在的、正在执行的容器里开始它");
        v1.MapOperation<Change>("modify-variable", "改变一个变量的值（按变量的标识）");
        v1.MapOperation<Skipping>("skip", "跳过一个等待中或异常的活动，结果和输出由办理人给出");
        v1.MapOperation<ActivityCancellation>("cancel-activity", "取消一个正在执行的活动，不带结果");
    }

    private static void MapOperation<T>(this RouteGroupBuilder v1, string name, string summary)
        where T : Asked
    {
        v1.MapPost($"/instances/{{id:guid}}/{name}", async (
            Guid id, T body, By by, OperateInstance operate, CancellationToken stop) =>
            await operate.Run(RequestOf(id, body), by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("流程").WithSummary(summary);
        v1.MapPost($"/instances/{{id:guid}}/{name}/preview", async (
            Guid id, T body, By by, OperateInstance operate, CancellationToken stop) =>
            await operate.Preview(RequestOf(id, body), by.Actor, stop) is ({ } preview, _)
                ? Results.Ok(preview)
                : ApiProblems.NotFound())
            .ForHoldersOf(Act.ReadHistory).WithTags("流程").WithSummary($"预览：{summary}。什么也不改动");
    }

    private static OperateInstance.Request RequestOf(Guid id, Asked body) =>
        new(new InstanceId(id), body.What(), body.Reason) { Version = body.Version };
}
