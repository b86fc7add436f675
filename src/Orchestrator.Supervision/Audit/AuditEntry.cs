using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Audit;

/// <summary>操作日志: who did what to which object, and what it was before. Append-only.</summary>
public sealed record AuditEntry
{
    public required DateTimeOffset At { get; init; }
    public required Actor Actor { get; init; }

    /// <summary>The trigger or act, by its name.</summary>
    public required string Act { get; init; }
    public required CaseKind Kind { get; init; }
    public required Guid Subject { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }

    /// <summary>What else a reader needs years later: reason, dates with their derivation, numbers.</summary>
    public JsonElement Detail { get; init; } = Json.EmptyObject;

    /// <summary>One statement for the whole set.</summary>
    public static Task Write(Tx tx, IReadOnlyList<AuditEntry> entries, CancellationToken stop)
    {
        T[] Column<T>(Func<AuditEntry, T> value) => [.. entries.Select(value)];
        return entries.Count == 0 ? Task.CompletedTask : tx.Execute($"""
            INSERT INTO supervision.audit_entry
                (at, actor, act, subject_kind, subject_id, state_before, state_after, detail)
            SELECT at, actor, act, kind, subject, before, after, detail::jsonb
            FROM unnest(
                {Column(entry => entry.At.ToUniversalTime())}, {Column(entry => entry.Actor.Key)},
                {Column(entry => entry.Act)}, {Column(entry => entry.Kind.ToString())},
                {Column(entry => entry.Subject)}, {Column(entry => entry.Before)}, {Column(entry => entry.After)},
                {Column(entry => entry.Detail.GetRawText())})
                AS entry (at, actor, act, kind, subject, before, after, detail)
            """, stop);
    }
}
