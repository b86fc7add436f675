using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>演练时钟: months pass in minutes, and everything that they bring happens.</summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed class ClockModel(Database db, TrainingWalk walk, MoveClock move, Visit visit) : PageModel
{
    public DateTimeOffset Now { get; private set; }
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Where the clock stood before it was moved; null where it was not.</summary>
    public DateTimeOffset? Since { get; private set; }
    public IReadOnlyList<Happening> Happened { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public async Task<IActionResult> OnGet(string? since, CancellationToken stop)
    {
        Now = visit.Now;
        Next = visit.IsTraining ? await walk.NextDue(stop) : null;
        if (DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, out var moment))
        {
            Since = moment;
            Happened = await db.InTransaction(tx => Happenings.Between(tx, moment, Now, stop), stop);
        }

        return Page();
    }

    public async Task<IActionResult> OnPost(string step, string? on, CancellationToken stop)
    {
        var before = visit.Now;
        var walked = await Target(step, on, stop) is { } target
            ? await move.Run(target, visit.Actor, stop)
            : new Walked(new Problem("CA003", "on",
                $"日期应为今天以后的日期（如2026-05-27），实为“{on}”；时钟没有拨动。"), []);
        if (walked.Problem is { } problem)
        {
            Problems = [problem];
            return await OnGet(null, stop);
        }

        if (walked.Often.Length > 0)
            TempData["Done"] = string.Concat(walked.Often.Select(one => one.Sentence));
        return Redirect($"/clock?since={Uri.EscapeDataString(before.ToString("O", CultureInfo.InvariantCulture))}");
    }

    /// <summary>Null where the date cannot be read or is not ahead.</summary>
    private async Task<DateTimeOffset?> Target(string step, string? on, CancellationToken stop) => step switch
    {
        "next" => await walk.NextDue(stop) ?? visit.Now,
        "day" => ShanghaiTime.StepMoment(visit.Today.AddDays(1)),
        _ => DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date > visit.Today && date < visit.Today.AddYears(5)
            ? ShanghaiTime.StepMoment(date)
            : null,
    };
}
