using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>
/// What became of mails, resending, the built-in mailbox, and for whom mail really leaves in training. The mailbox
/// shows links by which a unit signs: it is open to administrators only.
/// </summary>
internal static class MailApi
{
    /// <param name="Pattern">An address, or a domain as <c>@b.cn</c>.</param>
    public sealed record NewAddress(string Pattern);

    public static void MapMails(this RouteGroupBuilder v1)
    {
        v1.MapGet("/mails", async (Guid? subject, Database db, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(tx => subject is { } id
                ? MailRead.OfSubject(tx, id, stop)
                : MailRead.InTrouble(tx, stop), stop)))
            .ForHoldersOf(Act.ReadAudit).WithTags("邮件").WithSummary("一个对象的邮件；不给 subject：失败和结果不明的");
        v1.MapGet("/mails/{id:guid}", async (Guid id, Database db, CancellationToken stop) =>
            await db.InTransaction(async tx => await MailRead.One(tx, id, stop) is { } mail
                ? Results.Ok(new { Mail = mail, Attempts = await MailRead.Attempts(tx, id, stop) })
                : ApiProblems.NotFound(), stop))
            .ForHoldersOf(Act.ReadAudit).WithTags("邮件").WithSummary("一封邮件的投递经过");
        v1.MapPost("/mails/{id:guid}/resend", async (Guid id, By by, ResendMail resend, CancellationToken stop) =>
            await resend.Run(id, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.NoContent())
            .ForHoldersOf(Act.PhoneUnit, Act.ManageUsers).WithTags("邮件").WithSummary("以同一 Message-ID 重发");
        v1.MapGet("/mailbox", async (
            string? recipient, DateTimeOffset? before, Guid? beforeId, MailboxRead mailbox,
            CancellationToken stop) =>
            Results.Ok(await mailbox.List(
                recipient ?? "", before is { } at ? (at, beforeId ?? Guid.Empty) : null, stop)))
            .ForHoldersOf(Act.ManageUsers).WithTags("邮件")
            .WithSummary("内置邮箱，最新的在前；before 和 beforeId：上一页最后一封的 settledAt 和 id");
        v1.MapGet("/mailbox/{id:guid}", async (Guid id, MailboxRead mailbox, CancellationToken stop) =>
            await mailbox.One(id, stop) is { } mail ? Results.Ok(mail) : ApiProblems.NotFound())
            .ForHoldersOf(Act.ManageUsers).WithTags("邮件").WithSummary("内置邮箱中的一封，含任务链接");
        v1.MapAllowed();
    }

    private static void MapAllowed(this RouteGroupBuilder v1)
    {
        v1.MapGet("/mail/allowed", async (Database db, MailWays mail, CancellationToken stop) => Results.Ok(new
        {
            HasRelay = mail.Settings.Host is not null,
            Allowed = await db.InTransaction(tx => AllowedAddresses.List(tx, stop), stop),
        })).ForHoldersOf(Act.ManageUsers).WithTags("演练").WithSummary("演练中邮件真正发往的地址和域名；是否配置了邮件服务器");
        v1.MapPost("/mail/allowed", async (NewAddress body, By by, AllowMail allow, CancellationToken stop) =>
            await allow.Allow(body.Pattern, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("演练").WithSummary("允许邮件在演练中真正发往一个地址（a@b.cn）或域名（@b.cn）");
        v1.MapDelete("/mail/allowed/{pattern}", async (
            string pattern, By by, AllowMail allow, CancellationToken stop) =>
            await allow.Remove(pattern, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem)
                : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("演练").WithSummary("不再允许；发往它的邮件进入内置邮箱");
    }
}
