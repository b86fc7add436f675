using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>演练邮件: for whom mail really leaves in training. A live database has no such page.</summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed class TrainingMailModel(Database db, AllowMail allow, MailWays mail, Visit visit) : PageModel
{
    private IReadOnlyDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<AllowedAddress> Allowed { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>What was refused.</summary>
    public string? Typed { get; private set; }

    /// <summary>Host and port; null where there is none.</summary>
    public string? Relay => mail.Settings.Host is { } host ? $"{host}:{mail.Settings.Port}" : null;

    public string NameOf(string key) => names.GetValueOrDefault(key, key);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        if (!visit.IsTraining)
            return NotFound();
        await db.InTransaction(async tx =>
        {
            Allowed = await AllowedAddresses.List(tx, stop);
            names = await ActorNames.Of(tx, [.. Allowed.Select(one => one.AllowedBy)], stop);
        }, stop);
        return Page();
    }

    public async Task<IActionResult> OnPost(string? pattern, CancellationToken stop)
    {
        Typed = pattern ?? "";
        return await allow.Allow(Typed, visit.Actor, stop) is { } problem
            ? await Refused(problem, stop)
            : Done($"以后排队发往“{Typed.Trim()}”的邮件真正送出。");
    }

    public async Task<IActionResult> OnPostRemove(string? pattern, CancellationToken stop)
    {
        return await allow.Remove(pattern ?? "", visit.Actor, stop) is { } problem
            ? await Refused(problem, stop)
            : Done($"已移除“{pattern}”，发往它的邮件进入内置邮箱。");
    }

    private async Task<IActionResult> Refused(Problem problem, CancellationToken stop)
    {
        Problems = [problem];
        return await OnGet(stop);
    }

    private RedirectResult Done(string sentence)
    {
        TempData["Done"] = sentence;
        return Redirect("/training-mail");
    }
}
