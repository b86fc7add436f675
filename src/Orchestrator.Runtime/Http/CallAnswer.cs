using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Http;

/// <summary>
/// What came of a call as the answer to its wait. It stands in the journal for ever: members keep their meaning.
/// </summary>
internal static class CallAnswer
{
    /// <param name="reply">How the last try ended.</param>
    /// <param name="file">The SHA-256 under which the content is kept, where a file was wanted.</param>
    public static JsonElement Of(Reply reply, byte[]? file) => reply switch
    {
        Reply.Answered answered when file is not null => OfFile(answered, file),
        Reply.Answered answered => OfContent(answered),
        Reply.NotConnected failed => OfReason("FailedToConnect", failed.Code, failed.Message),
        Reply.TimedOut late => OfReason("Timeout", null, late.Message),
        Reply.Unusable unusable => OfFailure(unusable.Code, unusable.Message),
        _ => throw new System.Diagnostics.UnreachableException($"no answer for {reply.GetType().Name}"),
    };

    private static JsonElement OfContent(Reply.Answered answered)
    {
        var (content, problem) = answered.Content.Length == 0 ? (Json.Null, null) : Parsed(answered);
        return problem is not null
            ? OfFailure(problem.Code, problem.Message)
            : Members(
                ("outcome", Json.Of("Answered")), ("statusCode", Json.Of((long)answered.Status)),
                ("parsedContent", content), ("responseHeaders", OfHeaders(answered.Headers)),
                ("result", Members(
                    ("statusCode", Json.Of((long)answered.Status)), ("contentType", Json.Of(answered.MediaType)))));
    }

    private static JsonElement OfFile(Reply.Answered answered, byte[] file) => Members(
        ("outcome", Json.Of("Answered")), ("statusCode", Json.Of((long)answered.Status)),
        ("responseHeaders", OfHeaders(answered.Headers)),
        ("responseContentHeaders", OfHeaders(answered.ContentHeaders)),
        ("result", answered.Content.Length == 0 ? Json.Null : Members(
            ("fileName", Json.Of(answered.FileName is { Length: > 0 } name ? Plain(name) : "file.dat")),
            ("contentType", Json.Of(answered.MediaType)), ("size", Json.Of((long)answered.Content.Length)),
            ("sha256", Json.Of(Convert.ToHexStringLower(file))))));

    private static JsonElement OfReason(string outcome, string? code, string message) => Members(
        ("outcome", Json.Of(outcome)),
        ("result", Members([.. code is null ? [] : new[] { ("code", Json.Of(code)) }, ("message", Json.Of(message))])));

    private static JsonElement OfFailure(string code, string message) => Members(
        ("outcome", Json.Of("Failed")), ("code", Json.Of(code)), ("message", Json.Of(message)));

    /// <summary>JSON where the other side says it is JSON, else text.</summary>
    private static (JsonElement Content, Problem? Problem) Parsed(Reply.Answered answered)
    {
        var text = EncodingOf(answered.Charset).GetString(answered.Content).TrimStart('\uFEFF');
        if (!string.Equals(answered.MediaType, "application/json", StringComparison.OrdinalIgnoreCase))
            return (Json.Of(Plain(text)), null);
        return Readable.Json(text) is { } json
            ? (json, null)
            : (Json.Null, new Problem("RT173", "response",
                $"对方的答复（{answered.Status}）说是JSON，期望能够解析，实际不能；请对方改正后重试该异常。"));
    }

    /// <summary>What the database and a page cannot show is left out.</summary>
    private static string Plain(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static Encoding EncodingOf(string? charset)
    {
        try
        {
            return charset is null ? Encoding.UTF8
                : CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8;
        }
    }

    private static JsonElement OfHeaders(ImmutableDictionary<string, ImmutableArray<string>> headers) =>
        Json.Of(headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Select(header =>
            KeyValuePair.Create(header.Key, Json.Of(header.Value.Select(value => Json.Of(Plain(value)))))));

    private static JsonElement Members(params (string Name, JsonElement Value)[] members) =>
        Json.Of(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));
}
