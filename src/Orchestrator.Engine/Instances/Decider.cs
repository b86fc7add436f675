using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Instances;

/// <summary>What a decision may know beside the instance itself: time, chance and whoever answers scripts.</summary>
/// <param name="Now">The business clock of the turn, UTC.</param>
/// <param name="Seed">Seeds every draw of chance; recorded, so that a replay gives the same answer.</param>
/// <param name="Evaluate">Answers JavaScript and Liquid.</param>
public sealed record Moment(DateTimeOffset Now, ulong Seed, Evaluate Evaluate);

/// <summary>The front door of the engine: from a state and a command to what happened and what is to be done.</summary>
public static class Decider
{
    /// <summary>A pure function: equal arguments give equal decisions, also years later.</summary>
    public static Decision Decide(
        CompiledWorkflow workflow, InstanceState state, Command command, Moment moment) =>
        throw new NotImplementedException($"{workflow} {state} {command} {moment}");
}
