using System.Globalization;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>
/// Random definitions and random stimuli, with crashes, lost and doubled and reordered deliveries; the rules are
/// checked after every decision, and the model's opinion is asked whenever nothing is on its way.
/// <c>SIMULATION_RUNS</c> says how many runs, <c>SIMULATION_SEED</c> where they begin.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const ulong Fixed = 20260310;

    /// <summary>As many as take a second or two.</summary>
    private const int Few = 100;

    private static int Runs => Environment.GetEnvironmentVariable("SIMULATION_RUNS") is { } given
        ? int.Parse(given, CultureInfo.InvariantCulture)
        : Few;

    private static ulong Fresh => Environment.GetEnvironmentVariable("SIMULATION_SEED") is { } given
        ? ulong.Parse(given, CultureInfo.InvariantCulture)
        : (ulong)Environment.TickCount64 * 1_000_003;

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void Whatever_happens_to_a_random_definition_the_rules_hold_and_the_model_agrees(FlowchartMode mode)
    {
        foreach (var (start, runs) in (IEnumerable<(ulong, int)>)[(Fixed, Few), (Fresh, Runs)])
        {
            output.WriteLine($"SIMULATION_SEED={start} SIMULATION_RUNS={runs} {mode}");
            for (var n = 0; n < runs; n++)
                Play(Plan.Of(unchecked(start + (ulong)n), mode));
        }
    }

    private static void Play(Plan plan)
    {
        if (Shrink.Breaks(plan) is not { } rule)
            return;
        var smallest = Shrink.Of(plan, rule);
        var story = new List<string>();
        var found = Record.Exception(() => Stage.Play(smallest, story));
        Assert.Fail($"""
            SIMULATION_SEED={plan.Seed} SIMULATION_RUNS=1 ({plan.Mode}); the least that shows it:
            {smallest}
            {string.Join('\n', story)}
            {found}
            """);
    }
}
