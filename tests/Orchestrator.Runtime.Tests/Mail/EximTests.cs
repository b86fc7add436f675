using MimeKit;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>Against the mail server that most Debian machines would have.</summary>
public sealed class EximTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exim_delivers_what_it_takes_and_each_of_its_refusals_is_understood()
    {
        Assert.SkipUnless(EximServer.IsInstalled, "exim4 is not installed; tools/mail stands for it");
        await using var exim = await EximServer.Start(Stop);
        using var sender = new Sender(database, Sender.Settings(exim.Port));
        await database.Queue(Letters.To("normal"), Letters.To("tempfail"), Letters.To("nobody-here"),
            Letters.To("dropme"), Letters.To("second"));

        await sender.Run();

        var states = (await database.Mails()).ToDictionary(
            mail => mail.Recipient.Address.Split('@')[0], mail => mail.State);
        Assert.Equal(("HandedOver", "Queued", "Failed", "Failed", "HandedOver"),
            (states["normal"], states["tempfail"], states["nobody-here"], states["dropme"], states["second"]));
        var delivered = await exim.Await(2, Stop);
        var messages = delivered.Select(path => MimeMessage.Load(path, Stop)).ToArray();
        Assert.Equal(2, messages.Select(message => message.MessageId).Distinct().Count());
        Assert.All(messages, message =>
        {
            Assert.Equal("【督导通知】示例第一中学—签收通知（期限 3月12日）喆珺㛃𠮷", message.Subject);
            Assert.Contains("喆珺㛃𠮷", message.TextBody, StringComparison.Ordinal);
        });
    }
}
