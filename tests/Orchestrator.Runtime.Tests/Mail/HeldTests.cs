using Orchestrator.Runtime.Mail;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>What the subject holds back when its turn comes.</summary>
public sealed class HeldTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_held_mail_waits_and_one_that_nobody_needs_never_leaves()
    {
        using var sender = new Sender(database, Sender.Builtin);
        var until = DateTimeOffset.UtcNow.AddDays(2);
        sender.Door.Holds["later"] = new Held(until, "静默时段");
        sender.Door.Holds["done"] = new Held(null, "所催事项已经办理");
        await database.Queue(Letters.To("later"), Letters.To("done"), Letters.To("now"));

        Assert.Equal(1, await sender.Run());
        Assert.Equal(0, await sender.Run());

        var later = await database.Mail("later");
        Assert.Equal(("Queued", 0), (later.State, later.Attempts));
        Assert.Equal(until.ToUnixTimeSeconds(), later.NotBefore.ToUnixTimeSeconds());
        var done = await database.Mail("done");
        Assert.Equal(("Withdrawn", 0, "所催事项已经办理"), (done.State, done.Attempts, done.Reply));
        Assert.Equal("HandedOver", (await database.Mail("now")).State);
        Assert.Equal("now", Assert.Single(sender.Door.Arrived).Recipient.Address.Split('@')[0]);
        Assert.Empty(sender.Door.Failed);
    }
}
