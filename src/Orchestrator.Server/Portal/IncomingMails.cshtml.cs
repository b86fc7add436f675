using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>来信: what came into the mailbox, newest first, to what it belongs and what was done.</summary>
[ForHoldersOf(Act.ReadAudit)]
public sealed class IncomingMailsModel(Database db, IntakeSettings settings, Visit visit) : PageModel
{
    public IReadOnlyList<IncomingRow> Rows { get; private set; } = [];
    public int Total { get; private set; }
    public bool IsRead => settings.Host is not null;

    public static readonly IReadOnlyList<(string Value, string Label)> Kinds =
        [.. Enum.GetValues<IncomingKind>().Select(kind => ($"{kind}", Label($"{kind}")))];

    public static string Label(string kind) => kind switch
    {
        "Reply" => "来信",
        "AutoReply" => "自动回复",
        "Bounce" => "退信",
        "Delay" => "投递延迟",
        "Other" => "未对上",
        "Unreadable" => "读不出来",
        _ => kind,
    };

    public async Task OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        (Rows, Total) = await db.InTransaction(tx => IntakeRead.List(
            tx, new IncomingFilter(filter.Pattern, filter.State, filter.Skip, filter.Take), stop), stop);
    }
}
