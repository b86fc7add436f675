using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>A member of a team as R-01, R-03 and R-09 look at them.</summary>
public sealed record TeamMember
{
    public required string Name { get; init; }
    public required bool IsInspector { get; init; }
    public required bool IsActive { get; init; }
    public required bool IsTrained { get; init; }
    public required bool HasCertificate { get; init; }
    public DateOnly? TermEnd { get; init; }

    /// <summary>Units of this campaign that they must recuse themselves from, by short name.</summary>
    public ImmutableArray<string> Recused { get; init; } = [];
}

/// <summary>督导小组: at least three inspectors, trained, certified, in their term, nobody to be recused.</summary>
public static class TeamRule
{
    /// <summary>R-09.</summary>
    private const int LeastInspectors = 3;

    /// <summary>
    /// Null while the team stands as invariant 8 wants it, otherwise one SU036 with everything against it.
    /// </summary>
    public static async Task<Problem?> Refusal(Tx tx, Guid campaign, CancellationToken stop)
    {
        var onSiteTo = await tx.QueryOne(
            $"SELECT on_site_to FROM supervision.campaign WHERE id = {campaign}",
            row => row.GetFieldValue<DateOnly>(0), stop);
        var wrong = Check(await Read(tx, campaign, stop), LeastInspectors, onSiteTo).ToList();
        return wrong.Count == 0 ? null
            : wrong[0] with { Message = string.Concat(wrong.Select(problem => problem.Message)) };
    }

    /// <summary>SU036 for each thing that stands against the team.</summary>
    public static IEnumerable<Problem> Check(IReadOnlyList<TeamMember> team, int least, DateOnly onSiteTo)
    {
        var inspectors = team.Count(member => member.IsInspector && member.IsActive);
        if (inspectors < least)
            yield return Wrong($"督导小组应有{least}名以上督学（R-09），现有{inspectors}名；请补充人员");
        foreach (var member in team)
        {
            if (!member.IsActive)
                yield return Wrong($"{member.Name}已退出督学队伍，请更换");
            if (!member.IsTrained)
                yield return Wrong($"{member.Name}未完成上岗培训（R-09），请更换或先行培训");
            if (member.IsInspector && !member.HasCertificate)
                yield return Wrong($"{member.Name}没有有效的督学证（R-01），请更换");
            if (member.TermEnd < onSiteTo)
                yield return Wrong($"{member.Name}的任期到{member.TermEnd:yyyy-MM-dd}为止，早于现场督导结束日，请更换");
            if (!member.Recused.IsEmpty)
                yield return Wrong($"{member.Name}应当回避：{string.Join("、", member.Recused)}（R-03），请更换");
        }
    }

    public static Task<IReadOnlyList<TeamMember>> Read(Tx tx, Guid campaign, CancellationToken stop) => tx.Query($"""
        SELECT person.name, inspector.kind <> 'Expert', inspector.status = 'Active', inspector.is_induction_trained,
               inspector.certificate_no IS NOT NULL, inspector.term_end,
               array_remove(array_agg(unit.short_name ORDER BY unit.code), NULL)
        FROM supervision.team_member AS member
        JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
        JOIN supervision.person AS person ON person.id = inspector.person_id
        LEFT JOIN supervision.recusal AS recusal
               ON recusal.inspector_code = inspector.code
              AND recusal.unit_code IN (SELECT unit_code FROM supervision.campaign_unit WHERE campaign_id = {campaign})
        LEFT JOIN supervision.unit AS unit ON unit.code = recusal.unit_code
        WHERE member.campaign_id = {campaign}
        GROUP BY member.is_leader, inspector.code, person.name
        ORDER BY member.is_leader DESC, inspector.code
        """, Read, stop);

    /// <summary>Whoever may be named: inspectors and experts who have not left.</summary>
    public static async Task<ImmutableArray<FormOption>> Choices(Tx tx, CancellationToken stop) =>
    [
        .. await tx.Query($"""
            SELECT inspector.code, person.name || '（' || inspector.code || '）'
            FROM supervision.inspector AS inspector
            JOIN supervision.person AS person ON person.id = inspector.person_id
            WHERE inspector.status = 'Active'
            ORDER BY inspector.code
            """, row => new FormOption(row.GetString(0), row.GetString(1)), stop),
    ];

    /// <summary>The codes of a team, its leader first.</summary>
    public static Task<IReadOnlyList<string>> Codes(Tx tx, Guid campaign, CancellationToken stop) => tx.Query($"""
        SELECT inspector_code FROM supervision.team_member
        WHERE campaign_id = {campaign}
        ORDER BY is_leader DESC, inspector_code
        """, row => row.GetString(0), stop);

    private static TeamMember Read(NpgsqlDataReader row) => new()
    {
        Name = row.GetString(0),
        IsInspector = row.GetBoolean(1),
        IsActive = row.GetBoolean(2),
        IsTrained = row.GetBoolean(3),
        HasCertificate = row.GetBoolean(4),
        TermEnd = row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5),
        Recused = [.. row.GetFieldValue<string[]>(6)],
    };

    private static Problem Wrong(string sentence) => new("SU036", "team", sentence + "。");
}
