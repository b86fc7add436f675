using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

/// <summary>The files of a district by name; the names are those of the sample.</summary>
/// <param name="Text">The text of a file, or null where it is missing.</param>
public sealed record DistrictFiles(Func<string, string?> Text)
{
    /// <summary>The fictitious district that a training database begins with.</summary>
    public static readonly DistrictFiles Sample = new(name => Embedded.Text("SampleDistrict/" + name));
}

/// <summary>
/// Brings a whole district into an empty database: zones, units, people, inspectors, indicator schemes, the calendar
/// and the standard profile. All of it or nothing; problems name file and line.
/// </summary>
public sealed class ImportDistrict(Database db)
{
    /// <summary>SU001 and CA001 per line, SU002 where units exist already; none: all is there.</summary>
    public Task<ImmutableArray<Problem>> Run(DistrictFiles files, RuleChange change, CancellationToken stop)
    {
        var district = District.Read(files);
        return district.Problems.Length > 0
            ? Task.FromResult(district.Problems)
            : db.InTransaction(tx => Write(tx, district, change, stop), stop);
    }

    private static async Task<ImmutableArray<Problem>> Write(
        Tx tx, District district, RuleChange change, CancellationToken stop)
    {
        if (await tx.QueryOne($"SELECT count(*) FROM supervision.unit", row => row.GetInt64(0), stop) > 0)
            return [new Problem("SU002", "units.csv", "单位目录中已有单位，不能再次整体导入；请在目录中逐项维护。")];
        await WriteUnits.Zones(tx, district.Zones, stop);
        await WriteUnits.Units(tx, district.Units, stop);
        await WriteUnits.Contacts(tx, district.Units, stop);
        await PostRow.Write(tx, [.. district.Posts, .. district.Inspectors.Select(one => one.Post)], change.At, stop);
        await InspectorRow.Write(tx, district.Inspectors, stop);
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
    public required ImmutableArray<PostRow> Posts { get; init; }
    public required ImmutableArray<InspectorRow> Inspectors { get; init; }
    public required ImmutableArray<IndicatorRow> Indicators { get; init; }
    public required ImmutableArray<CalendarDay> Days { get; init; }
    public required ImmutableArray<Problem> Problems { get; init; }

    public static District Read(DistrictFiles files)
    {
        var missing = Names.Where(name => files.Text(name) is null)
            .Select(name => new Problem("SU001", name, $"缺少文件{name}。"));
        string Text(string name) => files.Text(name) ?? "";
        var zones = Csv.Read("zones.csv", Text("zones.csv"), "zone_code", "zone_name", "coverage", "hotline");
        var units = UnitRow.Read("units.csv", Text("units.csv"));
        var posts = PostRow.Read("posts.csv", Text("posts.csv"));
        var inspectors = InspectorRow.Read("inspectors.csv", Text("inspectors.csv"));
        var indicators = IndicatorRow.Read("indicators.csv", Text("indicators.csv"));
        var years = Names.Where(name => name.StartsWith("calendar-", StringComparison.Ordinal))
            .Select(name => CalendarTable.Read(name, Text(name))).ToList();
        return new District
        {
            Zones = zones.Rows,
            Units = units.Units,
            Posts = posts.Posts,
            Inspectors = inspectors.Inspectors,
            Indicators = indicators.Indicators,
            Days = [.. years.SelectMany(year => year.Days)],
            Problems =
            [
                .. missing, .. zones.Problems, .. units.Problems, .. posts.Problems, .. inspectors.Problems,
                .. indicators.Problems, .. years.SelectMany(year => year.Problems),
            ],
        };
    }

    private static readonly ImmutableArray<string> Names =
    [
        "zones.csv", "units.csv", "posts.csv", "inspectors.csv", "indicators.csv", "calendar-2026.csv",
        "calendar-2027.csv",
    ];
}
