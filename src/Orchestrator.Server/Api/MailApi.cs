using Orchestrator.Runtime.Mail;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>The built-in mailbox, for administrators.</summary>
internal static class MailApi
{
    public static void MapMails(this RouteGroupBuilder v1)
    {
        v1.MapGet("/mailbox", async (
            string? recipient, HttpContext context, MailboxRead mailbox, CancellationToken stop) =>
            Refusal(context) ?? Results.Ok(await mailbox.List(recipient ?? "", null, stop)));
        v1.MapGet("/mailbox/{id:guid}", async (
            Guid id, HttpContext context, MailboxRead mailbox, CancellationToken stop) =>
            Refusal(context) ?? (await mailbox.One(id, stop) is { } mail ? Results.Ok(mail) : Results.NotFound()));
    }

    private static IResult? Refusal(HttpContext context) => context.Actor() is not { } actor
        ? ApiParts.Nobody()
        : RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden
            ? ApiParts.Refused([forbidden])
            : null;
}
