using System.Collections.Immutable;

namespace Orchestrator.Engine.Instances;

/// <summary>What came of a command. Never both: a rejected command leaves no trace in the instance.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <param name="State">The state after the events; always equal to their fold.</param>
    /// <param name="Events">What happened, in order.</param>
    /// <param name="Effects">What the world is asked to do, in order.</param>
    public sealed record Accepted(
        InstanceState State, ImmutableArray<Event> Events, ImmutableArray<Effect> Effects) : Decision;

    /// <param name="Code">A problem code with a page.</param>
    /// <param name="Reason">What was expected and what was found.</param>
    public sealed record Rejected(string Code, string Reason) : Decision;
}
