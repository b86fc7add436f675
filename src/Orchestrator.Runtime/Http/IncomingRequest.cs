using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Http;

/// <summary>A request of another system to a process, as it came.</summary>
public sealed record IncomingRequest
{
    public required string Method { get; init; }

    /// <summary>Below the address of all processes, without slashes at its ends.</summary>
    public required string Path { get; init; }
    public ImmutableDictionary<string, ImmutableArray<string>> Query { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>All of them; the process sees those that say nothing about who asks and how it came.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Headers { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;
    public string? ContentType { get; init; }
    public byte[] Content { get; init; } = [];

    /// <summary>As the audit names them.</summary>
    public required string Caller { get; init; }

    /// <summary>The Idempotency-Key; null: every request is a new one.</summary>
    public string? Key { get; init; }

    /// <summary>Only a process of this correlation, and the correlation of one that begins; null: any.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Only this one; null: any.</summary>
    public InstanceId? Instance { get; init; }

    /// <summary>Of what is meant by the request: method, path, query, whom it is for, and content.</summary>
    internal byte[] ContentSha256 => SHA256.HashData([.. Encoding.UTF8.GetBytes(
        $"{Method} {Uri.EscapeDataString(Path)}?{Asked}\n"
        + $"{Uri.EscapeDataString(CorrelationId ?? "")}\n{Instance?.Value}\n"), .. Content]);

    private string Asked => string.Join('&',
        from one in Query.OrderBy(one => one.Key, StringComparer.Ordinal)
        from value in one.Value
        select $"{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(value)}");
}

/// <summary>A request that a process took.</summary>
public sealed record KeptRequest
{
    public required Guid Id { get; init; }
    public required InstanceId Instance { get; init; }
    public required string Caller { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Null: none has been written yet.</summary>
    public KeptResponse? Response { get; init; }
    internal byte[] ContentSha256 { get; init; } = [];
}

/// <summary>What the process answered.</summary>
public sealed record KeptResponse
{
    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset At { get; init; }
    public required int Status { get; init; }
    public string? ContentType { get; init; }
    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];
    public byte[] Content { get; init; } = [];
}

[JsonSerializable(typeof(IReadOnlyList<CallHeader>))]
internal sealed partial class RequestJson : JsonSerializerContext;
