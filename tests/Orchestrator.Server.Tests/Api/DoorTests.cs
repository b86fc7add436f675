using System.Text.Json;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Api;

/// <summary>
/// Who may call what: every endpoint has its row here, and every row is tried by somebody of each role that can have a
/// token, by another system's key and by nobody. A unit's head and liaison have none: they act behind a mail's link.
/// </summary>
public sealed class DoorTests(LiveServer server) : IClassFixture<LiveServer>
{
    private const string Id = "01234567-89ab-7def-8123-456789abcdef";

    // Letters: a administrator, d director, o case officer, c chair, v deputy chair, h chief inspector (who is a deputy
    // chair too), i inspector, r department reviewer, k another system's key.
    private static readonly (string Endpoint, string MayCall)[] Rows =
    [
        ("POST /api/v1/tokens", "*"),
        ("DELETE /api/v1/tokens/current", "known"),
        ("GET /api/v1/users", "a"),
        ("GET /api/v1/operator-acts", "adocvh"),
        ("GET /api/v1/posts", "a"),
        ("POST /api/v1/posts", "a"),
        ("DELETE /api/v1/posts/{id}", "a"),
        ("POST /api/v1/invitations", "a"),
        ("POST /api/v1/invitations/accept", "*"),
        ("GET /api/v1/api-keys", "a"),
        ("GET /api/v1/api-keys/{id}/accesses", "a"),
        ("POST /api/v1/api-keys", "a"),
        ("DELETE /api/v1/api-keys/{id}", "a"),
        ("POST /api/v1/campaigns", "dok"),
        ("GET /api/v1/campaigns", "adocvhirk"),
        ("GET /api/v1/campaigns/{id}", "adocvhirk"),
        ("GET /api/v1/units", "adocvhirk"),
        ("GET /api/v1/units/{code}", "adocvhirk"),
        ("GET /api/v1/units/{inspection}", "adocvhirk"),
        ("GET /api/v1/inspections/{id}", "adocvhirk"),
        ("GET /api/v1/inspections/{id}/files/{file}", "adocvhirk"),
        ("GET /api/v1/items", "adocvhirk"),
        ("GET /api/v1/items/{id}", "adocvhirk"),
        ("GET /api/v1/orders", "adocvhirk"),
        ("GET /api/v1/orders/{id}", "adocvhirk"),
        ("GET /api/v1/overdue", "adocvhirk"),
        ("GET /api/v1/on-time-rates", "adocvhirk"),
        ("GET /api/v1/order-rates", "adocvhirk"),
        ("GET /api/v1/departments", "adocvhrk"),
        ("GET /api/v1/departments/{code}", "adocvhrk"),
        ("GET /api/v1/tracking-reports/{id}", "adocvhrk"),
        ("GET /api/v1/tracking-reports/{id}/files/{file}", "adocvhrk"),
        ("GET /api/v1/tasks", "known"),
        ("GET /api/v1/signing", "known"),
        ("GET /api/v1/tasks/{id}", "known"),
        ("POST /api/v1/tasks/{id}/answer", "known"),
        ("GET /api/v1/duty", "adocvhirk"),
        ("POST /api/v1/tasks/hand-over", "adocvhir"),
        ("POST /api/v1/absences", "adocvhir"),
        ("DELETE /api/v1/absences/{id}", "adocvhir"),
        ("PUT /api/v1/line-officers/{line}", "d"),
        ("GET /api/v1/extensions", "adocvhirk"),
        ("POST /api/v1/items/{id}/extension", "do"),
        ("POST /api/v1/items/{id}/extension/decision", "dcvh"),
        ("POST /api/v1/items/{id}/drop", "d"),
        ("POST /api/v1/inspections/{id}/interviews", "d"),
        ("POST /api/v1/orders/{id}/withdraw", "d"),
        ("POST /api/v1/campaigns/{id}/withdraw", "d"),
        ("PUT /api/v1/campaigns/{id}/team", "d"),
        ("POST /api/v1/inspections/{id}/notice-receipt", "do"),
        ("POST /api/v1/inspections/{id}/letter-receipt", "do"),
        ("POST /api/v1/orders/{id}/receipt", "do"),
        ("PUT /api/v1/units/{code}/contacts/{role}", "ado"),
        ("GET /api/v1/documents/{id}", "adocvhirk"),
        ("GET /api/v1/documents/{id}/pdf", "adocvhirk"),
        ("POST /api/v1/documents/{id}/pdf", "a"),
        ("GET /api/v1/documents/{id}/register", "adocvhirk"),
        ("GET /api/v1/deadlines", "*"),
        ("GET /api/v1/deadline-profiles", "known"),
        ("POST /api/v1/deadline-profiles", "ad"),
        ("GET /api/v1/deadline-profiles/{name}", "known"),
        ("PUT /api/v1/deadline-profiles/{name}/timers/{id}", "ad"),
        ("POST /api/v1/rehearsals", "ado"),
        ("GET /api/v1/rehearsals", "ado"),
        ("GET /api/v1/rehearsals/{id}", "ado"),
        ("GET /api/v1/rehearsals/{id}/lines", "ado"),
        ("DELETE /api/v1/rehearsals/{id}", "ado"),
        ("GET /api/v1/number-series", "known"),
        ("PUT /api/v1/number-series/{kind}", "ad"),
        ("GET /api/v1/calendar/{year}", "*"),
        ("GET /api/v1/workflows", "a"),
        ("GET /api/v1/workflows/{id}/versions", "a"),
        ("GET /api/v1/workflows/{id}/versions/{version}", "a"),
        ("POST /api/v1/workflows/{id}/versions/{version}/put-back", "a"),
        ("GET /api/v1/workflow-drafts", "a"),
        ("POST /api/v1/workflow-drafts", "a"),
        ("GET /api/v1/workflow-drafts/{id}", "a"),
        ("GET /api/v1/workflow-drafts/{id}/zip", "a"),
        ("POST /api/v1/workflow-drafts/{id}/publish", "a"),
        ("DELETE /api/v1/workflow-drafts/{id}", "a"),
        ("POST /api/v1/calendar/{year}/preview", "a"),
        ("PUT /api/v1/calendar/{year}", "a"),
        ("GET /api/v1/mails", "adocvh"),
        ("GET /api/v1/mails/{id}", "adocvh"),
        ("POST /api/v1/mails/{id}/resend", "ado"),
        ("GET /api/v1/mailbox", "a"),
        ("GET /api/v1/mailbox/{id}", "a"),
        ("GET /api/v1/mail/allowed", "a"),
        ("POST /api/v1/mail/allowed", "a"),
        ("DELETE /api/v1/mail/allowed/{pattern}", "a"),
        ("GET /api/v1/history/{subject}", "adockvh"),
        ("GET /api/v1/instances/{id}", "adockvh"),
        ("POST /api/v1/instances/{id}/cancel", "a"),
        ("GET /api/v1/incidents", "a"),
        ("POST /api/v1/incidents/{id}/retry", "a"),
        ("POST /api/v1/http/{path}", "k"),
        ("PUT /api/v1/http/{path}", "k"),
        ("PATCH /api/v1/http/{path}", "k"),
        ("DELETE /api/v1/http/{path}", "k"),
        ("GET /api/v1/http-requests/{id}", "ak"),
        ("POST /api/v1/instances/{id}/pause", "a"),
        ("POST /api/v1/instances/{id}/pause/preview", "adocvhk"),
        ("POST /api/v1/instances/{id}/unpause", "a"),
        ("POST /api/v1/instances/{id}/unpause/preview", "adocvhk"),
        ("POST /api/v1/instances/{id}/schedule-activity", "a"),
        ("POST /api/v1/instances/{id}/schedule-activity/preview", "adocvhk"),
        ("POST /api/v1/instances/{id}/modify-variable", "a"),
        ("POST /api/v1/instances/{id}/modify-variable/preview", "adocvhk"),
        ("POST /api/v1/instances/{id}/skip", "a"),
        ("POST /api/v1/instances/{id}/skip/preview", "adocvhk"),
        ("POST /api/v1/instances/{id}/cancel-activity", "a"),
        ("POST /api/v1/instances/{id}/cancel-activity/preview", "adocvhk"),
        ("POST /api/v1/migrations", "a"),
        ("GET /api/v1/migrations", "adocvhk"),
        ("GET /api/v1/migrations/{id}", "adocvhk"),
        ("PUT /api/v1/migrations/{id}/choices", "a"),
        ("POST /api/v1/migrations/{id}/run", "a"),
        ("POST /api/v1/migrations/{id}/abandon", "a"),
        ("GET /api/v1/training/clock", "known"),
        ("POST /api/v1/training/clock", "a"),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> AllRows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (endpoint, mayCall) in Rows)
            rows.Add(endpoint, mayCall);
        return rows;
    }

    [Fact]
    public async Task Every_endpoint_of_the_document_has_its_row_here_and_none_is_left_over()
    {
        var document = (await server.Get("/openapi/v1.json", null, Stop)).Body;

        var described =
            from path in document.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            select $"{method.Name.ToUpperInvariant()} {path.Name}";

        Assert.Equal(Rows.Select(row => row.Endpoint).Order(StringComparer.Ordinal),
            described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Somebody_of_every_role_tries_and_whoever_answers_for_a_unit_gets_no_token()
    {
        var administrator = await server.TokenOf(LiveServer.Administrator, Stop);

        var posts = (await server.Get("/api/v1/posts?take=200", administrator, Stop)).Body.GetProperty("rows");
        var liaison = await server.Post(
            "/api/v1/invitations", new { email = "s021.liaison@edu.yunze.example.test" }, administrator, Stop);

        var tried = posts.EnumerateArray()
            .Where(post => People.Any(person => person.Email == post.GetProperty("email").GetString()))
            .Select(post => Enum.Parse<Role>(post.GetProperty("role").GetString()!));
        Assert.Equal(
            Enum.GetValues<Role>().Except([Role.UnitHead, Role.LiaisonOfficer, Role.ExternalSystem]),
            tried.Distinct().Order());
        Assert.Equal("AU006", liaison.Code);
    }

    [Theory]
    [MemberData(nameof(AllRows))]
    public async Task Only_those_of_its_row_may_call_an_endpoint(string endpoint, string mayCall)
    {
        var nobody = await Call(endpoint, null);

        Assert.Equal(mayCall == "*" ? null : "AU005", nobody.Code is "AU005" ? nobody.Code : null);
        Assert.Equal(mayCall != "*", nobody.Status == 401);
        foreach (var (letter, email) in People)
        {
            var token = await Fresh(email, endpoint);
            var answer = await Call(endpoint, token);
            var may = mayCall is "*" or "known" || mayCall.Contains(letter);
            Assert.True(may == (answer.Code != "AU010") && answer.Status is not 401 and < 500,
                $"{letter} at {endpoint}: {answer.Status} {answer.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(AllRows))]
    public async Task Another_system_reads_and_starts_and_decides_nothing(string endpoint, string mayCall)
    {
        var made = await server.Post(
            "/api/v1/api-keys", new { name = "门户" }, await server.TokenOf(LiveServer.Administrator, Stop), Stop);
        using var request = Request(endpoint);
        request.Headers.Add("X-Api-Key", made.Body.GetProperty("key").GetString());

        var answer = await server.Send(request, Stop);

        var may = mayCall is "*" or "known" || mayCall.Contains('k');
        Assert.True(may == (answer.Code != "AU010") && answer.Status is not 401 and < 500,
            $"{endpoint}: {answer.Status} {answer.Text}");
    }

    private static readonly (char Letter, string Email)[] People =
    [
        ('a', LiveServer.Administrator), ('d', LiveServer.Director), ('o', LiveServer.Officer),
        ('c', LiveServer.Chair), ('v', "o03.head@gov.yunze.example.test"),
        ('h', "chief.inspector@gov.yunze.example.test"), ('i', "i001@inspector.yunze.example.test"),
        ('r', LiveServer.Department),
    ];

    /// <summary>Whoever gives a token back has none afterwards: that row gets one of its own.</summary>
    private async Task<string> Fresh(string email, string endpoint)
    {
        var token = await server.TokenOf(email, Stop);
        if (!endpoint.StartsWith("DELETE /api/v1/tokens", StringComparison.Ordinal))
            return token;
        var password = email == LiveServer.Administrator ? server.AdministratorPassword : LiveServer.Password;
        return (await server.Post("/api/v1/tokens", new { email, password }, null, Stop))
            .Body.GetProperty("token").GetString()!;
    }

    private async Task<Answer> Call(string endpoint, string? token)
    {
        using var request = Request(endpoint);
        if (token is not null)
            request.Headers.Add("Authorization", $"Bearer {token}");
        return await server.Send(request, Stop);
    }

    /// <summary>An empty body: whoever gets past the door is told that it cannot be understood.</summary>
    private static HttpRequestMessage Request(string endpoint)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]
            .Replace("incidents/{id}", "incidents/4711", StringComparison.Ordinal)
            .Replace("{code}", "S001", StringComparison.Ordinal).Replace("{role}", "UnitHead", StringComparison.Ordinal)
            .Replace("{kind}", "SupervisoryOrder", StringComparison.Ordinal)
            .Replace("{name}", "standard", StringComparison.Ordinal)
            .Replace("timers/{id}", "timers/TM-22", StringComparison.Ordinal)
            .Replace("{year}", "2026", StringComparison.Ordinal)
            .Replace("{version}", "1", StringComparison.Ordinal));
        foreach (var place in new[] { "{id}", "{inspection}", "{subject}", "{file}" })
            path = path.Replace(place, Id, StringComparison.Ordinal);
        if (path.EndsWith("/deadlines", StringComparison.Ordinal))
            path += "?from=2026-03-10&days=30";
        return new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method is "GET" or "DELETE"
                ? null
                : new StringContent(JsonSerializer.Serialize(new { }), null, "application/json"),
        };
    }
}
