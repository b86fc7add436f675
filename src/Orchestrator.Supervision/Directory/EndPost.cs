using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Directory;

/// <summary>
/// 离任: a post ends, and with it what it lets somebody do, at their next request. Never the last one of its kind who
/// is here: every open task has somebody who can do it (S02-1). What was theirs goes to another.
/// </summary>
public sealed class EndPost(Database db, TaskOwners owners)
{
    /// <summary>AU010, SU081; null: it has ended.</summary>
    public Task<Problem?> Run(Actor actor, Guid post, CancellationToken stop) => db.InTransaction(async tx =>
    {
        if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
            return forbidden;

        // Of two that end each other's the second waits, and finds itself the last; so does whoever goes away then.
        await tx.Execute($"LOCK TABLE supervision.post, supervision.absence IN SHARE ROW EXCLUSIVE MODE", stop);
        var (person, role, others) = await tx.QueryOne($"""
            SELECT held.person_id, held.role, (
                SELECT count(*)::int
                FROM supervision.current_post(supervision.today()) AS other
                WHERE other.id <> held.id
                  AND (other.role = held.role OR (held.role, other.role) = ('CommitteeDeputy', 'CommitteeChair'))
                  AND (held.role <> 'DepartmentReviewer' OR other.unit_code = held.unit_code)
                  AND other.person_id NOT IN (
                      SELECT person_id FROM supervision.absence
                      WHERE ended_at IS NULL AND to_on >= supervision.today()))
            FROM supervision.current_post(supervision.today()) AS held
            WHERE held.id = {post}
            """, row => (row.GetGuid(0), row.GetString(1), row.GetInt32(2)), stop);
        if (person == default)
            return new Problem("SU081", "post", "没有这个岗位，或者已经离任；请刷新后再看。");
        if (others == 0 && role != nameof(Role.Inspector))
            return new Problem("SU081", "post",
                $"没有其他在岗、也没有登记离岗的{RightTable.Label(Enum.Parse<Role>(role))}，离任后相应事项无人办理；请先登记接任者。");
        await tx.Execute($"UPDATE supervision.post SET valid_to = supervision.today() - 1 WHERE id = {post}", stop);
        await PostEntry.Write(tx, (actor, "EndPost"), (post, person), stop);
        await LineOfficers.Fill(tx, actor.Key, stop);
        await owners.Settle(tx, person, (actor.Key, "离任"), stop);
        return null;
    }, stop);
}
