using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <summary>An instance to be: its row and its first command.</summary>
internal sealed record NewInstance(Command.Start Start)
{
    /// <summary>The case it belongs to: which publications its children may see. Null: those of this moment.</summary>
    public long? PinnedAt { get; init; }

    /// <summary>Also set where nobody waits for the child.</summary>
    public InstanceId? Parent { get; init; }
}

/// <summary>Writes instances that have not had a turn yet, as a set.</summary>
internal static class NewInstances
{
    /// <summary>
    /// By the machine's clock: ids sort in the order in which instances were made, also while a training clock stands
    /// at one instant, or at one long past.
    /// </summary>
    public static InstanceId NextId() => new(Guid.CreateVersion7());

    public static async Task<IReadOnlyList<InstanceId>> Start(
        Tx tx, IReadOnlyList<StartRequest> requests, CancellationToken stop)
    {
        var pins = await PinnedVersions.PinsOf(
            tx, [.. requests.Select(request => request.Case).OfType<string>().Distinct()], stop);
        long? PinOf(StartRequest request) =>
            request.Case is { } began && pins.TryGetValue(began, out var pin) ? pin : null;
        (string, long) Wanted(StartRequest request) =>
            (request.Definition.Value, PinOf(request) ?? PinnedVersions.Newest);
        var versions = await PinnedVersions.Read(tx, requests.Select(Wanted), stop);
        var starts = requests.Select(request => StartOf(request, Wanted(request), versions)).ToArray();
        var owners = await ClaimKeys(tx, requests, starts, stop);
        var fresh = starts.Index().Where(start => owners[start.Index] == start.Item.Instance).ToArray();
        await Admit(tx, [.. fresh.Select(start =>
            new AskedStart(start.Item, versions[Wanted(requests[start.Index])].Activation))], stop);
        await Add(tx, [.. fresh.Select(start => new NewInstance(start.Item)
        {
            PinnedAt = PinOf(requests[start.Index]),
        })], stop);
        return owners;
    }

    /// <summary>What triggers start. One that its activation strategy does not let in does not begin.</summary>
    /// <returns>Those that do not.</returns>
    public static async Task<IReadOnlySet<InstanceId>> Hit(
        Tx tx, IReadOnlyList<AskedStart> hits, CancellationToken stop)
    {
        var refused = await Activation.Refused(tx, hits, stop);
        await Add(tx, [.. hits.Where(hit => !refused.Contains(hit.Start.Instance))
            .Select(hit => new NewInstance(hit.Start))], stop);
        return refused;
    }

    /// <summary>All, or nothing of any: a key that one of them claimed is free again.</summary>
    private static async Task Admit(Tx tx, IReadOnlyList<AskedStart> starts, CancellationToken stop)
    {
        var refused = await Activation.Refused(tx, starts, stop);
        if (refused.Count == 0)
            return;
        await tx.Execute($"""
            DELETE FROM orchestrator.start_key
            WHERE instance_id = ANY ({starts.Select(asked => asked.Start.Instance.Value).ToArray()})
            """, stop);
        var first = starts.First(asked => refused.Contains(asked.Start.Instance)).Start;
        throw new WorkflowRefusedException(
            Activation.Problem(first.Definition.Definition, first.CorrelationId));
    }

    /// <summary>Two rows each: the instance, and its start in the inbox. Its state comes with its first turn.</summary>
    public static async Task Add(Tx tx, IReadOnlyList<NewInstance> instances, CancellationToken stop)
    {
        if (instances.Count == 0)
            return;
        var ids = instances.Select(made => made.Start.Instance.Value).ToArray();
        var definitions = instances.Select(made => made.Start.Definition.Definition.Value).ToArray();
        var versions = instances.Select(made => made.Start.Definition.Version).ToArray();
        var correlations = instances.Select(made => made.Start.CorrelationId).ToArray();
        var parents = instances.Select(made => made.Parent?.Value).ToArray();
        var pins = instances.Select(made => made.PinnedAt).ToArray();
        await tx.Execute($"""
            INSERT INTO orchestrator.instance
                (id, definition_id, definition_version, correlation_id, parent_id, pinned_at, created_at, updated_at)
            SELECT made.id, made.definition_id, made.definition_version, made.correlation_id, made.parent_id,
                   COALESCE(made.pinned_at, publication.newest), clock.now, clock.now
            FROM unnest({ids}, {definitions}, {versions}, {correlations}, {parents}, {pins})
                 AS made (id, definition_id, definition_version, correlation_id, parent_id, pinned_at),
                 (SELECT COALESCE(max(sequence), 0) FROM orchestrator.definition_version) AS publication (newest),
                 orchestrator.business_now() AS clock (now)
            """, stop);
        await Inbox.Add(tx, [.. instances.Select(made => InboxRow.Of(made.Start.Instance, made.Start))], stop);
    }

    private static Command.Start StartOf(
        StartRequest request, (string, long) wanted, IReadOnlyDictionary<(string, long), ChosenVersion> versions)
    {
        if (!versions.TryGetValue(wanted, out var version))
            throw new WorkflowRefusedException(new Problem("RT101", request.Definition.Value,
                $"期望一个已发布的流程，实际没有“{request.Definition}”的任何版本。请先发布该流程。"));
        return new Command.Start
        {
            Instance = NextId(),
            Definition = new DefinitionVersion(request.Definition, version.Version),
            CorrelationId = request.CorrelationId,
            Input = request.Input,
        };
    }

    /// <summary>
    /// Who the instance of each request is. A concurrent start with the same key waits here for the first one's
    /// commit and then answers with the first one's instance.
    /// </summary>
    private static async Task<IReadOnlyList<InstanceId>> ClaimKeys(
        Tx tx, IReadOnlyList<StartRequest> requests, Command.Start[] starts, CancellationToken stop)
    {
        var firsts = requests.Zip(starts).Where(pair => pair.First.Key is not null)
            .DistinctBy(pair => pair.First.Key).OrderBy(pair => pair.First.Key, StringComparer.Ordinal).ToArray();
        if (firsts.Length == 0)
            return [.. starts.Select(start => start.Instance)];
        var keys = firsts.Select(pair => pair.First.Key!).ToArray();
        var ids = firsts.Select(pair => pair.Second.Instance.Value).ToArray();
        await tx.Execute($"""
            INSERT INTO orchestrator.start_key (key, instance_id)
            SELECT key, instance_id FROM unnest({keys}, {ids}) AS asked (key, instance_id) ORDER BY key
            ON CONFLICT (key) DO NOTHING
            """, stop);
        var rows = await tx.Query($"""
            SELECT key, instance_id FROM orchestrator.start_key WHERE key = ANY({keys})
            """, row => (row.GetString(0), row.GetGuid(1)), stop);
        var owners = rows.ToDictionary(row => row.Item1, row => new InstanceId(row.Item2));
        return [.. requests.Select((request, n) => request.Key is { } key ? owners[key] : starts[n].Instance)];
    }
}
