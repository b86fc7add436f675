using System.Text.Json;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Turns;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>Elsa's SendEmail goes the way of every other mail.</summary>
public sealed class EmailActivityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_recipient_has_a_mail_and_nobody_sees_who_got_a_blind_copy()
    {
        await using var world = await World.Create();
        await world.Publish("telling", Drawn.Sequence(Mail("""["李老师 <li@a.example>","b@a.example"]""", """
            ,"cc":{"expression":{"type":"Object","value":"[\"c@a.example\"]"}},
            "bcc":{"expression":{"type":"Object","value":"[\"d@a.example\",\"b@a.example\"]"}}
            """)));

        var instance = await world.Run("telling");

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        var mails = await world.Db.InTransaction(tx => MailRead.OfSubject(tx, instance.Value, Stop), Stop);
        Assert.Equal(["b@a.example", "c@a.example", "d@a.example", "li@a.example"],
            mails.Select(mail => mail.Recipient.Address).Order(StringComparer.Ordinal));
        Assert.All(mails, mail => Assert.Equal((EmailActivity.Letter, "通知"), (mail.Letter, mail.Subject)));
        Assert.DoesNotContain("d@a.example",
            await world.One<string>($"SELECT string_agg(shown::text, '') FROM orchestrator.mail"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"nobody\"]")]
    public async Task A_mail_that_goes_to_nobody_is_an_incident(string to)
    {
        await using var world = await World.Create();
        await world.Publish("telling", Drawn.Sequence(Mail(to, "")));

        await world.Run("telling");

        Assert.Equal("RT177", await world.One<string>($"SELECT code FROM orchestrator.incident"));
        Assert.Equal(0, await world.One<long>($"SELECT count(*) FROM orchestrator.mail"));
    }

    private static string Mail(string to, string more) => Drawn.Activity("mail", "Elsa.SendEmail", $$$"""
        "to":{"expression":{"type":"Object","value":{{{JsonSerializer.Serialize(to)}}} }},
        {{{Drawn.Input("subject", "String", "通知")}}},{{{Drawn.Input("body", "String", "<p>请<b>查收</b></p>")}}}{{{more}}}
        """);
}
