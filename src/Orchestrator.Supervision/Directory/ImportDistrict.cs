using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

/// <summary>
/// Brings a whole district into an empty database: zones, units, its organs, people, inspectors, indicator schemes, the
/// signs of its documents, the calendar and the standard profile. All of it or nothing; problems name file and line.
/// </summary>
public sealed class ImportDistrict(Database db)
{
    /// <summary>SU001 and CA001 per line, SU002 where units exist already; none: all is there.</summary>
    public Task<ImmutableArray<Problem>> Run(DistrictFiles files, RuleChange change, CancellationToken stop)
    {
        var missing = District.Missing(files);
        if (!missing.IsEmpty)
            return Task.FromResult(missing);
        var district = District.Read(files);
        return district.Problems.Length > 0
            ? Task.FromResult(district.Problems)
            : db.InTransaction(tx => Write(tx, district, change, stop), stop);
    }

    /// <summary>Departments that supervise units and have nobody who reviews: no mistake, but what they are asked
    /// lapses. By their code.</summary>
    public Task<IReadOnlyList<string>> WithoutReviewer(CancellationToken stop) => db.InTransaction(tx => tx.Query($"""
        SELECT department.code || ' ' || department.name
        FROM supervision.unit AS department
        WHERE EXISTS (
            SELECT FROM supervision.unit
            WHERE supervising_unit_code = department.code AND category IN ('School', 'Township', 'Department'))
          AND NOT EXISTS (
            SELECT FROM supervision.current_post(supervision.today()) AS post
            WHERE post.role = 'DepartmentReviewer' AND post.unit_code = department.code)
        ORDER BY department.code
        """, row => row.GetString(0), stop), stop);

    private static async Task<ImmutableArray<Problem>> Write(
        Tx tx, District district, RuleChange change, CancellationToken stop)
    {
        if (await tx.QueryOne($"SELECT count(*) FROM supervision.unit", row => row.GetInt64(0), stop) > 0)
            return [new Problem("SU002", "units.csv", "单位目录中已有单位，不能再次整体导入；人员在“岗位”、联系人在“单位”中逐项维护。")];
        await WriteUnits.Zones(tx, district.Zones, stop);
        await WriteUnits.Units(tx, district.Units, stop);
        await WriteUnits.Contacts(tx, district.Units, stop);
        await OrganRow.Write(tx, district.Organs, stop);
        await SignRow.Write(tx, district.Signs, change, stop);
        await PostRow.Write(tx, [.. district.Posts, .. district.Inspectors.Select(one => one.Post)], change.At, stop);
        await InspectorRow.Write(tx, district.Inspectors, stop);
        await LineOfficers.Fill(tx, null, stop);
        await IndicatorRow.Write(tx, district.Indicators, stop);
        await PublishRules.Calendar(tx, district.Days, change, stop);
        await EnsureStandardRules.Profile(tx, change, stop);
        return [];
    }
}

/// <summary>Everything a district's files say.</summary>
internal sealed record District
{
    public required ImmutableArray<CsvRow> Zones { get; init; }
    public required ImmutableArray<UnitRow> Units { get; init; }
    public required ImmutableArray<OrganRow> Organs { get; init; }
    public required ImmutableArray<SignRow> Signs { get; init; }
    public required ImmutableArray<PostRow> Posts { get; init; }
    public required ImmutableArray<InspectorRow> Inspectors { get; init; }
    public required ImmutableArray<IndicatorRow> Indicators { get; init; }
    public required ImmutableArray<CalendarDay> Days { get; init; }
    public required ImmutableArray<Problem> Problems { get; init; }

    /// <summary>SU001 for each file that is not there; the others are not read then.</summary>
    public static ImmutableArray<Problem> Missing(DistrictFiles files) =>
    [
        .. Names.Where(name => files.Text(name) is null)
            .Select(name => new Problem("SU001", name, $"缺少文件{name}。")),
    ];

    /// <summary>Of files that are all there.</summary>
    public static District Read(DistrictFiles files)
    {
        string Text(string name) => files.Text(name) ?? "";
        var zones = Csv.Read("zones.csv", Text("zones.csv"), "zone_code", "zone_name", "coverage", "hotline");
        var units = UnitRow.Read("units.csv", Text("units.csv"));
        var organs = OrganRow.Read("organs.csv", Text("organs.csv"));
        var signs = SignRow.Read("signs.csv", Text("signs.csv"));
        var posts = PostRow.Read("posts.csv", Text("posts.csv"));
        var inspectors = InspectorRow.Read("inspectors.csv", Text("inspectors.csv"));
        var indicators = IndicatorRow.Read("indicators.csv", Text("indicators.csv"));
        var years = files.Calendars().Select(file => CalendarTable.Read(file.Name, file.Text)).ToList();
        return new District
        {
            Zones = zones.Rows,
            Units = units.Units,
            Organs = organs.Organs,
            Signs = signs.Signs,
            Posts = posts.Posts,
            Inspectors = inspectors.Inspectors,
            Indicators = indicators.Indicators,
            Days = [.. years.SelectMany(year => year.Days)],
            Problems =
            [
                .. zones.Problems, .. units.Problems, .. organs.Problems, .. signs.Problems,
                .. posts.Problems, .. inspectors.Problems, .. indicators.Problems,
                .. years.SelectMany(year => year.Problems), .. NoAdministrator(posts.Posts),
                .. Strangers(units.Units,
                [
                    .. organs.Organs.Select(one => (one.Row, "unit_code")),
                    .. posts.Posts.Select(one => (one.Row, "unit_code")),
                    .. inspectors.Inspectors.SelectMany(one => new[]
                    {
                        (one.Row, "source_unit_code"), (one.Row, "recusal_unit_codes"),
                    }),
                ]),
            ],
        };
    }

    /// <summary>Codes of units that no line of units.csv has.</summary>
    private static IEnumerable<Problem> Strangers(
        ImmutableArray<UnitRow> units, IEnumerable<(CsvRow Row, string Column)> references)
    {
        var known = units.Select(unit => unit.Code).ToHashSet();
        return
            from reference in references
            from code in reference.Row.List(reference.Column)
            where !known.Contains(code)
            select reference.Row.Unreadable(reference.Column, $"引用的单位“{code}”不在units.csv中");
    }

    /// <summary>Without one nobody could invite anybody.</summary>
    private static IEnumerable<Problem> NoAdministrator(ImmutableArray<PostRow> posts) =>
        posts.Any(post => post.Role == Rights.Role.Administrator)
            ? []
            : [Csv.Unreadable("posts.csv", 1, "至少应有一名系统管理员（role为Administrator）。")];

    private static readonly ImmutableArray<string> Names =
    [
        "zones.csv", "units.csv", "organs.csv", "signs.csv", "posts.csv", "inspectors.csv", "indicators.csv",
    ];
}
