using System.Diagnostics;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Http;

/// <summary>A sender in a process of its own, killed between the answer and its record.</summary>
public sealed class CallCrashTests
{
    private const string ChildDatabase = "ORCHESTRATOR_CHILD_DATABASE";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_whose_answer_was_lost_leaves_again_under_its_key_and_counts_once()
    {
        await using var site = await TestSite.Answering("7", Stop);
        await using var caller = await Caller.Create();
        var instance = await caller.Ask(site.Address);

        await RunChild(caller.World.ConnectionString);
        await caller.Send();
        Assert.Single(site.Received);
        Assert.Equal("Sending 1 -", await caller.RowOf(instance));
        caller.Time.Pass(HttpLimits.Lease + TimeSpan.FromSeconds(1));
        await caller.Send();
        await caller.Send();

        Assert.Equal(2, site.Received.Count);
        Assert.Single(site.Received.Select(sent => sent.Headers["Idempotency-Key"]).Distinct());
        Assert.Equal("Settled 2 200", await caller.RowOf(instance));
        Assert.Equal("7", (await caller.Came(instance)).Values["ParsedContent"].GetRawText());
        Assert.Null(await caller.World.Audit(instance));
    }

    [Fact]
    public async Task A_call_at_which_every_server_dies_is_given_up()
    {
        await using var site = await TestSite.Answering("7", Stop);
        await using var caller = await Caller.Create();
        var instance = await caller.Ask(site.Address);

        await caller.World.Execute($"""
            UPDATE orchestrator.http_call
            SET state = 'Sending', attempts = {(short)HttpLimits.Tries}, lease_owner = {Guid.CreateVersion7()},
                lease_until = {caller.Time.GetUtcNow().AddSeconds(-1)}
            """);
        await caller.Send();

        Assert.Empty(site.Received);
        Assert.Equal("RT175", (await caller.Came(instance)).Values["Result"].GetProperty("code").GetString());
    }

    /// <summary>Not a test: what <see cref="RunChild"/> starts.</summary>
    [Fact(Explicit = true)]
    public async Task Send_until_killed()
    {
        await using var db = Database.Open(Environment.GetEnvironmentVariable(ChildDatabase)!);
        await using var caller = await Caller.Create();
        using var sender = caller.NewSender(db);
        await sender.RunDue(Stop);
        Assert.Fail("the fault point was not reached");
    }

    private static async Task RunChild(string database)
    {
        using var child = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            ["-explicit", "only", "-method", $"{typeof(CallCrashTests).FullName}.{nameof(Send_until_killed)}"])
        {
            Environment = { [ChildDatabase] = database, [Fault.Setting] = Fault.AfterAnswered },
            RedirectStandardOutput = true,
        })!;
        var output = await child.StandardOutput.ReadToEndAsync(Stop);
        await child.WaitForExitAsync(Stop);
        Assert.True(child.ExitCode == 137, $"the child ended with {child.ExitCode}, not by SIGKILL: {output}");
    }
}
