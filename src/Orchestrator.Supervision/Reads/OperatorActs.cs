using System.Text.Json;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>One line of what was done to the platform.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="At">Business time, UTC.</param>
/// <param name="By">A name where the audit keeps a key that somebody still has.</param>
/// <param name="Act">As it is stored.</param>
/// <param name="Kind">What it concerns.</param>
/// <param name="Detail">Name by name as it is stored; never a secret.</param>
public sealed record OperatorActListed(
    long Id, DateTimeOffset At, string By, string Act, string Kind, JsonElement Detail);

/// <summary>操作日志 of the platform, newest first. What was done to a case stands in the story of the case.</summary>
public static class OperatorActs
{
    public static async Task<Listed<OperatorActListed>> Of(Tx tx, ListFilter filter, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT audit.id, audit.at, audit.actor, audit.act, audit.subject_kind, audit.detail::text,
                   count(*) OVER ()::int
            FROM supervision.audit_entry AS audit
            LEFT JOIN supervision.person AS person
              ON audit.actor = 'person:' || replace(person.id::text, '-', '')
            WHERE audit.subject_kind NOT IN (
                  'InspectionCampaign', 'UnitInspection', 'ProblemItem', 'SupervisoryOrder', 'Obligation',
                  'TrackingReport', 'Interview')
              AND ({filter.State}::text IS NULL OR audit.act = {filter.State})
              AND concat_ws(' ', person.name, audit.actor, audit.detail::text) ILIKE {filter.Pattern}
            ORDER BY audit.id DESC
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Id: row.GetInt64(0), At: row.GetFieldValue<DateTimeOffset>(1), By: row.GetString(2),
                Act: row.GetString(3), Kind: row.GetString(4), Detail: row.GetString(5), Total: row.GetInt32(6)), stop);
        var names = await ActorNames.Of(tx, [.. rows.Select(row => row.By)], stop);
        return new(
            [
                .. rows.Select(row => new OperatorActListed(row.Id, row.At, names[row.By], row.Act, row.Kind,
                    JsonElement.Parse(row.Detail))),
            ], rows.Select(row => row.Total).FirstOrDefault());
    }
}
