using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Http;

/// <summary>Reads a call from the inputs of its activity; RT170 says what cannot be sent.</summary>
internal static class CallReading
{
    private static readonly FrozenSet<string> Methods =
        FrozenSet.Create("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD");

    /// <summary>Ours: how the message travels, to whom, and under which key.</summary>
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE",
        "Trailer", "Expect", "Proxy-Authorization", "Proxy-Connection", "Idempotency-Key");

    public static (CallRequest? Request, Problem? Problem) Of(
        ImmutableDictionary<string, JsonElement> inputs, bool wantsFile)
    {
        var url = Text(inputs, "Url");
        var method = (Text(inputs, "Method") is { Length: > 0 } named ? named : "GET").ToUpperInvariant();
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.Host.Length == 0)
            return Wrong("url", "http或https的完整地址（账号口令写在authorization中）", Public(url));
        if (!Methods.Contains(method))
            return Wrong("method", string.Join('、', Methods.Order()), method);
        var headers = Headers(inputs);
        if (headers.Select(HeaderProblem).FirstOrDefault(one => one is not null) is { } problem)
            return (null, problem);
        var contentType = Text(inputs, wantsFile ? "RequestContentType" : "ContentType");
        var (content, type) = Content(inputs.GetValueOrDefault(wantsFile ? "RequestContent" : "Content"), contentType);
        if (type is not null && !MediaTypeHeaderValue.TryParse(type, out _))
            return Wrong("contentType", "一种内容类型，如 application/json", type);
        var bytes = content.Length + headers.Sum(header => header.Name.Length + header.Value.Length) + url!.Length;
        if (bytes > HttpLimits.MostRequestBytes)
            return Wrong("content", $"请求不超过{HttpLimits.MostRequestBytes / 1024} KB", $"{bytes / 1024} KB");
        return (new CallRequest
        {
            Method = method,
            Url = address,
            Headers = headers,
            ContentType = type,
            Content = content,
            TriesAgain = inputs.GetValueOrDefault("EnableResiliency").ValueKind == JsonValueKind.True,
            WantsFile = wantsFile,
        }, null);
    }

    private static CallHeader[] Headers(ImmutableDictionary<string, JsonElement> inputs)
    {
        var drawn = inputs.GetValueOrDefault("RequestHeaders");
        if (drawn.ValueKind == JsonValueKind.String && Json.TryParse(drawn.GetString() ?? "") is { } parsed)
            drawn = parsed;
        var named = drawn.ValueKind == JsonValueKind.Object
            ? from header in drawn.EnumerateObject()
              from value in header.Value.ValueKind == JsonValueKind.Array
                  ? header.Value.EnumerateArray().ToArray()
                  : [header.Value]
              select new CallHeader(header.Name, value.AsText() ?? "")
            : [];
        return Text(inputs, "Authorization") is { Length: > 0 } authorization
            ? [new CallHeader("Authorization", authorization), .. named]
            : [.. named];
    }

    private static Problem? HeaderProblem(CallHeader header)
    {
        if (Ours.Contains(header.Name))
            return Wrong("requestHeaders", "不含由系统填写的标头", header.Name).Problem;
        using var probe = new HttpRequestMessage();

        // A value may be a secret: the sentence names the header alone.
        return header.Value.Any(letter => char.IsControl(letter) || letter > 126)
            || !probe.Headers.TryAddWithoutValidation(header.Name, header.Value)
            ? Wrong("requestHeaders", "标头名称和一行英文字符的值", header.Name).Problem
            : null;
    }

    /// <summary>As Elsa writes it: nothing where no content type is said, JSON where it is said to be empty.</summary>
    private static (byte[] Content, string? Type) Content(JsonElement content, string? contentType)
    {
        if (contentType is null || content.IsNull())
            return ([], null);
        var type = string.IsNullOrWhiteSpace(contentType) ? "application/json" : contentType.Trim();
        var text = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            && content.ValueKind == JsonValueKind.Object
                ? string.Join('&', content.EnumerateObject().Select(field =>
                    $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value.AsText() ?? "")}"))
                : content.AsText() ?? "";
        return (Encoding.UTF8.GetBytes(text), type);
    }

    private static string? Text(ImmutableDictionary<string, JsonElement> inputs, string name) =>
        inputs.GetValueOrDefault(name).AsText();

    /// <summary>The journal keeps the sentence for ever, and no password or key of an address is for it.</summary>
    private static string? Public(string? url) =>
        url is not null && url.Contains('@', StringComparison.Ordinal) ? "…" : url?.Split('?', '#')[0];

    private static (CallRequest? Request, Problem Problem) Wrong(string input, string expected, string? found) =>
        (null, new Problem("RT170", input, $"请求的{input}期望是{expected}，实际是“{found}”；请在设计器中改正该活动。"));
}
