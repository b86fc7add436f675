using System.Globalization;
using System.Security.Claims;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>Whoever is signed in, as rights know them.</summary>
public static class SignedIn
{
    /// <summary>The policy of pages for people: a session, and no key or token of a program.</summary>
    public const string Policy = "signed in";

    public const string PostClaim = "post";

    /// <summary>Null where the session is of no person.</summary>
    public static Actor.Official? Of(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var person)
            ? new Actor.Official(person, user.Identity?.Name ?? "", [.. user.FindAll(PostClaim).Select(Post)])
            : null;

    private static Post Post(Claim claim) => claim.Value.Split('|') switch
    {
        [var role, var unit] => new Post(Enum.Parse<Role>(role), unit),
        [var role] => new Post(Enum.Parse<Role>(role), null),
        _ => throw new FormatException($"expected a post as 'Role' or 'Role|unit', found '{claim.Value}'"),
    };
}
