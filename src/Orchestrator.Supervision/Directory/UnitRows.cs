using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

public enum UnitCategory { Organ, Superior, Research, ThirdParty, Department, Township, School }

public enum SchoolStage { Kindergarten, Primary, Junior, NineYear, CompleteSecondary, Senior, Vocational, Special }

public enum Ownership { Public, Private }

/// <summary>Renamed units are history; closed ones too. Merging ones are inspected until they are merged.</summary>
public enum UnitStatus { Active, Merging, Renamed, Closed }

/// <summary>A unit as its file describes it, with the two people who act for it.</summary>
public sealed record UnitRow
{
    public required CsvRow Row { get; init; }
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required string ShortName { get; init; }
    public required UnitCategory Category { get; init; }
    public SchoolStage? Stage { get; init; }
    public Ownership? Ownership { get; init; }
    public required UnitStatus Status { get; init; }
    public required bool IsMember { get; init; }
    public int? Students { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }

    /// <summary>Columns that name another unit.</summary>
    public static readonly ImmutableArray<string> References =
        ["supervising_unit_code", "licensing_unit_code", "township_code", "successor_unit_code"];

    public static (ImmutableArray<UnitRow> Units, ImmutableArray<Problem> Problems) Read(string file, string text)
    {
        var csv = Csv.Read(file, text, "unit_code", "unit_name", "short_name", "category", "unit_type", "school_stage",
            "ownership", "supervising_unit_code", "licensing_unit_code", "township_code", "zone_code", "student_count",
            "head_name", "head_title", "liaison_name", "contact_email", "leader_email", "contact_phone",
            "committee_member", "status", "valid_from", "valid_to", "successor_unit_code", "notes");
        var problems = csv.Problems.ToList();
        var units = csv.Rows.Select(row => Unit(row, problems)).ToImmutableArray();
        var known = units.Select(unit => unit.Code).ToHashSet();
        problems.AddRange(units.GroupBy(unit => unit.Code).SelectMany(same => same.Skip(1))
            .Select(unit => unit.Row.Unreadable("unit_code", $"中“{unit.Code}”出现了两次")));
        problems.AddRange(
            from unit in units
            from column in References
            where unit.Row.TextOrNull(column) is { } code && !known.Contains(code)
            select unit.Row.Unreadable(column, $"引用的单位“{unit.Row.Text(column)}”不在文件中"));
        return (units, [.. problems]);
    }

    private static UnitRow Unit(CsvRow row, List<Problem> problems) => new()
    {
        Row = row,
        Code = row.Required("unit_code", problems),
        Name = row.Required("unit_name", problems),
        ShortName = row.Required("short_name", problems),
        Category = row.OneOf<UnitCategory>("category", problems),
        Stage = row.TextOrNull("school_stage") is null ? null : row.OneOf<SchoolStage>("school_stage", problems),
        Ownership = row.TextOrNull("ownership") is null ? null : row.OneOf<Ownership>("ownership", problems),
        Status = row.OneOf<UnitStatus>("status", problems),
        IsMember = row.YesNo("committee_member", problems),
        Students = row.NumberOrNull("student_count", problems),
        ValidFrom = row.Date("valid_from", problems),
        ValidTo = row.DateOrNull("valid_to", problems),
    };
}
