using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Http;

/// <summary>
/// A request of another system reaches a process: it is kept together with the start or the resume that it becomes,
/// and the turn runs in the same transaction. Accepted means durable; the answer is there, or comes later behind the
/// request's link.
/// </summary>
public sealed class TakeRequest(Database db, DefinitionStore definitions, WorkflowClient workflows, Turn turn)
{
    public Task<(KeptRequest? Taken, Problem? Problem)> Run(IncomingRequest request, CancellationToken stop) =>
        db.InRetriedTransaction(tx => Take(tx, request, stop), stop);

    /// <summary>Null where there is none.</summary>
    public Task<KeptRequest?> Find(Guid id, CancellationToken stop) =>
        db.InTransaction(tx => RequestRows.Find(tx, id, stop), stop);

    private async Task<(KeptRequest? Taken, Problem? Problem)> Take(
        Tx tx, IncomingRequest request, CancellationToken stop)
    {
        if (request.Key is not null && await RequestRows.FindByKey(tx, request, stop) is { } earlier)
            return Again(earlier, request);
        var endpoints = await EndpointDirectory.Find(tx, request, stop);
        if (endpoints is not [var endpoint])
            return (null, endpoints.Count == 0 ? Nobody(request) : Several(request, endpoints.Count));
        var id = Guid.CreateVersion7();
        if (await TooLarge(tx, endpoint, request, stop) is { } large)
            return (null, large);
        var (payload, problem) = RequestContent.Of(request, id, endpoint.Values);
        if (payload is null)
            return (null, problem);
        var instance = endpoint.Instance ?? NewInstances.NextId();

        // Of two with the same key the second waits here for the first one's commit, and is told what became of it.
        if (!await RequestRows.Add(tx, id, (instance, request), stop))
            return Again((await RequestRows.FindByKey(tx, request, stop))!, request);
        problem = endpoint.Instance is null
            ? await Start(tx, (endpoint, instance), (request.CorrelationId, payload.Value), stop)
            : await Resume(tx, endpoint, new WaitAnswer(instance, endpoint.Bookmark, payload.Value), stop);
        if (problem is not null)
        {
            await RequestRows.Remove(tx, id, stop);
            return (null, problem);
        }

        // Crash point: nothing is committed before the turn has run. Whoever asked gets no answer, and asks again under
        // the same key.
        await turn.Advance(tx, stop);
        return (await RequestRows.Find(tx, id, stop), null);
    }

    private static (KeptRequest? Taken, Problem? Problem) Again(KeptRequest earlier, IncomingRequest request) =>
        earlier.ContentSha256.AsSpan().SequenceEqual(request.ContentSha256)
            ? (earlier, null)
            : (null, new Problem("AP015", "Idempotency-Key",
                "这个幂等键已用于另一个请求，没有执行；同一个请求请原样重发，新的请求请换一个键。"));

    private static async Task<Problem?> Start(
        Tx tx, (Endpoint Endpoint, InstanceId Instance) at, (string? Correlation, JsonElement Payload) given,
        CancellationToken stop)
    {
        var start = new Command.Start
        {
            Instance = at.Instance,
            Definition = at.Endpoint.Version,
            Trigger = at.Endpoint.Activity,
            CorrelationId = given.Correlation,
            Payload = given.Payload,
        };
        var refused = await Activation.Refused(tx, [new AskedStart(start, at.Endpoint.Activation)], stop);
        if (refused.Count > 0)
            return Activation.Problem(at.Endpoint.Version.Definition, start.CorrelationId);
        await NewInstances.Add(tx, [new NewInstance(start)], stop);
        return null;
    }

    /// <summary>The instance is held first: its wait stands, and nobody else answers it meanwhile.</summary>
    private async Task<Problem?> Resume(Tx tx, Endpoint endpoint, WaitAnswer answer, CancellationToken stop)
    {
        await workflows.Hold(tx, answer.Instance, stop);
        if (!await RequestRows.IsWaiting(tx, answer, stop))
            return new Problem("AP012", endpoint.Route.Key, "流程刚刚不再等待这个请求，没有执行；请查看流程的情况。");
        await workflows.Resume(tx, [answer], stop);
        return null;
    }

    private async Task<Problem?> TooLarge(
        Tx tx, Endpoint endpoint, IncomingRequest request, CancellationToken stop)
    {
        var workflow = await definitions.Compiled(tx, endpoint.Version, stop);
        var most = Math.Min(
            workflow.Find(endpoint.Activity)?.RequestSizeLimit ?? HttpLimits.MostAnswerBytes,
            HttpLimits.MostAnswerBytes);
        return request.Content.Length <= most ? null : new Problem("AP008", "$",
            $"请求内容期望不超过{most}字节，实际{request.Content.Length}字节，什么也没有保存；请减少内容后重发。");
    }

    private static Problem Nobody(IncomingRequest request) => new("AP012", request.Path,
        $"没有流程在等待{request.Method}“{request.Path}”，也没有流程由它启动；请核对地址、方法和流程的情况。");

    private static Problem Several(IncomingRequest request, int count) => new("AP013", request.Path,
        $"有{count}个流程在等待{request.Method}“{request.Path}”，不知道是给哪一个的，没有执行；"
        + "请用workflowInstanceId或correlationId指明。");
}
