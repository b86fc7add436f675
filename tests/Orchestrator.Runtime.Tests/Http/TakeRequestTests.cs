using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Tests.Workflows;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Http;

/// <summary>A process hears from other systems and answers them, at once or later.</summary>
public sealed class TakeRequestTests
{
    private static readonly string Answer = Drawn.Activity("answer", "Elsa.WriteHttpResponse", $"""
        {Drawn.Input("statusCode", "HttpStatusCode", "Created")},{Drawn.Input("content", "Object", "收到")}
        """);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_starts_a_process_that_answers_within_its_turn()
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders/{id}", starts: true), Answer));

        var (taken, problem) = await Take(world, Post("orders/42", """{"n":7}""") with
        {
            Query = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("from", ["门户"]),
            Headers = ImmutableDictionary<string, ImmutableArray<string>>.Empty
                .Add("X-Api-Key", ["secret"]).Add("X-Trace", ["t1"]),
            CorrelationId = "case-1",
        });

        Assert.Null(problem);
        Assert.Equal((201, "收到"), (taken!.Response!.Status, Encoding.UTF8.GetString(taken.Response.Content)));
        Assert.Equal("Finished/Finished", await world.StatusOf(taken.Instance));
        var outputs = await Outputs(world, taken.Instance, "hear");
        Assert.Equal(("42", "7", "门户", "t1"), (
            outputs["RouteData"].GetProperty("id").GetString(),
            outputs["ParsedContent"].GetProperty("n").GetRawText(),
            outputs["QueryStringData"].GetProperty("from").GetString(),
            outputs["Headers"].GetProperty("X-Trace").GetString()));
        Assert.False(outputs["Headers"].TryGetProperty("X-Api-Key", out _));
        Assert.Equal("case-1", await world.One<string>($"SELECT correlation_id FROM orchestrator.instance"));
        Assert.Null(await world.Audit(taken.Instance));
    }

    [Fact]
    public async Task An_answer_that_comes_later_stands_behind_the_request()
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(
            Endpoint("orders", starts: true),
            Drawn.Activity("wait", "Elsa.Event", Drawn.Input("eventName", "String", "Decided")), Answer));

        var (taken, _) = await Take(world, Post("orders", "{}"));
        Assert.Null(taken!.Response);
        await world.Raise("Decided", null);
        await world.Turn.Drain(Stop);

        var later = await Door(world).Find(taken.Id, Stop);
        Assert.Equal(201, later!.Response!.Status);
    }

    [Fact]
    public async Task A_process_in_the_middle_hears_the_request_of_its_own_path_and_only_once()
    {
        await using var world = await World.Create();
        await world.Publish("confirming", Drawn.Sequence(Endpoint("confirm/a"), Answer));
        var instance = (await world.Start("confirming"))[0];
        await world.Turn.Drain(Stop);

        var (taken, _) = await Take(world, Post("Confirm/A", "{}"));
        var (_, again) = await Take(world, Post("confirm/a", "{}"));

        Assert.Equal(instance, taken!.Instance);
        Assert.Equal(201, taken.Response!.Status);
        Assert.Equal("AP012", again!.Code);
    }

    [Fact]
    public async Task A_paused_process_keeps_one_request_and_takes_no_second_one()
    {
        await using var world = await World.Create();
        await world.Publish("confirming", Drawn.Sequence(Endpoint("confirm/a"), Answer));
        var instance = await world.Run("confirming");
        await OperationTests.Do(world, instance, new Operation.Pause());

        var (taken, _) = await Take(world, Post("confirm/a", "{}"));
        var (second, problem) = await Take(world, Post("confirm/a", "{}"));
        Assert.Equal((null, "AP012"), (second, problem?.Code));
        await OperationTests.Do(world, instance, new Operation.Unpause());

        Assert.Equal(201, (await Door(world).Find(taken!.Id, Stop))!.Response!.Status);
    }

    [Fact]
    public async Task Where_several_wait_the_caller_says_which_is_meant()
    {
        await using var world = await World.Create();
        await world.Publish("confirming", Drawn.Sequence(Endpoint("confirm/{what}"), Answer));
        await world.Run("confirming", "case-1");
        var second = await world.Run("confirming", "case-2");

        var (_, problem) = await Take(world, Post("confirm/x", "{}"));
        var (named, _) = await Take(world, Post("confirm/x", "{}") with { CorrelationId = "case-2" });

        Assert.Equal("AP013", problem!.Code);
        Assert.Equal(second, named!.Instance);
    }

    [Fact]
    public async Task The_same_key_is_the_same_request_for_ever_and_of_other_content_it_is_refused()
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders", starts: true), Answer));
        var first = Post("orders", """{"n":1}""") with { Key = "k1" };

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Take(world, first)));
        var (_, other) = await Take(world, Post("orders", """{"n":2}""") with { Key = "k1" });
        var (_, asking) = await Take(world, first with
        {
            Query = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("n", ["2"]),
        });
        var (_, elsewhere) = await Take(world, first with { CorrelationId = "case-2" });
        var (stranger, _) = await Take(world, first with { Caller = "client:other" });

        Assert.Single(taken.Select(one => one.Taken!.Id).Distinct());
        Assert.All(taken, one => Assert.Equal(201, one.Taken!.Response!.Status));
        Assert.Equal(["AP015", "AP015", "AP015"], new[] { other!.Code, asking!.Code, elsewhere!.Code });
        Assert.NotEqual(taken[0].Taken!.Instance, stranger!.Instance);
        Assert.Equal(2, await world.Count("finished"));
    }

    [Theory]
    [InlineData("orders", "{", "application/json", "AP014")]
    [InlineData("orders", "\"\\ud800\"", "application/json", "AP014")]
    [InlineData("orders", "--x", "multipart/form-data; boundary=x", "AP014")]
    [InlineData("orders", "12345678901", "text/plain", "AP008")]
    [InlineData("elsewhere", "{}", "application/json", "AP012")]
    [InlineData("orders/1", "{}", "application/json", "AP012")]
    public async Task What_cannot_be_taken_leaves_nothing(string path, string body, string type, string code)
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(
            Endpoint("orders", starts: true, Drawn.Input("requestSizeLimit", "Int64", "10"))));

        var (taken, problem) = await Take(world, Post(path, body) with { ContentType = type });

        Assert.Null(taken);
        Assert.Equal(code, problem!.Code);
        Assert.Equal(0, await world.One<long>($"SELECT count(*) FROM orchestrator.instance"));
        Assert.Equal(0, await world.One<long>($"SELECT count(*) FROM orchestrator.http_request"));
    }

    [Theory]
    [InlineData("application/json", 0xff)]
    [InlineData("text/plain; charset=\"gbk\"", 0xa7)]
    public async Task Text_in_another_encoding_than_UTF_8_is_refused_and_not_changed(string type, byte second)
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders", starts: true), Answer));

        var (_, problem) = await Take(world, Post("orders", "") with
        {
            Content = [.. "\""u8, 0xd1, second, 0xd0, 0xa3, .. "\""u8],
            ContentType = type,
        });

        Assert.Equal("AP014", problem?.Code);
        Assert.Equal(0, await world.One<long>($"SELECT count(*) FROM orchestrator.http_request"));
    }

    [Fact]
    public async Task An_answer_whose_content_type_no_header_can_carry_is_an_incident()
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders", starts: true), Drawn.Activity(
            "answer", "Elsa.WriteHttpResponse",
            Drawn.Input("contentType", "String", "text/plain; charset=\\\"文字\\\""))));

        var (taken, _) = await Take(world, Post("orders", "{}"));

        Assert.Null(taken!.Response);
        Assert.Equal("RT218", await world.One<string>($"SELECT code FROM orchestrator.incident"));
    }

    [Theory]
    [InlineData(true, "RT217")]
    [InlineData(false, "RT216")]
    public async Task A_second_answer_and_one_to_nobody_are_incidents(bool wasAsked, string code)
    {
        await using var world = await World.Create();
        var second = Answer.Replace("answer", "again", StringComparison.Ordinal);
        await world.Publish("ordering", wasAsked
            ? Drawn.Sequence(Endpoint("orders", starts: true), Answer, second)
            : Drawn.Sequence(Answer));

        var instance = wasAsked
            ? (await Take(world, Post("orders", "{}"))).Taken!.Instance
            : await world.Run("ordering");

        Assert.Equal(code, await world.One<string>(
            $"SELECT code FROM orchestrator.incident WHERE instance_id = {instance.Value}"));
    }

    [Theory]
    [InlineData("statusCode", "Nothing")]
    [InlineData("statusCode", "199")]
    [InlineData("contentType", "no type")]
    [InlineData("responseHeaders", "Set-Cookie")]
    [InlineData("responseHeaders", "X-Frame-Options")]
    [InlineData("responseHeaders", "X-Accel-Redirect")]
    [InlineData("responseHeaders", "X-Sendfile")]
    [InlineData("responseHeaders", "X-Long", HttpLimits.MostWrittenHeaderBytes)]
    public async Task An_answer_that_may_not_be_written_is_an_incident(string input, string value, int length = 3)
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders", starts: true),
            Drawn.Activity("answer", "Elsa.WriteHttpResponse", input == "responseHeaders"
                ? $$$"""
                    "responseHeaders":{"expression":{"type":"Object",
                        "value":"{\"{{{value}}}\":\"{{{new string('a', length)}}}\"}"}}
                    """
                : Drawn.Input(input, "String", value))));

        await Take(world, Post("orders", "{}"));

        Assert.Equal("RT218", await world.One<string>($"SELECT code FROM orchestrator.incident"));
    }

    [Fact]
    public async Task A_path_that_another_process_takes_is_not_published_twice()
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders/{id}", starts: true)));

        var twice = await world.Publish("selling", Drawn.Sequence(Endpoint("Orders/{number}", starts: true)));
        var again = await world.Publish("ordering", Drawn.Sequence(Endpoint("orders/{id}", starts: true), Answer));

        Assert.Equal("WF124", Assert.Single(twice.Problems).Code);
        Assert.Equal(2, again.Version?.Version);
    }

    private static TakeRequest Door(World world) => new(world.Db, world.Definitions, world.Workflows, world.Turn);

    private static Task<(KeptRequest? Taken, Problem? Problem)> Take(World world, IncomingRequest request) =>
        Door(world).Run(request, Stop);

    private static IncomingRequest Post(string path, string body) => new()
    {
        Method = "POST",
        Path = path,
        ContentType = "application/json",
        Content = Encoding.UTF8.GetBytes(body),
        Caller = "client:门户",
    };

    private static string Endpoint(string path, bool starts = false, string more = "") =>
        Drawn.Activity("hear", "Elsa.HttpEndpoint", $$$"""
            {{{Drawn.Input("path", "String", path)}}},
            "supportedMethods":{"expression":{"type":"Object","value":"[\"POST\"]"}},
            {{{(more.Length > 0 ? more + "," : "")}}}
            "customProperties":{"canStartWorkflow":{{{(starts ? "true" : "false")}}} }
            """);

    private static async Task<ImmutableDictionary<string, JsonElement>> Outputs(
        World world, InstanceId instance, string activity)
    {
        var history = await world.Db.InTransaction(
            tx => new InstanceHistory(world.Definitions).Read(tx, instance, 1, Stop), Stop);
        return Assert.Single(history.Entries,
            entry => entry.What == "activity-completed" && entry.Activity?.Value == activity).Values;
    }
}
