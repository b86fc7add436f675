using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Tests.Browser;

namespace Orchestrator.Server.Tests.Portal;

/// <summary>
/// A server with a case that has gone as far as its order, which waits for its receipt, and somebody of each role in
/// front of the portal. The school belongs to D06; I001 leads the team, I002 is in none.
/// </summary>
public sealed class PortalCase : IAsyncLifetime
{
    private readonly LiveServer server = new();
    private readonly List<(string Page, string Path)> places = [];
    private string query = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>As the table names its columns.</summary>
    internal IReadOnlyList<Visitor> People { get; private set; } = [];

    public Guid Notice { get; private set; }

    /// <summary>The order that nobody has signed for.</summary>
    public Guid Order { get; private set; }

    /// <summary>Where a page lies for this case, with whatever its handlers read from the address.</summary>
    public string At(string page)
    {
        var path = places.Aggregate(page, (path, place) =>
            path.Replace(place.Page, place.Path, StringComparison.Ordinal));
        return $"{path}{(path.Contains('?') ? '&' : '?')}{query}";
    }

    public async ValueTask InitializeAsync()
    {
        await server.InitializeAsync();
        var deeds = new Deeds(server);
        var campaign = await deeds.Inspect("S021");
        await deeds.GoTo("2026-05-21T02:00:00Z");
        await MakeCopies();
        await Places(campaign, (await deeds.Open("S021", "报送整改报告")).Path);
        string[] emails =
        [
            LiveServer.Chair, "o03.head@gov.yunze.example.test", "chief.inspector@gov.yunze.example.test",
            LiveServer.Director, LiveServer.Officer, Deeds.Leader, "i002@inspector.yunze.example.test",
            LiveServer.Department, "d10.liaison@gov.yunze.example.test", LiveServer.Administrator,
        ];
        var people = emails.Select((_, number) => new Visitor(server, number + 1)).ToList();
        foreach (var (person, email) in people.Zip(emails))
            await person.SignIn(email);
        var key = await server.Post("/api/v1/api-keys", new { name = "门户" }, await Administrator(), Stop);
        People =
        [
            .. people,
            new Visitor(server, 11) { ApiKey = key.Body.GetProperty("key").GetString() },
            new Visitor(server, 12),
        ];

        // Whoever is refused everywhere else has a form token all the same: what refuses them is not its absence.
        await People[^2].Get("/sign-in");
        await People[^1].Get("/sign-in");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task Places(Guid campaign, string link)
    {
        var draft = await server.Post(
            "/api/v1/workflows/problem-item/versions/1/put-back", null, await Administrator(), Stop);
        var inspection = await One($"SELECT id FROM supervision.unit_inspection");
        var letter = await One($"SELECT id FROM supervision.document WHERE subject_id = {inspection} LIMIT 1");
        Notice = await One($"SELECT notice_document_id FROM supervision.campaign");
        var file = await HandIn("RectificationPlan", inspection);
        var report = await One($"SELECT id FROM supervision.tracking_report WHERE department_code = 'D06'");
        var annex = await HandIn("TrackingReport", report);
        Order = await One($"SELECT id FROM supervision.supervisory_order");
        var closed = await CloseAnother();
        places.AddRange(
        [
            ("/campaigns/{id:guid}", $"/campaigns/{campaign}"), ("/cases/{id:guid}", $"/cases/{inspection}"),
            ("/files/{file:guid}", $"/files/{file}"), ("/departments/{code}", "/departments/D06"),
            ("/tracking-reports/{id:guid}?handler=File", $"/tracking-reports/{report}?handler=File&file={annex}"),
            ("/tracking-reports/{id:guid}", $"/tracking-reports/{report}"),
            ("/items/{id:guid}", $"/items/{await One($"SELECT id FROM supervision.problem_item WHERE number = 1")}"),
            ("/orders/{id:guid}/receipt", $"/orders/{closed}/receipt"),
            ("/orders/{id:guid}/closure", $"/orders/{closed}/closure"), ("/orders/{id:guid}", $"/orders/{Order}"),
            ("/documents/{id:guid}", $"/documents/{letter}"), ("/receipts/{task:guid}", $"/receipts/{await One($"""
                SELECT id FROM supervision.open_task WHERE form = 'order-receipt' AND state = 'Open'
                """)}"),
            ("/tasks/{id:guid}", $"/tasks/{await One($"""
                SELECT id FROM supervision.open_task WHERE assignee_role = 'OfficeDirector' AND state = 'Open'
                """)}"),
            ("/incoming-mails/{id:guid}", $"/incoming-mails/{await ComeIn()}"),
            ("/mailbox/{id:guid}", $"/mailbox/{await One($"""
                SELECT id FROM orchestrator.mail WHERE via = 'Mailbox' AND state = 'HandedOver' LIMIT 1
                """)}"),
            ("/workflow-drafts/{id:guid}", $"/workflow-drafts/{draft.Body.GetProperty("id").GetGuid()}"),
            ("/workflows/{id}", "/workflows/problem-item"), ("/units/{code}", "/units/S021"),
            ("/t/{token}/{handler?}", link.Split('?')[0]), ("/t/{token}/extension", link.Split('?')[0] + "/extension"),
            ("/invitation/{token}", "/invitation/no-such"), ("/error/{code:int}", "/error/429"),
        ]);
        query = $"{link.Split('?').ElementAtOrDefault(1)}&document={letter}&file={file}"
            + "&version=1&year=2026&timer=TM-22";
    }

    /// <summary>A mail that nobody knows what it is about.</summary>
    private Task<Guid> ComeIn() => One($"""
        INSERT INTO orchestrator.incoming_mail (id, mailbox, uid_validity, uid, digest, marked, kind,
            sender_name, sender_address, subject, content, outcome)
        VALUES (gen_random_uuid(), 'a@b', 1, 1, '', false, 'Other', '', 'a@b.cn', '来信', '', '')
        RETURNING id
        """);

    /// <summary>As LibreOffice would, whether it is installed here or not.</summary>
    private Task MakeCopies() => server.Database.Database.InTransaction(async tx =>
    {
        var sha256 = await FileStore.Keep(tx, "%PDF-1.7 notice"u8.ToArray(), Stop);
        await tx.Execute(
            $"UPDATE supervision.pdf_copy SET state = 'Made', sha256 = {sha256} WHERE state <> 'Made'", Stop);
    }, Stop);

    /// <summary>An order about the same items, as it lies there when a unit signed for it and solved them.</summary>
    private async Task<Guid> CloseAnother()
    {
        var closed = Guid.CreateVersion7();
        await server.Database.Database.InTransaction(async tx =>
        {
            await tx.Execute($"""
                INSERT INTO supervision.supervisory_order
                SELECT (jsonb_populate_record(issued, jsonb_build_object('id', {closed}, 'state', 'Closed',
                    'threshold_on', date '2026-05-06', 'issued_on', date '2026-05-06', 'due_on', date '2026-05-21',
                    'due_explanation', '收到2026-05-06 + 15日 = 2026-05-21', 'end_reason', 'ResolvedUnderOrder'))).*
                FROM supervision.supervisory_order AS issued
                """, Stop);
            await tx.Execute($"""
                INSERT INTO supervision.order_item
                SELECT (jsonb_populate_record(listed, jsonb_build_object('order_id', {closed},
                    'outcome', 'ResolvedUnderOrder'))).*
                FROM supervision.order_item AS listed
                """, Stop);
            await tx.Execute($"""
                INSERT INTO supervision.receipt
                    (id, subject_kind, subject_id, document, kind, received_on, recorded_at, recorded_by)
                VALUES (gen_random_uuid(), 'SupervisoryOrder', {closed}, 'Order', 'Signed', '2026-05-06',
                        '2026-05-06T02:00Z', 'contact:S021:LiaisonOfficer')
                """, Stop);
            await tx.Execute($"""
                INSERT INTO supervision.audit_entry (at, actor, act, subject_kind, subject_id, detail)
                SELECT at::timestamptz, 'clock', act, 'SupervisoryOrder', {closed},
                       jsonb_build_object('by', '签收人', 'dueOn', date '2026-05-21')
                FROM (VALUES ('2026-05-06T01:00Z', 'Issue'), ('2026-05-06T02:00Z', 'Acknowledge'),
                             ('2026-05-12T02:00Z', 'Answer'), ('2026-05-14T02:00Z', 'Close')) AS entry (at, act)
                """, Stop);
        }, Stop);
        return closed;
    }

    /// <summary>An annex, as it lies there when a plan or a report was filed with one.</summary>
    private Task<Guid> HandIn(string kind, Guid subject) => server.Database.Database.InTransaction(async tx =>
    {
        var sha256 = await FileStore.Keep(tx, "%PDF-1.7 plan"u8.ToArray(), Stop);
        return await tx.QueryOne($"""
            INSERT INTO supervision.evidence_file
                (id, subject_kind, subject_id, sha256, file_name, media_type, size_bytes, added_at)
            VALUES (gen_random_uuid(), {kind}, {subject}, {sha256}, '方案.pdf', 'application/pdf', 13,
                    now())
            RETURNING id
            """, row => row.GetGuid(0), Stop);
    }, Stop);

    private Task<string> Administrator() => server.TokenOf(LiveServer.Administrator, Stop);

    private Task<Guid> One(Sql sql) => server.Database.Database.InTransaction(
        tx => tx.QueryOne(sql, row => row.GetGuid(0), Stop), Stop);
}
