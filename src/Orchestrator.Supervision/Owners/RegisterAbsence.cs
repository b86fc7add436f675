using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Owners;

/// <summary>
/// 离岗登记: somebody is away, and somebody stands in. What is open goes over on the first day, at once where it has
/// come; new tasks follow. Never the last one of a role: every open task has an owner who is here (S02-1).
/// </summary>
public sealed class RegisterAbsence(Database db, TaskOwners owners)
{
    /// <summary>Days of one absence.</summary>
    public const int MostDays = 366;

    public sealed record Request
    {
        public required Actor Actor { get; init; }
        public required Guid Person { get; init; }

        /// <summary>The first day; it may have passed.</summary>
        public DateOnly? From { get; init; }

        /// <summary>The last day.</summary>
        public DateOnly? To { get; init; }
        public Guid? Substitute { get; init; }
        public required string Reason { get; init; }
    }

    /// <summary>AU010, SU082 with the field; null: it is registered.</summary>
    public Task<Problem?> Run(Request request, CancellationToken stop) => db.InTransaction(async tx =>
    {
        if (!IsOwn(request.Actor, request.Person)
            && RightTable.Check(request.Actor, Act.ManageDuty, new ScopeOf()) is { } forbidden)
            return forbidden;

        // Two who go away at once, each as the last but one: the second waits, and finds itself the last.
        await tx.Execute($"LOCK TABLE supervision.absence IN SHARE ROW EXCLUSIVE MODE", stop);
        var today = await tx.QueryOne($"SELECT supervision.today()", row => row.GetFieldValue<DateOnly>(0), stop);
        if (WrongDays(request, today) is { } days)
            return days;
        if (Reason.Check(request.Reason, "SU082", "reason", "请写明离岗事由；没有登记。") is { } wordless)
            return wordless;
        var refusal = await WrongSubstitute(tx, request, stop) ?? await Overlaps(tx, request, stop)
            ?? await IsLast(tx, request, stop);
        if (refusal is not null)
            return refusal;
        await Write(tx, request, stop);
        if (request.From <= today)
            await owners.Settle(tx, request.Person, (request.Actor.Key, "离岗"), stop);
        return null;
    }, stop);

    internal static bool IsOwn(Actor actor, Guid person) =>
        actor is Actor.Official official && official.Person == person;

    private static Problem? WrongDays(Request request, DateOnly today) => request switch
    {
        { From: null } => Refused("from", "请写明离岗的第一天"),
        { To: null } => Refused("to", "请写明离岗的最后一天"),
        { From: { } from, To: { } to } when to < from => Refused("to", "最后一天不能早于第一天"),
        { To: { } to } when to < today => Refused("to", "离岗期间已经过去"),
        { From: { } from, To: { } to } when to.DayNumber - from.DayNumber >= MostDays =>
            Refused("to", $"一次离岗最多{MostDays}天；更长的请办理离任"),
        _ => null,
    };

    /// <summary>Somebody who is asked what the absent person is asked.</summary>
    private static async Task<Problem?> WrongSubstitute(Tx tx, Request request, CancellationToken stop)
    {
        if (request.Substitute is not { } substitute || substitute == request.Person)
            return Refused("substitute", "请选择代办人，代办人不能是本人");
        var posts = (await tx.Query($"""
            SELECT person_id, role, unit_code FROM supervision.current_post(supervision.today())
            WHERE person_id IN ({request.Person}, {substitute})
            """, row => (Person: row.GetGuid(0), Post: new Post(
                Enum.Parse<Role>(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2))), stop))
            .ToLookup(row => row.Person, row => row.Post);
        var covers = posts[request.Person].Any(own => posts[substitute].Any(other => Covers(own, other)));
        return covers ? null : Refused("substitute", "代办人应与离岗人担任同类岗位，否则不能办理其事项；请另选，或先在“岗位”中登记");
    }

    private static bool Covers(Post own, Post other) =>
        (own.Role != Role.DepartmentReviewer || own.UnitCode == other.UnitCode)
        && Enum.GetValues<AssigneeRole>().Select(Assignee.Roles).Any(
            roles => roles.Contains(own.Role) && roles.Contains(other.Role));

    private static async Task<Problem?> Overlaps(Tx tx, Request request, CancellationToken stop) =>
        await tx.QueryOne($"""
            SELECT true FROM supervision.absence
            WHERE person_id = {request.Person} AND ended_at IS NULL
              AND from_on <= {request.To} AND to_on >= {request.From}
            LIMIT 1
            """, row => row.GetBoolean(0), stop)
            ? Refused("from", "这一期间已登记过离岗；请先登记返岗，再重新登记")
            : null;

    /// <summary>Of the roles that office and departments cannot do without; chair and deputies are one.</summary>
    private static async Task<Problem?> IsLast(Tx tx, Request request, CancellationToken stop) =>
        await tx.QueryOne($"""
            SELECT held.role
            FROM supervision.current_post(supervision.today()) AS held
            WHERE held.person_id = {request.Person}
              AND held.role IN ('CommitteeChair', 'CommitteeDeputy', 'ChiefInspector', 'OfficeDirector',
                                'CaseOfficer', 'DepartmentReviewer')
              AND NOT EXISTS (
                SELECT FROM supervision.current_post(supervision.today()) AS other
                WHERE other.person_id <> held.person_id AND (other.valid_to IS NULL OR other.valid_to >= {request.To})
                  AND (other.role = held.role OR held.role IN ('CommitteeChair', 'CommitteeDeputy')
                                             AND other.role IN ('CommitteeChair', 'CommitteeDeputy'))
                  AND (held.role <> 'DepartmentReviewer' OR other.unit_code = held.unit_code)
                  AND NOT EXISTS (
                    SELECT FROM supervision.absence AS away
                    WHERE away.person_id = other.person_id AND away.ended_at IS NULL
                      AND away.from_on <= {request.To} AND away.to_on >= {request.From}))
            LIMIT 1
            """, row => row.GetString(0), stop) is { } role
            ? Refused("person", $"这一期间没有其他在岗的{Named(Enum.Parse<Role>(role))}，"
                + "相应事项无人承办；请先在“岗位”中登记另一人")
            : null;

    private static string Named(Role role) => role is Role.CommitteeChair or Role.CommitteeDeputy
        ? $"{RightTable.Label(Role.CommitteeChair)}或{RightTable.Label(Role.CommitteeDeputy)}"
        : RightTable.Label(role);

    private static async Task Write(Tx tx, Request request, CancellationToken stop)
    {
        await tx.Execute($"""
            INSERT INTO supervision.absence
                (id, person_id, substitute_id, from_on, to_on, reason, registered_at, registered_by)
            VALUES ({Guid.CreateVersion7()}, {request.Person}, {request.Substitute}, {request.From}, {request.To},
                    {request.Reason.Trim()}, orchestrator.business_now(), {request.Actor.Key})
            """, stop);
        await new OperatorAct
        {
            Actor = request.Actor.Key,
            Act = "RegisterAbsence",
            Kind = OperatorSubject.Person,
            Subject = request.Person,

            // Who is ill and who is with child is the office's business alone: the log says only when.
            Detail = Json.Of(
            [
                KeyValuePair.Create("from", Json.Of($"{request.From:yyyy-MM-dd}")),
                KeyValuePair.Create("to", Json.Of($"{request.To:yyyy-MM-dd}")),
            ]),
        }.Write(tx, stop);
    }

    private static Problem Refused(string where, string sentence) => new("SU082", where, sentence + "。没有登记。");
}
