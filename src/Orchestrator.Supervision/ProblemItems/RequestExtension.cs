using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>
/// 申请延期 (TM-15): asked at least three working days before the due date; later only when the director takes it on
/// with a reason (E-14). The date stays until somebody decides.
/// </summary>
public sealed class RequestExtension(Database db, RuleBook rules, ExtensionLetters letters, BusinessClock clock)
{
    /// <param name="Item">Which problem.</param>
    /// <param name="Days">Calendar days to add to its due date.</param>
    /// <param name="Reason">Why the unit needs them.</param>
    /// <param name="OverrideReason">Why a late request is taken on; the director's right.</param>
    public sealed record Request(Guid Item, int Days, string Reason, string? OverrideReason);

    /// <summary>Null, or AU010, SU020 to SU026.</summary>
    public Task<Problem?> Run(Request request, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(tx => Ask(tx, request, Step.By(actor, clock.GetUtcNow()), stop), stop);

    /// <summary>What TM-15 says for this item, by the version that its campaign is pinned to.</summary>
    public async Task<ExtensionTerms> Terms(Tx tx, Guid item, CancellationToken stop)
    {
        var subject = (await CaseRows.Read(tx, [item], stop))[item];
        return ExtensionTerms.Of(await rules.ReadProfile(tx, subject.Profile, stop));
    }

    /// <summary>The same within a transaction that somebody else began.</summary>
    public async Task<Problem?> Ask(Tx tx, Request request, Step step, CancellationToken stop)
    {
        if (await ItemUnderExtension.Lock(tx, request.Item, stop) is not { } item)
            return ItemUnderExtension.Unknown(request.Item);
        var right = request.OverrideReason is null ? Act.RequestExtension : Act.GrantExtension;
        if (RightTable.Check(step.Actor, right, await ReadScope.Of(tx, item.Subject, stop)) is { } forbidden)
            return forbidden;
        if (Reason.Check(request.Reason, "SU025", "reason", "申请延期应写明理由；请补充后再提交。") is { } unsaid)
            return unsaid;
        var pinned = await rules.Read(tx, item.Subject.Calendar, item.Subject.Profile, stop);
        var asked = new ExtensionAsked
        {
            State = item.State,
            DueOn = item.DueOn,
            AskedOn = ShanghaiTime.DateOf(step.At),
            Days = request.Days,
            Granted = item.Granted,
            OverrideReason = request.OverrideReason,
        };
        if (ExtensionRule.Check(asked, pinned.Profile, pinned.Calendar) is { } refusal)
            return refusal;
        if (!await Write(tx, item, request, step, stop))
            return new Problem("SU024", "item", "该问题已有一份延期申请等待决定；请待决定作出后再申请。");
        await letters.Send(tx, item, request, step, stop);
        return null;
    }

    /// <summary>A refused request makes room for another; a waiting or granted one does not.</summary>
    private static async Task<bool> Write(
        Tx tx, ItemUnderExtension item, Request request, Step step, CancellationToken stop)
    {
        var written = await tx.Execute($"""
            INSERT INTO supervision.extension_request
                (id, item_id, ordinal, days, reason, requested_at, requested_by, old_due_on)
            VALUES ({Guid.CreateVersion7(step.At)}, {request.Item}, {item.Granted + 1}, {request.Days},
                    {request.Reason}, {step.At.ToUniversalTime()}, {step.Actor.Key}, {item.DueOn})
            ON CONFLICT ON CONSTRAINT an_item_is_extended_once_per_ordinal DO UPDATE
            SET id = EXCLUDED.id, days = EXCLUDED.days, reason = EXCLUDED.reason, state = 'Requested',
                requested_at = EXCLUDED.requested_at, requested_by = EXCLUDED.requested_by,
                old_due_on = EXCLUDED.old_due_on, decided_by = NULL, decided_as = NULL, decided_at = NULL,
                decision_reason = NULL
            WHERE extension_request.state = 'Refused'
            """, stop);
        if (written == 0)
            return false;
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = "RequestExtension",
            Kind = CaseKind.ProblemItem,
            Subject = request.Item,
            Detail = Json.Of(
            [
                KeyValuePair.Create("days", Json.Of((long)request.Days)),
                KeyValuePair.Create("reason", Json.Of(request.Reason)),
                KeyValuePair.Create("overrideReason",
                    request.OverrideReason is { } late ? Json.Of(late) : Json.Null),
            ]),
        }], stop);
        return true;
    }
}
