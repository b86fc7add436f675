using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Mail;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>A district whose notices leave by a relay that takes them, and the mailbox that answers come to.</summary>
internal sealed class Correspondence : IAsyncDisposable
{
    private readonly FaultySmtp relay = new(_ => null);
    private RunningDistrict? district;
    private ImapServer? imap;

    public RunningDistrict District => district!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The notice has been issued on 03-16, and the liaison's mail is handed over.</summary>
    public async Task<string> Notified(string unit)
    {
        imap = await ImapServer.Start(Stop);
        district = await RunningDistrict.Open(relay: relay);
        await District.Db.InTransaction(
            tx => AllowedAddresses.Allow(tx, "@yunze.example.test", "test", Stop), Stop);
        foreach (var address in await District.Texts(
            $"SELECT DISTINCT '@' || lower(split_part(email, '@', 2)) FROM supervision.unit_contact WHERE email <> ''"))
            await District.Db.InTransaction(tx => AllowedAddresses.Allow(tx, address, "test", Stop), Stop);
        Assert.Empty((await District.Start(new InspectionStory(District, unit).Request)).Problems);
        await District.Answer(await District.TaskOf("scheme-approval"), "Approved");
        await District.GoTo(RunningDistrict.At(3, 16, 9));
        await District.Answer(await District.TaskOf("issue-notice"), "Issued");
        await District.GoTo(RunningDistrict.At(3, 16, 10));
        return await Email(unit, "LiaisonOfficer");
    }

    public Task<string> Email(string unit, string role) => District.One<string>(
        $"SELECT email FROM supervision.unit_contact WHERE unit_code = {unit} AND role = {role}");

    /// <summary>Of the notice to this address; first of one that came back elsewhere.</summary>
    public Task<string> MessageId(string address) => District.One<string>($"""
        SELECT message_id FROM orchestrator.mail
        WHERE letter = 'M-02' AND recipient_address = {address} AND state = 'HandedOver'
        ORDER BY route DESC, settled_at DESC LIMIT 1
        """);

    public async Task Bounce(string address)
    {
        await Receive($"""
            From: MAILER-DAEMON@mail.example
            Subject: Undelivered
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mail.example

            Final-Recipient: rfc822; {address}
            Action: failed
            Status: 5.1.1

            --b
            Content-Type: text/rfc822-headers

            Message-ID: <{await MessageId(address)}>

            --b--

            """);
    }

    /// <summary>A message comes in, is read, and what follows from it is done.</summary>
    public async Task Receive(string message)
    {
        await imap!.Put(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")), Stop);
        using var intake = new IntakeRun(
            District.Db, new IntakeSettings
            {
                Host = "127.0.0.1",
                Port = imap.Port,
                Security = MailSecurity.None,
                User = "dudao",
                Password = "secret",
            }, District.Part<IIntakeDoor>(), NullLogger<IntakeRun>.Instance);
        Assert.Equal(1, await intake.Run(Stop));
        await District.Part<MailHandOver>().RunDue(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (district is not null)
            await district.DisposeAsync();
        if (imap is not null)
            await imap.DisposeAsync();
        await relay.DisposeAsync();
    }
}
