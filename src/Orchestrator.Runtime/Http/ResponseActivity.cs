using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Http;

/// <summary>
/// Elsa's WriteHttpResponse: the answer to the request that led to it is kept with the request. The caller gets it at
/// once where the flow came so far within the turn, else behind the link that it was given.
/// </summary>
public sealed class ResponseActivity : ILedgerActivity
{
    private static readonly FrozenSet<string> Safe = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Location", "ETag", "Last-Modified", "Content-Language", "Retry-After");

    private static readonly ImmutableArray<string> Unsafe =
        ["X-Content", "X-Frame", "X-Accel", "X-Sendfile", "X-Lighttpd", "X-LiteSpeed", "X-Forwarded", "X-Original"];

    public ActivityDescription Description { get; } = new()
    {
        Type = "Elsa.WriteHttpResponse",
        DisplayName = "答复HTTP请求",
        Category = "HTTP",
        Description = "为引到这一步的请求写下答复；一个请求只答复一次。",
        Inputs =
        [
            new("StatusCode", "String", "状态码", "默认OK（200）", false),
            new("Content", "Object", "内容", "文字照发，其他按JSON；最多256 KB", false),
            new("ContentType", "String", "内容类型", "不填则按内容", false),
            new("ResponseHeaders", "Object", "标头",
                "Location、ETag、Last-Modified、Content-Language、Retry-After和X-开头的", false),
        ],
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var answerable = await RequestRows.Answerable(tx, calls, stop);
        var written = new Dictionary<Guid, WrittenResponse>();
        EffectOutcome[] outcomes = [.. calls.Zip(answerable, (call, requests) => Answer(call, requests, written))];
        if (written.Count > 0)
            await RequestRows.Respond(tx, [.. written.Select(one => (one.Key, one.Value))], stop);
        return outcomes;
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Which request it is for is known or the only one that can be meant; nothing is guessed.</summary>
    private static EffectOutcome Answer(
        LedgerCall call, Answerable requests, Dictionary<Guid, WrittenResponse> written)
    {
        var (response, problem) = Read(call);
        if (response is null)
            return Failed(call, problem!.Code, problem.Message);
        return requests switch
        {
            { WasTaken: false } => Failed(call, "RT216",
                "期望流程收到过一个HTTP请求，实际没有，没有可以答复的；请把它接在“HTTP Endpoint”之后。"),
            { Unanswered: [_, _, ..] } => Failed(call, "RT178",
                "期望知道答复的是哪一个请求，实际流程有几个请求还没有答复，没有一个引到这一步；请把答复接在它的“HTTP Endpoint”之后。"),
            { Unanswered: [var only] } when written.TryAdd(only, response) => EffectOutcome.Done.Plain,
            _ => Failed(call, "RT217",
                "期望请求还没有答复，实际已经答复过；一个请求只答复一次。请在流程图中去掉多余的答复。"),
        };
    }

    private static (WrittenResponse? Written, Problem? Problem) Read(LedgerCall call)
    {
        var status = StatusOf(call.Inputs.GetValueOrDefault("StatusCode").AsText());
        var content = call.Inputs.GetValueOrDefault("Content");
        var type = call.Inputs.GetValueOrDefault("ContentType").AsText() is { Length: > 0 } said ? said.Trim()
            : content.ValueKind == JsonValueKind.String ? "text/plain; charset=utf-8" : "application/json";
        var bytes = Encoding.UTF8.GetBytes(content.AsText() ?? "");
        var headers = Headers(call.Inputs.GetValueOrDefault("ResponseHeaders"));
        if (status is null)
            return Wrong("状态码", "200至599的数字或名称", call.Inputs.GetValueOrDefault("StatusCode").AsText());
        if (!type.All(char.IsAscii) || !MediaTypeHeaderValue.TryParse(type, out _))
            return Wrong("内容类型", "如 application/json", type);
        if (bytes.Length > HttpLimits.MostAnswerBytes)
            return Wrong("内容", $"不超过{HttpLimits.MostAnswerBytes / 1024} KB", $"{bytes.Length / 1024} KB");
        var headerBytes = headers.Sum(header => header.Name.Length + header.Value.Length);
        if (headerBytes > HttpLimits.MostWrittenHeaderBytes)
            return Wrong("标头", $"合计不超过{HttpLimits.MostWrittenHeaderBytes / 1024} KB", $"{headerBytes / 1024} KB");
        return headers.FirstOrDefault(header => !IsSafe(header)) is { } wrong
            ? Wrong("标头", "一行文字，名称是允许的", wrong.Name)
            : (new WrittenResponse(status.Value, content.IsNull() ? null : type, headers, bytes), null);
    }

    private static int? StatusOf(string? said) =>
        Enum.TryParse<HttpStatusCode>(said ?? "OK", ignoreCase: true, out var status) && (int)status is >= 200 and < 600
            ? (int)status
            : null;

    private static ImmutableArray<CallHeader> Headers(JsonElement drawn)
    {
        if (drawn.ValueKind == JsonValueKind.String && Json.TryParse(drawn.GetString() ?? "") is { } parsed)
            drawn = parsed;
        return drawn.ValueKind != JsonValueKind.Object ? [] :
        [
            .. drawn.EnumerateObject().Select(header => new CallHeader(header.Name,
                header.Value.ValueKind == JsonValueKind.Array
                    ? string.Join(", ", header.Value.EnumerateArray().Select(value => value.AsText()))
                    : header.Value.AsText() ?? "")),
        ];
    }

    /// <summary>
    /// What the server itself says about its pages is not for a process to say, nor what a proxy in front of it obeys.
    /// </summary>
    private static bool IsSafe(CallHeader header) => !header.Value.Any(letter => char.IsControl(letter) || letter > 126)
        && header.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
        && (Safe.Contains(header.Name) || (header.Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)
            && !Unsafe.Any(prefix => header.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))));

    private static EffectOutcome.Failed Failed(LedgerCall call, string code, string message) =>
        new(code, $"“{call.Activity}”：{message}");

    private static (WrittenResponse? Written, Problem Problem) Wrong(string what, string expected, string? found) =>
        (null, new Problem("RT218", what, string.Create(CultureInfo.InvariantCulture,
            $"答复的{what}期望是{expected}，实际是“{found}”；请在设计器中改正该活动。")));
}
