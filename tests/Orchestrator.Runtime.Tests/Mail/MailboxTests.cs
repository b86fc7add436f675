using System.IO.Compression;
using MimeKit;
using Orchestrator.Runtime.Mail;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

public sealed class MailboxTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private Sender? sender;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private Sender Sender => sender!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        sender = new Sender(database, Sender.Builtin);
    }

    [Fact]
    public async Task A_mail_without_a_relay_becomes_a_file_that_a_mail_program_opens()
    {
        await database.Queue(Letters.To("liaison"));

        Assert.Equal(1, await Sender.Run());

        using var message = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(Sender.Folder)), Stop);
        Assert.Equal("【督导通知】示例第一中学—签收通知（期限 3月12日）喆珺㛃𠮷", message.Subject);
        Assert.Equal("联络员喆珺㛃𠮷", message.To.Mailboxes.First().Name);
        Assert.Equal(["liaison@school.example", "head@school.example"], message.To.Mailboxes.Select(to => to.Address));
        Assert.Equal(["jichu@bureau.example"], message.Cc.Mailboxes.Select(to => to.Address));
        Assert.Equal("示例区教育督导室", message.From.Mailboxes.Single().Name);
        Assert.Contains($"请办理：{RecordingDoor.LinkOf(Letters.Task)}\n喆珺㛃𠮷", message.TextBody,
            StringComparison.Ordinal);
        Assert.Contains("?a=1&amp;b=2\"", message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal(MailParty("liaison"), Assert.Single(Sender.Door.Arrived).Recipient.Address);
    }

    [Fact]
    public async Task The_link_stands_in_what_left_and_in_no_row()
    {
        await database.Queue(Letters.To("liaison"));
        await Sender.Run();
        var mail = await database.Mail("liaison");
        var mailbox = new MailboxRead(database.Database, Sender.Door);

        var read = await mailbox.One(mail.Id, Stop);

        Assert.Contains(RecordingDoor.LinkOf(Letters.Task), read?.Text, StringComparison.Ordinal);
        var body = await database.Ask<byte[]>($"SELECT content FROM orchestrator.mail_body");
        using var stored = new StreamReader(new DeflateStream(new MemoryStream(body!), CompressionMode.Decompress));
        Assert.Contains(OutgoingMail.LinkPlaceholder, await stored.ReadToEndAsync(Stop), StringComparison.Ordinal);
        Sender.Door.Ended[Letters.Task] = true;
        var later = await mailbox.One(mail.Id, Stop);
        Assert.Contains("链接不再有效", later?.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<a", later?.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_carries_no_link()
    {
        await database.Queue(Letters.To("copy") with { Task = null });
        await Sender.Run();
        var mail = await database.Mail("copy");

        var read = await new MailboxRead(database.Database, Sender.Door).One(mail.Id, Stop);

        Assert.Contains("（办理链接只发给经办人）", read?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mails_that_arrived_at_the_same_instant_are_all_on_one_page_or_the_next()
    {
        await database.Queue([.. Enumerable.Range(0, MailboxRead.Page + 20).Select(n => Letters.To($"u{n}"))]);
        await Sender.Run();
        await database.Database.InTransaction(
            tx => tx.Execute($"UPDATE orchestrator.mail SET settled_at = {DateTimeOffset.UnixEpoch}", Stop), Stop);
        var mailbox = new MailboxRead(database.Database, Sender.Door);

        var first = await mailbox.List("", null, Stop);
        var second = await mailbox.List("", (first[^1].SettledAt!.Value, first[^1].Id), Stop);

        Assert.Equal((MailboxRead.Page, 20), (first.Count, second.Count));
        Assert.Empty(first.Select(mail => mail.Id).Intersect(second.Select(mail => mail.Id)));
    }

    [Fact]
    public async Task The_mailbox_is_searched_by_address_name_and_subject()
    {
        await database.Queue(Letters.To("a"), Letters.To("b") with { Subject = "催办" });
        await Sender.Run();
        var mailbox = new MailboxRead(database.Database, Sender.Door);

        Assert.Equal(2, (await mailbox.List("", null, Stop)).Count);
        Assert.Equal("b@school.example", Assert.Single(await mailbox.List("催办", null, Stop)).Recipient.Address);
        Assert.Single(await mailbox.List("A@SCHOOL", null, Stop));
        Assert.Empty(await mailbox.List("%", null, Stop));
    }

    [Fact]
    public async Task A_mail_held_for_the_morning_leaves_by_the_business_clock()
    {
        var evening = new DateTimeOffset(2026, 3, 10, 13, 0, 0, TimeSpan.Zero);
        var morning = evening.AddHours(10);
        var clock = await database.TrainingFrom(evening, Stop);
        await database.Queue(Letters.To("held") with { NotBefore = morning }, Letters.To("now"));

        Assert.Equal(1, await Sender.Run());
        Assert.Equal(morning, await Sender.NextAfter(evening));
        Assert.Equal("Queued", (await database.Mail("held")).State);

        await clock.Move(database.Database, morning, Stop);

        Assert.Equal(1, await Sender.Run());
        Assert.Equal("HandedOver", (await database.Mail("held")).State);
        Assert.Null(await Sender.NextAfter(morning));
        var file = Directory.GetFiles(Sender.Folder).Single(path => path.Contains("held", StringComparison.Ordinal));
        using var message = await MimeMessage.LoadAsync(file, Stop);
        Assert.Equal(morning, message.Date);
    }

    [Fact]
    public async Task A_subject_that_cannot_be_told_is_told_later_and_keeps_nobody_else_waiting()
    {
        Sender.Door.Deaf["a"] = true;
        await database.Queue(Letters.To("a"), Letters.To("b"));

        await Sender.Run();
        await Sender.Run();
        Assert.Equal("b@school.example", Assert.Single(Sender.Door.Arrived).Recipient.Address);
        Assert.Equal("HandedOver", (await database.Mail("a")).State);

        Sender.Door.Deaf.Clear();
        await Sender.Run();

        Assert.Equal(2, Sender.Door.Arrived.Count);
    }

    public async ValueTask DisposeAsync()
    {
        sender?.Dispose();
        await database.DisposeAsync();
    }

    private static string MailParty(string localPart) => $"{localPart}@school.example";
}
