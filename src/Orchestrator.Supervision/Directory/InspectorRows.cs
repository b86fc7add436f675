using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

public enum InspectorKind { FullTime, PartTime, Expert }

public enum InspectorStatus { Active, Exited }

/// <summary>督学 and experts as their file describes them.</summary>
public sealed record InspectorRow
{
    public required CsvRow Row { get; init; }
    public required string Code { get; init; }
    public required InspectorKind Kind { get; init; }
    public required InspectorStatus Status { get; init; }
    public DateOnly? TermStart { get; init; }
    public DateOnly? TermEnd { get; init; }
    public int? TermNumber { get; init; }
    public required bool IsInductionTrained { get; init; }

    /// <summary>Their account and their post.</summary>
    public required PostRow Post { get; init; }

    public static (ImmutableArray<InspectorRow> Inspectors, ImmutableArray<Problem> Problems) Read(
        string file, string text)
    {
        var csv = Csv.Read(file, text, "inspector_code", "name", "kind", "source_unit_code", "zone_code", "specialties",
            "term_start", "term_end", "term_number", "certificate_no", "induction_trained", "recusal_unit_codes",
            "email", "phone", "status");
        var problems = csv.Problems.ToList();
        return ([.. csv.Rows.Select(row => Inspector(row, problems))], [.. problems]);
    }

    private static InspectorRow Inspector(CsvRow row, List<Problem> problems)
    {
        var kind = row.OneOf<InspectorKind>("kind", problems);
        return new InspectorRow
        {
            Row = row,
            Code = row.Required("inspector_code", problems),
            Kind = kind,
            Status = row.OneOf<InspectorStatus>("status", problems),
            TermStart = row.DateOrNull("term_start", problems),
            TermEnd = row.DateOrNull("term_end", problems),
            TermNumber = row.NumberOrNull("term_number", problems),
            IsInductionTrained = row.YesNo("induction_trained", problems),
            Post = new PostRow
            {
                Row = row,
                Name = row.Required("name", problems),
                Role = Role.Inspector,
                UnitCode = row.TextOrNull("source_unit_code"),
                Title = kind == InspectorKind.Expert ? "督导评估专家" : "督学",
                Email = row.Required("email", problems),
                Phone = row.TextOrNull("phone"),
            },
        };
    }

    /// <summary>After their people were written.</summary>
    public static async Task Write(Tx tx, ImmutableArray<InspectorRow> inspectors, CancellationToken stop)
    {
        var rows = inspectors.Select(inspector => inspector.Row).ToImmutableArray();
        var codes = inspectors.Select(inspector => inspector.Code).ToArray();
        await tx.Execute($"""
            INSERT INTO supervision.inspector
                (code, kind, status, term_start, term_end, term_number, is_induction_trained, source_unit_code,
                 zone_code, certificate_no, specialties, person_id)
            SELECT given.code, given.kind, given.status, given.term_start, given.term_end, given.term_number,
                   given.trained, given.unit_code, given.zone_code, given.certificate_no,
                   coalesce(string_to_array(given.specialties, ';'), ARRAY[]::text[]), person.id
            FROM unnest(
                {codes}, {inspectors.Select(one => one.Kind.ToString()).ToArray()},
                {inspectors.Select(one => one.Status.ToString()).ToArray()},
                {inspectors.Select(one => one.TermStart).ToArray()}, {inspectors.Select(one => one.TermEnd).ToArray()},
                {inspectors.Select(one => one.TermNumber).ToArray()},
                {inspectors.Select(one => one.IsInductionTrained).ToArray()}, {rows.Column("source_unit_code")},
                {rows.Column("zone_code")}, {rows.Column("certificate_no")}, {rows.Column("specialties")},
                {rows.Column("email")})
                AS given (code, kind, status, term_start, term_end, term_number, trained, unit_code, zone_code,
                          certificate_no, specialties, email)
            JOIN supervision.person AS person ON person.email = given.email
            """, stop);
        await tx.Execute($"""
            INSERT INTO supervision.recusal (inspector_code, unit_code)
            SELECT given.code, unnest(string_to_array(given.units, ';'))
            FROM unnest({codes}, {rows.Column("recusal_unit_codes")}) AS given (code, units)
            WHERE given.units IS NOT NULL
            """, stop);
    }
}
