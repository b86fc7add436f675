using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Orchestrator.Server.Identity;
using IPNetwork = System.Net.IPNetwork;

namespace Orchestrator.Server.Composition;

/// <summary>What stands around every request: its origin, how often, and what browsers may do.</summary>
public static class Fences
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Tries at passwords and invitations in a minute, from one address: an office's people share theirs, and each
    /// account locks itself after five.
    /// </summary>
    private const int Guesses = 60;

    /// <summary>Requests to task links in a minute, from one address: a school's people share theirs.</summary>
    private const int Visits = 300;

    /// <summary>
    /// Other requests in a minute: of one system or person from wherever they call, and of all strangers of an address.
    /// </summary>
    private const int Requests = 6_000;

    // The dashboard and the API's page bring styles and a line of script of their own.
    private const string Dashboard = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "script-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    /// <param name="services">The host's.</param>
    /// <param name="proxies">Addresses or networks whose word about the caller's address is taken; the machine itself
    /// is one in any case.</param>
    public static IServiceCollection AddFences(this IServiceCollection services, string? proxies)
    {
        var trusted = (proxies ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(NetworkOf);
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var network in trusted)
                options.KnownIPNetworks.Add(network);
        });

        // The framework's limiters count by the machine's own ticks: moving the training clock frees nobody.
        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = Limiter();
            options.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter =
                    Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
    }

    /// <summary>After it is known who asks: a key or token that is nobody's opens no budget of its own.</summary>
    public static PartitionedRateLimiter<HttpContext> Limiter() =>
        PartitionedRateLimiter.Create<HttpContext, string>(Limit);

    /// <summary>Before whatever answers; a page that knows better says so itself.</summary>
    public static Task Headers(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/jobs")
            || context.Request.Path.StartsWithSegments("/scalar") ? Dashboard : Nothing;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(context);
    }

    private static IPNetwork NetworkOf(string text) => text.Contains('/')
        ? IPNetwork.Parse(text)
        : new IPNetwork(IPAddress.Parse(text), text.Contains(':') ? 128 : 32);

    private static RateLimitPartition<string> Limit(HttpContext context)
    {
        var (request, address) = (context.Request, context.Connection.RemoteIpAddress?.ToString() ?? "");
        if (request.Path.StartsWithSegments("/health"))
            return RateLimitPartition.GetNoLimiter("health");
        if (IsGuess(request))
            return Fixed($"guess {address}", Guesses);
        if (request.Path.StartsWithSegments("/t"))
            return Fixed($"link {address}", Visits);
        return Fixed(Credentials.ActorOf(context.User)?.Key ?? $"stranger {address}", Requests);
    }

    /// <summary>Routes end in a slash or not, as whoever guesses likes.</summary>
    private static bool IsGuess(HttpRequest request) => HttpMethods.IsPost(request.Method)
        && (request.Path.StartsWithSegments("/sign-in") || request.Path.StartsWithSegments("/invitation")
            || request.Path.StartsWithSegments("/api/v1/tokens")
            || request.Path.StartsWithSegments("/api/v1/invitations/accept"));

    private static RateLimitPartition<string> Fixed(string key, int most) => RateLimitPartition.GetFixedWindowLimiter(
        key, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = Window, QueueLimit = 0 });
}
