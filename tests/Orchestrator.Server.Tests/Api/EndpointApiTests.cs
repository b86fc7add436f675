using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Server.Tests.Api;

/// <summary>Another system speaks to processes of the real server, behind its key.</summary>
public sealed class EndpointApiTests(LiveServer server) : IClassFixture<LiveServer>
{
    private const string AnsweredAtOnce = """
        { "id": "A", "type": "Elsa.WriteHttpResponse",
          "statusCode": { "expression": { "type": "Literal", "value": "Created" } },
          "content": { "expression": {
            "type": "JavaScript", "value": "({ got: getOutputFrom('H', 'RouteData').id })" } },
          "responseHeaders": { "expression": { "type": "Object", "value": "{\"X-Number\":[\"7\"]}" } } }
        """;

    private const string Waiting = """
        { "id": "W", "type": "Elsa.Delay", "timeSpan": { "expression": { "type": "Literal", "value": "1.00:00:00" } } }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_answered_by_the_process_and_a_repeat_by_the_same_one()
    {
        await Publish("speaking", "orders/{id}", AnsweredAtOnce);
        var key = await Key("门户");

        var answer = await Call(HttpMethod.Post, "orders/42", "{}", key, "k1");
        var again = await Call(HttpMethod.Post, "orders/42", "{}", key, "k1");
        var other = await Call(HttpMethod.Post, "orders/42", """{"n":1}""", key, "k1");

        Assert.Equal((201, """{"got":"42"}""", "application/json"), (answer.Status, answer.Text, answer.Type));
        Assert.Equal((201, answer.Text), (again.Status, again.Text));
        Assert.Equal((409, "AP015"), (other.Status, other.Code));
    }

    [Fact]
    public async Task An_answer_that_is_not_there_yet_has_a_link_that_only_its_caller_and_an_administrator_follow()
    {
        await Publish("thinking", "thoughts", Waiting + "," + AnsweredAtOnce.Replace("\"A\"", "\"B\"",
            StringComparison.Ordinal));
        var key = await Key("平台");
        var administrator = await server.TokenOf(LiveServer.Administrator, Stop);

        var accepted = await Call(HttpMethod.Post, "thoughts", "{}", key);
        var pending = await Get(accepted.Location!, key);
        var stranger = await Get(accepted.Location!, await Key("别的系统"));

        Assert.Equal((202, "pending"), (accepted.Status, accepted.Body.GetProperty("state").GetString()));
        Assert.Equal("pending", pending.Body.GetProperty("state").GetString());
        Assert.Equal((404, "AP004"), (stranger.Status, stranger.Code));
        Assert.Equal(200, (await server.Get(accepted.Location!, administrator, Stop)).Status);
    }

    [Fact]
    public async Task What_is_no_request_to_a_process_says_why_and_looking_does_nothing()
    {
        await Publish("listening", "letters", AnsweredAtOnce);
        var key = await Key("来信");

        Assert.Equal((404, "AP012"), Told(await Call(HttpMethod.Post, "nowhere", "{}", key)));
        Assert.Equal((404, "AP012"), Told(await Call(HttpMethod.Put, "letters", "{}", key)));
        Assert.Equal((400, "AP014"), Told(await Call(HttpMethod.Post, "letters", "{", key)));
        Assert.Equal((413, "AP008"), Told(await Call(
            HttpMethod.Post, "letters", new string('1', HttpLimits.MostAnswerBytes + 2), key)));
        Assert.Equal((404, "AP004"), Told(await Call(HttpMethod.Get, "letters", null, key)));
        Assert.Equal((401, "AU005"), Told(await Call(HttpMethod.Post, "letters", "{}", "no key")));
    }

    private static (int Status, string? Code) Told(Answer answer) => (answer.Status, answer.Code);

    private async Task Publish(string id, string path, string activities)
    {
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var zip = WorkflowArchive.Write(new WorkflowFolder
        {
            Id = new DefinitionId(id),
            Definition = Encoding.UTF8.GetBytes($$"""
                { "definitionId": "{{id}}", "name": "{{id}}", "version": 1, "root": {
                  "id": "root", "type": "Elsa.Sequence", "version": 1, "activities": [
                    { "id": "H", "type": "Elsa.HttpEndpoint", "customProperties": { "canStartWorkflow": true },
                      "path": { "expression": { "type": "Literal", "value": "{{path}}" } },
                      "supportedMethods": { "expression": { "type": "Object", "value": "[\"POST\"]" } } },
                    {{activities}} ] } }
                """),
            Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
        });
        using var content = new ByteArrayContent(zip);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        var made = await server.Send(HttpMethod.Post, "/api/v1/workflow-drafts", content, token, Stop);
        Assert.True(made.Status == 201, made.Text);
        var published = await server.Post(
            $"/api/v1/workflow-drafts/{made.Body.GetProperty("id").GetGuid()}/publish",
            new { against = (int?)null }, token, Stop);
        Assert.True(published.Status == 200, published.Text);
    }

    private async Task<string> Key(string name) => (await server.Post(
        "/api/v1/api-keys", new { name }, await server.TokenOf(LiveServer.Administrator, Stop), Stop))
        .Body.GetProperty("key").GetString()!;

    private Task<Answer> Get(string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Api-Key", key);
        return server.Send(request, Stop);
    }

    private Task<Answer> Call(HttpMethod method, string path, string? body, string key, string? once = null)
    {
        var request = new HttpRequestMessage(method, "/api/v1/http/" + path)
        {
            Content = body is null ? null : new StringContent(body, null, "application/json"),
        };
        request.Headers.Add("X-Api-Key", key);
        if (once is not null)
            request.Headers.Add("Idempotency-Key", once);
        return server.Send(request, Stop);
    }
}
