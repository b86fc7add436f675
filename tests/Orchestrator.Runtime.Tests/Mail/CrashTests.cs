using System.Diagnostics;
using System.Globalization;
using Orchestrator.Runtime.Outbox;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>A sender in a process of its own, killed where it hurts most.</summary>
public sealed class CrashTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string ChildDatabase = "ORCHESTRATOR_CHILD_DATABASE";
    private const string ChildPort = "ORCHESTRATOR_CHILD_PORT";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sender_killed_after_250_leaves_its_mails_unknown_and_nobody_sends_them_again()
    {
        await database.Clear(Stop);
        await using var smtp = await SmtpServer.Start(Stop);
        await database.Queue([.. Enumerable.Range(0, 30).Select(n => Letters.To($"u{n}"))]);

        await RunChild(smtp.Port, Fault.AfterAccepted + ":3");
        var sentBefore = (await smtp.Await(3, Stop)).Count;
        using var sender = new Sender(database, Sender.Settings(smtp.Port), Later());
        await sender.Run();

        Assert.Equal(3, sentBefore);
        var mails = await database.Mails();
        Assert.Equal(OutboxLimits.HandedOverTogether, mails.Count(mail => mail.State == "Unknown"));
        Assert.Equal(30 - OutboxLimits.HandedOverTogether, mails.Count(mail => mail.State == "HandedOver"));
        var received = await smtp.Await(30 - OutboxLimits.HandedOverTogether + 3, Stop);
        Assert.Equal(received.Count, received.Select(mail => mail.To[0]).Distinct().Count());
        Assert.All(mails.Where(mail => mail.State == "Unknown"), mail => Assert.Equal(1, mail.Attempts));
    }

    [Fact]
    public async Task A_sender_killed_before_it_marked_them_leaves_nothing_unknown()
    {
        await database.Clear(Stop);
        await using var smtp = await SmtpServer.Start(Stop);
        await database.Queue([.. Enumerable.Range(0, 30).Select(n => Letters.To($"u{n}"))]);

        await RunChild(smtp.Port, Fault.BeforeHandingOver + ":2");
        using var sender = new Sender(database, Sender.Settings(smtp.Port), Later());
        await sender.Run();

        Assert.All(await database.Mails(), mail => Assert.Equal(("HandedOver", 1), (mail.State, mail.Attempts)));
        Assert.Equal(30, (await smtp.Await(30, Stop)).Select(mail => mail.To[0]).Distinct().Count());
    }

    /// <summary>Not a test: what <see cref="RunChild"/> starts.</summary>
    [Fact(Explicit = true)]
    public async Task Hand_over_until_killed()
    {
        await using var other = Database.Open(Environment.GetEnvironmentVariable(ChildDatabase)!);
        var port = int.Parse(Environment.GetEnvironmentVariable(ChildPort)!, CultureInfo.InvariantCulture);
        using var sender = new Sender(other, Sender.Settings(port), new SteeredTime());
        await sender.Run();
        Assert.Fail("the fault point was not reached");
    }

    private async Task RunChild(int port, string fault)
    {
        using var child = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            ["-explicit", "only", "-method", $"{typeof(CrashTests).FullName}.{nameof(Hand_over_until_killed)}"])
        {
            Environment =
            {
                [ChildDatabase] = database.ConnectionString,
                [ChildPort] = port.ToString(CultureInfo.InvariantCulture),
                ["ORCHESTRATOR_FAULT"] = fault,
            },
            RedirectStandardOutput = true,
        })!;
        var output = await child.StandardOutput.ReadToEndAsync(Stop);
        await child.WaitForExitAsync(Stop);
        Assert.True(child.ExitCode == 137, $"the child ended with {child.ExitCode}, not by SIGKILL: {output}");

        // What the child had locked stays so until its database session notices: whoever asks for the rows waits.
        await database.Database.InTransaction(
            tx => tx.Execute($"SELECT id FROM orchestrator.mail FOR UPDATE", Stop), Stop);
    }

    private static SteeredTime Later()
    {
        var time = new SteeredTime();
        time.Pass(OutboxLimits.Lease + TimeSpan.FromSeconds(1));
        return time;
    }
}
