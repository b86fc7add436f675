using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Authentication.Cookies;
using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>
/// Who may call an endpoint at all; how far a right reaches, its use case asks again. An endpoint without a door lets
/// nobody in.
/// </summary>
/// <param name="Rights">One of them is needed; none: whoever is known.</param>
/// <param name="IsOpen">Nobody is asked who they are.</param>
public sealed record Door(ImmutableArray<Act> Rights, bool IsOpen);

/// <summary>Whoever calls.</summary>
public sealed record By(Actor Actor) : IBindableFromHttpContext<By>
{
    // The gate stands before every endpoint that asks for one of these, so the null never reaches any.
    public static ValueTask<By?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(Credentials.ActorOf(context.User) is { } actor ? new By(actor) : null);
}

/// <summary>Stands before every endpoint of the API, and before anybody reads what was sent.</summary>
internal static class Gate
{
    public static RouteHandlerBuilder ForEverybody(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new Door([], IsOpen: true));

    public static RouteHandlerBuilder ForWhoeverIsKnown(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new Door([], IsOpen: false));

    public static RouteHandlerBuilder ForHoldersOf(this RouteHandlerBuilder endpoint, params Act[] rights) =>
        endpoint.WithMetadata(new Door([.. rights], IsOpen: false));

    public static async Task Guard(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is { } endpoint && Refusal(context, endpoint) is { } refused)
            await refused.ExecuteAsync(context);
        else
            await next(context);
    }

    private static IResult? Refusal(HttpContext context, Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<Door>() is not { } door)
            return ApiProblems.Of(404, "AP004", "没有这个接口；接口清单见 /scalar。");
        if (door.IsOpen)
            return null;
        if (Credentials.ActorOf(context.User) is not { } actor)
            return Nobody(context);
        if (IsForged(context))
            return ApiProblems.Of(403, "AU012", "请求来自别的网站，没有执行；请从本站页面办理，或使用令牌。");
        return door.Rights.IsEmpty || door.Rights.Any(act => Holds(actor, act))
            ? null
            : ApiProblems.Refused(RightTable.Check(actor, door.Rights[0], new ScopeOf())!);
    }

    private static IResult Nobody(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblems.Of(401, "AU005", "请使用接口密钥（X-Api-Key）或本人的令牌（Authorization: Bearer）；原有的可能已失效。");
    }

    private static bool Holds(Actor actor, Act act) => actor.Posts.Any(post =>
        RightTable.Rows.Any(right => right.Role == post.Role && right.Act == act));

    /// <summary>A session travels by itself with a request that another site makes; a token does not.</summary>
    private static bool IsForged(HttpContext context) =>
        context.User.Identity?.AuthenticationType == CookieAuthenticationDefaults.AuthenticationScheme
        && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
        && context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
}
