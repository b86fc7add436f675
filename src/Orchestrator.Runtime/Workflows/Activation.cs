using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <summary>A start that its definition's activation strategy may refuse; null lets every one in.</summary>
internal sealed record AskedStart(Command.Start Start, string? Strategy);

/// <summary>Which starts the activation strategies of their definitions let through.</summary>
internal static class Activation
{
    public const string Code = "RT164";

    /// <summary>
    /// The instances that may not begin, because another runs. Of several that ask together the first is let in. No
    /// statement where no strategy limits anything.
    /// </summary>
    public static async Task<IReadOnlySet<InstanceId>> Refused(
        Tx tx, IEnumerable<AskedStart> starts, CancellationToken stop)
    {
        var limited = starts.Select(asked => (Place: PlaceOf(asked.Start, asked.Strategy), asked.Start, asked.Strategy))
            .Where(asked => asked.Place is not null).ToArray();
        if (limited.Length == 0)
            return new HashSet<InstanceId>();
        var first = limited.DistinctBy(asked => asked.Place).OrderBy(asked => asked.Place, StringComparer.Ordinal)
            .ToArray();
        var places = first.Select(asked => asked.Place!).ToArray();
        var ids = first.Select(asked => asked.Start.Instance.Value).ToArray();
        var correlations = first.Select(asked => asked.Strategy == nameof(ActivationStrategy.Correlation)
            ? asked.Start.CorrelationId : null).ToArray();
        await Hold(tx, places, ids, stop);
        var admitted = await TakeFree(tx, (places, ids, correlations), stop);
        return limited.Select(asked => asked.Start.Instance).Except(admitted).ToHashSet();
    }

    public static Problem Problem(DefinitionId definition, string? correlation) => new(Code, definition.Value,
        $"“{definition}”{(correlation is null ? "" : $"（关联标识“{correlation}”）")}已有实例在运行，按流程设置的激活策略不能再启动。"
        + "请等它结束，或改变流程的激活策略。");

    /// <summary>A definition's id holds no blank, so that no two places are written alike.</summary>
    private static string? PlaceOf(Command.Start start, string? strategy) => strategy switch
    {
        nameof(ActivationStrategy.Singleton) => start.Definition.Definition.Value,
        nameof(ActivationStrategy.Correlation) when start.CorrelationId is not null => " " + start.CorrelationId,
        nameof(ActivationStrategy.CorrelatedSingleton) =>
            $"{start.Definition.Definition} {start.CorrelationId}",
        _ => null,
    };

    /// <summary>
    /// Waits for other starts at the same places, in order. The next statement sees what became of them.
    /// </summary>
    private static Task<int> Hold(Tx tx, string[] places, Guid[] ids, CancellationToken stop) => tx.Execute($"""
        INSERT INTO orchestrator.activation AS held (key, instance_id)
        SELECT place, instance_id FROM unnest({places}, {ids}) AS asked (place, instance_id) ORDER BY place
        ON CONFLICT (key) DO UPDATE SET key = held.key
        """, stop);

    private static async Task<IEnumerable<InstanceId>> TakeFree(
        Tx tx, (string[] Places, Guid[] Ids, string?[] Correlations) asked, CancellationToken stop) =>
        await tx.Query($"""
            UPDATE orchestrator.activation AS held
            SET instance_id = asked.instance_id
            FROM unnest({asked.Places}, {asked.Ids}, {asked.Correlations}) AS asked (place, instance_id, correlation_id)
            WHERE held.key = asked.place
              AND NOT EXISTS (
                  SELECT FROM orchestrator.instance
                  WHERE instance.id = held.instance_id AND instance.status = 'Running')
              AND NOT EXISTS (
                  SELECT FROM orchestrator.instance
                  WHERE instance.correlation_id = asked.correlation_id AND instance.status = 'Running')
            RETURNING held.instance_id
            """, row => new InstanceId(row.GetGuid(0)), stop);
}
