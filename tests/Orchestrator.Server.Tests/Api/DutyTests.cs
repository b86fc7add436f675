using System.Net.Http.Json;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Tests.Api;

/// <summary>值班与交接 by the API, as another program of the office uses it.</summary>
public sealed class DutyTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_absence_is_registered_read_and_called_off()
    {
        var director = await server.TokenOf(LiveServer.Director, Stop);
        var officer = await Person(LiveServer.Officer);
        var colleague = await Person("case.officer2@gov.yunze.example.test");
        var absence = new
        {
            person = officer,
            from = "2026-03-02",
            to = "2026-03-06",
            substitute = colleague,
            reason = "出差",
        };

        Assert.Equal(204, (await server.Post("/api/v1/absences", absence, director, Stop)).Status);
        Assert.Equal("SU082", (await server.Post("/api/v1/absences", absence, director, Stop)).Code);
        var listed = (await server.Get("/api/v1/duty", director, Stop)).Body.GetProperty("absences")
            .EnumerateArray().Single(one => one.GetProperty("person").GetGuid() == officer);
        Assert.Equal("叶知秋", listed.GetProperty("substitute").GetString());

        var path = $"/api/v1/absences/{listed.GetProperty("id").GetGuid()}";
        var stranger = await server.TokenOf(LiveServer.Department, Stop);
        Assert.Equal("AU010", (await server.Send(HttpMethod.Delete, path, null, stranger, Stop)).Code);
        Assert.Equal(204, (await server.Send(HttpMethod.Delete, path, null, director, Stop)).Status);
        Assert.Equal("SU083", (await server.Send(HttpMethod.Delete, path, null, director, Stop)).Code);
    }

    [Fact]
    public async Task A_task_is_handed_over_by_its_owner_and_told_to_nobody_else()
    {
        var started = await StartTests.Start(server, "交接的督导", null);
        var task = await One($"""
            SELECT id FROM supervision.open_task
            WHERE subject_id = {started.Body.GetProperty("campaignId").GetGuid()} AND form = 'scheme-approval'
            """);
        var assigned = await server.Post("/api/v1/posts", new
        {
            name = "何新任",
            email = "second.head@gov.example",
            phone = (string?)null,
            role = "OfficeDirector",
            unitCode = "O02",
            title = "区教督委办副主任",
        }, await server.TokenOf(LiveServer.Administrator, Stop), Stop);
        Assert.True(assigned.Status is 200 or 201 or 204, assigned.Text);
        var given = new { tasks = new[] { task }, to = await Person("second.head@gov.example"), reason = "出差" };

        var stranger = await HandOver(LiveServer.Department);
        Assert.Equal("AU010", stranger.Code);
        Assert.DoesNotContain("方案", stranger.Text, StringComparison.Ordinal);
        Assert.Equal("", (await HandOver(LiveServer.Director)).Text);
        Assert.Equal(given.to, await One($"SELECT owner_person_id FROM supervision.open_task WHERE id = {task}"));

        async Task<Answer> HandOver(string by) =>
            await server.Post("/api/v1/tasks/hand-over", given, await server.TokenOf(by, Stop), Stop);
    }

    [Theory]
    [InlineData("7", "SU085")]
    [InlineData("Monitoring", "")]
    public async Task An_officer_is_named_for_a_function_that_there_is(string line, string code)
    {
        using var body = JsonContent.Create(new { person = await Person(LiveServer.Officer) });

        var answer = await server.Send(HttpMethod.Put, $"/api/v1/line-officers/{line}", body,
            await server.TokenOf(LiveServer.Director, Stop), Stop);

        Assert.Equal(code, answer.Status == 204 ? "" : answer.Code);
    }

    private Task<Guid> Person(string email) => One($"SELECT id FROM supervision.person WHERE email = {email}");

    private Task<Guid> One(Sql sql) => server.Database.Database.InTransaction(
        tx => tx.QueryOne(sql, row => row.GetGuid(0), Stop), Stop);
}
