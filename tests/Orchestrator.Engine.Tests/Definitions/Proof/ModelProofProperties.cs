using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Tests.Instances;

namespace Orchestrator.Engine.Tests.Definitions.Proof;

/// <summary>
/// The proof of a random drawing says of "never runs" and "never ends" just what the engine does over all answers in
/// all orders: no false alarm, and none missed.
/// </summary>
public sealed class ModelProofProperties
{
    private const int Drawings = 1500;

    private const string Start = """ "type": "Elsa.Start" """;

    private static readonly ImmutableArray<string> Kinds =
    [
        """ "type": "Elsa.WriteLine" """,
        """ "type": "House.Ask" """,
        """ "type": "House.Ask" """,
        """ "type": "House.Move" """,
        """ "type": "House.OnlyA" """,
        """ "type": "Elsa.FlowJoin", "mode": { "expression": { "type": "Literal", "value": "WaitAll" } } """,
        """ "type": "Elsa.FlowJoin", "mode": { "expression": { "type": "Literal", "value": "WaitAllActive" } } """,
        """ "type": "Elsa.FlowJoin" """,
        """ "type": "Elsa.FlowFork", "branches": { "expression": { "type": "Object", "value": "[\"A\",\"B\"]" } } """,
        """ "type": "Elsa.End" """,
        """ "type": "Elsa.Event", "eventName": { "expression": { "type": "Literal", "value": "x" } } """,
        """ "type": "Elsa.Finish" """,
        """ "type": "Elsa.Fault" """,
        """ "type": "Elsa.WriteLine", "customProperties": { "mergeMode": "Merge" } """,
        """ "type": "Elsa.WriteLine", "customProperties": { "mergeMode": "Converge" } """,
        """ "type": "House.Ask", "customProperties": { "mergeMode": "Race" } """,
        """ "type": "House.Move", "customProperties": { "mergeMode": "Cascade" } """,
    ];

    private static readonly KnownParts Known = new()
    {
        Activities = ImmutableDictionary<string, KnownActivity>.Empty
            .Add("House.Ask", House(true, "A", "B"))
            .Add("House.Move", House(false, "A", "B"))
            .Add("House.OnlyA", House(true, "A")),
        HasDefinition = _ => true,
    };

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void The_proof_says_what_the_engine_does(FlowchartMode mode)
    {
        var (compared, neverRun, hanging) = (0, 0, 0);
        for (var seed = 1; seed <= Drawings; seed++)
        {
            var definition = Draw(new Random(seed), mode);
            var (runs, proof) = (EveryRun.Of(definition, Known), ModelProof.Of(definition, Known));
            if (!runs.IsComplete || !proof.IsComplete)
                continue;
            var never = definition.Root.Children.Select(child => child.Id).Where(id => !runs.Ran.Contains(id));
            Assert.True(never.SequenceEqual(proof.NeverRun) && runs.CanHang == proof.CanHang, $"""
                seed {seed}: never runs {string.Join(' ', never)}, proved {string.Join(' ', proof.NeverRun)};
                hangs {runs.CanHang}, proved {proof.CanHang}
                {Shown(definition)}
                """);
            compared++;
            neverRun += proof.NeverRun.IsEmpty ? 0 : 1;
            hanging += proof.CanHang ? 1 : 0;
        }

        // A comparison of drawings in which nothing is ever wrong would compare nothing.
        Assert.True(compared > Drawings / 2 && neverRun > Drawings / 20 && hanging > Drawings / 100,
            $"{compared} compared, {neverRun} with an activity that never runs, {hanging} that can hang");
    }

    /// <summary>Three to eight activities, the first a Start, and about as many lines again.</summary>
    private static WorkflowDefinition Draw(Random random, FlowchartMode mode)
    {
        var count = random.Next(3, 9);
        var kinds = Enumerable.Range(0, count).Select(n => n == 0 ? Start : Kinds[random.Next(Kinds.Length)]).ToList();
        var lines = Enumerable.Range(0, count - 1 + random.Next(count)).Select(n =>
        {
            // A line to each, so that most of it hangs together; then some more, one in four of them back.
            var target = n < count - 1 ? n + 1 : random.Next(1, count);
            var source = n < count - 1 || random.Next(4) > 0 ? random.Next(target) : random.Next(target, count);
            return (Source: source, Port: PortOf(kinds[source], random), Target: target);
        });

        // A loop in which nothing is asked runs to the limit of steps each time: WF107 has tests of its own.
        var kept = lines.Where(line =>
            line.Source < line.Target || kinds[line.Target].Contains("House", StringComparison.Ordinal));
        var read = Drawn.Read(Story.Flowchart(
            string.Join(',', kinds.Select((kind, n) => $$"""{ "id": "n{{n}}", {{kind}} }""")),
            [.. kept.Select(line => $"n{line.Source}:{line.Port} > n{line.Target}")]));
        return read with { Options = read.Options with { FlowchartMode = mode } };
    }

    private static string PortOf(string kind, Random random) =>
        random.Next(16) == 0 ? "Never"
        : kind.Contains("House", StringComparison.Ordinal) || kind.Contains("Fork", StringComparison.Ordinal)
            ? kind.Contains("Only", StringComparison.Ordinal) || random.Next(2) == 0 ? "A" : "B"
            : "Done";

    private static string Shown(WorkflowDefinition definition) => string.Join('\n', definition.Root.Children
        .Select(child => $"{child.Id} {child.Type} {child.MergeMode} {child.Inputs.GetValueOrDefault("mode")?.Value}")
        .Concat(definition.Root.Connections.Select(line => $"{line.Source}:{line.SourcePort} > {line.Target}")));

    private static KnownActivity House(bool mayWait, params ImmutableArray<string> outcomes) => new()
    {
        Inputs = ImmutableDictionary<string, bool>.Empty,
        Outcomes = outcomes,
        MayWait = mayWait,
    };
}
