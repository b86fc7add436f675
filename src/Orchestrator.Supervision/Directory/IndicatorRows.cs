using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

/// <summary>督政, 督学, 评估监测.</summary>
public enum SupervisionLine { Government, School, Monitoring }

/// <summary>One indicator of a scheme. Level 1 groups; level 2 is judged.</summary>
public sealed record IndicatorRow
{
    public required CsvRow Row { get; init; }
    public required string SchemeCode { get; init; }
    public required SupervisionLine Line { get; init; }
    public required int Level { get; init; }
    public decimal? Weight { get; init; }
    public required bool IsVeto { get; init; }
    public Severity? DefaultSeverity { get; init; }
    public int? DefaultDays { get; init; }

    public static (ImmutableArray<IndicatorRow> Indicators, ImmutableArray<Problem> Problems) Read(
        string file, string text)
    {
        var csv = Csv.Read(file, text, "scheme_code", "scheme_name", "line", "subject_type", "indicator_code", "level",
            "parent_code", "name", "criterion", "weight", "veto", "evidence_required", "default_severity",
            "default_rectify_days", "basis");
        var problems = csv.Problems.ToList();
        return ([.. csv.Rows.Select(row => Indicator(row, problems))], [.. problems]);
    }

    private static IndicatorRow Indicator(CsvRow row, List<Problem> problems) => new()
    {
        Row = row,
        SchemeCode = row.Required("scheme_code", problems),
        Line = LineOf(row, problems),
        Level = row.Number("level", problems),
        Weight = row.DecimalOrNull("weight", problems),
        IsVeto = row.YesNo("veto", problems),
        DefaultSeverity = row.TextOrNull("default_severity") is null
            ? null : row.OneOf<Severity>("default_severity", problems),
        DefaultDays = row.NumberOrNull("default_rectify_days", problems),
    };

    private static SupervisionLine LineOf(CsvRow row, List<Problem> problems)
    {
        if (row.Text("line") is not ("督政" or "督学" or "监测"))
            problems.Add(row.Unreadable("line", $"应为督政、督学或监测，实为“{row.Text("line")}”"));
        return row.Text("line") switch
        {
            "督政" => SupervisionLine.Government,
            "督学" => SupervisionLine.School,
            _ => SupervisionLine.Monitoring,
        };
    }

    public static async Task Write(Tx tx, ImmutableArray<IndicatorRow> indicators, CancellationToken stop)
    {
        var schemes = indicators.DistinctBy(indicator => indicator.SchemeCode).ToImmutableArray();
        var rows = indicators.Select(indicator => indicator.Row).ToImmutableArray();
        await tx.Execute($"""
            INSERT INTO supervision.indicator_scheme (code, line, name, subject_type)
            SELECT *
            FROM unnest(
                {schemes.Select(scheme => scheme.SchemeCode).ToArray()},
                {schemes.Select(scheme => scheme.Line.ToString()).ToArray()},
                {schemes.Select(scheme => scheme.Row.Text("scheme_name")).ToArray()},
                {schemes.Select(scheme => scheme.Row.Text("subject_type")).ToArray()})
            """, stop);
        await tx.Execute($"""
            INSERT INTO supervision.indicator
                (code, scheme_code, parent_code, name, criterion, data_type, unit_of_measure, comparator, threshold,
                 basis, basis_confidence, level, weight, is_veto, default_severity, default_rectify_days, methods,
                 evidence_required, position)
            SELECT given.code, given.scheme, given.parent, given.name, coalesce(given.criterion, ''), given.data_type,
                   given.unit, given.comparator, given.threshold, coalesce(given.basis, ''), given.confidence,
                   given.level, given.weight, given.is_veto, given.severity, given.days,
                   coalesce(string_to_array(given.methods, ';'), ARRAY[]::text[]),
                   coalesce(string_to_array(given.evidence, ';'), ARRAY[]::text[]), given.position
            FROM unnest(
                {rows.Column("indicator_code")}, {rows.Column("scheme_code")}, {rows.Column("parent_code")},
                {rows.Column("name")}, {rows.Column("criterion")}, {rows.Column("data_type")}, {rows.Column("unit")},
                {rows.Column("comparator")}, {rows.Column("threshold")}, {rows.Column("basis")},
                {rows.Column("basis_confidence")}, {indicators.Select(one => one.Level).ToArray()},
                {indicators.Select(one => one.Weight).ToArray()}, {indicators.Select(one => one.IsVeto).ToArray()},
                {indicators.Select(one => one.DefaultSeverity?.ToString()).ToArray()},
                {indicators.Select(one => one.DefaultDays).ToArray()}, {rows.Column("method")},
                {rows.Column("evidence_required")})
                WITH ORDINALITY AS given (code, scheme, parent, name, criterion, data_type, unit, comparator, threshold,
                    basis, confidence, level, weight, is_veto, severity, days, methods, evidence, position)
            """, stop);
    }
}
