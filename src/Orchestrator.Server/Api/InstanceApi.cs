using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>What happened to instances, what stands still, and the buttons that let it go on or end it.</summary>
internal static class InstanceApi
{
    public sealed record Cancellation(string Reason);

    public sealed record Retrying
    {
        public string? Reason { get; init; }
    }

    public static void MapInstances(this RouteGroupBuilder v1)
    {
        v1.MapGet("/history/{subject:guid}", async (
            Guid subject, int? from, Database db, InstanceHistory history, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(async tx =>
            {
                var told = new List<object>();
                foreach (var instance in await InstanceHistory.OfCorrelation(tx, subject.ToString(), stop))
                    told.Add(await Told(tx, history, (instance, from), stop));
                return told;
            }, stop)))
            .ForHoldersOf(Act.ReadHistory).WithTags("流程")
            .WithSummary("一个对象的各个流程：发生了什么，在等什么；from、next 同 /instances，对每个流程分别计");
        v1.MapGet("/instances/{id:guid}", async (
            Guid id, int? from, Database db, InstanceHistory history, CancellationToken stop) =>
            await db.InTransaction(async tx => await InstanceHistory.Find(tx, new InstanceId(id), stop) is { } instance
                ? Results.Ok(await Told(tx, history, (instance, from), stop))
                : ApiProblems.NotFound(), stop))
            .ForHoldersOf(Act.ReadHistory).WithTags("流程")
            .WithSummary("一个流程实例的经过，从第 from 条记录起（省略：第1条）；next 是下一部分的 from，null 表示到此为止");
        v1.MapPost("/instances/{id:guid}/cancel", async (
            Guid id, Cancellation body, By by, CancelInstance cancel, CancellationToken stop) =>
            await cancel.Run(new InstanceId(id), body.Reason, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("流程").WithSummary("取消一个流程实例（写明理由）");
        v1.MapGet("/incidents", async (Database db, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(tx => OpenIncidents.Read(tx, stop), stop)))
            .ForHoldersOf(Act.ManageUsers).WithTags("流程").WithSummary("尚未处理的异常");
        v1.MapPost("/incidents/{id:long}/retry", async (
            long id, Retrying? body, By by, RetryIncident retry, CancellationToken stop) =>
            await retry.Run(id, body?.Reason, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("流程").WithSummary("重试一个异常；理由可以不写");
    }

    private static async Task<object> Told(
        Tx tx, InstanceHistory history, (InstanceSummary Instance, int? From) asked, CancellationToken stop)
    {
        var part = await history.Read(tx, asked.Instance.Id, asked.From ?? 1, stop);
        return new
        {
            asked.Instance,
            part.Entries,
            part.Next,
            Waits = await history.Waits(tx, asked.Instance.Id, stop),
        };
    }
}
