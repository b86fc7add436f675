using System.Collections.Immutable;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One request to the portal: who looks, and what time it is for the district.</summary>
public sealed class Visit(IHttpContextAccessor context, BusinessClock clock)
{
    public bool IsTraining => clock.IsTraining;

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The local date of Asia/Shanghai.</summary>
    public DateOnly Today => ShanghaiTime.DateOf(Now);

    public string Path => context.HttpContext?.Request.Path.Value ?? "/";

    /// <summary>Null where nobody is signed in.</summary>
    public Actor.Official? Official =>
        context.HttpContext?.User is { Identity.IsAuthenticated: true } user ? SignedIn.Of(user) : null;

    /// <summary>Whoever is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is: such a page lies under Portal, behind the sign-in.
    /// </exception>
    public Actor.Official Actor => Official
        ?? throw new InvalidOperationException($"expected somebody who is signed in at {Path}, found nobody");

    /// <summary>How far they see.</summary>
    /// <exception cref="InvalidOperationException">They read no case: the page is not for holders of that right.
    /// </exception>
    public Sight Sight => Sight.Of(Actor)
        ?? throw new InvalidOperationException($"expected somebody who reads cases at {Path}");

    public bool HasOneTimePassword => context.HttpContext?.User.HasClaim(Session.OneTimeClaim, "") ?? false;

    /// <summary>True where one of their posts has the right somewhere; how far it reaches is the use case's.</summary>
    public bool May(Act act) => Official is { } official && official.Posts.Any(post =>
        RightTable.Rows.Any(right => right.Role == post.Role && right.Act == act));

    public bool Is(Role role) => Official is { } official && official.Posts.Any(post => post.Role == role);

    /// <summary>The pages this person has a use for, in groups.</summary>
    public ImmutableArray<(string Group, ImmutableArray<(string Title, string Href)> Pages)> Pages =>
    [
        .. Menu.Groups.Select(group => (group.Title,
                group.Pages.Where(page => page.Right is not { } right || May(right))
                    .Where(page => IsTraining || !Menu.OnlyInTraining.Contains(page.Href))
                    .Select(page => (page.Title, page.Href)).ToImmutableArray()))
            .Where(group => !group.Item2.IsEmpty),
    ];
}
