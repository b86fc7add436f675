using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Http;

/// <summary>Elsa's HttpEndpoint in the middle of a flow: waits for a request to its path.</summary>
public sealed class EndpointActivity : ILedgerActivity
{
    /// <summary>The kind of the wait; its key is an <see cref="EndpointRoute"/>.</summary>
    public const string Kind = "HttpEndpoint";

    public ActivityDescription Description { get; } = new()
    {
        Type = "Elsa.HttpEndpoint",
        DisplayName = "接收HTTP请求",
        Category = "HTTP",
        Description = "等待其他系统向 /api/v1/http/路径 发出请求；设为触发器的，由请求启动流程。",
        MayWait = true,
        Outcomes = ["Done"],
        Inputs =
        [
            new("Path", "String", "路径", "如 orders/{id}", true),
            new("SupportedMethods", "List<String>", "方法", "POST、PUT、PATCH、DELETE中的一种或几种", true),
            new("Authorize", "Boolean", "只限已登录", "不起作用：总是需要接口密钥", false),
            new("Policy", "String", "策略", "不能填写", false),
            new("RequestTimeout", "TimeSpan", "时限", "不能填写", false),
            new("RequestSizeLimit", "Int64", "最大字节数", "直接填写；最多256 KB", false),
            new("FileSizeLimit", "Int64", "文件最大字节数", "不能填写", false),
            new("AllowedFileExtensions", "List<String>", "允许的扩展名", "不能填写", false),
            new("BlockedFileExtensions", "List<String>", "禁止的扩展名", "不能填写", false),
            new("AllowedMimeTypes", "List<String>", "允许的类型", "不能填写", false),
            new("ExposeRequestTooLargeOutcome", "Boolean", "太大时的结果", "不能选", false),
            new("ExposeFileTooLargeOutcome", "Boolean", "文件太大时的结果", "不能选", false),
            new("ExposeInvalidFileExtensionOutcome", "Boolean", "扩展名不符时的结果", "不能选", false),
            new("ExposeInvalidFileMimeTypeOutcome", "Boolean", "类型不符时的结果", "不能选", false),
        ],
    };

    public Task<IReadOnlyList<EffectOutcome>> Run(Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<EffectOutcome>>([.. calls.Select(Wait)]);

    /// <summary>The bookmark goes with its wait; there is nothing else.</summary>
    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    private static EffectOutcome Wait(LedgerCall call)
    {
        var methods = call.Inputs.GetValueOrDefault("SupportedMethods");
        var path = call.Inputs.GetValueOrDefault("Path").AsText();
        return methods.ValueKind == JsonValueKind.Array
            && EndpointRoute.Of(methods.EnumerateArray().Select(one => one.AsText() ?? ""), path) is { } route
                ? new EffectOutcome.Waits(new Stimulus.Ledger(Kind, route.Key, null), Json.Nothing)
                : new EffectOutcome.Failed("RT176",
                    $"“{call.Activity}”期望接收一个路径（如 orders/{{id}}，不超过{EndpointRoute.MostCharacters}个字符），"
                    + $"实际为“{path}”；请改正算出路径的表达式后重试。");
    }
}
