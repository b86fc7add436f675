using Orchestrator.Server.Identity;

namespace Orchestrator.Server.Api;

/// <summary>Tokens for programs that act for a person.</summary>
internal static class TokenApi
{
    public sealed record SignIn(string Email, string Password);

    public static void MapTokens(this RouteGroupBuilder v1)
    {
        v1.MapPost("/tokens", async (SignIn body, Accounts accounts, CancellationToken stop) =>
        {
            var (person, problem) = await accounts.SignIn(body.Email, body.Password, stop);
            if (person is null)
                return ApiProblems.Refused(problem!);
            var (token, expires) = await accounts.IssueToken(person, stop);
            return Results.Ok(new { Token = token, ExpiresAt = expires, person.Official.Name });
        }).ForEverybody().WithTags("登录").WithSummary("用邮箱和密码换取本人的令牌");
        v1.MapDelete("/tokens/current", async (HttpContext context, Accounts accounts, CancellationToken stop) =>
        {
            await accounts.Revoke(Credentials.BearerOf(context.Request) ?? "", stop);
            return Results.NoContent();
        }).ForWhoeverIsKnown().WithTags("登录").WithSummary("作废正在使用的令牌");
    }
}
