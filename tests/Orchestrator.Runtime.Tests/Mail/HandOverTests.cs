using Microsoft.Extensions.Logging;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Outbox;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>Against a real SMTP server in a process of its own.</summary>
public sealed class HandOverTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private SmtpServer? smtp;
    private Sender? sender;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private Sender Sender => sender!;
    private SmtpServer Smtp => smtp!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        smtp = await SmtpServer.Start(Stop);
        sender = new Sender(database, Sender.Settings(smtp.Port));
    }

    [Fact]
    public async Task A_mail_arrives_as_it_was_written_at_its_recipient_alone()
    {
        await database.Queue(Letters.To("normal"));

        Assert.Equal(1, await Sender.Run());

        var received = Assert.Single(await Smtp.Await(1, Stop));
        Assert.Equal(("dudao@bureau.example", "normal@school.example"), (received.From, Assert.Single(received.To)));
        var message = received.Message;
        Assert.Equal("【督导通知】示例第一中学—签收通知（期限 3月12日）喆珺㛃𠮷", message.Subject);
        Assert.Equal("联络员喆珺㛃𠮷", message.To.Mailboxes.First().Name);
        Assert.EndsWith("喆珺㛃𠮷", message.TextBody!.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("<p>喆珺㛃𠮷</p>", message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal($"case-{Letters.Inspection:N}@bureau.example", message.InReplyTo);
        Assert.All(received.Raw, one => Assert.InRange(one, 0, 127));
        var mail = await database.Mail("normal");
        Assert.Equal(("HandedOver", "Smtp", 1), (mail.State, mail.Via, mail.Attempts));
        Assert.Equal(mail.Id, Assert.Single(Sender.Door.Arrived).Id);
    }

    [Fact]
    public async Task A_refusal_stops_at_once_and_only_for_that_recipient()
    {
        await database.Queue(Letters.To("nobody-here"), Letters.To("normal"), Letters.To("toobig"),
            Letters.To("坏") with { Recipient = new MailParty("坏", "not an address") });

        Assert.Equal(4, await Sender.Run());

        Assert.Equal(["nobody-here@school.example", "not an address", "toobig@school.example"],
            Sender.Door.Failed.Select(mail => mail.Recipient.Address).Order(StringComparer.Ordinal));
        Assert.All(Sender.Door.Failed, mail => Assert.NotNull(mail.Error));
        Assert.Equal("normal@school.example", Assert.Single(Sender.Door.Arrived).Recipient.Address);
        var failed = await database.Mail("nobody-here");
        Assert.StartsWith("550", failed.Reply, StringComparison.Ordinal);
        Assert.Equal("Refused", Assert.Single(await database.Attempts(failed.Id)).Outcome);
    }

    [Fact]
    public async Task What_is_put_off_is_tried_after_1_5_15_60_240_minutes_and_then_given_up()
    {
        await database.Queue(Letters.To("tempfail"));
        await Sender.Run();

        foreach (var minutes in (int[])[1, 5, 15, 60, 240])
        {
            Assert.Equal("Queued", (await database.Mail("tempfail")).State);
            Sender.Time.Pass(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await Sender.Run());
            var before = (await database.Mail("tempfail")).Attempts;
            Sender.Time.Pass(TimeSpan.FromSeconds(1));
            await Sender.Run();
            Assert.Equal(before + 1, (await database.Mail("tempfail")).Attempts);
        }

        var mail = await database.Mail("tempfail");
        Assert.Equal(("Failed", 6), (mail.State, mail.Attempts));
        Assert.StartsWith("451", Assert.Single(Sender.Door.Failed).Error, StringComparison.Ordinal);
        Assert.All(await database.Attempts(mail.Id), attempt => Assert.Equal("PutOff", attempt.Outcome));
        Assert.Empty(Smtp.Received);
    }

    [Fact]
    public async Task A_greylisted_mail_passes_with_its_second_try_and_a_cut_connection_holds_up_nobody()
    {
        await database.Queue(Letters.To("grey"), Letters.To("dropme"), Letters.To("full"), Letters.To("slow"));

        Assert.Equal(1, await Sender.Run());
        Sender.Time.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Sender.Run());

        Assert.Equal(["slow@school.example", "grey@school.example"],
            (await Smtp.Await(2, Stop)).Select(mail => Assert.Single(mail.To)));
        Assert.Equal(("Queued", 2), ((await database.Mail("dropme")).State, (await database.Mail("full")).Attempts));
    }

    [Fact]
    public async Task Two_senders_on_one_database_hand_each_mail_over_once()
    {
        const int Mails = 120;
        await database.Queue([.. Enumerable.Range(0, Mails).Select(n => Letters.To($"u{n}"))]);
        using var other = new Sender(database, Sender.Settings(Smtp.Port));

        var settled = await Task.WhenAll(Task.Run(Sender.Run, Stop), Task.Run(other.Run, Stop));

        Assert.Equal(Mails, settled.Sum());
        var received = await Smtp.Await(Mails, Stop);
        Assert.Equal(Mails, received.Select(mail => mail.To[0]).Distinct().Count());
        Assert.Equal(Mails, received.Count);
        Assert.Equal(Mails, Sender.Door.Arrived.Concat(other.Door.Arrived).Select(mail => mail.Id).Distinct().Count());
    }

    [Fact]
    public async Task In_training_only_an_allowed_address_is_really_reached()
    {
        await database.TrainingFrom(new DateTimeOffset(2026, 3, 10, 2, 0, 0, TimeSpan.Zero), Stop);
        await database.Database.InTransaction(async tx =>
        {
            Assert.Null(await AllowedAddresses.Allow(tx, "Tester@school.example", "admin", Stop));
            Assert.Null(await AllowedAddresses.Allow(tx, "@office.example", "admin", Stop));
            Assert.Equal("RT214", (await AllowedAddresses.Allow(tx, "everybody", "admin", Stop))?.Code);
        }, Stop);
        await database.Queue(Letters.To("tester"), Letters.To("liaison"),
            Letters.To("x") with { Recipient = new MailParty("", "x@office.example") },
            Letters.To("y") with { Recipient = new MailParty("", "y@notoffice.example") });

        Assert.Equal(4, await Sender.Run());

        Assert.Equal(["tester@school.example", "x@office.example"],
            (await Smtp.Await(2, Stop)).Select(mail => mail.To[0]).Order(StringComparer.Ordinal));
        Assert.Equal(2, Directory.GetFiles(Sender.Folder).Length);
        Assert.Equal("Mailbox", (await database.Mail("liaison")).Via);
    }

    [Fact]
    public async Task A_relay_that_is_down_for_hours_costs_no_try_and_raises_one_alarm()
    {
        var port = Smtp.Port;
        await Smtp.DisposeAsync();
        smtp = null;
        var log = new Heard<MailWays>();
        using var waiting = new Sender(database, Sender.Settings(port), log: log);
        await database.Queue([.. Enumerable.Range(0, 30).Select(n => Letters.To($"u{n}"))]);

        for (var minute = 0; minute < 360; minute += 3)
        {
            Assert.Equal(0, await waiting.Run());
            waiting.Time.Pass(TimeSpan.FromMinutes(3));
        }

        Assert.All(await database.Mails(), mail => Assert.Equal(("Queued", 0), (mail.State, mail.Attempts)));
        Assert.Equal(1201, Assert.Single(log.Events).Id);
        var outage = await database.Database.InTransaction(tx => Relay.Outage(tx, Stop), Stop);
        Assert.InRange(outage!.Tries, 60, 120);

        await using var back = await SmtpServer.Start(Stop);
        using var again = new Sender(database, Sender.Settings(back.Port), waiting.Time, log);
        again.Time.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(30, await again.Run());
        Assert.Equal(Enumerable.Range(0, 30).Select(n => $"u{n}@school.example"),
            (await back.Await(30, Stop)).Select(mail => mail.To[0]));
        Assert.Equal([1201, 1202], log.Events.Select(one => one.Id));
    }

    public async ValueTask DisposeAsync()
    {
        sender?.Dispose();
        if (smtp is not null)
            await smtp.DisposeAsync();
        await database.DisposeAsync();
    }
}

/// <summary>Remembers what was logged.</summary>
internal sealed class Heard<T> : ILogger<T>
{
    public List<EventId> Events { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => Events.Add(eventId);
}
