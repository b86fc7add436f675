using System.Text.RegularExpressions;
using Orchestrator.Server.Tests.Browser;

namespace Orchestrator.Server.Tests.TaskPages;

/// <summary>What a unit handed in is read by whoever decides on it, and by no stranger (§7, closing rule 2).</summary>
public sealed partial class CaseFileTests(LiveServer server) : IClassFixture<LiveServer>
{
    private const string OtherDepartment = "d10.liaison@gov.yunze.example.test";
    private const string Name = "自评 报告（一）.pdf";

    private static readonly byte[] report = "%PDF-1.7 self-evaluation"u8.ToArray();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_file_could_be_read_by_nobody()
    {
        var deeds = new Deeds(server);
        await deeds.Announce("S021", "S022");
        foreach (var unit in new[] { "S021", "S022" })
            await deeds.ByLink(unit, "签收督导通知", ("outcome", "Received"));
        await deeds.HandIn("S021", "自评", (Name, report), ("outcome", "Submitted"), ("f.content", "见附件。"));

        var (path, inspection) = await FileOnTheSheet();
        using var sent = await Get(path, Deeds.Leader);
        var disposition = sent.Content.Headers.ContentDisposition!;
        Assert.Equal(200, (int)sent.StatusCode);
        Assert.Equal(report, await sent.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("application/pdf", sent.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("attachment", Name), (disposition.DispositionType, disposition.FileNameStar));
        Assert.Equal("nosniff", sent.Headers.GetValues("X-Content-Type-Options").Single());

        Assert.Equal((200, null), await Asked(path, LiveServer.Department));
        Assert.Equal((403, "AU010"), await Asked(path, OtherDepartment));
        Assert.Equal((401, "AU005"), await Asked(path, null));
        var elsewhere = path.Replace(inspection, Guid.NewGuid().ToString(), StringComparison.Ordinal);
        Assert.Equal((404, "AP004"), await Asked(elsewhere, LiveServer.Director));
        await OnlyTheUnitItselfReadsItByItsLink(deeds);
    }

    private async Task OnlyTheUnitItselfReadsItByItsLink(Deeds deeds)
    {
        await deeds.Do(Deeds.Leader, "self-evaluation-review", "Returned", new { note = "请补充台账" });
        var own = await deeds.Open("S021", "补正自评报告");
        var link = OwnFile().Match(own.Shown.Text).Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal);
        var other = await deeds.Open("S022", "自评");
        var foreign = other.Path.Split('?')[0] + "/file?" + link.Split('?')[1];

        Assert.Equal((200, "application/pdf"), Seen(await server.Get(link, null, Stop)));
        Assert.Equal(404, (await server.Get(foreign, null, Stop)).Status);
        Assert.DoesNotContain("自评 报告", other.Shown.Text, StringComparison.Ordinal);
    }

    private static (int Status, string? Type) Seen(Answer answer) => (answer.Status, answer.Type);

    /// <summary>As the leader of the team finds it on the sheet of the task.</summary>
    private async Task<(string Path, string Inspection)> FileOnTheSheet()
    {
        var token = await server.TokenOf(Deeds.Leader, Stop);
        var task = (await server.Get("/api/v1/tasks", token, Stop)).Body.GetProperty("rows")[0].GetProperty("id");
        var file = (await server.Get($"/api/v1/tasks/{task}", token, Stop)).Body.GetProperty("files")[0];
        Assert.Equal("SelfEvaluationReport", file.GetProperty("kind").GetString());
        var inspection = file.GetProperty("unitInspection").ToString();
        return ($"/api/v1/inspections/{inspection}/files/{file.GetProperty("id")}", inspection);
    }

    private async Task<(int Status, string? Code)> Asked(string path, string? email)
    {
        var answer = await server.Get(path, email is null ? null : await server.TokenOf(email, Stop), Stop);
        return (answer.Status, answer.Code);
    }

    private async Task<HttpResponseMessage> Get(string path, string email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", $"Bearer {await server.TokenOf(email, Stop)}");
        return await server.Http.SendAsync(request, Stop);
    }

    [GeneratedRegex("<a href=\"(/t/[^\"]+/file[^\"]+)\">")]
    private static partial Regex OwnFile();
}
