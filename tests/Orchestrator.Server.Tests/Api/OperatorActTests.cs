using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Tests.Api;

/// <summary>What somebody does to the platform itself stands in the audit under their name.</summary>
public sealed class OperatorActTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retried_incident_names_whoever_retried_it()
    {
        await StartTests.Start(server, "停住的督导", null);
        var (incident, instance) = await One($"""
            INSERT INTO orchestrator.incident (instance_id, code, message, raised_at)
            SELECT id, 'RT150', '停住了', orchestrator.business_now() FROM orchestrator.instance LIMIT 1
            RETURNING id, instance_id
            """, row => (row.GetInt64(0), row.GetGuid(1)));

        await Post($"/api/v1/incidents/{incident}/retry", new { });

        Assert.Equal(await Entry(instance), (await KeyOf(LiveServer.Administrator), "RetryIncident", "Instance"));
    }

    [Fact]
    public async Task A_mail_sent_again_names_whoever_sent_it()
    {
        var mail = await One($"""
            INSERT INTO orchestrator.mail
                (id, key, letter, subject_kind, subject_id, route, recipient_name, recipient_address, shown, subject,
                 not_before, state, settled_at)
            VALUES (gen_random_uuid(), 'again', 'M-10', 'ProblemItem', gen_random_uuid(), 0, '某某', 'a@b.test', '[]',
                    '催办', orchestrator.business_now() + interval '1 year', 'Failed', orchestrator.business_now())
            RETURNING id
            """, row => row.GetGuid(0));

        await Post($"/api/v1/mails/{mail}/resend", new { });

        Assert.Equal(await Entry(mail), (await KeyOf(LiveServer.Administrator), "ResendMail", "Mail"));
    }

    [Fact]
    public async Task A_moved_training_clock_names_whoever_moved_it_and_from_where_to_where()
    {
        await Post("/api/v1/training/clock", new { to = "2026-03-02T08:00:00+08:00" });
        await Post("/api/v1/training/clock", new { to = "2026-03-03T09:00:00+08:00" });

        Assert.Equal(await Entry(Guid.Empty), (await KeyOf(LiveServer.Administrator), "MoveClock", "Clock"));
        var (from, to) = await One($"""
            SELECT detail->>'from', detail->>'to' FROM supervision.audit_entry WHERE act = 'MoveClock'
            ORDER BY id DESC LIMIT 1
            """, row => (row.GetString(0), row.GetString(1)));
        Assert.StartsWith("2026-03-02T01", from, StringComparison.Ordinal);
        Assert.StartsWith("2026-03-03T01", to, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_allowed_and_removed_names_whoever_did_it()
    {
        await Post("/api/v1/mail/allowed", new { pattern = "@b.test" });
        Assert.Equal(await Entry(Guid.Empty), (await KeyOf(LiveServer.Administrator), "AllowMail", "AllowedMail"));

        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var removed = await server.Send(HttpMethod.Delete, "/api/v1/mail/allowed/@b.test", null, token, Stop);
        var again = await server.Send(HttpMethod.Delete, "/api/v1/mail/allowed/@b.test", null, token, Stop);

        Assert.Equal((204, 404, "AP004"), (removed.Status, again.Status, again.Code));
        Assert.Equal(
            await Entry(Guid.Empty), (await KeyOf(LiveServer.Administrator), "RemoveAllowedMail", "AllowedMail"));
    }

    private async Task Post(string path, object body)
    {
        var answer = await server.Post(path, body, await server.TokenOf(LiveServer.Administrator, Stop), Stop);
        Assert.True(answer.Status is 200 or 204, answer.Text);
    }

    private Task<(string Actor, string Act, string Kind)> Entry(Guid subject) => One($"""
        SELECT actor, act, subject_kind FROM supervision.audit_entry
        WHERE subject_id = {subject} ORDER BY id DESC LIMIT 1
        """, row => (row.GetString(0), row.GetString(1), row.GetString(2)));

    private Task<string> KeyOf(string email) => One($"""
        SELECT 'person:' || replace(id::text, '-', '') FROM supervision.person WHERE email = {email}
        """, row => row.GetString(0));

    private async Task<T> One<T>(Sql sql, Func<Npgsql.NpgsqlDataReader, T> read) =>
        (await server.Database.Database.InTransaction(tx => tx.QueryOne(sql, read, Stop), Stop))!;
}
