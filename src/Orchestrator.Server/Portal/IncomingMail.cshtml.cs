using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One incoming mail as text; its files are downloads. Its sender is what it says of itself.</summary>
[ForHoldersOf(Act.ReadAudit)]
public sealed class IncomingMailModel(Database db) : PageModel
{
    public IncomingRow Mail { get; private set; } = null!;
    public string Text { get; private set; } = "";

    /// <summary>The sent mail that it is about; null: not known.</summary>
    public Delivery? Sent { get; private set; }
    public IReadOnlyList<ReplyFile> Files { get; private set; } = [];

    public bool IsFromRecipient => string.Equals(
        Sent?.Recipient.Address, Mail.Sender.Address, StringComparison.OrdinalIgnoreCase);

    public Task<IActionResult> OnGet(Guid id, int? part, CancellationToken stop) =>
        db.InTransaction<IActionResult>(async tx =>
        {
            if (part is { } number)
                return await ReplyFiles.Content(tx, id, number, stop) is { } content
                    ? Downloads.Of(content) : NotFound();
            if (await IntakeRead.One(tx, id, stop) is not { } found)
                return NotFound();
            (Mail, Text) = found;
            Sent = Mail.Mail is { } mail ? await MailRead.One(tx, mail, stop) : null;
            Files = await ReplyFiles.Of(tx, id, stop);
            return Page();
        }, stop);
}
