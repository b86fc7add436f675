using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>
/// What became of mails, resending, and the built-in mailbox. The mailbox shows links by which a unit signs: it is
/// open to administrators only.
/// </summary>
internal static class MailApi
{
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
            string? recipient, DateTimeOffset? before, MailboxRead mailbox, CancellationToken stop) =>
            Results.Ok(await mailbox.List(recipient ?? "", before, stop)))
            .ForHoldersOf(Act.ManageUsers).WithTags("邮件").WithSummary("内置邮箱，最新的在前");
        v1.MapGet("/mailbox/{id:guid}", async (Guid id, MailboxRead mailbox, CancellationToken stop) =>
            await mailbox.One(id, stop) is { } mail ? Results.Ok(mail) : ApiProblems.NotFound())
            .ForHoldersOf(Act.ManageUsers).WithTags("邮件").WithSummary("内置邮箱中的一封，含任务链接");
    }
}
