using System.Text.Json.Nodes;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>
/// Draws a random definition as a designer would send it. Lines that lead back enter an event, so that no loop turns
/// without waiting; everything else is left to chance.
/// </summary>
internal sealed class Sketcher(Dice dice, IReadOnlyList<string> children)
{
    private const int Deepest = 3;

    /// <summary>Lists have fewer items than this.</summary>
    private const int Longest = 4;

    private static readonly string[] Variables = ["v0", "v1", "v2"];

    private int budget = 26;
    private int count;

    public static readonly string[] Events = ["e0", "e1", "e2"];

    public JsonObject Definition(string id) => new()
    {
        ["definitionId"] = id,
        ["version"] = 1,
        ["options"] = dice.Hit(50)
            ? new JsonObject { ["incidentStrategyType"] = "ContinueWithIncidentsStrategy" }
            : new JsonObject(),
        ["variables"] = new JsonArray(
            [.. Variables.Select(name => new JsonObject
            {
                ["id"] = name, ["name"] = name, ["typeName"] = "Boolean", ["value"] = dice.Pick("true", "false"),
                ["storageDriverTypeName"] = "WorkflowInstanceStorageDriver",
            }),
            .. Enumerable.Range(0, Longest).Select(length => new JsonObject
            {
                ["id"] = $"l{length}", ["name"] = $"l{length}", ["typeName"] = "Int32", ["isArray"] = true,
                ["value"] = $"[{string.Join(',', Enumerable.Range(0, length))}]",
            })]),
        ["root"] = dice.Hit(75) ? Flowchart(0) : Container(0),
    };

    private JsonObject Any(int depth)
    {
        budget--;
        if (depth < Deepest && budget > 0 && dice.Hit(35))
            return dice.Hit(40) ? Flowchart(depth + 1) : Container(depth + 1);
        return dice.Hit(45) ? Wait() : dice.Hit(12) ? Terminal() : Leaf();
    }

    private JsonObject Of(string type, params (string Name, JsonNode? Value)[] members)
    {
        var activity = new JsonObject { ["id"] = $"a{count++}", ["type"] = type };
        foreach (var (name, value) in members)
            activity[name] = value;
        return activity;
    }

    private JsonObject Leaf() => dice.Roll(9) switch
    {
        0 or 1 => Of("Elsa.WriteLine", ("text", Literal("x"))),
        2 or 3 => Of("Elsa.SetVariable", ("variable", Variable()), ("value", Literal(dice.Hit(50)))),
        4 => Of("Elsa.Fault", ("message", Literal("no"))),
        5 => Of("Elsa.PublishEvent", ("eventName", Literal(dice.Pick(Events)))),
        6 when children.Count > 0 => Of(
            "Elsa.DispatchWorkflow", ("workflowDefinitionId", Literal(dice.Pick(children))),
            ("waitForCompletion", Literal(false))),
        _ => Of("House.Ask"),
    };

    private JsonObject Wait() => dice.Roll(9) switch
    {
        0 or 1 => Of("Elsa.Event", ("eventName", Literal(dice.Pick(Events)))),
        2 => Of("Elsa.Delay", ("timeSpan", Literal(dice.Pick("00:00:00", "00:00:05", "00:01:00")))),
        3 => Of("Elsa.RunTask", ("taskName", Literal("t"))),
        4 => Of("Elsa.Timer", ("interval", Literal("00:00:20"))),
        5 when children.Count > 0 => Of(
            "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal(dice.Hit(95) ? dice.Pick(children) : "nobody")),
            ("waitForCompletion", Literal(true))),
        6 when children.Count > 0 => Bulk(),
        _ => Of("House.Ask"),
    };

    private JsonObject Bulk()
    {
        var bulk = Of(
            "Elsa.BulkDispatchWorkflows", ("workflowDefinitionId", Literal(dice.Pick(children))),
            ("items", Items()), ("waitForCompletion", Literal(dice.Hit(80))));
        if (dice.Hit(40))
            bulk["childCompleted"] = Leaf();
        if (dice.Hit(40))
            bulk["childFaulted"] = Leaf();
        return bulk;
    }

    private JsonObject Terminal() =>
        Of(dice.Pick("Elsa.End", "Elsa.Break", "Elsa.Break", "Elsa.Finish", "Elsa.Complete"));

    private JsonObject Container(int depth) => dice.Roll(9) switch
    {
        0 or 1 => Of("Elsa.Sequence", ("activities", Several(depth, 1 + dice.Roll(4)))),
        2 => Of("Elsa.Parallel", ("activities", Several(depth, dice.Roll(4)))),
        3 => Of("Elsa.Fork", ("branches", Several(depth, 1 + dice.Roll(3))),
            ("joinMode", dice.Pick("WaitAll", "WaitAny"))),
        4 => Of("Elsa.ForEach", ("items", Items()), ("body", Any(depth))),
        5 => Of("Elsa.ParallelForEach", ("items", Items()), ("body", Any(depth))),
        6 => Of("Elsa.While", ("condition", Condition()), ("body", Waiting(depth))),
        7 => Of("Elsa.If", ("condition", Condition()), ("then", Any(depth)), ("else", Any(depth))),
        _ => Of("Elsa.Switch", ("mode", Literal(dice.Pick("MatchFirst", "MatchAny"))),
            ("cases", new JsonArray(Case("one", Any(depth)), Case("two", Any(depth)))), ("default", Any(depth))),
    };

    /// <summary>The body of a loop that nothing bounds: it begins with an event.</summary>
    private JsonObject Waiting(int depth) => Of("Elsa.Sequence", ("activities", new JsonArray(
        Of("Elsa.Event", ("eventName", Literal(dice.Pick(Events)))), Any(depth))));

    private JsonArray Several(int depth, int number) =>
        new([.. Enumerable.Range(0, number).Select(_ => Any(depth))]);

    private JsonObject Flowchart(int depth)
    {
        var nodes = Enumerable.Range(0, 2 + dice.Roll(7)).Select(n => n == 0 && dice.Hit(50)
            ? Of("Elsa.Start") : Node(depth)).ToList();
        var lines = new JsonArray();
        for (var target = 1; target < nodes.Count; target++)
        {
            for (var n = 1 + dice.Roll(2); n > 0; n--)
                lines.Add(Line(nodes[dice.Roll(target)], nodes[target]));
        }

        foreach (var (place, node) in nodes.Index().Where(one => Type(one.Item) == "Elsa.Event"))
        {
            if (dice.Hit(50))
                lines.Add(Line(nodes[place + dice.Roll(nodes.Count - place)], node));
        }

        return Of("Elsa.Flowchart", ("activities", new JsonArray([.. nodes])), ("connections", lines));
    }

    private JsonObject Node(int depth) => dice.Roll(8) switch
    {
        0 => Of("Elsa.FlowDecision", ("condition", Condition())),
        1 => Of("Elsa.FlowFork", ("branches", Literal(new JsonArray("X", "Y")))),
        2 or 3 => Of("Elsa.FlowJoin", ("mode", Literal(dice.Pick("WaitAll", "WaitAny", "WaitAllActive")))),
        4 => Of("Elsa.FlowSwitch", ("mode", Literal(dice.Pick("MatchFirst", "MatchAny"))),
            ("cases", new JsonArray(Case("one"), Case("two")))),
        _ => Any(depth),
    };

    private JsonObject Line(JsonObject source, JsonObject target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = Id(source), ["port"] = Port(Type(source)) },
        ["target"] = new JsonObject { ["activity"] = Id(target), ["port"] = "In" },
    };

    private string Port(string type) => type switch
    {
        "Elsa.FlowDecision" => dice.Pick("True", "False"),
        "Elsa.FlowFork" => dice.Pick("X", "Y"),
        "Elsa.FlowSwitch" => dice.Pick("one", "two", "Default"),
        "House.Ask" => dice.Pick("Done", "Yes", "No"),
        "Elsa.BulkDispatchWorkflows" => dice.Pick("Completed", "Done"),
        _ => dice.Hit(95) ? "Done" : "Nothing",
    };

    private JsonObject Case(string label, JsonObject? activity = null)
    {
        var one = new JsonObject { ["label"] = label, ["condition"] = Condition() };
        if (activity is not null && dice.Hit(90))
            one["activity"] = activity;
        return one;
    }

    private JsonObject Condition() => dice.Hit(50)
        ? Wrapped("Literal", dice.Hit(50))
        : Wrapped("Variable", Variable());

    /// <summary>The list of a variable: one that is written is a text to activities that take anything.</summary>
    private JsonObject Items() => new()
    {
        ["expression"] = new JsonObject
        {
            ["type"] = "Variable",
            ["value"] = new JsonObject { ["id"] = $"l{dice.Roll(Longest)}" },
        },
    };

    private JsonObject Variable() => new() { ["id"] = dice.Pick(Variables) };

    private static JsonObject Literal(JsonNode value) => Wrapped("Literal", value);

    private static JsonObject Wrapped(string syntax, JsonNode value) =>
        new() { ["expression"] = new JsonObject { ["type"] = syntax, ["value"] = value } };

    private static string Id(JsonObject activity) => activity["id"]!.GetValue<string>();

    private static string Type(JsonObject activity) => activity["type"]!.GetValue<string>();
}
