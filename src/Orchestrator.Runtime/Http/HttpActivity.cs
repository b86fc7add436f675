using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Http;

/// <summary>
/// Elsa's activities that call another system: the call is a row in the turn's transaction, the activity waits for
/// what comes of it, and it leaves after the commit.
/// </summary>
public sealed class HttpActivity : ILedgerActivity
{
    /// <summary>The kind of the wait.</summary>
    public const string Kind = "HttpCall";

    private const string Download = "Elsa.DownloadHttpFile";

    private static readonly InputDescription Codes =
        new("ExpectedStatusCodes", "List<Int32>", "预期的状态码", "各有一个结果；默认200", false);

    private HttpActivity(ActivityDescription description) => Description = description;

    public ActivityDescription Description { get; }

    /// <summary>All three.</summary>
    public static IReadOnlyList<ILedgerActivity> All { get; } =
    [
        new HttpActivity(Described("Elsa.SendHttpRequest", "HTTP请求", "调用其他系统，按状态码运行内嵌的活动。", [])),
        new HttpActivity(Described("Elsa.FlowSendHttpRequest", "HTTP请求（流程图）", "调用其他系统，按状态码走不同的连线。",
            [Codes])),
        new HttpActivity(Described(Download, "下载文件", "从其他系统取一个文件，按内容的SHA-256保存。", [Codes])),
    ];

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var read = calls.Select(call => (Call: call, Read: CallReading.Of(
            call.Inputs, Description.Type == Download))).ToArray();
        var fit = read.Where(one => one.Read.Request is not null)
            .Select(one => (one.Call, one.Read.Request!)).ToArray();
        if (fit.Length > 0)
            await CallRows.Queue(tx, fit, stop);
        return [.. read.Select(one => one.Read.Request is { } request
            ? (EffectOutcome)new EffectOutcome.Waits(new Stimulus.Ledger(Kind, request.Target, null), Json.Nothing)
            : new EffectOutcome.Failed(one.Read.Problem!.Code, $"“{one.Call.Activity}”：{one.Read.Problem.Message}"))];
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) =>
        CallRows.Withdraw(tx, waits, stop);

    private static ActivityDescription Described(
        string type, string name, string description, ImmutableArray<InputDescription> own)
    {
        var content = type == Download ? "RequestContent" : "Content";
        var contentType = type == Download ? "RequestContentType" : "ContentType";
        return new ActivityDescription
        {
            Type = type,
            DisplayName = name,
            Category = "HTTP",
            Description = description,
            MayWait = true,
            Inputs =
            [
                new("Url", "String", "地址", "http或https的完整地址", true),
                new("Method", "String", "方法", "默认GET", false),
                new(content, "Object", "内容", "文字照发，其他按JSON", false),
                new(contentType, "String", "内容类型", "不填则不发内容", false),
                new("Authorization", "String", "授权", "Authorization标头的值，不进入流程记录", false),
                new("DisableAuthorizationHeaderValidation", "Boolean", "不检查授权的写法", "从不检查，不起作用", false),
                new("RequestHeaders", "Object", "标头", "名称和值，不进入流程记录", false),
                new("EnableResiliency", "Boolean", "再试", "连接失败、408、429、5xx时再试，最多6次", false),
                .. own,
            ],
        };
    }
}
