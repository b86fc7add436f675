using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Tests.Composition;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>The morning of the orders of the worked example, on a server that dies at every step of it.</summary>
public sealed class OrderCrashTests
{
    private static readonly string[] Units = ["S021", "S022", "S023"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_unit_gets_one_order_and_each_mail_leaves_once()
    {
        await using var database = await TestDatabase.Create();
        await using var smtp = await SmtpServer.Start(Stop);
        await ToTheEveOfTheOrders(database);
        await using var server = new LiveServer { Shared = database, Settings = Relay(smtp.Port) };
        await server.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Administrator, Stop);

        Task<Answer> Walk() => server.Post(
            "/api/v1/training/clock", new { to = RunningDistrict.At(6, 1, 10) }, token, Stop);
        await server.DieAt(Fault.BeforeCommit, Walk);
        var ordersBeforeCommit = await Count(database, $"SELECT count(*) FROM supervision.supervisory_order");
        await server.DieAt(Fault.AfterCommit, Walk);
        await server.DieAt(Fault.AfterAccepted + ":2", Walk);
        await LeasesRunOut(database);
        await server.Revive();
        Assert.Equal(200, (await Walk()).Status);

        Assert.Equal(0, ordersBeforeCommit);
        Assert.Equal(
            ["S021 5", "S022 5", "S023 5"],
            await Texts(database, $"""
                SELECT unit_code || ' ' || count(*)
                FROM supervision.supervisory_order AS it
                JOIN supervision.order_item AS listed ON listed.order_id = it.id
                GROUP BY it.id
                ORDER BY unit_code
                """));
        Assert.Equal(["1", "2", "3"], await Texts(database, $"""
            SELECT serial::text FROM supervision.document WHERE kind = 'SupervisoryOrder' ORDER BY serial
            """));
        await EachMailLeftOnce(database, smtp);
        Assert.Equal(0, await Count(database, $"SELECT count(*) FROM orchestrator.incident"));
        Assert.Empty(await Histories.Flaws(database.Database, Stop));
    }

    private static async Task ToTheEveOfTheOrders(TestDatabase database)
    {
        await using var district = await RunningDistrict.Open(database);
        var story = new InspectionStory(district, Units);
        await story.ToTheLetter(findings: 5);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 31, 10));

        // Everything leaves by the relay: whatever the server dies at was accepted there.
        foreach (var domain in (string[])["@edu.yunze.example.test", "@gov.yunze.example.test"])
            await district.Db.InTransaction(tx => AllowedAddresses.Allow(tx, domain, "test", Stop), Stop);
    }

    /// <summary>Those that were under way at the death are unknown; no other left twice or not at all.</summary>
    private static async Task EachMailLeftOnce(TestDatabase database, SmtpServer smtp)
    {
        // A signature that was given before its urging left needs none.
        Assert.Equal(["M-26 Withdrawn"], await Texts(database, $"""
            SELECT DISTINCT letter || ' ' || state FROM orchestrator.mail WHERE state NOT IN ('HandedOver', 'Unknown')
            """));
        var unknown = await Count(database, $"SELECT count(*) FROM orchestrator.mail WHERE state = 'Unknown'");
        Assert.InRange(unknown, 2, 10);
        var certain = await Count(database, $"""
            SELECT count(*) FROM orchestrator.mail WHERE state = 'HandedOver' AND via = 'Smtp'
            """);
        var received = await smtp.Await((int)certain + 2, Stop);
        Assert.Equal(certain + 2, received.Count);
        Assert.Equal(received.Count, received.Select(mail => mail.Message.MessageId).Distinct().Count());
    }

    /// <summary>As twenty minutes later.</summary>
    private static Task<int> LeasesRunOut(TestDatabase database) => database.Database.InTransaction(
        tx => tx.Execute($"""
            UPDATE orchestrator.mail SET lease_until = statement_timestamp() - interval '1 second'
            WHERE lease_until IS NOT NULL
            """, Stop), Stop);

    private static (string, string)[] Relay(int port) =>
    [
        ("Mail__Host", "127.0.0.1"), ("Mail__Port", FormattableString.Invariant($"{port}")), ("Mail__Security", "None"),
    ];

    private static Task<long> Count(TestDatabase database, Sql sql) =>
        database.Database.InTransaction(tx => tx.QueryOne(sql, row => row.GetInt64(0), Stop), Stop);

    private static Task<IReadOnlyList<string>> Texts(TestDatabase database, Sql sql) =>
        database.Database.InTransaction(tx => tx.Query(sql, row => row.GetString(0), Stop), Stop);
}
