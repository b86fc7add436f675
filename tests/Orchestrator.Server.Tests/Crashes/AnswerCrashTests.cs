using System.Net.Http.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Tests.Browser;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>
/// A server that dies while somebody's request is under way: accepted survives, and repeated is the same.
/// </summary>
public sealed class AnswerCrashTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_behind_a_link_is_lost_whole_or_kept_whole_and_counts_once()
    {
        await using var server = new LiveServer();
        await server.InitializeAsync();
        var deeds = new Deeds(server);
        await deeds.Announce("S021");
        await deeds.ByLink("S021", "签收督导通知", ("outcome", "Received"));

        // The letters of the receipt are out: from here on only the answer commits anything.
        await deeds.GoTo("2026-03-16T02:00:00Z");
        var page = await deeds.Open("S021", "自评");
        Task<Answer> Submit() => deeds.Submit(page, ("outcome", "Submitted"), ("f.content", "食堂管理制度健全。"));

        await server.DieAt(Fault.BeforeCommit, Submit);
        Assert.Equal("Open, 0 answers, 0 receipts by mail", await Told(server));
        await server.DieAt(Fault.AfterCommit, Submit);
        Assert.Equal("Done, 1 answers, 1 receipts by mail", await Told(server));
        await server.Revive();
        var again = await Submit();

        Assert.Equal(410, again.Status);
        Assert.Contains("不能重复办理", again.Text, StringComparison.Ordinal);
        Assert.Equal("Done, 1 answers, 1 receipts by mail", await Told(server));
        await deeds.Do(Deeds.Leader, "self-evaluation-review", "Accepted", new { });
        Assert.Empty(await Histories.Flaws(server.Database.Database, Stop));
    }

    [Fact]
    public async Task A_keyed_start_is_lost_whole_or_kept_whole_and_starts_once()
    {
        await using var server = new LiveServer();
        await server.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Officer, Stop);
        async Task<Answer> Start()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/campaigns")
            { Content = JsonContent.Create(Deeds.Campaign("S021", "S022")) };
            request.Headers.Add("Authorization", $"Bearer {token}");
            request.Headers.Add("Idempotency-Key", "2026-spring-canteens");
            return await server.Send(request, Stop);
        }

        await server.DieAt(Fault.BeforeCommit, Start);
        Assert.Equal([], await Campaigns(server));
        await server.DieAt(Fault.AfterCommit, Start);
        var kept = await Campaigns(server);
        await server.Revive();
        var again = await Start();
        var twice = await Start();

        Assert.Equal((200, 200), (again.Status, twice.Status));
        Assert.Equal([again.Body.GetProperty("campaignId").GetGuid()], kept);
        Assert.Equal(kept, await Campaigns(server));
        Assert.Equal("1 instances, 1 tasks", await Text(server, $"""
            SELECT (SELECT count(*) FROM orchestrator.instance) || ' instances, '
                   || (SELECT count(*) FROM supervision.open_task) || ' tasks'
            """));
        Assert.Empty(await Histories.Flaws(server.Database.Database, Stop));
    }

    private static Task<string?> Told(LiveServer server) => Text(server, $"""
        SELECT task.state || ', '
               || (SELECT count(*) FROM supervision.task_answer WHERE task_id = task.id) || ' answers, '
               || (SELECT count(*) FROM orchestrator.mail WHERE letter = 'M-05') || ' receipts by mail'
        FROM supervision.open_task AS task
        WHERE task.form = 'self-evaluation'
        """);

    private static Task<IReadOnlyList<Guid>> Campaigns(LiveServer server) => server.Database.Database.InTransaction(
        tx => tx.Query($"SELECT id FROM supervision.campaign", row => row.GetGuid(0), Stop), Stop);

    private static Task<string?> Text(LiveServer server, Sql sql) => server.Database.Database.InTransaction(
        tx => tx.QueryOne(sql, row => row.GetString(0), Stop), Stop);
}
