using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Orchestrator.Server.Identity;

/// <summary>
/// What a session says of a person is read anew with every request: a post that ended is gone at once, and a new
/// password ends every older session.
/// </summary>
internal static class Session
{
    /// <summary>Who has it still uses the password that the program printed.</summary>
    public const string OneTimeClaim = "one-time";
    private const string VersionClaim = "version";

    public static ClaimsPrincipal Begin(SignedInPerson person) => new(Identity(person));

    public static async Task Renew(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<Accounts>();
        if (Guid.TryParse(
                context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id)
            && int.TryParse(
                context.Principal?.FindFirstValue(VersionClaim), CultureInfo.InvariantCulture, out var version)
            && await accounts.OfSession(id, version, context.HttpContext.RequestAborted) is { } person)
            context.ReplacePrincipal(Begin(person));
        else
            context.RejectPrincipal();
    }

    private static ClaimsIdentity Identity(SignedInPerson person)
    {
        var identity = Credentials.Identity(person.Official, CookieAuthenticationDefaults.AuthenticationScheme);
        identity.AddClaim(new Claim(VersionClaim, person.Version.ToString(CultureInfo.InvariantCulture)));
        if (person.HasOneTimePassword)
            identity.AddClaim(new Claim(OneTimeClaim, ""));
        return identity;
    }
}
