using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Runtime.Http;

/// <summary>A call as it is kept until it has come to an end: everything that is sent, and how.</summary>
internal sealed record CallRequest
{
    public required string Method { get; init; }

    /// <summary>Absolute, http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Name and value, a pair per value.</summary>
    public IReadOnlyList<CallHeader> Headers { get; init; } = [];

    /// <summary>Null: the call has no content.</summary>
    public string? ContentType { get; init; }
    public byte[] Content { get; init; } = [];

    /// <summary>Whether it is tried again after a failure that may pass.</summary>
    public bool TriesAgain { get; init; }

    /// <summary>Whether the answer is kept as a file.</summary>
    public bool WantsFile { get; init; }

    /// <summary>For people: an address may hold a secret in its query.</summary>
    public string Target => $"{Method} {Url.GetLeftPart(UriPartial.Path)}";

    public byte[] Pack() => JsonSerializer.SerializeToUtf8Bytes(this, CallJson.Default.CallRequest);

    public static CallRequest Unpack(byte[] packed) =>
        JsonSerializer.Deserialize(packed, CallJson.Default.CallRequest) ?? throw new JsonException("a call is null");
}

internal sealed record CallHeader(string Name, string Value);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CallRequest))]
internal sealed partial class CallJson : JsonSerializerContext;
