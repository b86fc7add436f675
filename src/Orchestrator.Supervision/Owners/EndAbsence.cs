using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Owners;

/// <summary>
/// 返岗: an absence is over before its last day, or is called off. New tasks are theirs again; what was handed over
/// stays with whoever took it up.
/// </summary>
public sealed class EndAbsence(Database db)
{
    /// <summary>AU010, SU083; null: it is over.</summary>
    public Task<Problem?> Run(Actor actor, Guid absence, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var person = await tx.QueryOne($"""
            SELECT person_id FROM supervision.absence
            WHERE id = {absence} AND ended_at IS NULL AND to_on >= supervision.today()
            FOR UPDATE
            """, row => row.GetGuid(0), stop);
        if (person == default)
            return new Problem("SU083", "absence", "没有这次离岗登记，或者已经返岗；请刷新后再看。");
        if (!RegisterAbsence.IsOwn(actor, person)
            && RightTable.Check(actor, Act.ManageDuty, new ScopeOf()) is { } forbidden)
            return forbidden;
        await tx.Execute(
            $"UPDATE supervision.absence SET ended_at = orchestrator.business_now() WHERE id = {absence}", stop);
        await new OperatorAct
        {
            Actor = actor.Key,
            Act = "EndAbsence",
            Kind = OperatorSubject.Person,
            Subject = person,
        }.Write(tx, stop);
        return null;
    }, stop);
}
