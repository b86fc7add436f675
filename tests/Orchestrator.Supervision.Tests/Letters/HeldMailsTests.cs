using Orchestrator.Runtime.Mail;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Letters;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Letters;

public sealed class HeldMailsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Guid Task = new("0198a000-0000-7000-8000-0000000000f3");

    /// <summary>A Tuesday, 10:00 and 22:00 in Shanghai; and the Saturday of that week.</summary>
    private static readonly DateTimeOffset Morning = new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Night = new(2026, 3, 10, 14, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Saturday = new(2026, 3, 14, 2, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_put_off_into_the_night_or_a_day_of_rest_waits_for_the_office()
    {
        await Found("Open");

        Assert.Null(await Hold("M-09", Morning));
        Assert.Equal(new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero), (await Hold("M-09", Night))!.Value.Until);
        Assert.Equal(
            new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.Zero), (await Hold("M-09", Saturday))!.Value.Until);
        Assert.Null(await Hold("M-17", Night, isUrgent: true));
    }

    [Theory]
    [InlineData("M-10", "Done", true)]
    [InlineData("M-26", "Done", true)]
    [InlineData("M-10", "Open", false)]
    [InlineData("M-10.Digest", "Done", false)]
    [InlineData("M-09", "Done", false)]
    public async Task A_letter_that_only_urges_is_dropped_once_its_task_is_done(
        string letter, string state, bool isDropped)
    {
        await Found(state);

        var held = await Hold(letter, Morning);

        Assert.Equal(isDropped, held is { Until: null });
    }

    private async Task<Held?> Hold(string letter, DateTimeOffset at, bool isUrgent = false)
    {
        var mail = Guid.CreateVersion7();
        return await database.Database.InTransaction(async tx =>
        {
            await tx.Execute($"""
                INSERT INTO orchestrator.mail (id, key, letter, subject_kind, subject_id, task_id, route,
                    recipient_name, recipient_address, shown, subject, not_before, is_urgent)
                VALUES ({mail}, {mail.ToString()}, {letter}, 'UnitInspection', {Task}, {Task}, 0, '某某', 'a@b.cn',
                        '[]'::jsonb, '某事', {at}, {isUrgent})
                """, Stop);
            var held = await new HeldMails(new RuleBook()).Of(tx, [new MailFact
            {
                Id = mail,
                Letter = letter,
                SubjectKind = "UnitInspection",
                SubjectId = Task,
                Task = Task,
                Recipient = new MailParty("某某", "a@b.cn"),
                At = at,
            }], Stop);
            return held.TryGetValue(mail, out var found) ? found : (Held?)null;
        }, Stop);
    }

    private async Task Found(string state)
    {
        await database.Clear(Stop);
        await new EnsureStandardRules(database.Database).Run(new RuleChange("system", Morning, "建库"), Stop);
        await database.Database.InTransaction(tx => tx.Execute($"""
            WITH director AS (
                INSERT INTO supervision.person (id, name, email) VALUES ({Task}, '某某', 'a@b.cn') RETURNING id)
            INSERT INTO supervision.open_task (id, definition_id, definition_version, form, title, subject_kind,
                subject_id, assignee_role, owner_person_id, instance_id, bookmark, created_at, state, ended_at)
            VALUES ({Task}, 'campaign', 1, 'issue-notice', '签发通知', 'InspectionCampaign', {Task},
                    'OfficeDirector', (SELECT id FROM director), {Task}, 1, now(), {state},
                    CASE WHEN {state} <> 'Open' THEN now() END)
            """, Stop), Stop);
    }
}
