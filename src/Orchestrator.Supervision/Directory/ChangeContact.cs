using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Directory;

/// <summary>
/// 变更联系人 (E-08): head and liaison hold the same links, so those of the whole unit die with their version; the open
/// tasks are mailed to the new one and to whoever stays, and no clock changes.
/// </summary>
public sealed class ChangeContact(Database db)
{
    public sealed record Request
    {
        public required Actor Actor { get; init; }
        public required string UnitCode { get; init; }

        /// <summary>UnitHead or LiaisonOfficer.</summary>
        public required Role Role { get; init; }
        public required string Name { get; init; }
        public required string Email { get; init; }
        public string? Phone { get; init; }
    }

    /// <summary>None: it is changed. AU010, SU069 with the field; then nothing has changed.</summary>
    public Task<ImmutableArray<Problem>> Run(Request request, CancellationToken stop) =>
        db.InTransaction(tx => Write(tx, request, stop), stop);

    private static IEnumerable<Problem> Wrong(Request request)
    {
        if (request.Role is not (Role.UnitHead or Role.LiaisonOfficer))
            yield return Refused("role", $"联系人应为单位负责人或联络员，实为“{RightTable.Label(request.Role)}”");
        if (ContactText.WrongName(request.Name) is { } name)
            yield return Refused("name", name);
        if (ContactText.WrongAddress(request.Email) is { } address)
            yield return Refused("email", address);
        if (ContactText.WrongPhone(request.Phone) is { } phone)
            yield return Refused("phone", phone);
    }

    private static async Task<ImmutableArray<Problem>> Write(Tx tx, Request request, CancellationToken stop)
    {
        // A unit has no uuid: its entries hang on one made of its code.
        var (exists, department, subject) = await tx.QueryOne($"""
            SELECT true, supervising_unit_code, md5(code)::uuid
            FROM supervision.unit WHERE code = {request.UnitCode}
            """, row => (true, row.IsDBNull(1) ? null : row.GetString(1), row.GetGuid(2)), stop);
        if (!exists)
            return [Refused("unit", $"没有单位“{request.UnitCode}”")];
        var scope = new ScopeOf
        {
            UnitCode = request.UnitCode,
            SupervisingUnitCodes = department is null ? [] : [department],
        };
        if (RightTable.Check(request.Actor, Act.ChangeContact, scope) is { } forbidden)
            return [forbidden];
        if (Wrong(request).ToImmutableArray() is { IsEmpty: false } problems)
            return problems;
        var old = await Old(tx, request, stop);
        await tx.Execute([Contact(request), Others(request), Tasks(request)], stop);
        await Entry(request, subject, old).Write(tx, stop);
        await Remail(tx, request, old.Email, stop);
        return [];
    }

    private static Sql Contact(Request request) => $"""
        INSERT INTO supervision.unit_contact (unit_code, role, name, email, phone)
        VALUES ({request.UnitCode}, {request.Role.ToString()}, {request.Name.Trim()}, {request.Email.Trim()},
                {request.Phone})
        ON CONFLICT (unit_code, role) DO UPDATE
        SET name = EXCLUDED.name, email = EXCLUDED.email, phone = EXCLUDED.phone,
            recipient_version = unit_contact.recipient_version + 1
        """;

    private static Sql Others(Request request) => $"""
        UPDATE supervision.unit_contact SET recipient_version = recipient_version + 1
        WHERE unit_code = {request.UnitCode} AND role <> {request.Role.ToString()}
        """;

    /// <summary>Without a hash the old link opens nothing; the next mail of the task brings another (E-08).</summary>
    private static Sql Tasks(Request request) => $"""
        UPDATE supervision.open_task AS task
        SET recipient_version = contact.recipient_version, token_hash = NULL
        FROM supervision.unit_contact AS contact
        WHERE contact.unit_code = {request.UnitCode} AND task.assignee_unit_code = contact.unit_code
          AND task.assignee_role = contact.role AND task.state = 'Open'
        """;

    /// <summary>Nulls where the unit had no such contact, or one without an address.</summary>
    private static Task<(string? Name, string? Email)> Old(Tx tx, Request request, CancellationToken stop) =>
        tx.QueryOne($"""
            SELECT name, email FROM supervision.unit_contact
            WHERE unit_code = {request.UnitCode} AND role = {request.Role.ToString()}
            FOR UPDATE
            """, row => ((string?)row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), stop);

    private static OperatorAct Entry(Request request, Guid subject, (string? Name, string? Email) old) => new()
    {
        Actor = request.Actor.Key,
        Act = "ChangeContact",
        Kind = OperatorSubject.Unit,
        Subject = subject,
        Detail = Json.Of(
        [
            KeyValuePair.Create("unit", Json.Of(request.UnitCode)),
            KeyValuePair.Create("role", Json.Of(request.Role.ToString())),
            KeyValuePair.Create("oldName", Json.Of(old.Name)),
            KeyValuePair.Create("oldEmail", Json.Of(old.Email)),
            KeyValuePair.Create("newName", Json.Of(request.Name.Trim())),
            KeyValuePair.Create("newEmail", Json.Of(request.Email.Trim())),
        ]),
    };

    private static async Task Remail(Tx tx, Request request, string? oldEmail, CancellationToken stop)
    {
        var tasks = await tx.Query($"""
            SELECT id, assignee_role FROM supervision.open_task
            WHERE assignee_unit_code = {request.UnitCode} AND state = 'Open'
            """, row => (Id: row.GetGuid(0), Role: row.GetString(1)), stop);
        var mails = (await MailRead.LastOfTasks(tx, [.. tasks.Select(task => task.Id)], stop))
            .ToLookup(mail => mail.Task!.Value);
        var newcomer = new MailParty(request.Name.Trim(), request.Email.Trim());
        var others = await Staying(tx, request, newcomer.Address, stop);
        foreach (var task in tasks)
        {
            // Whoever is asked gets every task; a head only what the old one had.
            var last = mails[task.Id].FirstOrDefault(mail => mail.Recipient.Address == oldEmail)
                ?? (task.Role == request.Role.ToString() ? mails[task.Id].FirstOrDefault() : null);
            if (last is not null)
                await MailReroute.Run(tx, last.Id, (newcomer, 0), stop);
            foreach (var mail in mails[task.Id])
            {
                if (others.FirstOrDefault(one => one.Address == mail.Recipient.Address) is { } other)
                    await MailReroute.Run(tx, mail.Id, (other, mail.Route), stop);
            }
        }
    }

    private static Task<IReadOnlyList<MailParty>> Staying(
        Tx tx, Request request, string newcomer, CancellationToken stop) => tx.Query($"""
        SELECT name, email FROM supervision.unit_contact
        WHERE unit_code = {request.UnitCode} AND role <> {request.Role.ToString()} AND email <> {newcomer}
        """, row => new MailParty(row.GetString(0), row.GetString(1)), stop);

    private static Problem Refused(string where, string sentence) =>
        new("SU069", where, sentence + "；请改正后重新提交，原联系人没有变更。");
}
