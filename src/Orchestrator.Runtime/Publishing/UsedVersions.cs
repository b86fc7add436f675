using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Publishing;

/// <summary>
/// Reads published versions that are used as activities. A drawing names the version, and a version never changes: an
/// instance runs the same inner workflow for as long as it lives.
/// </summary>
internal static class UsedVersions
{
    /// <summary>Those that a definition uses, and those that they use, as far as they are published.</summary>
    public static async Task<ImmutableDictionary<DefinitionVersion, WorkflowDefinition>> Of(
        Tx tx, WorkflowDefinition definition, CancellationToken stop)
    {
        var known = ImmutableDictionary<DefinitionVersion, WorkflowDefinition>.Empty;
        var asked = UsedWorkflows.Direct(definition).ToArray();
        while (asked.Length > 0)
        {
            var read = await Read(tx, asked, stop);
            known = known.SetItems(read);
            asked = [.. read.SelectMany(one => UsedWorkflows.Direct(one.Value)).Distinct()
                .Where(version => !known.ContainsKey(version))];
        }

        return known;
    }

    /// <summary>One that this program cannot read is as if it were not there.</summary>
    private static async Task<IReadOnlyList<KeyValuePair<DefinitionVersion, WorkflowDefinition>>> Read(
        Tx tx, DefinitionVersion[] asked, CancellationToken stop)
    {
        var ids = asked.Select(version => version.Definition.Value).ToArray();
        var versions = asked.Select(version => version.Version).ToArray();
        var rows = await tx.Query($"""
            SELECT definition_id, version, definition
            FROM orchestrator.definition_version
            JOIN unnest({ids}, {versions}) AS asked (definition_id, version) USING (definition_id, version)
            """, row => (Version: new DefinitionVersion(new DefinitionId(row.GetString(0)), row.GetInt32(1)),
                Json: row.GetFieldValue<byte[]>(2)), stop);
        return [.. from row in rows
                   let read = DefinitionReader.Read(Encoding.UTF8.GetString(row.Json).TrimStart('\uFEFF')).Definition
                   where read is not null
                   select KeyValuePair.Create(
                       row.Version, read with { Id = row.Version.Definition, Version = row.Version.Version })];
    }
}
