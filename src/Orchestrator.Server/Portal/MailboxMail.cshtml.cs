using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Mail;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One mail as its recipient reads it: its text, with its web addresses to click.</summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed partial class MailboxMailModel(MailboxRead mailbox) : PageModel
{
    public MailboxMail? Mail { get; private set; }

    /// <summary>The text cut at its web addresses. Nothing of the mail's own markup reaches the page.</summary>
    public IEnumerable<(bool IsLink, string Text)> Parts =>
        Address().Split(Mail!.Text).Select(part => (Address().IsMatch(part), part));

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        Mail = await mailbox.One(id, stop);
        return Mail is null ? NotFound() : Page();
    }

    [GeneratedRegex("(https?://[^\\s<>\"“”（）]+)")]
    private static partial Regex Address();
}
