using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Http;

/// <summary>Another system that takes its time holds up nobody but whoever asked it.</summary>
public sealed class SlowSystemTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_system_that_is_slow_keeps_no_call_waiting_that_is_asked_meanwhile()
    {
        var (isReached, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await TestSite.Start(async context =>
        {
            isReached.TrySetResult();
            if (context.Request.Path == "/slow")
                await mayEnd.Task.WaitAsync(context.RequestAborted);
            else
                mayEnd.TrySetResult();
        }, Stop);
        await using var caller = await Caller.Create(seconds: "60");
        var slow = await caller.Ask(site.Address + "/slow");
        var sending = caller.Send();
        await isReached.Task.WaitAsync(Stop);

        var fast = await caller.Ask(site.Address + "/fast");

        Assert.Equal(2, await sending);
        Assert.Equal(("Settled 1 200", "Settled 1 200"), (await caller.RowOf(slow), await caller.RowOf(fast)));
    }
}
