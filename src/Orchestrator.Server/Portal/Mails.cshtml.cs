using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>邮件: how many in which state, and those that a person must look at.</summary>
public sealed class MailsModel(Database db, ResendMail resend, Visit visit) : PageModel
{
    public IReadOnlyList<(string State, long Count)> Counts { get; private set; } = [];
    public IReadOnlyList<Delivery> Troubled { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public static string Label(string state) => state switch
    {
        "Queued" => "待发",
        "Leased" => "准备发送",
        "HandingOver" => "发送中",
        "HandedOver" => "已送出",
        "Unknown" => "结果不明",
        "Failed" => "失败",
        _ => state,
    };

    /// <summary>The page of what the mail is about; null where it has none (a daily digest).</summary>
    public static string? CaseOf(Delivery mail) => mail.SubjectKind switch
    {
        nameof(CaseKind.InspectionCampaign) => $"/campaigns/{mail.SubjectId}",
        nameof(CaseKind.UnitInspection) => $"/cases/{mail.SubjectId}",
        nameof(CaseKind.ProblemItem) => $"/items/{mail.SubjectId}",
        nameof(CaseKind.SupervisoryOrder) => $"/orders/{mail.SubjectId}",
        _ => null,
    };

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        if (!visit.May(Act.ReadAudit))
            return Redirect("/error/403");
        await db.InTransaction(async tx =>
        {
            Counts = await MailRead.Counts(tx, stop);
            Troubled = await MailRead.InTrouble(tx, stop);
        }, stop);
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid mail, CancellationToken stop)
    {
        if (visit.Official is not { } official)
            return Redirect("/error/403");
        if (await resend.Run(mail, official, stop) is { } problem)
            Problems = [problem];
        else
            TempData["Done"] = "已重新排队，几秒后发出。";
        return Problems.IsEmpty ? Redirect("/mails") : await OnGet(stop);
    }
}
