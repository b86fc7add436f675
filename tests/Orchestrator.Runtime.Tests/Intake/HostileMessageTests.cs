using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Intake;

/// <summary>What anybody may send, and a machine that dies over it.</summary>
public sealed class HostileMessageTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string ChildDatabase = "ORCHESTRATOR_CHILD_DATABASE";
    private const string ChildPort = "ORCHESTRATOR_CHILD_PORT";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_is_too_large_deep_broken_or_no_message_keeps_no_other_from_being_taken()
    {
        await database.Clear(Stop);
        await using var imap = await ImapServer.Start(Stop);
        await imap.PutHuge(100L * 1024 * 1024, Stop);
        await imap.Put(Nested(3000), Stop);
        await imap.Put(
            [.. "Subject: \0a\r\nContent-Type: text/plain; charset=\"no\"\r\n\r\n"u8, 0, 0xFF, 0xFE], Stop);
        await imap.Put([0, 0xFF, 0x00, 0x0D, 0x00], Stop);
        await imap.Put(Messages.Reply("x@y", text: "最后一封"), Stop);
        using var reader = new Reader(database.Database, imap.Port);

        Assert.Equal(5, await reader.Run());

        var rows = await database.Incoming();
        Assert.Equal(("huge", "Other"), (rows[0].Subject, rows[0].Kind));
        Assert.Contains(rows, row => row.Kind == "Unreadable");
        Assert.Equal("Re: notice", rows[^1].Subject);
        Assert.Equal(1, await Unreadable());
    }

    [Fact]
    public async Task A_message_is_taken_once_when_the_machine_dies_before_it_is_marked()
    {
        await database.Clear(Stop);
        await using var imap = await ImapServer.Start(Stop);
        await imap.Put(Messages.Reply("x@y", text: "1"), Stop);
        await imap.Put(Messages.Reply("x@y", text: "2"), Stop);

        await RunChild(imap.Port, Fault.AfterTaken);
        var before = (await database.Incoming()).Count;
        using var reader = new Reader(database.Database, imap.Port, marks: true);
        var taken = await reader.Run();

        Assert.Equal((1, 1, 2), (before, taken, (await database.Incoming()).Count));
        await imap.Renumber(1, Stop);
        Assert.Equal([1, 2], imap.Seen.Order());
    }

    /// <summary>Not a test: what <see cref="RunChild"/> starts.</summary>
    [Fact(Explicit = true)]
    public async Task Read_until_killed()
    {
        await using var other = Database.Open(Environment.GetEnvironmentVariable(ChildDatabase)!);
        var port = int.Parse(Environment.GetEnvironmentVariable(ChildPort)!, CultureInfo.InvariantCulture);
        using var reader = new Reader(other, port, marks: true);
        await reader.Run();
        Assert.Fail("the fault point was not reached");
    }

    private async Task RunChild(int port, string fault)
    {
        using var child = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            ["-explicit", "only", "-method", $"{typeof(HostileMessageTests).FullName}.{nameof(Read_until_killed)}"])
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
    }

    private async Task<long> Unreadable() => await database.Database.InTransaction(tx => tx.QueryOne($"""
        SELECT count(*) FROM orchestrator.incoming_mail AS mail
        JOIN orchestrator.file ON file.sha256 = mail.raw_sha256
        """, row => row.GetInt64(0), Stop), Stop);

    private static string Nested(int depth)
    {
        var text = new StringBuilder("From: a@school.example\nSubject: deep\n");
        for (var level = 0; level < depth; level++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"Content-Type: multipart/mixed; boundary=\"b{level}\"\n\n--b{level}\n");
        }

        return text.Append("Content-Type: text/plain\n\nend\n").ToString();
    }
}

/// <summary>What the tests ask the tables.</summary>
internal static class IntakeTables
{
    /// <summary>In the order in which they were taken.</summary>
    public static async Task<IReadOnlyList<IncomingRow>> Incoming(this TestDatabase database) =>
        [.. (await database.Database.InTransaction(tx => IntakeRead.List(
            tx, new IncomingFilter("%", null, 0, 100), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken)).Rows.Reverse()];
}
