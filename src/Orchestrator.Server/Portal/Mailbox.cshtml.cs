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
    public (string Before, Guid BeforeId)? Next => Mails.Count == MailboxRead.Page
        && Mails[^1] is { SettledAt: { } at, Id: var id }
        ? (at.ToString("O", CultureInfo.InvariantCulture), id)
        : null;

    public async Task<IActionResult> OnGet(string? q, DateTimeOffset? before, Guid? beforeId, CancellationToken stop)
    {
        Query = q?.Trim() ?? "";
        Mails = await mailbox.List(Query, before is { } at ? (at, beforeId ?? Guid.Empty) : null, stop);
        return Page();
    }
}
