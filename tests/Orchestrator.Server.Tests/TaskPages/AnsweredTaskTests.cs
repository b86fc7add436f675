using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Server.Tests.Browser;
using Orchestrator.Server.Tests.Portal;

namespace Orchestrator.Server.Tests.TaskPages;

/// <summary>What was answered is read after its task has ended: in the portal, behind the link, by the API.</summary>
public sealed partial class AnsweredTaskTests(LiveServer server) : IClassFixture<LiveServer>
{
    private const string OtherDepartment = "d10.liaison@gov.yunze.example.test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_read_with_its_labels_and_files_by_whoever_may_read_the_case()
    {
        var deeds = new Deeds(server);
        await deeds.Inspect("S021");
        await deeds.GoTo("2026-05-10T02:00:00Z");
        await deeds.HandIn("S021", "报送首次整改情况报告", ("照片.pdf", "%PDF-1.7 first"u8.ToArray()),
            ("outcome", "Filed"), ("f.content", "已补齐<留样>记录。"), ("f.signedByHead", "俞振宇"));

        var (report, record) = (await Ended("first-report"), await Ended("on-site-record"));
        await InThePortal(report, record);
        await ByTheApi(report);
        await BehindTheLink(deeds, report, record);
    }

    private async Task InThePortal(Guid report, Guid record)
    {
        var officer = new Visitor(server, 1);
        await officer.SignIn(LiveServer.Officer);
        var line = await officer.Get($"/cases/{await Case()}");
        Assert.Contains($"<a href=\"/tasks/{report}\">", line.Text, StringComparison.Ordinal);

        var page = await officer.Get($"/tasks/{report}");
        Assert.Equal(200, page.Status);
        Assert.Equal(
            [
                ("办理结果", "报送"), ("办理人", await Contact()), ("整改情况", "已补齐&lt;留样&gt;记录。"), ("签字负责人", "俞振宇"),
            ],
            Facts(page).Where(fact => fact.Label is not ("办理时间" or "办理期限" or "附件")));
        var file = FileLink().Match(page.Text).Groups[1].Value;
        Assert.Equal("application/pdf", (await officer.Get(file)).Type);

        var visit = await officer.Get($"/tasks/{record}");
        Assert.Contains(("公众意见形式", "座谈会"), Facts(visit));
        Assert.Contains(("记录内容", "查看台账并走访食堂"), Facts(visit));
        Assert.DoesNotContain(Facts(visit), fact => fact.Text.StartsWith("DX-YW-2026", StringComparison.Ordinal));

        var stranger = new Visitor(server, 2);
        await stranger.SignIn(OtherDepartment);
        Assert.Equal(403, (await stranger.Get($"/tasks/{report}")).Status);
    }

    private async Task ByTheApi(Guid report)
    {
        var read = (await server.Get($"/api/v1/tasks/{report}", await server.TokenOf(Deeds.Leader, Stop), Stop)).Body;
        var answer = read.GetProperty("answer");

        Assert.Equal(("Done", "Filed"), (Text(read, "state"), Text(answer, "outcome")));
        Assert.Equal("已补齐<留样>记录。", Text(answer.GetProperty("content"), "content"));
        Assert.Equal("照片.pdf", Text(read.GetProperty("files")[0], "fileName"));
        Assert.Equal("AU011", (await server.Get(
            $"/api/v1/tasks/{report}", await server.TokenOf(OtherDepartment, Stop), Stop)).Code);
    }

    private async Task BehindTheLink(Deeds deeds, Guid report, Guid record)
    {
        var link = (await deeds.Link("S021", "【督导意见书】")).Split('?')[0];
        var own = await server.Get(link, null, Stop);
        Assert.Contains(("办理结果", "签收"), Facts(own));
        Assert.Contains($"{link}?task={report}", own.Text, StringComparison.Ordinal);

        var other = await server.Get($"{link}?task={report}", null, Stop);
        Assert.Contains(("整改情况", "已补齐&lt;留样&gt;记录。"), Facts(other));
        var file = OwnFile().Match(other.Text).Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal);
        Assert.Equal("application/pdf", (await server.Get(file, null, Stop)).Type);

        // What the team wrote is not the unit's, whoever knows its number.
        var theirs = await server.Get($"{link}?task={record}", null, Stop);
        Assert.DoesNotContain("查看台账并走访食堂", theirs.Text, StringComparison.Ordinal);
    }

    private Task<Guid> Ended(string form) => server.Database.Database.InTransaction(tx => tx.QueryOne(
        $"SELECT id FROM supervision.open_task WHERE form = {form} AND state = 'Done'",
        row => row.GetGuid(0), Stop), Stop);

    private Task<Guid> Case() => server.Database.Database.InTransaction(tx => tx.QueryOne(
        $"SELECT id FROM supervision.unit_inspection", row => row.GetGuid(0), Stop), Stop);

    private Task<string> Contact() => server.Database.Database.InTransaction(tx => tx.QueryOne($"""
        SELECT unit.short_name || contact.name
        FROM supervision.unit_contact AS contact
        JOIN supervision.unit AS unit ON unit.code = contact.unit_code
        WHERE unit.code = 'S021' AND contact.role = 'LiaisonOfficer'
        """, row => row.GetString(0), Stop), Stop)!;

    private static List<(string Label, string Text)> Facts(Answer page) =>
    [
        .. Fact().Matches(page.Text).Select(fact =>
            (fact.Groups[1].Value, Tag().Replace(fact.Groups[2].Value, "").Trim())),
    ];

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();

    [GeneratedRegex("<dt>([^<]*)</dt>\\s*<dd[^>]*>(.*?)</dd>", RegexOptions.Singleline)]
    private static partial Regex Fact();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("href=\"(/cases/[^\"]+/files/[^\"]+)\"")]
    private static partial Regex FileLink();

    [GeneratedRegex("<a href=\"(/t/[^\"]+/file[^\"]+)\">")]
    private static partial Regex OwnFile();
}
