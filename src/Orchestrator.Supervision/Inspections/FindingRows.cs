using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Inspections;

/// <summary>A finding as the draft of the opinion shows it.</summary>
public sealed record Finding(Guid Id, int Position, string Fact, string Requirement)
{
    public bool IsContested { get; init; }
    public string? Decision { get; init; }
}

/// <summary>What an opinion will ask for; it becomes problem items with the signature.</summary>
public sealed class FindingRows(RuleBook rules)
{
    /// <summary>What a missed self-evaluation is: small, and due within the days of its type (TM-08).</summary>
    private static readonly ItemGravity MissedSelfEvaluation =
        new(RectificationType.TimeLimited, Severity.Minor, IndicatorDays: null);

    /// <summary>What a row of the form must hold to become a finding.</summary>
    public static readonly ImmutableArray<NeededField> Needs =
    [
        NeededField.Filled("indicator", FieldKind.Choice), NeededField.Filled("fact", FieldKind.LongText),
        NeededField.Filled("basis", FieldKind.Text), NeededField.Filled("requirement", FieldKind.LongText),
        NeededField.Filled("severity", FieldKind.Choice) with { Values = [.. Enum.GetNames<Severity>()] },
        NeededField.Filled("rectificationType", FieldKind.Choice) with
        {
            Values = [.. Enum.GetNames<RectificationType>()],
        },
        NeededField.Read("days", FieldKind.WholeNumber) with { Range = (1, 180) },
        NeededField.Read("isDangerToLife", FieldKind.YesNo),
    ];

    /// <summary>
    /// Rows of the form become findings, in their order, with the days of TM-08; a missed self-evaluation is the last
    /// of them (§6), so that the unit may defend itself against it and the letter prints it.
    /// </summary>
    public async Task Replace(Tx tx, Case subject, IReadOnlyList<JsonElement> rows, CancellationToken stop)
    {
        var pinned = await rules.Read(tx, subject.Calendar, subject.Profile, stop);
        var days = await IndicatorDays(tx, [.. rows.Select(row => row.TextOf("indicator") ?? "")], stop);
        T[] Column<T>(Func<JsonElement, T> value) => [.. rows.Select(value)];
        await tx.Execute([
            $"DELETE FROM supervision.finding WHERE unit_inspection_id = {subject.Id}",
            $"""
            INSERT INTO supervision.finding
                (id, unit_inspection_id, position, indicator_code, fact, basis, severity, is_danger_to_life,
                 rectification_type, requirement, unit_code, days)
            SELECT row.id, {subject.Id}, row.place, row.indicator, row.fact, row.basis, row.severity, row.danger,
                   row.type, row.requirement, {subject.UnitCode}, row.days
            FROM unnest(
                {Column(_ => Guid.CreateVersion7())}, {Column(row => row.TextOf("indicator"))},
                {Column(row => row.TextOf("fact"))}, {Column(row => row.TextOf("basis"))},
                {Column(row => row.TextOf("severity"))}, {Column(row => row.IsYes("isDangerToLife"))},
                {Column(row => row.TextOf("rectificationType"))}, {Column(row => row.TextOf("requirement"))},
                {Column(row => DaysOf(row, days, pinned.Profile))})
                WITH ORDINALITY AS row (id, indicator, fact, basis, severity, danger, type, requirement, days, place)
            """,
            WithoutSelfEvaluation(subject, rows.Count + 1, pinned.Profile),
        ], stop);
    }

    private static Sql WithoutSelfEvaluation(Case subject, int position, DeadlineProfile profile) => $"""
        INSERT INTO supervision.finding
            (id, unit_inspection_id, position, origin, fact, basis, severity, rectification_type, requirement,
             unit_code, days)
        SELECT {Guid.CreateVersion7()}, id, {position}, 'MissedSelfEvaluation', '未按要求报送自评报告', '督导通知',
               {MissedSelfEvaluation.Severity.ToString()}, {MissedSelfEvaluation.Type.ToString()},
               '补报自评报告，说明未按期报送的原因', unit_code, {ItemLimit.Of(MissedSelfEvaluation, profile).Count}
        FROM supervision.unit_inspection
        WHERE id = {subject.Id} AND is_self_evaluation_late
        """;

    public static Task<IReadOnlyList<Finding>> Read(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT finding.id, finding.position, finding.fact, finding.requirement, finding.decision,
               coalesce(finding.id = ANY (defence.contested), false)
        FROM supervision.finding AS finding
        LEFT JOIN supervision.defence AS defence ON defence.unit_inspection_id = finding.unit_inspection_id
        WHERE finding.unit_inspection_id = {inspection}
        ORDER BY finding.position
        """, ReadOne, stop);

    private static Finding ReadOne(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetInt32(1), row.GetString(2), row.GetString(3))
        {
            Decision = row.IsDBNull(4) ? null : row.GetString(4),
            IsContested = row.GetBoolean(5),
        };

    /// <summary>The level-2 indicators of the campaign's scheme.</summary>
    public static async Task<ImmutableDictionary<string, ImmutableArray<FormOption>>> Options(
        Tx tx, Guid campaign, CancellationToken stop) =>
        ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty.Add("findings.indicator",
        [
            .. await tx.Query($"""
                SELECT indicator.code, indicator.name
                FROM supervision.indicator AS indicator
                JOIN supervision.campaign AS campaign ON campaign.indicator_scheme_code = indicator.scheme_code
                WHERE campaign.id = {campaign} AND indicator.level = 2
                ORDER BY indicator.position
                """, row => new FormOption(row.GetString(0), row.GetString(1)), stop),
        ]);

    /// <summary>The days the team sets, else the indicator's, else the type's; capped by gravity (TM-08).</summary>
    private static int DaysOf(JsonElement row, Dictionary<string, int> indicators, DeadlineProfile profile)
    {
        var byIndicator = indicators.TryGetValue(row.TextOf("indicator") ?? "", out var days) ? days : (int?)null;
        return ItemLimit.Of(new ItemGravity(
            Enum.Parse<RectificationType>(row.TextOf("rectificationType")!),
            Enum.Parse<Severity>(row.TextOf("severity")!),
            row.NumberOf("days") ?? byIndicator)
        {
            IsDangerToLife = row.IsYes("isDangerToLife"),
        }, profile).Count;
    }

    private static async Task<Dictionary<string, int>> IndicatorDays(Tx tx, string[] codes, CancellationToken stop) =>
        (await tx.Query($"""
            SELECT code, default_rectify_days
            FROM supervision.indicator
            WHERE code = ANY ({codes}) AND default_rectify_days IS NOT NULL
            """, row => (row.GetString(0), row.GetInt32(1)), stop)).ToDictionary(row => row.Item1, row => row.Item2);
}
