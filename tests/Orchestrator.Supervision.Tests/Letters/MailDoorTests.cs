using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Letters;

public sealed class MailDoorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Guid Task = new("0198a000-0000-7000-8000-0000000000f1");

    private readonly TaskLinks links = new(new LinkSettings(new byte[32], new Uri("https://dudao.example")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_that_was_held_while_the_contact_changed_does_not_carry_the_new_link()
    {
        await Found(version: 2, email: "new@school.example");

        var given = await Links(Mail("old@school.example"), Mail("new@school.example"), Mail("office@bureau.example"));

        Assert.Equal(["new@school.example"], given.Keys);
        Assert.All(given.Values, link => Assert.Equal(links.UrlOf(links.TokenOf(Task, 2)), link));
    }

    [Fact]
    public async Task A_mail_whose_task_has_ended_still_leads_to_the_case()
    {
        await Found(version: 1, email: "new@school.example");
        await database.Database.InTransaction(tx => tx.Execute(
            $"UPDATE supervision.open_task SET state = 'Done', ended_at = now()", Stop), Stop);

        var given = await Links(Mail("new@school.example"));

        Assert.Equal(links.UrlOf(links.TokenOf(Task, 1)), Assert.Single(given).Value);
    }

    [Theory]
    [InlineData("Smtp", false, true)]
    [InlineData("Mailbox", false, false)]
    [InlineData("Mailbox", true, true)]
    public async Task Outside_training_a_letter_in_the_built_in_mailbox_starts_no_clock(
        string via, bool isTraining, bool starts)
    {
        await using var own = await TestDatabase.Create();
        await BusinessClock.Open(own.Database, new MachineClock(), new Founding(isTraining, null), Stop);
        await Found(own, version: 1, email: "new@school.example");
        var mail = Mail("new@school.example");

        var asked = await own.Database.InTransaction(async tx =>
        {
            await tx.Execute($"""
                INSERT INTO orchestrator.mail (id, key, letter, subject_kind, subject_id, task_id, route,
                    recipient_name, recipient_address, shown, subject, not_before, state, settled_at, via)
                VALUES ({mail.Id}, 'k', 'M-02', 'UnitInspection', {Task}, {Task}, 0, '新人', 'new@school.example',
                        '[]'::jsonb, '通知', now(), 'HandedOver', now(), {via})
                """, Stop);
            await Door.HandedOver(tx, [mail], Stop);
            return await tx.QueryOne($"SELECT count(*) FROM supervision.open_task WHERE delivered_at IS NOT NULL",
                row => row.GetInt64(0), Stop);
        }, Stop);

        Assert.Equal(starts ? 1 : 0, asked);
    }

    private MailDoor Door => new(links, new WorkflowClient(), new HeldMails(new RuleBook()));

    private async Task<Dictionary<string, string>> Links(params MailFact[] mails)
    {
        var found = await database.Database.InTransaction(tx => Door.Links(tx, mails, Stop), Stop);
        return mails.Where(mail => found.ContainsKey(mail.Id))
            .ToDictionary(mail => mail.Recipient.Address, mail => found[mail.Id]);
    }

    private static MailFact Mail(string address) => new()
    {
        Id = Guid.CreateVersion7(),
        Letter = "M-02",
        SubjectKind = "UnitInspection",
        SubjectId = Task,
        Task = Task,
        Recipient = new MailParty("", address),
        At = DateTimeOffset.UnixEpoch,
    };

    private async Task Found(int version, string email)
    {
        await database.Clear(Stop);
        await Found(database, version, email);
    }

    private static async Task Found(TestDatabase database, int version, string email) =>
        await database.Database.InTransaction(tx => tx.Execute([
            $"""
            INSERT INTO supervision.unit (code, name, short_name, category, unit_type, supervising_unit_code,
                                          is_member_unit, status, valid_from)
            VALUES ('D01', '区教育局', '教育局', 'Department', 'x', NULL, true, 'Active', '2020-01-01'),
                   ('S01', '示例第一中学', '一中', 'School', 'x', 'D01', false, 'Active', '2020-01-01')
            """,
            $"""
            INSERT INTO supervision.unit_contact (unit_code, role, name, email, recipient_version)
            VALUES ('S01', 'LiaisonOfficer', '新人', {email}, {version}),
                   ('D01', 'LiaisonOfficer', '科员', 'office@bureau.example', 1)
            """,
            $"""
            INSERT INTO supervision.open_task (id, definition_id, definition_version, form, title, subject_kind,
                subject_id, assignee_role, assignee_unit_code, recipient_version, instance_id, bookmark, created_at)
            VALUES ({Task}, 'unit-inspection', 1, 'notice-receipt', '签收通知', 'UnitInspection', {Task},
                    'LiaisonOfficer', 'S01', {version}, {Task}, 1, now())
            """,
        ], Stop), Stop);
}
