using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Supervision.Reads;

/// <summary>跟踪月报 as the page of its department shows it.</summary>
public sealed record TrackingReportListed
{
    public required Guid Id { get; init; }
    public required string DepartmentCode { get; init; }
    public required string Department { get; init; }

    /// <summary>2026年4月.</summary>
    public required string Month { get; init; }
    public required TrackingState State { get; init; }

    /// <summary>When it came into its state: filed, or missed. UTC.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>Null in the moment before its task is opened.</summary>
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }

    /// <summary>The last day on which it was urged.</summary>
    public DateOnly? UrgedOn { get; init; }
    public string? FiledBy { get; init; }
    public string? Guidance { get; init; }
    public string? Coordination { get; init; }
    public string? NextSteps { get; init; }
}

/// <summary>One report with all that was filed.</summary>
public sealed record TrackingSheet
{
    public required TrackingReportListed Report { get; init; }

    /// <summary>As it was when the report was filed; null before.</summary>
    public TrackingList? List { get; init; }
    public required IReadOnlyList<CaseFile> Files { get; init; }

    /// <summary>Eldest first.</summary>
    public required IReadOnlyList<CaseEntry> Happened { get; init; }
}

/// <summary>跟踪月报: of a department, and one. Whether somebody may read one is its scope's business.</summary>
public static class TrackingReportList
{
    /// <summary>Five years.</summary>
    public const int Most = 60;

    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<TrackingReportListed>> Of(
        Tx tx, string department, CancellationToken stop) => await Read(tx, (department, null), stop);

    /// <summary>Null where there is no such report.</summary>
    public static async Task<TrackingSheet?> One(Tx tx, Guid id, CancellationToken stop) =>
        (await Read(tx, (null, id), stop)).SingleOrDefault() is not { } report ? null : new TrackingSheet
        {
            Report = report,
            List = await tx.QueryOne(
                $"SELECT list::text FROM supervision.tracking_report WHERE id = {id} AND list IS NOT NULL",
                row => TrackingList.FromJson(row.GetString(0)), stop),
            Files = await CaseFiles.OfReport(tx, id, stop),
            Happened = await CaseEntries.OfReport(tx, id, stop),
        };

    /// <summary>Null where the report has no such file.</summary>
    public static async Task<DocumentFile?> File(Tx tx, Guid report, Guid file, CancellationToken stop) =>
        (await CaseFiles.OfReport(tx, report, stop)).SingleOrDefault(one => one.Id == file) is { } found
            ? await CaseFiles.Content(tx, found, stop)
            : null;

    private static async Task<IReadOnlyList<TrackingReportListed>> Read(
        Tx tx, (string? Department, Guid? Report) of, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT report.id, report.department_code, unit.name, report.month, report.state, report.state_since,
                   task.due_on, task.due_explanation, report.urged_on, report.filed_by, report.guidance,
                   report.coordination, report.next_steps
            FROM supervision.tracking_report AS report
            JOIN supervision.unit AS unit ON unit.code = report.department_code
            LEFT JOIN supervision.open_task AS task
                   ON task.subject_id = report.id AND task.form = {TrackingReportFiling.FormName}
            WHERE ({of.Department}::text IS NULL OR report.department_code = {of.Department})
              AND ({of.Report}::uuid IS NULL OR report.id = {of.Report})
            ORDER BY report.month DESC
            LIMIT {Most}
            """, Read, stop);
        var names = await ActorNames.Of(tx, [.. rows.Select(row => row.FiledBy).OfType<string>()], stop);
        return [.. rows.Select(row => row with { FiledBy = row.FiledBy is { } by ? names[by] : null })];
    }

    private static TrackingReportListed Read(NpgsqlDataReader row)
    {
        string? Text(int at) => row.IsDBNull(at) ? null : row.GetString(at);
        DateOnly? Day(int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateOnly>(at);
        return new TrackingReportListed
        {
            Id = row.GetGuid(0),
            DepartmentCode = row.GetString(1),
            Department = row.GetString(2),
            Month = new TrackingMonth(row.GetFieldValue<DateOnly>(3)).Label,
            State = Enum.Parse<TrackingState>(row.GetString(4)),
            StateSince = row.GetFieldValue<DateTimeOffset>(5),
            DueOn = Day(6),
            DueExplanation = Text(7),
            UrgedOn = Day(8),
            FiledBy = Text(9),
            Guidance = Text(10),
            Coordination = Text(11),
            NextSteps = Text(12),
        };
    }
}
