using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>Tokens for programs that act for a person, and invitations.</summary>
internal static class TokenApi
{
    public sealed record SignIn(string Email, string Password);

    public sealed record Invitation(string Email);

    public sealed record Acceptance(string Token, string Password);

    public static void MapTokens(this RouteGroupBuilder v1)
    {
        v1.MapPost("/tokens", async (SignIn body, Accounts accounts, CancellationToken stop) =>
        {
            var (person, problem) = await accounts.SignIn(body.Email, body.Password, stop);
            return person is null
                ? ApiParts.Refused([problem!])
                : Results.Ok(new { Token = await accounts.IssueToken(person, stop), person.Official.Name });
        });
        v1.MapPost("/invitations", async (
            Invitation body, HttpContext context, Accounts accounts, CancellationToken stop) =>
        {
            if (context.Actor() is not { } actor)
                return ApiParts.Nobody();
            if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
                return ApiParts.Refused([forbidden]);
            return await accounts.Invite(body.Email, stop) is { } token
                ? Results.Ok(new { Token = token, Path = $"/invitation/{token}" })
                : ApiParts.Refused([new("AU006", "email", $"没有邮箱为“{body.Email}”的人员；请先在人员目录中登记。")]);
        });
        v1.MapPost("/invitations/accept", async (Acceptance body, Accounts accounts, CancellationToken stop) =>
            await accounts.Accept(body.Token, body.Password, stop) is { } problem
                ? ApiParts.Refused([problem])
                : Results.NoContent());
    }
}
