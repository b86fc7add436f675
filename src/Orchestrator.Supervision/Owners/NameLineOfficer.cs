using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Owners;

/// <summary>指定职能责任人: new tasks of the line are theirs; what is open stays with its owner.</summary>
public sealed class NameLineOfficer(Database db)
{
    /// <summary>AU010, SU085; null: they are named.</summary>
    public Task<Problem?> Run(Actor actor, SupervisionLine line, Guid person, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            if (RightTable.Check(actor, Act.ManageDuty, new ScopeOf()) is { } forbidden)
                return forbidden;

            // A number reads as an enum whatever it is.
            if (!Enum.IsDefined(line))
                return new Problem("SU085", "line", "没有这项职能；职能为督政、督学、监测之一。没有更改。");

            // Who leaves the post at the same moment is replaced by it, or found gone here.
            await tx.Execute($"LOCK TABLE supervision.post IN SHARE ROW EXCLUSIVE MODE", stop);
            var named = await tx.Execute($"""
                INSERT INTO supervision.line_officer (line, person_id)
                SELECT {line.ToString()}, {person}
                WHERE EXISTS (
                    SELECT FROM supervision.current_post(supervision.today())
                    WHERE person_id = {person} AND role IN ('CaseOfficer', 'OfficeDirector'))
                ON CONFLICT (line) DO UPDATE SET person_id = EXCLUDED.person_id
                """, stop);
            if (named == 0)
                return new Problem("SU085", "person", "职能责任人应由在任的经办人或督导办主任担任；请另选，或先在“岗位”中登记。没有更改。");
            await LineOfficers.Entry(tx, (actor.Key, line.ToString(), person), stop);
            return null;
        }, stop);
}
