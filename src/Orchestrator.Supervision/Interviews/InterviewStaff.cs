using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>
/// Who holds an interview (§10): the director or 总督学 presides, for a township the chair or a deputy; two others of the
/// office at least.
/// </summary>
internal static class InterviewStaff
{
    /// <summary>Beside whoever presides.</summary>
    private const int Least = 2;

    private static readonly Role[] OfTownships = [Role.CommitteeChair, Role.CommitteeDeputy];
    private static readonly Role[] OfOthers = [Role.OfficeDirector, Role.ChiefInspector];
    private static readonly Role[] Office = [.. OfOthers, Role.CaseOfficer, Role.Inspector];

    public static Task<ImmutableArray<FormOption>> Presiders(
        Tx tx, InterviewRow interview, DateOnly day, CancellationToken stop) =>
        Holders(tx, interview.UnitCategory == "Township" ? OfTownships : OfOthers, day, stop);

    public static Task<ImmutableArray<FormOption>> Staff(Tx tx, DateOnly day, CancellationToken stop) =>
        Holders(tx, Office, day, stop);

    /// <summary>Null, or SU153.</summary>
    public static Problem? Check(string presider, IReadOnlyCollection<string> staff)
    {
        var others = staff.Count(one => one != presider);
        return others >= Least
            ? null
            : new Problem("SU153", "staff", $"参加约谈的工作人员除主持人外应至少{Least}名，实为{others}名；请补充。");
    }

    private static async Task<ImmutableArray<FormOption>> Holders(
        Tx tx, Role[] roles, DateOnly day, CancellationToken stop) =>
    [
        .. (await tx.Query($"""
            SELECT person.id::text, person.name, min(array_position({Names(roles)}, post.role))
            FROM supervision.current_post({day}) AS post
            JOIN supervision.person AS person ON person.id = post.person_id
            WHERE post.role = ANY ({Names(roles)})
            GROUP BY person.id, person.name
            ORDER BY 3, 2
            """, row => (Person: row.GetString(0), Name: row.GetString(1), Role: roles[row.GetInt32(2) - 1]), stop))
            .Select(one => new FormOption(one.Person, $"{one.Name}（{RightTable.Label(one.Role)}）")),
    ];

    private static string[] Names(Role[] roles) => [.. roles.Select(role => role.ToString())];
}
