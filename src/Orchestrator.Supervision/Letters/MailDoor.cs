using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Letters;

/// <summary>What the subject adds to a hand-over: links, deemed receipts, fallbacks (E-09), the phone task.</summary>
public sealed class MailDoor(TaskLinks links, WorkflowClient workflows, HeldMails held) : IMailDoor
{
    /// <summary>Letters that ask for a receipt: their hand-over starts the wait for the deemed one (§3.2).</summary>
    private static readonly string[] AskReceipt = ["M-02", "M-09", "M-17"];

    public Task<IReadOnlyDictionary<Guid, Held>> Hold(
        Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop) => held.Of(tx, mails, stop);

    public async Task<IReadOnlyDictionary<Guid, string>> Links(
        Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop) => (await Reached(tx, mails, stop)).ToDictionary(
            one => one.Mail,
            one => one.Version is { } version
                ? links.UrlOf(links.TokenOf(one.Task, version))
                : links.PortalUrlOf(one.Task));

    public async Task Open(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop)
    {
        var tokens = (await Reached(tx, mails, stop)).Where(one => one.Version is not null).DistinctBy(one => one.Task)
            .ToDictionary(one => one.Task, one => links.TokenOf(one.Task, one.Version!.Value));
        await tx.Execute($"""
            UPDATE supervision.open_task AS task
            SET token_hash = given.hash
            FROM unnest({tokens.Keys.ToArray()}, {tokens.Values.Select(TaskLinks.HashOf).ToArray()})
                AS given (id, hash)
            WHERE task.id = given.id AND task.token_hash IS DISTINCT FROM given.hash
            """, stop);
    }

    public async Task HandedOver(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop)
    {
        // Only the address of the person who is asked: the head's copy or a fallback never starts a clock. Nor does a
        // mail that arrives after its receipt, or a second copy: nobody hears it, and the case's next letter would.
        // Nor, outside training, one that only lies in the built-in mailbox.
        var asking = mails.Where(mail => mail is { Route: 0, Task: not null } && AskReceipt.Contains(mail.Letter))
            .ToList();
        var asked = await tx.Query($"""
            UPDATE supervision.open_task AS task
            SET delivered_at = given.at
            FROM unnest({asking.Select(mail => mail.Id).ToArray()},
                        {asking.Select(mail => mail.Task!.Value).ToArray()},
                        {asking.Select(mail => mail.Recipient.Address).ToArray()},
                        {asking.Select(mail => mail.At.ToUniversalTime()).ToArray()}) AS given (mail, task, address, at)
                 JOIN orchestrator.mail AS sent ON sent.id = given.mail,
                 supervision.unit_contact AS contact
            WHERE task.id = given.task AND task.state = 'Open' AND task.delivered_at IS NULL
              AND contact.unit_code = task.assignee_unit_code AND contact.role = task.assignee_role
              AND contact.email = given.address
              AND (sent.via = 'Smtp' OR (SELECT training FROM orchestrator.clock))
            RETURNING task.id, task.returned_at IS NOT NULL
            """, row => (Id: row.GetGuid(0), IsAgain: row.GetBoolean(1)), stop);

        // Of a letter that came back once the wait for its deemed receipt goes on: nobody would hear the event, and
        // the case's next letter would.
        var heard = asked.Where(task => !task.IsAgain).Select(task => task.Id).ToHashSet();
        var arrived = asking.Where(mail => heard.Contains(mail.Task!.Value)).DistinctBy(mail => mail.Task);
        await workflows.Publish(tx, [.. arrived.Select(mail => new PublishedEvent(
            "MailHandedOver", mail.SubjectId.ToString(), Json.Of(
            [
                KeyValuePair.Create("letter", Json.Of(mail.Letter)),
                KeyValuePair.Create("on", Json.Of(ShanghaiTime.DateOf(mail.At)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
            ])))], stop);
    }

    /// <summary>
    /// Mails whose address still is one of the unit: a mail that was held while the contact changed would carry the new
    /// contact's link to the old one (E-08), and the department that a mail reaches in the end (E-09) may not act for
    /// the unit. An ended task keeps its link, because that leads on to what else the unit is asked in the case.
    /// </summary>
    private static Task<IReadOnlyList<(Guid Mail, Guid Task, int? Version)>> Reached(
        Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop)
    {
        MailFact[] asking = [.. mails.Where(mail => mail.Task is not null)];
        return tx.Query($"""
            SELECT given.mail, task.id, task.recipient_version
            FROM unnest({asking.Select(mail => mail.Id).ToArray()},
                        {asking.Select(mail => mail.Task!.Value).ToArray()},
                        {asking.Select(mail => mail.Recipient.Address).ToArray()}) AS given (mail, task, address)
            JOIN supervision.open_task AS task ON task.id = given.task
            WHERE task.recipient_version IS NULL OR EXISTS (
                SELECT
                FROM supervision.unit_contact AS contact
                WHERE contact.unit_code = task.assignee_unit_code AND contact.email = given.address)
            """, row => (row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? (int?)null : row.GetInt32(2)), stop);
    }

    public async Task Undeliverable(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop)
    {
        await ReturnedDeliveries.TakeBack(tx, [.. mails.Where(mail => AskReceipt.Contains(mail.Letter))], stop);
        foreach (var mail in mails)
        {
            var (address, name, route) = await NextAddress(tx, mail, stop);
            if (address is not null)
                await MailReroute.Run(tx, mail.Id, (new MailParty(name, address), route), stop);
            else if (mail.Letter is not ("M-27" or "M-30" or "M-31" or "M-34" or EmailActivity.Letter))
                await AskToPhone(tx, mail, stop);
        }
    }

    /// <summary>The head of the unit, then the liaison officer of its department.</summary>
    private static async Task<(string? Address, string Name, int Route)> NextAddress(
        Tx tx, MailFact mail, CancellationToken stop)
    {
        var chain = await tx.Query($"""
            SELECT contact.email, contact.name, chain.route
            FROM supervision.open_task AS task
            JOIN supervision.unit AS unit ON unit.code = task.assignee_unit_code
            CROSS JOIN LATERAL (VALUES (1, unit.code, 'UnitHead'), (2, unit.supervising_unit_code, 'LiaisonOfficer'))
                AS chain (route, unit_code, role)
            JOIN supervision.unit_contact AS contact
              ON contact.unit_code = chain.unit_code AND contact.role = chain.role AND contact.email IS NOT NULL
            WHERE task.id = {mail.Task} AND chain.route > {mail.Route} AND contact.email <> {mail.Recipient.Address}
            ORDER BY chain.route
            LIMIT 1
            """, row => (row.GetString(0), row.GetString(1), row.GetInt32(2)), stop);
        return chain.Count == 0 ? (null, "", 0) : chain[0];
    }

    /// <summary>M-31: a task for the case officer, in a small process of its own.</summary>
    private Task<InstanceId> AskToPhone(Tx tx, MailFact mail, CancellationToken stop) =>
        workflows.Start(tx, new StartRequest
        {
            Definition = new DefinitionId("undelivered-mail"),
            Key = $"undelivered-mail:{mail.Id:N}",
            CorrelationId = mail.SubjectId.ToString(),
            Input = Json.Nothing
                .Add("subjectId", JsonSerializer.SerializeToElement(mail.SubjectId))
                .Add("letter", Json.Of(mail.Letter))
                .Add("address", Json.Of(mail.Recipient.Address))
                .Add("error", Json.Of(mail.Error)),
        }, stop);
}
