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

/// <summary>邮件: all of them, newest first, and how many in which state; those in trouble can be sent again.</summary>
[ForHoldersOf(Act.ReadAudit)]
public sealed class MailsModel(Database db, ResendMail resend, Visit visit) : PageModel
{
    public IReadOnlyList<(string State, long Count)> Counts { get; private set; } = [];
    public IReadOnlyList<Delivery> Rows { get; private set; } = [];
    public int Total { get; private set; }
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>What may be sent again: a person must look at it.</summary>
    public static readonly IReadOnlyList<string> Troubled = ["Unknown", "Failed"];

    /// <summary>The filter for <see cref="Troubled"/>.</summary>
    public const string InTrouble = "trouble";

    public static readonly IReadOnlyList<(string Value, string Label)> States =
    [
        (InTrouble, "需要处理"),
        .. new[] { "Queued", "Leased", "HandingOver", "HandedOver", "Unknown", "Failed", "Withdrawn" }
            .Select(state => (state, Label(state))),
    ];

    public long InTroubleNow => Counts.Where(one => Troubled.Contains(one.State)).Sum(one => one.Count);

    public static string Label(string state) => state switch
    {
        "Queued" => "待发",
        "Leased" => "准备发送",
        "HandingOver" => "发送中",
        "HandedOver" => "已送出",
        "Unknown" => "结果不明",
        "Failed" => "失败",
        "Withdrawn" => "不再需要",
        _ => state,
    };

    public static string Tone(string state) => state switch
    {
        "HandedOver" => "good",
        "Unknown" => "warn",
        "Failed" => "bad",
        _ => "",
    };

    /// <summary>The page of what the mail is about; null where it has none (a daily digest).</summary>
    public static string? CaseOf(Delivery mail) => mail.SubjectKind switch
    {
        nameof(CaseKind.InspectionCampaign) => $"/campaigns/{mail.SubjectId}",
        nameof(CaseKind.UnitInspection) => $"/cases/{mail.SubjectId}",
        nameof(CaseKind.ProblemItem) => $"/items/{mail.SubjectId}",
        nameof(CaseKind.SupervisoryOrder) => $"/orders/{mail.SubjectId}",
        nameof(CaseKind.TrackingReport) => $"/tracking-reports/{mail.SubjectId}",
        _ => null,
    };

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        await db.InTransaction(async tx =>
        {
            Counts = await MailRead.Counts(tx, stop);
            (Rows, Total) = await MailRead.List(
                tx, new MailFilter(filter.Pattern, StatesOf(filter.State), filter.Skip, filter.Take), stop);
        }, stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public async Task<IActionResult> OnPost(Guid mail, CancellationToken stop)
    {
        if (await resend.Run(mail, visit.Actor, stop) is { } problem)
            Problems = [problem];
        else
            TempData["Done"] = "已重新排队，几秒后发出。";
        return Problems.IsEmpty ? Redirect($"/mails{Request.QueryString}") : await OnGet(stop);
    }

    private static IReadOnlyList<string> StatesOf(string? state) => state switch
    {
        null => [],
        InTrouble => Troubled,
        _ => [state],
    };

    private FileContentResult AsCsv() => CsvTable.Of(
        "邮件", ["编号", "主题", "收件人", "邮箱", "状态", "尝试次数", "对方答复", "排队时间", "结束时间"],
        Rows.Select(mail => (IEnumerable<string?>)
        [
            mail.Letter, mail.Subject, mail.Recipient.Name, mail.Recipient.Address, Label(mail.State),
            $"{mail.Attempts}", mail.Reply, Shown.At(mail.QueuedAt),
            mail.SettledAt is { } at ? Shown.At(at) : null,
        ]));
}
