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
    /// The instances that may not begin, because another runs, however that began. Of several that ask together for
    /// the same the first is let in. No statement where no strategy limits anything.
    /// </summary>
    public static async Task<IReadOnlySet<InstanceId>> Refused(
        Tx tx, IEnumerable<AskedStart> starts, CancellationToken stop)
    {
        var limited = starts.Select(asked => (Place: Place.Of(asked), asked.Start.Instance))
            .Where(asked => asked.Place is not null).ToArray();
        if (limited.Length == 0)
            return new HashSet<InstanceId>();
        var first = limited.DistinctBy(asked => asked.Place).ToArray();
        await Hold(tx, [.. first.Select(asked => asked.Place!.Key).Order(StringComparer.Ordinal)], stop);
        var admitted = await Free(tx, first!, stop);
        return limited.Select(asked => asked.Instance).Except(admitted).ToHashSet();
    }

    public static Problem Problem(DefinitionId definition, string? correlation) => new(Code, definition.Value,
        $"“{definition}”{(correlation is null ? "" : $"（关联标识“{correlation}”）")}已有实例在运行，按流程设置的激活策略不能再启动。"
        + "请等它结束，或改变流程的激活策略。");

    /// <summary>
    /// Whose running excludes a start: null stands for any. As in Elsa, a start without a correlation is not held to
    /// one: with the correlation strategy anything that runs excludes it.
    /// </summary>
    private sealed record Place(string? Definition, string? Correlation)
    {
        /// <summary>A definition's id holds no blank, so that no two places are written alike.</summary>
        public string Key => Correlation is null ? $"{Definition}" : $"{Definition} {Correlation}";

        public static Place? Of(AskedStart asked)
        {
            var definition = asked.Start.Definition.Definition.Value;
            var correlation = string.IsNullOrWhiteSpace(asked.Start.CorrelationId) ? null : asked.Start.CorrelationId;
            return asked.Strategy switch
            {
                nameof(ActivationStrategy.Singleton) => new Place(definition, null),
                nameof(ActivationStrategy.Correlation) => new Place(null, correlation),
                nameof(ActivationStrategy.CorrelatedSingleton) => new Place(definition, correlation),
                _ => null,
            };
        }
    }

    /// <summary>
    /// Waits for other starts at the same places, in order. The next statement sees what became of them. Whoever begins
    /// without being asked, a child, may as well have begun after them.
    /// </summary>
    private static Task<int> Hold(Tx tx, string[] places, CancellationToken stop) => tx.Execute($"""
        INSERT INTO orchestrator.activation AS held (key)
        SELECT place FROM unnest({places}) WITH ORDINALITY AS asked (place, n) ORDER BY n
        ON CONFLICT (key) DO UPDATE SET key = held.key
        """, stop);

    /// <summary>Three questions, so that each has its index.</summary>
    private static async Task<IEnumerable<InstanceId>> Free(
        Tx tx, (Place Place, InstanceId Instance)[] asked, CancellationToken stop)
    {
        var ids = asked.Select(one => one.Instance.Value).ToArray();
        var definitions = asked.Select(one => one.Place.Definition).ToArray();
        var correlations = asked.Select(one => one.Place.Correlation).ToArray();
        return await tx.Query($"""
            SELECT asked.id
            FROM unnest({ids}, {definitions}, {correlations}) AS asked (id, definition_id, correlation_id)
            WHERE NOT EXISTS (
                  SELECT FROM orchestrator.instance
                  WHERE instance.definition_id = asked.definition_id AND asked.correlation_id IS NULL
                    AND instance.status = 'Running')
              AND NOT EXISTS (
                  SELECT FROM orchestrator.instance
                  WHERE instance.correlation_id = asked.correlation_id
                    AND (asked.definition_id IS NULL OR instance.definition_id = asked.definition_id)
                    AND instance.status = 'Running')
              AND NOT EXISTS (
                  SELECT FROM orchestrator.instance
                  WHERE asked.definition_id IS NULL AND asked.correlation_id IS NULL
                    AND instance.status = 'Running')
            """, row => new InstanceId(row.GetGuid(0)), stop);
    }
}
