using System.Text.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Orders;

/// <summary>What the drawing of a 督办单 may know.</summary>
public sealed class OrderFacts : ICaseFacts
{
    public CaseKind Kind => CaseKind.SupervisoryOrder;

    /// <summary>
    /// <c>automatic</c>: it goes out by itself (§8 L2 (a)); <c>critical</c>: it is for a critical item, and the unit is
    /// phoned at once (E-22); <c>signer</c>: the role that signs otherwise;
    /// <c>obligation</c>: the duty to answer it, once it was received.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var wanted = ids.ToArray();
        var rows = await tx.Query($"""
            SELECT orders.id,
                   jsonb_build_object(
                       'automatic', orders.is_automatic,
                       'critical', orders.trigger = 'Critical',
                       'signer', orders.signer_role,
                       'obligation', duty.id)::text
            FROM supervision.supervisory_order AS orders
            LEFT JOIN supervision.obligation AS duty
                   ON duty.order_id = orders.id AND duty.state <> 'Voided'
            WHERE orders.id = ANY ({wanted})
            """, FactRows.Read, stop);
        return rows.ToDictionary();
    }
}
