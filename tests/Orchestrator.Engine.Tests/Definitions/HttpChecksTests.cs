using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Definitions;

public sealed class HttpChecksTests
{
    private const string Good = """
        "path": { "expression": { "type": "Literal", "value": "orders/{id}" } },
        "supportedMethods": { "expression": { "type": "Object", "value": "[\"POST\"]" } }
        """;

    [Theory]
    [InlineData("WF123", """
        "path": { "expression": { "type": "Literal", "value": "orders" } }
        """)]
    [InlineData("WF123", """
        "path": { "expression": { "type": "Literal", "value": "orders" } },
        "supportedMethods": { "expression": { "type": "Object", "value": "[\"POST\",\"GET\"]" } }
        """)]
    [InlineData("WF123", """
        "path": { "expression": { "type": "Literal", "value": "orders" } },
        "supportedMethods": { "expression": { "type": "JavaScript", "value": "['POST']" } }
        """)]
    [InlineData("WF125", """
        "path": { "expression": { "type": "Literal", "value": "orders/{id:int}" } },
        "supportedMethods": { "expression": { "type": "Object", "value": "[\"POST\"]" } }
        """)]
    [InlineData("WF126", Good + ", \"exposeFileTooLargeOutcome\": true")]
    [InlineData("WF126", Good + """, "policy": { "expression": { "type": "Literal", "value": "staff" } }""")]
    [InlineData("WF126", Good + """, "requestSizeLimit": { "expression": { "type": "JavaScript", "value": "1" } }""")]
    [InlineData("WF127", Good + """, "files": { "typeName": "FormFile[]", "memoryReference": { "id": "v" } }""")]
    public void An_endpoint_that_cannot_hear_is_an_error(string code, string members) =>
        Assert.Equal([code], Codes($$"""{ "id": "X", "type": "Elsa.HttpEndpoint", {{members}} }"""));

    [Fact]
    public void What_a_designer_leaves_untouched_is_no_problem() => Assert.Empty(Codes($$"""
        { "id": "X", "type": "Elsa.HttpEndpoint", {{Good}}, "exposeFileTooLargeOutcome": false,
          "allowedMimeTypes": { "expression": { "type": "Object", "value": "[]" } },
          "authorize": { "expression": { "type": "Literal", "value": false } } }
        """));

    [Fact]
    public void Two_triggers_of_one_request_are_an_error() => Assert.Equal(["WF124"], Codes($$"""
        { "id": "F", "type": "Elsa.Flowchart", "activities": [
          { "id": "A", "type": "Elsa.HttpEndpoint", {{Good}}, "customProperties": { "canStartWorkflow": true } },
          { "id": "B", "type": "Elsa.HttpEndpoint", "customProperties": { "canStartWorkflow": true },
            "path": { "expression": { "type": "Literal", "value": "/Orders/{number}" } },
            "supportedMethods": { "expression": { "type": "Object", "value": "[\"PUT\",\"POST\"]" } } } ] }
        """));

    [Fact]
    public void A_mail_with_attachments_is_an_error_and_one_with_a_sender_a_warning() =>
        Assert.Equal(["WF128", "WF129"], Codes("""
            { "id": "X", "type": "Elsa.SendEmail",
              "to": { "expression": { "type": "Object", "value": "[\"a@b.example\"]" } },
              "subject": { "expression": { "type": "Literal", "value": "通知" } },
              "from": { "expression": { "type": "Literal", "value": "me@b.example" } },
              "attachments": { "expression": { "type": "Variable", "value": { "id": "v" } } } }
            """));

    [Theory]
    [InlineData("POST orders/{id}", "post", "/Orders/42/", "id=42")]
    [InlineData("POST,PUT orders/{id}/lines/{line}", "PUT", "orders/4/lines/2", "id=4 line=2")]
    [InlineData("POST orders/{id}", "PUT", "orders/42", null)]
    [InlineData("POST orders/{id}", "POST", "orders", null)]
    [InlineData("POST orders/{id}", "POST", "orders//", null)]
    [InlineData("POST orders/{id}", "POST", "orders/1/2", null)]
    public void A_route_takes_its_own_requests_and_says_its_parameters(
        string key, string method, string path, string? expected)
    {
        var matches = EndpointRoute.Parse(key)!.TryMatch(method, path, out var values);

        Assert.Equal(expected is not null, matches);
        Assert.Equal(expected, values is null ? null : string.Join(' ', values
            .OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}")));
    }

    [Theory]
    [InlineData("GET orders")]
    [InlineData("POST ")]
    [InlineData("POST orders/{*rest}")]
    [InlineData("POST orders/{a}/{A}")]
    [InlineData("POST orders/../x")]
    [InlineData("POST orders?x=1")]
    [InlineData("orders")]
    public void What_is_no_route_is_none(string key) => Assert.Null(EndpointRoute.Parse(key));

    private static IEnumerable<string> Codes(string activity) => PublishCheck.Of(
        Drawn.Read(Drawn.Definition(activity, """, "variables": [ { "id": "v", "name": "v" } ]""")),
        new KnownParts
        {
            Activities = ImmutableDictionary<string, KnownActivity>.Empty,
            HasDefinition = _ => false,
        }).Select(problem => problem.Code).Where(code => code is not ("WF108" or "WF133"));
}
