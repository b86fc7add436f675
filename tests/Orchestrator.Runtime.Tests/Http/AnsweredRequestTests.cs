using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Tests.Turns;

namespace Orchestrator.Runtime.Tests.Http;

/// <summary>Which of several requests an answer is for: the one that led to it, and nothing is guessed.</summary>
public sealed class AnsweredRequestTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_endpoints_side_by_side_each_is_answered_by_what_is_behind_it()
    {
        await using var world = await World.Create();
        await world.Publish("hearing", SideBySide(
            Drawn.Sequence(Endpoint("a"), Wait("A"), Answer("to-a", "甲")),
            Drawn.Sequence(Endpoint("b"), Wait("B"), Answer("to-b", "乙"))));
        var instance = await world.Run("hearing");
        var a = await Take(world, "a");
        var b = await Take(world, "b");

        await Happens(world, "A");
        Assert.Equal(("甲", null), (await AnswerTo(world, a), await AnswerTo(world, b)));
        await Happens(world, "B");

        Assert.Equal("乙", await AnswerTo(world, b));
        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task An_endpoint_that_starts_a_process_is_answered_beside_one_that_is_asked_later()
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders", starts: true), SideBySide(
            Drawn.Sequence(Endpoint("b"), Wait("B"), Answer("to-b", "乙")),
            Drawn.Sequence(Wait("A"), Answer("to-order", "甲")))));
        var order = await Take(world, "orders");
        var b = await Take(world, "b");

        await Happens(world, "A");
        Assert.Equal(("甲", null), (await AnswerTo(world, order), await AnswerTo(world, b)));
        await Happens(world, "B");

        Assert.Equal("乙", await AnswerTo(world, b));
    }

    [Fact]
    public async Task Behind_a_join_the_request_that_came_last_is_answered()
    {
        await using var world = await World.Create();
        await world.Publish("hearing", Drawn.Sequence(
            SideBySide(Drawn.Sequence(Endpoint("a")), Drawn.Sequence(Endpoint("b"))), Answer("answer", "齐了")));
        await world.Run("hearing");

        var b = await Take(world, "b");
        var a = await Take(world, "a");

        Assert.Equal((null, "齐了"), (await AnswerTo(world, b), await AnswerTo(world, a)));
    }

    [Theory]
    [InlineData(true, "RT178")]
    [InlineData(false, null)]
    public async Task A_step_that_no_request_led_to_answers_the_only_one_that_is_open(bool bothAsked, string? code)
    {
        await using var world = await World.Create();
        await world.Publish("hearing", SideBySide(Drawn.Sequence(Endpoint("a"), Wait("A")),
            Drawn.Sequence(Endpoint("b"), Wait("B")), Drawn.Sequence(Wait("Late"), Answer("late", "晚了"))));
        var instance = await world.Run("hearing");
        var a = await Take(world, "a");
        var b = bothAsked ? await Take(world, "b") : default;

        await Happens(world, "Late");

        Assert.Equal(code is null ? "晚了" : null, await AnswerTo(world, a));
        Assert.Equal(code ?? "", await world.One<string>($"""
            SELECT COALESCE(max(code), '') FROM orchestrator.incident WHERE instance_id = {instance.Value}
            """));
        if (bothAsked)
            Assert.Null(await AnswerTo(world, b));
    }

    [Fact]
    public async Task A_second_answer_never_goes_to_somebody_else()
    {
        await using var world = await World.Create();
        await world.Publish("hearing", SideBySide(
            Drawn.Sequence(Endpoint("a"), Answer("to-a", "甲"), Wait("A"), Answer("again", "再答")),
            Drawn.Sequence(Endpoint("b"), Wait("B"))));
        await world.Run("hearing");
        var a = await Take(world, "a");
        var b = await Take(world, "b");

        await Happens(world, "A");

        Assert.Equal(("甲", null), (await AnswerTo(world, a), await AnswerTo(world, b)));
        Assert.Equal("RT217", await world.One<string>($"SELECT code FROM orchestrator.incident"));
    }

    [Fact]
    public async Task No_script_sees_which_request_led_to_it()
    {
        await using var world = await World.Create();
        await world.Publish("ordering", Drawn.Sequence(Endpoint("orders", starts: true), Drawn.Activity(
            "answer", "Elsa.WriteHttpResponse", """
            "content":{"expression":{"type":"JavaScript","value":"'见：' + Object.keys(variables).join()"}}
            """)));

        var order = await Take(world, "orders");

        Assert.Equal("见：", await AnswerTo(world, order));
    }

    [Fact]
    public async Task Who_waits_for_a_path_is_found_without_reading_every_wait()
    {
        await using var world = await World.Create();
        await world.Publish("hearing", Drawn.Sequence(Endpoint("units/one")));
        var instance = await world.Run("hearing");
        await world.Execute($$"""
            INSERT INTO orchestrator.bookmark
                (instance_id, id, activity_id, activity_type, kind, name, key, since)
            SELECT {{instance.Value}}, 1000 + n, 'hear', 'Elsa.HttpEndpoint', 'Ledger', 'HttpEndpoint',
                   'POST units/' || n || CASE WHEN n % 1000 = 0 THEN '/{part}' ELSE '' END, now()
            FROM generate_series(1, 5000) AS n
            """);
        await world.Execute($"ANALYZE orchestrator.bookmark");

        var plan = string.Join('\n', await world.Db.InTransaction(tx => tx.Query($$"""
            EXPLAIN SELECT activity_id
            FROM orchestrator.bookmark
            WHERE bookmark.kind = 'Ledger' AND bookmark.name = 'HttpEndpoint'
              AND (lower(split_part(bookmark.key, ' ', 2)) = lower('Units/One') OR strpos(bookmark.key, '{') > 0)
            """, row => row.GetString(0), Stop), Stop));

        Assert.Contains("bookmark_by_endpoint_path", plan, StringComparison.Ordinal);
        Assert.Contains("bookmark_by_endpoint_pattern", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    private static TakeRequest Door(World world) => new(world.Db, world.Definitions, world.Workflows, world.Turn);

    private static async Task<Guid> Take(World world, string path)
    {
        var (taken, problem) = await Door(world).Run(new IncomingRequest
        {
            Method = "POST",
            Path = path,
            ContentType = "application/json",
            Content = "{}"u8.ToArray(),
            Caller = "client:门户",
        }, Stop);
        Assert.Null(problem);
        return taken!.Id;
    }

    private static async Task<string?> AnswerTo(World world, Guid request) =>
        (await Door(world).Find(request, Stop))!.Response is { } response
            ? Encoding.UTF8.GetString(response.Content)
            : null;

    private static async Task Happens(World world, string name)
    {
        await world.Raise(name, null);
        await world.Turn.Drain(Stop);
    }

    private static string SideBySide(params string[] branches) => $$"""
        {"id":"side","type":"Elsa.Parallel","version":1,"activities":[{{string.Join(',', branches.Select((branch, n) =>
            branch.Replace("\"root\"", $"\"branch-{n}\"", StringComparison.Ordinal)))}}]}
        """;

    private static string Endpoint(string path, bool starts = false) =>
        Drawn.Activity("hear-" + path.Replace('/', '-'), "Elsa.HttpEndpoint", $$$"""
            {{{Drawn.Input("path", "String", path)}}},
            "supportedMethods":{"expression":{"type":"Object","value":"[\"POST\"]"}},
            "customProperties":{"canStartWorkflow":{{{(starts ? "true" : "false")}}} }
            """);

    private static string Wait(string name) =>
        Drawn.Activity("wait-" + name, "Elsa.Event", Drawn.Input("eventName", "String", name));

    private static string Answer(string id, string content) =>
        Drawn.Activity(id, "Elsa.WriteHttpResponse", Drawn.Input("content", "Object", content));
}
