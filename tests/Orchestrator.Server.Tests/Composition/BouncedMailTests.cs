namespace Orchestrator.Server.Tests.Composition;

/// <summary>E-09 on the shipped processes: a notice that the relay took comes back later.</summary>
public sealed class BouncedMailTests
{
    private const string Unit = "S021";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task E09_A_notice_that_bounces_at_every_address_is_phoned_and_nobody_is_deemed_to_have_received_it()
    {
        await using var mails = new Correspondence();
        var liaison = await mails.Notified(Unit);
        var district = mails.District;
        Assert.Equal(1, await Delivered(district));

        await mails.Bounce(liaison);
        foreach (var next in await FallBacks(district, liaison))
            await mails.Bounce(next);
        await district.GoTo(RunningDistrict.At(3, 16, 11));

        Assert.NotEqual(default, await district.TaskOf("phone-unit"));
        Assert.Equal(0, await Delivered(district));
        await district.GoTo(RunningDistrict.At(3, 19, 10));
        Assert.Empty(await district.Texts($"SELECT kind FROM supervision.receipt"));
        Assert.Contains("被退回", await district.Incidents(), StringComparison.Ordinal);

        await district.Answer(await district.TaskOf("notice-receipt", Unit), "Received");
        Assert.Equal(["Signed"], await district.Texts($"SELECT kind FROM supervision.receipt"));
    }

    [Fact]
    public async Task E09_A_notice_that_does_not_bounce_is_deemed_received_as_before()
    {
        await using var mails = new Correspondence();
        await mails.Notified(Unit);

        await mails.District.GoTo(RunningDistrict.At(3, 19, 10));

        Assert.Equal(["Deemed"], await mails.District.Texts($"SELECT kind FROM supervision.receipt"));
    }

    [Fact]
    public async Task E30_A_plain_reply_is_correspondence_and_never_the_answer_and_its_writer_gets_the_link_once()
    {
        await using var mails = new Correspondence();
        var liaison = await mails.Notified(Unit);
        var district = mails.District;

        await mails.Receive(Reply(await mails.MessageId(liaison), liaison, "第一封"));
        await mails.Receive(Reply(await mails.MessageId(liaison), liaison, "第二封"));

        Assert.NotEqual(default, await district.TaskOf("notice-receipt", Unit));
        Assert.Equal([liaison], await district.Texts(
            $"SELECT recipient_address FROM orchestrator.mail WHERE letter = 'M-34' AND task_id IS NOT NULL"));
        Assert.Equal(["现场.pdf|", "说明.exe|“说明.exe”不是可以上传的文件；可上传 PDF、JPG、PNG、Word（.docx）和 Excel（.xlsx）。"],
            await district.Texts($"""
                SELECT DISTINCT file_name || '|' || coalesce(refused, '') FROM supervision.reply_file ORDER BY 1
                """));
        var inspection = await district.One<Guid>($"SELECT id FROM supervision.unit_inspection");
        var story = await district.Db.InTransaction(tx => Supervision.Reads.ReadCaseStory.Of(
            tx, new Supervision.Reads.Sight(true, [], Guid.Empty), inspection, Stop), Stop);
        Assert.Equal(["Re: <b>1</b>", "Re: <b>1</b>"],
            story!.Happened.Where(entry => entry.What == "reply").Select(entry => entry.Act));
    }

    /// <summary>The head's and the department's address, as far as the notice went there after the liaison's.</summary>
    private static async Task<IReadOnlyList<string>> FallBacks(RunningDistrict district, string liaison) =>
        await district.Texts($"""
            SELECT contact.email
            FROM supervision.unit AS unit
            CROSS JOIN LATERAL (VALUES (1, unit.code, 'UnitHead'), (2, unit.supervising_unit_code, 'LiaisonOfficer'))
                AS chain (route, code, role)
            JOIN supervision.unit_contact AS contact
              ON contact.unit_code = chain.code AND contact.role = chain.role
            WHERE unit.code = {Unit} AND contact.email <> {liaison}
            ORDER BY chain.route
            """);

    private static Task<long> Delivered(RunningDistrict district) => district.One<long>(
        $"SELECT count(*) FROM supervision.open_task WHERE form = 'notice-receipt' AND delivered_at IS NOT NULL");

    private static string Reply(string id, string from, string text) => $"""
        From: {from}
        Subject: Re: <b>1</b>
        In-Reply-To: <{id}>
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8

        {text}
        --b
        Content-Type: application/pdf
        Content-Disposition: attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.pdf

        %PDF-1.7 x
        --b
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename*=UTF-8''%E8%AF%B4%E6%98%8E.exe

        MZ
        --b--

        """;
}
