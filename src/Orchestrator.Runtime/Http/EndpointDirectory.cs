using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Http;

/// <summary>Whom a request may reach: a trigger, or a wait of an instance.</summary>
internal sealed record Endpoint(DefinitionVersion Version, ActivityId Activity, EndpointRoute Route)
{
    public ImmutableDictionary<string, string> Values { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Null for a trigger.</summary>
    public InstanceId? Instance { get; init; }
    public BookmarkId Bookmark { get; init; }

    /// <summary>For a trigger: which starts its definition lets through.</summary>
    public string? Activation { get; init; }
}

/// <summary>Finds who waits for a request, or is started by it.</summary>
internal static class EndpointDirectory
{
    /// <summary>
    /// The endpoints that are closest to the path: a trigger before a wait, a written segment before a parameter. More
    /// than one where nobody can say which is meant.
    /// </summary>
    public static async Task<IReadOnlyList<Endpoint>> Find(Tx tx, IncomingRequest request, CancellationToken stop)
    {
        var triggers = request.Instance is null ? Closest(await Triggers(tx, stop), request) : [];
        return triggers.Count > 0 ? triggers : Closest(await Waits(tx, request, stop), request);
    }

    private static IReadOnlyList<Endpoint> Closest(IEnumerable<Endpoint> endpoints, IncomingRequest request)
    {
        var matching = endpoints
            .Select(one => one.Route.TryMatch(request.Method, request.Path, out var values)
                ? one with { Values = values }
                : null)
            .OfType<Endpoint>().ToArray();
        return matching.Length == 0 ? []
            : [.. matching.Where(one => one.Route.Parameters == matching.Min(other => other.Route.Parameters))];
    }

    private static async Task<IEnumerable<Endpoint>> Triggers(Tx tx, CancellationToken stop) => (await tx.Query($"""
        SELECT trigger.definition_id, trigger.version, trigger.activity_id, trigger.key, edition.activation
        FROM orchestrator.trigger
        JOIN orchestrator.definition_version AS edition USING (definition_id, version)
        WHERE trigger.kind = 'Http'
        """, row => EndpointRoute.Parse(row.GetString(3)) is { } route
            ? new Endpoint(new DefinitionVersion(new DefinitionId(row.GetString(0)), row.GetInt32(1)),
                new ActivityId(row.GetString(2)), route)
            { Activation = row.IsDBNull(4) ? null : row.GetString(4) }
            : null, stop)).OfType<Endpoint>();

    /// <summary>
    /// A path that is written whole and the few with parameters, each by an index of its own: the words of the
    /// condition are those of the indexes.
    /// </summary>
    private static async Task<IEnumerable<Endpoint>> Waits(
        Tx tx, IncomingRequest request, CancellationToken stop) => (await tx.Query($$"""
        SELECT instance.definition_id, instance.definition_version, bookmark.activity_id, bookmark.key,
               bookmark.instance_id, bookmark.id
        FROM orchestrator.bookmark
        JOIN orchestrator.instance ON instance.id = bookmark.instance_id
        WHERE bookmark.kind = 'Ledger' AND bookmark.name = 'HttpEndpoint'
          AND (lower(split_part(bookmark.key, ' ', 2)) = lower({{request.Path}})
               OR strpos(bookmark.key, '{') > 0)
          AND ({{request.Instance?.Value}}::uuid IS NULL OR bookmark.instance_id = {{request.Instance?.Value}})
          AND ({{request.CorrelationId}}::text IS NULL OR bookmark.correlation_id = {{request.CorrelationId}})
        """, row => EndpointRoute.Parse(row.GetString(3)) is { } route
            ? new Endpoint(new DefinitionVersion(new DefinitionId(row.GetString(0)), row.GetInt32(1)),
                new ActivityId(row.GetString(2)), route)
            { Instance = new InstanceId(row.GetGuid(4)), Bookmark = new BookmarkId(row.GetInt64(5)) }
            : null, stop)).OfType<Endpoint>();
}
