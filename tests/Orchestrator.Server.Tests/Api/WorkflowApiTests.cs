using System.Net.Http.Headers;
using System.Text;
using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Server.Tests.Api;

public sealed class WorkflowApiTests(LiveServer server) : IClassFixture<LiveServer>
{
    private const string Reminder = "mail/M-10.liquid";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_is_taken_away_changed_previewed_and_published_over_the_version_that_was_seen()
    {
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var folder = WorkflowArchive.Read(await Download("/api/v1/workflows/reminder-ladder/versions/1")).Folder!;
        var text = Encoding.UTF8.GetString(folder.Files[Reminder].Span);

        var made = await Upload(WorkflowArchive.Write(folder with
        {
            Files = folder.Files.SetItem(Reminder, Encoding.UTF8.GetBytes(text + "\n请尽快办理。\n")),
        }));
        var draft = $"/api/v1/workflow-drafts/{made.Body.GetProperty("id").GetGuid()}";
        var preview = await server.Get(draft, token, Stop);
        var tooEarly = await server.Post(draft + "/publish", new { against = (int?)null }, token, Stop);
        var published = await server.Post(draft + "/publish", new { against = 1 }, token, Stop);
        var versions = await server.Get("/api/v1/workflows/reminder-ladder/versions", token, Stop);
        var gone = await server.Send(HttpMethod.Delete, draft, null, token, Stop);
        var back = await server.Post("/api/v1/workflows/reminder-ladder/versions/1/put-back", null, token, Stop);

        Assert.Equal(201, made.Status);
        Assert.True(preview.Body.GetProperty("canPublish").GetBoolean());
        Assert.Equal(1, preview.Body.GetProperty("against").GetInt32());
        var change = Assert.Single(preview.Body.GetProperty("changes").GetProperty("files").EnumerateArray());
        Assert.Equal(("Changed", Reminder), (
            change.GetProperty("kind").GetString(), change.GetProperty("path").GetString()));
        Assert.Equal((409, "SU092"), (tooEarly.Status, tooEarly.Code));
        Assert.Equal((200, 2), (published.Status, published.Body.GetProperty("version").GetInt32()));
        Assert.Equal([2, 1], versions.Body.EnumerateArray().Select(one => one.GetProperty("version").GetInt32()));
        Assert.Equal((404, "SU091"), (gone.Status, gone.Code));
        Assert.Equal(201, back.Status);
    }

    [Fact]
    public async Task What_was_warned_of_is_kept_with_the_version_and_the_shipped_processes_wait_for_nobody_for_ever()
    {
        var token = await server.TokenOf(LiveServer.Administrator, Stop);

        var shipped = await server.Get("/api/v1/workflows/unit-inspection/versions", token, Stop);
        var all = await server.Get("/api/v1/workflows", token, Stop);

        Assert.Contains("reviewPlan", shipped.Body[0].GetProperty("warnings")[0].GetProperty("field").GetString(),
            StringComparison.Ordinal);
        Assert.All(all.Body.EnumerateArray().SelectMany(one => one.GetProperty("warnings").EnumerateArray()),
            warning => Assert.Equal("SU060", warning.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_is_no_zip_or_too_large_is_refused_and_nothing_is_kept()
    {
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var before = (await server.Get("/api/v1/workflow-drafts", token, Stop)).Text;

        var noZip = await Upload("not a zip"u8.ToArray());
        var tooLarge = await Upload(new byte[WorkflowArchive.MostBytes + 2]);
        var missing = await server.Get("/api/v1/workflows/no-such/versions/1", token, Stop);

        Assert.Equal((422, "RT161"), (noZip.Status, noZip.Code));
        Assert.Equal((413, "AP008"), (tooLarge.Status, tooLarge.Code));
        Assert.Equal((404, "AP004"), (missing.Status, missing.Code));
        Assert.Equal(before, (await server.Get("/api/v1/workflow-drafts", token, Stop)).Text);
    }

    [Fact]
    public async Task What_cannot_be_published_is_kept_with_code_place_and_sentence()
    {
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var folder = WorkflowArchive.Read(await Download("/api/v1/workflows/problem-item/versions/1")).Folder!;

        var made = await Upload(WorkflowArchive.Write(folder with
        {
            Files = folder.Files.Remove("forms/verification.json"),
        }));
        var preview = await server.Get(
            $"/api/v1/workflow-drafts/{made.Body.GetProperty("id").GetGuid()}", token, Stop);

        Assert.False(preview.Body.GetProperty("canPublish").GetBoolean());
        var error = preview.Body.GetProperty("errors").EnumerateArray().First();
        Assert.Equal("SU060", error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("field").GetString()!);
        Assert.Contains("forms/verification.json不存在", error.GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    private async Task<byte[]> Download(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await server.TokenOf(LiveServer.Administrator, Stop));
        using var response = await server.Http.SendAsync(request, Stop);
        Assert.Equal("application/zip", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsByteArrayAsync(Stop);
    }

    private async Task<Answer> Upload(byte[] zip)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/workflow-drafts")
        {
            Content = new ByteArrayContent(zip),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await server.TokenOf(LiveServer.Administrator, Stop));

        // What is too large is refused before it is sent.
        request.Headers.ExpectContinue = true;
        return await server.Send(request, Stop);
    }
}
