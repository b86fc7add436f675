using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Http;

/// <summary>A request as the process gets it: the members are the outputs of its endpoint.</summary>
internal static class RequestContent
{
    private static readonly FrozenSet<string> Shown = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Accept", "Accept-Language", "Content-Type", "User-Agent", "Idempotency-Key");

    private static readonly ImmutableArray<string> Hidden = ["X-Api-Key", "X-Forwarded-", "X-Original-", "X-Real-"];

    /// <summary>AP014 where the content is not what it says it is.</summary>
    public static (JsonElement? Payload, Problem? Problem) Of(
        IncomingRequest request, Guid id, ImmutableDictionary<string, string> route)
    {
        var (content, problem) = Parsed(request);
        return problem is not null ? (null, problem) : (Members(
            ("parsedContent", content),
            ("routeData", Members([.. route.Select(one => (one.Key, Json.Of(one.Value)))])),
            ("queryStringData", Members([.. request.Query.Select(one => (one.Key, One(one.Value)))])),
            ("headers", Members([.. request.Headers.Where(one => IsShown(one.Key))
                .Select(one => (one.Key, One(one.Value)))])),
            ("result", Members(("requestId", Json.Of(id.ToString())), ("method", Json.Of(request.Method)),
                ("path", Json.Of(request.Path))))), null);
    }

    private static (JsonElement Content, Problem? Problem) Parsed(IncomingRequest request)
    {
        if (request.Content.Length == 0)
            return (Json.Null, null);
        var type = request.ContentType ?? "";
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return Wrong("请求不带文件（multipart/form-data）；请改发 application/json。");
        if (!IsUtf8(type, request.Content))
            return Wrong("内容期望是UTF-8编码的文字，实际不是；请以UTF-8重发。");
        var text = Encoding.UTF8.GetString(request.Content).TrimStart('\uFEFF');
        if (type.Contains("json", StringComparison.OrdinalIgnoreCase))
            return Readable.Json(text) is { } json ? (json, null)
                : Wrong("内容说是JSON，但不能解析，或者含有不能保存的字符；请改正后重发。");
        if (text.Contains('\0', StringComparison.Ordinal))
            return Wrong("内容含有不能保存的字符；请改正后重发。");
        return (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? Members([.. Fields(text).Select(field => (field.Key, One([.. field])))])
            : Json.Of(text), null);
    }

    /// <summary>What is said counts too: two characters of GBK may well be two others of UTF-8.</summary>
    private static bool IsUtf8(string type, byte[] content) => Utf8.IsValid(content)
        && (!MediaTypeHeaderValue.TryParse(type, out var parsed)
            || parsed.CharSet?.Trim('"').ToUpperInvariant() is null or "UTF-8" or "UTF8" or "US-ASCII");

    private static ILookup<string, string> Fields(string text) => text
        .Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
        .ToLookup(pair => Plain(pair[0]), pair => Plain(pair.Length > 1 ? pair[1] : ""));

    private static string Plain(string encoded) => Uri.UnescapeDataString(encoded.Replace('+', ' '))
        .Replace("\0", "", StringComparison.Ordinal);

    private static bool IsShown(string header) => Shown.Contains(header)
        || (header.StartsWith("X-", StringComparison.OrdinalIgnoreCase)
            && !Hidden.Any(one => header.StartsWith(one, StringComparison.OrdinalIgnoreCase)));

    private static JsonElement One(ImmutableArray<string> values) =>
        values is [var only] ? Json.Of(only) : Json.Of(values.Select(value => Json.Of(value)));

    private static (JsonElement, Problem) Wrong(string message) => (Json.Null, new Problem("AP014", "$", message));

    private static JsonElement Members(params IReadOnlyList<(string Name, JsonElement Value)> members) =>
        Json.Of(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));
}
