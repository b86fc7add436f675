using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>值班与交接: the three functions, who is away, who has how much to do, and hand-over.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class DutyModel(Database db, DutyActs acts, Visit visit) : PageModel
{
    /// <summary>An absence as it was typed; it is shown again where it was refused.</summary>
    public sealed record AbsenceForm(Guid? Person, DateOnly? From, DateOnly? To, Guid? Substitute, string? Reason);

    public DutyRoster Roster { get; private set; } = new() { Lines = [], Absences = [], People = [] };
    public ImmutableArray<Problem> Problems { get; private set; } = [];
    public AbsenceForm Typed { get; private set; } = new(null, null, null, null, null);

    /// <summary>Whose tasks are shown; null: nobody's.</summary>
    public WorkloadListed? Chosen { get; private set; }
    public IReadOnlyList<OwnedTaskListed> Tasks { get; private set; } = [];

    /// <summary>The one task that the reader came for; null: all are chosen.</summary>
    public Guid? Only { get; private set; }
    public IReadOnlyList<CandidateListed> People { get; private set; } = [];

    /// <summary>Of them, those who may be named for a function.</summary>
    public IReadOnlyList<CandidateListed> Office => [.. People.Where(one => one.IsOfOffice)];

    public bool Runs => visit.May(Act.ManageDuty);
    public bool IsAbsenceRefused => Problems.Any(problem => problem.Code == "SU082");
    public DateOnly Today => visit.Today;

    public async Task<IActionResult> OnGet(Guid? person, Guid? task, CancellationToken stop)
    {
        Only = task;
        await db.InTransaction(async tx =>
        {
            Roster = await DutyRoster.Read(tx, visit.Actor, stop);
            People = await DutyRoster.Candidates(tx, stop);
            Chosen = Roster.People.FirstOrDefault(one => one.Person == person);
            Tasks = Chosen is null ? [] : await DutyRoster.TasksOf(tx, Chosen.Person, HandOver.Most, stop);
        }, stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAbsence(AbsenceForm form, CancellationToken stop)
    {
        Typed = form;
        return await After(await acts.Absence.Run(new RegisterAbsence.Request
        {
            Actor = visit.Actor,
            Person = form.Person ?? visit.Actor.Person,
            From = form.From,
            To = form.To,
            Substitute = form.Substitute,
            Reason = form.Reason ?? "",
        }, stop), null, "已登记离岗。", stop);
    }

    public async Task<IActionResult> OnPostReturn(Guid absence, CancellationToken stop) => await After(
        await acts.Return.Run(visit.Actor, absence, stop), null, "已登记返岗，新的事项由本人承办。", stop);

    public async Task<IActionResult> OnPostOfficer(SupervisionLine line, Guid person, CancellationToken stop) =>
        await After(await acts.Officer.Run(visit.Actor, line, person, stop), null,
            $"已更改{Labels.Of(line)}责任人，新的事项由其承办。", stop);

    public async Task<IActionResult> OnPostHandOver(
        Guid? from, Guid[]? tasks, Guid to, string? reason, CancellationToken stop)
    {
        var request = new HandOver.Request(visit.Actor, [.. tasks ?? []], to, reason ?? "");
        return await After(
            await acts.HandOver.Run(request, stop), from, $"已交接{request.Tasks.Length}项。", stop);
    }

    private async Task<IActionResult> After(Problem? problem, Guid? person, string done, CancellationToken stop)
    {
        if (problem is not null)
        {
            Problems = [problem];
            return await OnGet(person, null, stop);
        }

        TempData["Done"] = done;
        return Redirect("/duty");
    }
}

/// <summary>What can be done on the page.</summary>
public sealed record DutyActs(RegisterAbsence Absence, EndAbsence Return, NameLineOfficer Officer, HandOver HandOver);
