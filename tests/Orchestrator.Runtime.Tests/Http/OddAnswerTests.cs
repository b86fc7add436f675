using Microsoft.AspNetCore.Http;
using Orchestrator.Engine;
using Orchestrator.Runtime.Http;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Http;

/// <summary>Answers that another system words in its own way.</summary>
public sealed class OddAnswerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_charset_that_nobody_reads_any_more_is_read_as_utf8()
    {
        await using var site = await TestSite.Start(context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-7";
            return context.Response.WriteAsync("收到", Stop);
        }, Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address);

        Assert.Equal("收到", (await caller.Came(instance)).Values["ParsedContent"].AsText());
    }

    [Fact]
    public async Task The_length_that_HEAD_names_is_not_that_of_its_answer()
    {
        await using var site = await TestSite.Start(context =>
        {
            context.Response.ContentLength = HttpLimits.MostAnswerBytes + 1;
            return Task.CompletedTask;
        }, Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address, Drawn.Input("method", "String", "HEAD"));

        Assert.Equal("200", (await caller.Came(instance)).Values["StatusCode"].AsText());
    }
}
