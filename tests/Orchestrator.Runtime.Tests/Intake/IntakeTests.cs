using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Tests.Mail;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Intake;

/// <summary>A mailbox is read over IMAP from a server in a process of its own.</summary>
public sealed class IntakeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private SmtpServer? smtp;
    private ImapServer? imap;
    private Sender? sender;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ImapServer Imap => imap!;

    public async ValueTask InitializeAsync()
    {
        await database.Clear(Stop);
        smtp = await SmtpServer.Start(Stop);
        imap = await ImapServer.Start(Stop);
        sender = new Sender(database, Sender.Settings(smtp.Port));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task E09_A_mail_that_was_handed_over_and_bounces_later_has_failed_and_its_subject_hears_it(
        bool isReport)
    {
        var (mail, id) = await Sent("u1");
        await Imap.Put(isReport ? Messages.Report(id, "U1@school.example", "failed", "5.1.1")
            : Messages.Notice(id, "u1@school.example"), Stop);

        using var reader = new Reader(database.Database, Imap.Port);
        await reader.Run();
        await sender!.Run();

        Assert.Equal("Failed", (await database.Mail("u1")).State);
        Assert.Equal(mail, Assert.Single(sender.Door.Failed).Id);
        Assert.Contains("5.1.1", (await database.Mail("u1")).Reply, StringComparison.Ordinal);
        Assert.Equal("Bounce", Assert.Single(await Rows()).Kind);
    }

    [Fact]
    public async Task E09_A_mail_that_is_only_late_stays_handed_over()
    {
        var (_, id) = await Sent("u1");
        await Imap.Put(Messages.Report(id, "u1@school.example", "delayed", "4.4.1"), Stop);

        using var reader = new Reader(database.Database, Imap.Port);
        await reader.Run();
        await sender!.Run();

        Assert.Equal("HandedOver", (await database.Mail("u1")).State);
        Assert.Empty(sender.Door.Failed);
        Assert.Equal("Delay", Assert.Single(await Rows()).Kind);
    }

    [Theory]
    [InlineData("0198a000000070008000000000000001@bureau.example", "u1@school.example")]
    [InlineData("ours", "somebody@else.example")]
    public async Task E09_A_bounce_of_no_mail_of_ours_or_about_somebody_else_changes_nothing(
        string of, string recipient)
    {
        var (_, id) = await Sent("u1");
        await Imap.Put(Messages.Report(of == "ours" ? id : of, recipient, "failed", "5.1.1"), Stop);

        using var reader = new Reader(database.Database, Imap.Port);
        await reader.Run();
        await sender!.Run();

        Assert.Equal("HandedOver", (await database.Mail("u1")).State);
        Assert.Empty(sender.Door.Failed);
        Assert.Contains("没有", Assert.Single(await Rows()).Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E30_A_reply_finds_the_mail_that_it_answers_or_at_least_the_case()
    {
        var (mail, id) = await Sent("u1");
        await Imap.Put(Messages.Reply(id), Stop);
        await Imap.Put(Messages.Reply($"case-{Letters.Inspection:N}@bureau.example"), Stop);
        await Imap.Put(Messages.Reply("unknown@school.example"), Stop);

        using var reader = new Reader(database.Database, Imap.Port);

        Assert.Equal(3, await reader.Run());
        Assert.Equal([new MatchedTo(mail, Letters.Inspection), new MatchedTo(null, Letters.Inspection)],
            reader.Replies.Select(one => one.To));
        Assert.All(reader.Replies, one => Assert.Equal("收到，我们下周报送。", one.Mail.Text));
        Assert.Equal(["Reply", "Reply", "Other"], (await Rows()).Select(row => row.Kind));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied")]
    [InlineData("Precedence: bulk")]
    [InlineData("X-Autoreply: yes")]
    [InlineData("Return-Path: <>")]
    public async Task E30_What_a_machine_answers_starts_nothing(string header)
    {
        var (_, id) = await Sent("u1");
        await Imap.Put(Messages.Reply(id, header), Stop);

        using var reader = new Reader(database.Database, Imap.Port);
        await reader.Run();

        Assert.Empty(reader.Replies);
        Assert.Equal("AutoReply", Assert.Single(await Rows()).Kind);
    }

    [Fact]
    public async Task A_message_is_taken_once_also_when_the_server_numbers_its_mailbox_anew()
    {
        var (_, id) = await Sent("u1");
        await Imap.Put(Messages.Reply(id), Stop);
        using var reader = new Reader(database.Database, Imap.Port);
        await reader.Run();

        await Imap.Renumber(7, Stop);
        await Imap.Put(Messages.Reply(id, text: "第二封"), Stop);
        await reader.Run();
        await reader.Run();

        Assert.Equal(["收到，我们下周报送。", "第二封"], reader.Replies.Select(one => one.Mail.Text));
    }

    [Fact]
    public async Task A_run_takes_so_many_and_the_next_takes_the_rest()
    {
        for (var number = 0; number < IntakeLimits.MessagesPerRun + 2; number++)
            await Imap.Put(Messages.Reply("x@y", text: $"{number}"), Stop);
        using var reader = new Reader(database.Database, Imap.Port);

        int[] taken = [await reader.Run(), await reader.Run(), await reader.Run()];

        Assert.Equal([IntakeLimits.MessagesPerRun, 2, 0], taken);
    }

    [Fact]
    public async Task A_wrong_password_is_an_outage_with_a_sentence_that_does_not_hold_it()
    {
        using var wrong = new Reader(database.Database, Imap.Port, password: "hunter2");
        Assert.Equal(0, await wrong.Run());
        var outage = Assert.Single(await Outages());
        Assert.Contains("Intake__Password", outage.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", outage.Reason, StringComparison.Ordinal);

        using var right = new Reader(database.Database, Imap.Port);
        await right.Run();
        Assert.Empty(await Outages());
    }

    [Fact]
    public async Task A_mailbox_that_offers_no_encryption_is_not_read_where_it_is_asked_for()
    {
        using var intake = new IntakeRun(
            database.Database, Reader.Settings(Imap.Port) with { Security = MailSecurity.StartTls },
            new Reader(database.Database, Imap.Port),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<IntakeRun>.Instance);

        await intake.Run(Stop);

        Assert.Single(await Outages());
    }

    public async ValueTask DisposeAsync()
    {
        sender?.Dispose();
        await Imap.DisposeAsync();
        await smtp!.DisposeAsync();
    }

    private async Task<(Guid Id, string MessageId)> Sent(string localPart)
    {
        await database.Queue(Letters.To(localPart));
        await sender!.Run();
        var mail = await database.Mail(localPart);
        var received = await smtp!.Await(1, Stop);
        return (mail.Id, received[^1].Message.MessageId ?? "");
    }

    private Task<IReadOnlyList<IncomingRow>> Rows() => database.Incoming();

    private Task<IReadOnlyList<IntakeOutage>> Outages() =>
        database.Database.InTransaction(tx => IntakeCursor.Outages(tx, Stop), Stop);
}
