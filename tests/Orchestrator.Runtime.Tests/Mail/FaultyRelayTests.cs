using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Outbox;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>Against a server that misbehaves at exactly one point.</summary>
public sealed class FaultyRelayTests : IAsyncLifetime
{
    private static readonly Misdeed Drop = new Misdeed.Drop();

    private readonly TestDatabase database = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("BODY")]
    [InlineData("END")]
    public async Task An_answer_that_is_lost_after_the_body_leaves_the_mail_unknown(string point)
    {
        await using var relay = new FaultySmtp(at => at == point ? Drop : null);
        using var sender = new Sender(database, Sender.Settings(relay.Port));
        await database.Queue(Letters.To("a"));

        await sender.Run();
        sender.Time.Pass(TimeSpan.FromDays(1));
        await sender.Run();

        var mail = await database.Mail("a");
        Assert.Equal(("Unknown", 1), (mail.State, mail.Attempts));
        Assert.Equal(1, relay.Commands.Count(line => line == "DATA"));
        Assert.Empty(sender.Door.Arrived.Concat(sender.Door.Failed));
        Assert.Equal(mail.Id, Assert.Single(await InTrouble()).Id);
    }

    [Fact]
    public async Task An_unknown_mail_that_a_person_sends_again_keeps_its_message_id()
    {
        var lose = true;
        await using var relay = new FaultySmtp(at => at == "END" && lose ? Drop : null);
        using var sender = new Sender(database, Sender.Settings(relay.Port));
        await database.Queue(Letters.To("a"));
        await sender.Run();
        var mail = await database.Mail("a");
        lose = false;

        Assert.Null(await Again(mail.Id));
        Assert.Equal(1, await sender.Run());

        Assert.Equal("HandedOver", (await database.Mail("a")).State);
        Assert.Single(relay.Received.Select(MessageId).Distinct());
        Assert.Equal(2, relay.Received.Count);
        Assert.Equal(["Unknown", "HandedOver"], (await database.Attempts(mail.Id)).Select(one => one.Outcome));
        Assert.Equal("RT213", (await Again(mail.Id))?.Code);
    }

    [Theory]
    [InlineData("CONNECT", "421 too busy")]
    [InlineData("CONNECT", "554 go away")]
    [InlineData("AUTH", "535 wrong password")]
    [InlineData("STARTTLS", "454 not now")]
    public async Task A_relay_that_lets_nobody_in_costs_no_try(string point, string line)
    {
        await using var relay = new FaultySmtp(at =>
            at.StartsWith(point, StringComparison.Ordinal) ? new Misdeed.Say(line) : null);
        using var sender = new Sender(database, Secured(relay) with { User = "dudao", Password = "secret" });
        await database.Queue(Letters.To("a"));

        Assert.Equal(0, await sender.Run());

        var mail = await database.Mail("a");
        Assert.Equal(("Queued", 0), (mail.State, mail.Attempts));
        Assert.NotNull(await database.Database.InTransaction(tx => Relay.Outage(tx, Stop), Stop));
        Assert.DoesNotContain(relay.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_is_not_the_pinned_one_stops_the_password()
    {
        await using var relay = new FaultySmtp(_ => null);
        await database.Queue(Letters.To("a"));
        using var wary = new Sender(
            database, Secured(relay) with { CertificateSha256 = new string('0', 64), User = "dudao", Password = "p" });

        Assert.Equal(0, await wary.Run());
        Assert.DoesNotContain(relay.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));

        using var sender = new Sender(database, Secured(relay) with { User = "dudao", Password = "p" });
        sender.Time.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await sender.Run());
    }

    [Fact]
    public async Task All_mails_of_a_drain_leave_on_one_connection()
    {
        await using var relay = new FaultySmtp(_ => null);
        using var sender = new Sender(database, Sender.Settings(relay.Port));
        await database.Queue([.. Enumerable.Range(0, 60).Select(n => Letters.To($"u{n}"))]);

        Assert.Equal(60, await sender.Run());

        Assert.Equal(1, relay.Connections);
        Assert.Equal(60, relay.Received.Count);
    }

    [Fact]
    public async Task A_connection_cut_before_the_body_is_tried_again_and_the_others_go_on()
    {
        await using var relay = new FaultySmtp(at =>
            at.StartsWith("RCPT", StringComparison.Ordinal) && at.Contains("u0@", StringComparison.Ordinal)
                ? Drop
                : null);
        using var sender = new Sender(database, Sender.Settings(relay.Port));
        await database.Queue(Letters.To("u0"), Letters.To("u1"));

        Assert.Equal(1, await sender.Run());

        Assert.Equal(("Queued", 1), ((await database.Mail("u0")).State, (await database.Mail("u0")).Attempts));
        Assert.Equal("HandedOver", (await database.Mail("u1")).State);
    }

    [Fact]
    public async Task A_mail_that_was_declared_unknown_and_never_offered_can_be_lost_sight_of_again()
    {
        using var successor = new Sender(database, Sender.Builtin);
        var (isDown, expired) = (false, new List<Task<int>>());
        await using var relay = new FaultySmtp(at =>
        {
            if (at == "CONNECT")
                return isDown ? new Misdeed.Say("421 too busy") : null;
            if (at != "END")
                return null;
            successor.Time.Pass(OutboxLimits.Lease + TimeSpan.FromMinutes(5));
            expired.Add(Finished(successor.Run()));
            isDown = expired.Count == 1;
            return isDown ? Drop : null;
        });
        using var slow = new Sender(database, Sender.Settings(relay.Port));
        await database.Queue(Letters.To("a"), Letters.To("b"));

        // Both were being handed over when a successor took the sender for dead; then the first answer was lost.
        await slow.Run();
        var never = await database.Mail("b");
        Assert.Equal(("Queued", 0), (never.State, never.Attempts));
        Assert.Empty(await database.Attempts(never.Id));

        slow.Time.Pass(OutboxLimits.Lease);
        isDown = false;
        await slow.Run();

        Assert.All(await Task.WhenAll(expired), settled => Assert.Equal(0, settled));
        Assert.Equal(2, expired.Count);
        Assert.Equal(["HandedOver"], (await database.Attempts(never.Id)).Select(one => one.Outcome));
        Assert.Equal("Unknown", (await database.Mail("a")).State);
    }

    /// <summary>The relay answers only when the successor is through.</summary>
    private static Task<int> Finished(Task<int> run)
    {
        ((IAsyncResult)run).AsyncWaitHandle.WaitOne();
        return run;
    }

    private static MailSettings Secured(FaultySmtp relay) => Sender.Settings(relay.Port) with
    {
        Security = MailSecurity.StartTls,
        CertificateSha256 = relay.CertificateSha256,
    };

    private static string MessageId(string message) =>
        message.Split('\n').First(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));

    private Task<IReadOnlyList<Delivery>> InTrouble() =>
        database.Database.InTransaction(tx => MailRead.InTrouble(tx, Stop), Stop);

    private Task<Engine.Problem?> Again(Guid mail) =>
        database.Database.InTransaction(tx => Resend.Run(tx, mail, Stop), Stop);
}
