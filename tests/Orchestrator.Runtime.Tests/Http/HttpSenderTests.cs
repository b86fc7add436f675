using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestrator.Engine;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Http;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Http;

/// <summary>A process calls another system: a real web server, a real database, a clock that the test moves.</summary>
public sealed class HttpSenderTests
{
    private static readonly string TryingAgain = Drawn.Input("enableResiliency", "Boolean", "true");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_leaves_after_the_commit_and_its_answer_lets_the_process_go_on()
    {
        await using var site = await TestSite.Answering("""{"学校":"第一中学","n":7}""", Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Ask(site.Address + "/units?code=S001", $"""
            {Drawn.Input("method", "String", "POST")},{Drawn.Input("contentType", "String", "application/json")},
            {Drawn.Input("authorization", "String", "Bearer secret-token")},
            {Given("content", """{"a":1}""")},{Given("requestHeaders", """{"X-From":["dudao"]}""")}
            """);
        Assert.Empty(site.Received);
        Assert.Equal(1, await caller.Send());

        var sent = Assert.Single(site.Received);
        Assert.Equal(("POST", "/units?code=S001", """{"a":1}"""), (sent.Method, sent.Path, sent.Body));
        Assert.Equal("Bearer secret-token dudao", $"{sent.Headers["Authorization"]} {sent.Headers["X-From"]}");
        Assert.StartsWith(
            instance.Value.ToString("N") + "-", sent.Headers["Idempotency-Key"], StringComparison.Ordinal);
        var came = await caller.Came(instance);
        Assert.Equal("7", came.Values["ParsedContent"].Member("n")?.AsText());
        Assert.Equal("200", came.Values["StatusCode"].AsText());
        Assert.Equal("Finished/Finished", await caller.World.StatusOf(instance));
        Assert.Equal("Settled 1 200", await caller.RowOf(instance));
        Assert.Equal(0, await caller.World.One<long>($"SELECT count(request) FROM orchestrator.http_call"));
        Assert.Null(await caller.World.Audit(instance));
        Assert.DoesNotContain("secret-token", await Journal(caller), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_after_a_pause_under_the_same_key()
    {
        var times = 0;
        await using var site = await TestSite.Start(context =>
        {
            context.Response.StatusCode = ++times == 1 ? 503 : 200;
            return Task.CompletedTask;
        }, Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address, TryingAgain);
        await caller.Send();
        Assert.Equal("Queued 1 -", await caller.RowOf(instance));
        caller.Time.Pass(HttpLimits.PauseAfter(1)!.Value);
        await caller.Send();

        Assert.Equal("Settled 2 200", await caller.RowOf(instance));
        Assert.Equal(2, site.Received.Count);
        Assert.Single(site.Received.Select(sent => sent.Headers["Idempotency-Key"]).Distinct());
    }

    [Fact]
    public async Task The_last_try_is_taken_as_it_came()
    {
        await using var site = await Status(503);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address, TryingAgain);
        for (var tries = 1; HttpLimits.PauseAfter(tries) is { } pause; tries++)
        {
            caller.Time.Pass(pause);
            await caller.Send();
        }

        Assert.Equal(HttpLimits.Tries, site.Received.Count);
        Assert.Equal("503", (await caller.Came(instance)).Values["StatusCode"].AsText());
    }

    [Fact]
    public async Task Without_resiliency_there_is_one_try()
    {
        await using var site = await Status(503);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address);

        Assert.Equal("Settled 1 503", await caller.RowOf(instance));
        Assert.Contains("Unmatched status code", (await caller.Came(instance)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_the_process_hears_that_it_could_not_connect()
    {
        string address;
        await using (var site = await Status(200))
            address = site.Address;
        await using var caller = await Caller.Create();

        var instance = await caller.Call(address);

        var came = await caller.Came(instance);
        Assert.Contains("Failed to connect", came.Text, StringComparison.Ordinal);
        Assert.Contains("没有连上", came.Values["Result"].Member("message")?.AsText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_ends_its_answer_is_a_timeout()
    {
        await using var site = await TestSite.Start(async context =>
        {
            await context.Response.WriteAsync("half of", Stop);
            await context.Response.Body.FlushAsync(Stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)
                .ContinueWith(_ => { }, Stop, TaskContinuationOptions.None, TaskScheduler.Default);
        }, Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address);

        Assert.Contains("Timeout", (await caller.Came(instance)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_is_too_large_is_an_incident(bool saysSo)
    {
        await using var site = await TestSite.Start(async context =>
        {
            if (saysSo)
                context.Response.ContentLength = HttpLimits.MostAnswerBytes + 1;
            await context.Response.WriteAsync(new string('x', HttpLimits.MostAnswerBytes + 1), Stop);
        }, Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address);

        Assert.Equal("RT172", await caller.IncidentOf(instance));
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\u0000\"")]
    public async Task What_says_it_is_json_and_cannot_be_read_is_an_incident(string json)
    {
        await using var site = await TestSite.Answering(json, Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address);

        Assert.Equal("RT173", await caller.IncidentOf(instance));
        Assert.Equal("Settled 1 200", await caller.RowOf(instance));
    }

    [Theory]
    [InlineData("ftp://a.example/x", "")]
    [InlineData("/units", "")]
    [InlineData("http://name:word@a.example/", "")]
    [InlineData("http://a.example/", """{"Host":"b"}""")]
    [InlineData("http://a.example/", """{"Idempotency-Key":"b"}""")]
    [InlineData("http://a.example/", """{"X-A":"b\nc"}""")]
    [InlineData("http://a.example/", """{"X-A":"第一中学"}""")]
    public async Task A_call_that_cannot_be_sent_is_an_incident_and_no_row(string url, string headers)
    {
        await using var caller = await Caller.Create();

        var instance = await caller.Ask(url, headers.Length > 0 ? Given("requestHeaders", headers) : "");

        Assert.Equal("RT170", await caller.IncidentOf(instance));
        Assert.Equal(0, await caller.World.One<long>($"SELECT count(*) FROM orchestrator.http_call"));
    }

    [Theory]
    [InlineData("http://name:secret@a.example/")]
    [InlineData("ftp://a.example/x?key=secret")]
    public async Task An_address_that_is_refused_leaves_no_secret_in_the_incident(string url)
    {
        await using var caller = await Caller.Create();

        var instance = await caller.Ask(url);

        Assert.Equal("RT170", await caller.IncidentOf(instance));
        Assert.DoesNotContain("secret", await caller.World.One<string>(
            $"SELECT message FROM orchestrator.incident"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_server_waits_for_an_answer_its_next_job_leaves_at_once()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using var site = await TestSite.Start(context =>
        {
            asked.TrySetResult();
            return answer.Task;
        }, Stop);
        await using var caller = await Caller.Create();
        await caller.Ask(site.Address);
        using var sender = caller.NewSender(caller.World.Db);

        var sending = sender.RunUnlessBusy(Stop);
        await asked.Task.WaitAsync(Stop);
        await caller.World.Run("calling");
        Assert.Equal(0, await sender.RunUnlessBusy(Stop));
        Assert.Single(site.Received);
        answer.SetResult();

        Assert.Equal(2, await sending);
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_does_not_leave()
    {
        await using var site = await Status(200);
        await using var caller = await Caller.Create();
        var instance = await caller.Ask(site.Address);

        await caller.World.Db.InTransaction(
            tx => caller.World.Workflows.Cancel(tx, [instance], "试验", Stop), Stop);
        await caller.World.Turn.Drain(Stop);
        await caller.Send();

        Assert.Empty(site.Received);
        Assert.Equal("Withdrawn 0 -", await caller.RowOf(instance));
    }

    [Fact]
    public async Task A_file_is_kept_by_its_content()
    {
        await using var site = await TestSite.Start(context =>
        {
            context.Response.ContentType = "application/pdf";
            context.Response.Headers.ContentDisposition = "attachment; filename=\"plan.pdf\"";
            return context.Response.WriteAsync(new string('p', HttpLimits.MostAnswerBytes * 2), Stop);
        }, Stop);
        await using var caller = await Caller.Create();

        var instance = await caller.Call(site.Address + "/files/1", type: "Elsa.DownloadHttpFile");

        var file = (await caller.Came(instance)).Values["Result"];
        Assert.Equal("plan.pdf", file.Member("fileName")?.AsText());
        var kept = await caller.World.Db.InTransaction(tx => FileStore.Read(
            tx, Convert.FromHexString(file.Member("sha256")!.Value.GetString()!), Stop), Stop);
        Assert.Equal(HttpLimits.MostAnswerBytes * 2, kept!.Value.Length);
    }

    [Fact]
    public async Task Two_servers_send_a_call_once()
    {
        await using var site = await Status(200);
        await using var caller = await Caller.Create();
        await caller.Ask(site.Address);
        await caller.World.Start("calling", 11);
        await caller.World.Turn.Drain(Stop);
        using var other = caller.NewSender(caller.World.Db);

        await Task.WhenAll(other.RunDue(Stop), caller.Send());

        Assert.Equal(12, site.Received.Count);
        Assert.Equal(12, await caller.World.Count("finished"));
    }

    private static string Given(string name, string json) => $$$"""
        "{{{name}}}":{"expression":{"type":"Object","value":{{{JsonSerializer.Serialize(json)}}}}}
        """;

    private static Task<TestSite> Status(int status) => TestSite.Start(context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }, Stop);

    private static async Task<string> Journal(Caller caller) => string.Join('\n', await caller.World.Db.InTransaction(
        tx => tx.Query($"SELECT record FROM orchestrator.journal",
            row => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)), Stop), Stop));
}
