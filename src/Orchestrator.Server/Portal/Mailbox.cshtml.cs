using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Mail;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>内置邮箱: what would have been sent.</summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed class MailboxModel(MailboxRead mailbox) : PageModel
{
    public string Query { get; private set; } = "";
    public IReadOnlyList<Delivery> Mails { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last.</summary>
    public string? Next => Mails.Count == MailboxRead.Page
        ? Mails[^1].SettledAt?.ToString("O", CultureInfo.InvariantCulture)
        : null;

    public async Task<IActionResult> OnGet(string? q, DateTimeOffset? before, CancellationToken stop)
    {
        Query = q?.Trim() ?? "";
        Mails = await mailbox.List(Query, before, stop);
        return Page();
    }
}
