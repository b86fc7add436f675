using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Identity;

/// <summary>Who asks: a person's bearer token, or a system's API key. Sessions are the cookie's business.</summary>
public sealed class Credentials(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    IServiceProvider services) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Credentials";
    private const string ClientClaim = "client";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var stop = Context.RequestAborted;
        if (Request.Headers["X-Api-Key"].ToString() is { Length: > 0 and < 200 } key)
            return await ApiKeys.Admit(
                services.GetRequiredService<Database>(), key, (Request.Method, Request.Path.Value ?? "/"), stop)
                is { } client
                ? Success(new ClaimsIdentity([new Claim(ClientClaim, client.Name)], Scheme.Name))
                : AuthenticateResult.Fail("unknown key");
        if (BearerOf(Request) is not { } token)
            return AuthenticateResult.NoResult();
        return await services.GetRequiredService<Accounts>().OfToken(token, stop) is { } official
            ? Success(Identity(official, Scheme.Name))
            : AuthenticateResult.Fail("unknown token");
    }

    /// <summary>The token that a request carries; null where it carries none.</summary>
    public static string? BearerOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var token]
            ? token.Trim()
            : null;

    private AuthenticateResult Success(ClaimsIdentity identity) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));

    /// <summary>The claims of a person: id, name, posts.</summary>
    public static ClaimsIdentity Identity(Actor.Official official, string scheme) => new(
        [
            new Claim(ClaimTypes.NameIdentifier, official.Person.ToString()),
            new Claim(ClaimTypes.Name, official.Name),
            .. official.Held.Select(post => new Claim(
                SignedIn.PostClaim, post.UnitCode is null ? $"{post.Role}" : $"{post.Role}|{post.UnitCode}")),
        ], scheme);

    /// <summary>Whoever asks, as rights know them; null for nobody.</summary>
    public static Actor? ActorOf(ClaimsPrincipal user) =>
        user.FindFirstValue(ClientClaim) is { } client ? new Actor.Client(client) : SignedIn.Of(user);
}
