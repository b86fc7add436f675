using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Server.Portal;

/// <summary>期限计算: why is it due that day?</summary>
public sealed class DeadlinesModel(Database db, RuleBook rules, Visit visit) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Days { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Count { get; set; }

    public DeadlineDates? Dates { get; private set; }
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public async Task OnGet(CancellationToken stop)
    {
        var isAsked = From is not null || Days is not null;
        From ??= Shown.On(visit.Today);
        Days ??= "30";
        var (day, rule, problems) = Read();
        Problems = problems;
        if (problems.IsEmpty && isAsked)
            Dates = await Compute(day, rule, stop);
    }

    private (DateOnly Day, DeadlineRule Rule, ImmutableArray<Problem> Problems) Read()
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (!DateOnly.TryParseExact(From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            problems.Add(new Problem("CA003", "from", $"起算日期应为日期（如2026-03-10），实为“{From}”；请重新填写。"));
        if (!int.TryParse(Days, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days))
            problems.Add(new Problem("CA002", "days", $"天数应为整数，实为“{Days}”；请重新填写。"));
        var rule = Count == "working"
            ? DeadlineRule.Of(new WorkingDays(days))
            : DeadlineRule.Of(new CalendarDays(days));
        if (problems.Count == 0 && rule.Check(day) is { } wrong)
            problems.Add(wrong);
        return (day, rule, problems.ToImmutable());
    }

    private Task<DeadlineDates?> Compute(DateOnly from, DeadlineRule rule, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var version = await CurrentRules.Calendar(tx, stop);
            if (await CurrentRules.Profile(tx, DeadlineProfile.StandardName, stop) is not { } profile)
                return null;
            var pinned = await rules.Read(tx, version, profile, stop);
            return DeadlineDates.Of(rule.From(from, pinned.Calendar), pinned.Profile, pinned.Calendar);
        }, stop);
}
