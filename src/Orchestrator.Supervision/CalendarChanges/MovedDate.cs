using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>A date that gets later, as the preview, the audit and the mails show it.</summary>
public sealed record MovedDate
{
    /// <summary>The object that the date belongs to.</summary>
    public required Case Subject { get; init; }

    /// <summary>For instance 问题2整改报告, or the title of a task.</summary>
    public required string What { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }

    /// <summary>The derivation of the new date.</summary>
    public required string Explanation { get; init; }

    /// <summary>Null for a task of a whole campaign or of a tracking report.</summary>
    public string? Unit { get; init; }

    /// <summary>The campaign's title, or the name of the tracking report.</summary>
    public required string Campaign { get; init; }

    /// <summary>The task, where the date is an official's or a department's; null for what a unit owes.</summary>
    public DatedTask? OfOffice { get; init; }

    /// <summary>True where only the process waits for it: nobody owes anything that day, and nobody is told.</summary>
    public bool IsWait { get; init; }

    /// <summary>By unit, then by date. A task that follows a duty is not named beside it.</summary>
    internal static async Task<ImmutableArray<MovedDate>> Of(
        Tx tx, (RecomputedDates Dates, RuleBook Rules) again, CancellationToken stop)
    {
        var dates = again.Dates;
        var duties = dates.Duties.Where(move => move.DueOn != move.Duty.DueOn).ToList();
        var tasks = dates.Tasks.Where(move => move.Task.DueBy is not null && move.DueOn != move.Task.DueOn).ToList();
        var subjects = await CaseRows.Read(tx,
            [
                .. duties.Select(move => move.Duty.Subject), .. tasks.Select(move => move.Task.Subject),
                .. dates.Waits.Select(move => move.Date.Subject),
            ], stop);
        var names = await Names(tx, [.. subjects.Values], stop);
        var waits = new List<MovedDate>();
        foreach (var move in dates.Waits)
        {
            var subject = subjects[move.Date.Subject];
            var profile = await again.Rules.ReadProfile(tx, subject.Profile, stop);
            waits.Add(Of(move, (subject, profile[move.Date.Rule].Name), names));
        }

        return
        [
            .. duties.Select(move => Of(move, subjects[move.Duty.Subject], names))
                .Concat(tasks.Select(move => Of(move, subjects[move.Task.Subject], names)))
                .Concat(waits)
                .OrderBy(one => one.Unit, StringComparer.Ordinal).ThenBy(one => one.To)
                .ThenBy(one => one.What, StringComparer.Ordinal),
        ];
    }

    private static MovedDate Of(DutyMove move, Case subject, ILookup<Guid, string> names) => new()
    {
        Subject = subject,
        What = move.Duty.ItemNumber is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"问题{number}整改报告")
            : LadderLetters.DutyLabel(move.Duty.Duty),
        From = move.Duty.DueOn,
        To = move.DueOn,
        Explanation = move.Explanation,
        Unit = names[subject.UnitInspection!.Value].FirstOrDefault(),
        Campaign = names[subject.Campaign].First(),
    };

    private static MovedDate Of(TaskMove move, Case subject, ILookup<Guid, string> names) => new()
    {
        Subject = subject,
        What = move.Task.Title,
        From = move.Task.DueOn,
        To = move.DueOn,
        Explanation = move.Explanation,
        Unit = subject.UnitInspection is { } unit ? names[unit].FirstOrDefault() : null,
        Campaign = names[subject.CampaignIfAny ?? subject.Id].First(),
        OfOffice = move.Task.Role is AssigneeRole.LiaisonOfficer or AssigneeRole.UnitHead
            ? null
            : move.Task with { DueOn = move.DueOn, DueExplanation = move.Explanation },
    };

    private static MovedDate Of(DrawnMove move, (Case Subject, string Rule) of, ILookup<Guid, string> names) => new()
    {
        Subject = of.Subject,
        What = $"等待：{of.Rule}",
        From = move.Date.DueOn,
        To = move.DueOn,
        Explanation = move.Explanation,
        Unit = of.Subject.UnitInspection is { } unit ? names[unit].FirstOrDefault() : null,
        Campaign = names[of.Subject.CampaignIfAny ?? of.Subject.Id].First(),
        IsWait = true,
    };

    /// <summary>Units by their inspection, campaigns and tracking reports by their own id.</summary>
    private static async Task<ILookup<Guid, string>> Names(
        Tx tx, IReadOnlyList<Case> subjects, CancellationToken stop) =>
        (await tx.Query($"""
            SELECT inspection.id, unit.short_name
            FROM supervision.unit_inspection AS inspection
            JOIN supervision.unit AS unit ON unit.code = inspection.unit_code
            WHERE inspection.id = ANY ({subjects.Select(one => one.UnitInspection).OfType<Guid>().ToArray()})
            UNION ALL
            SELECT id, title FROM supervision.campaign
            WHERE id = ANY ({subjects.Select(one => one.CampaignIfAny).OfType<Guid>().ToArray()})
            UNION ALL
            SELECT report.id, unit.short_name || to_char(report.month, 'YYYY"年"FMMM"月"') || '跟踪月报'
            FROM supervision.tracking_report AS report
            JOIN supervision.unit AS unit ON unit.code = report.department_code
            WHERE report.id = ANY ({subjects.Select(one => one.Id).ToArray()})
            """, row => (Id: row.GetGuid(0), Name: row.GetString(1)), stop))
        .ToLookup(row => row.Id, row => row.Name);
}
