using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Simulation;

internal enum Move { Raise, Advance, Ring, Deliver, Answer, Retry, Cancel, Park }

/// <summary>One thing that happens to the stage.</summary>
/// <param name="What">Which kind.</param>
/// <param name="Choice">Which of the possible ones: modulo their number.</param>
/// <param name="Crashes">The machine dies before the commit: nothing of the turn is kept.</param>
/// <param name="IsRepeated">The commit stands but nobody hears of it: the command is delivered again.</param>
internal sealed record Step(Move What, int Choice, bool Crashes, bool IsRepeated);

/// <summary>Everything a run depends on: the same plan runs the same, so that it can be made smaller.</summary>
internal sealed record Plan
{
    public required ulong Seed { get; init; }
    public required FlowchartMode Mode { get; init; }

    /// <summary>As a designer sends them; the first is started.</summary>
    public required ImmutableArray<string> Definitions { get; init; }
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>Where it may start children: an instance of the second, which starts none.</summary>
    public static Plan Of(ulong seed, FlowchartMode mode)
    {
        var dice = new Dice(seed);
        var child = new Sketcher(dice, []).Definition("child");
        var main = new Sketcher(dice, dice.Hit(60) ? ["child"] : []).Definition("main");
        return new Plan
        {
            Seed = seed,
            Mode = mode,
            Definitions = [main.ToJsonString(), child.ToJsonString()],
            Steps = [.. Enumerable.Range(0, 10 + dice.Roll(50)).Select(_ => Draw(dice))],
        };
    }

    private static Step Draw(Dice dice) => new(
        dice.Roll(40) switch
        {
            < 7 => Move.Raise,
            < 11 => Move.Advance,
            < 15 => Move.Ring,
            < 28 => Move.Deliver,
            < 36 => Move.Answer,
            < 38 => Move.Retry,
            38 => Move.Park,
            _ => dice.Hit(30) ? Move.Cancel : Move.Deliver,
        },
        dice.Roll(1000), dice.Hit(10), dice.Hit(10));

    public override string ToString() =>
        string.Join('\n', Definitions.Select(one => JsonNode.Parse(one)!.ToJsonString()));
}
