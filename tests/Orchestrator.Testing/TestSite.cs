using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Testing;

/// <summary>A request as another system got it.</summary>
/// <param name="Method">GET, POST …</param>
/// <param name="Path">With its query.</param>
/// <param name="Headers">Joined by commas.</param>
/// <param name="Body">As text.</param>
public sealed record SiteRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Another system: a real web server on the loopback address that answers as the test says.</summary>
public sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<SiteRequest> received = new();

    private TestSite(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<SiteRequest> Received => [.. received];

    public static async Task<TestSite> Start(Func<HttpContext, Task> answer, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var site = new TestSite(app);
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync(context.RequestAborted);
            site.received.Enqueue(new SiteRequest(
                context.Request.Method, context.Request.Path + context.Request.QueryString.ToString(),
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), text));
            await answer(context);
        });
        await app.StartAsync(stop);
        return site;
    }

    /// <summary>Answers JSON with status 200.</summary>
    public static Task<TestSite> Answering(string json, CancellationToken stop) => Start(context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, stop);
    }, stop);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
