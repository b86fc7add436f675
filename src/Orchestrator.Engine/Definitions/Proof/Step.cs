using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>When an activity goes on, once it was begun.</summary>
internal enum StepTiming
{
    /// <summary>At once, in its place in the queue.</summary>
    Passes,

    /// <summary>In the same turn, after everything that was queued: it asks the ledger.</summary>
    Asks,

    /// <summary>Whenever the world answers, before or after any other.</summary>
    Waits,
}

/// <summary>How beginning an activity can end, as far as whatever is drawn around it can see.</summary>
internal sealed record Step
{
    public StepTiming Timing { get; init; }

    /// <summary>Every set of outcomes that it can complete with; empty where it never completes.</summary>
    public ImmutableArray<ImmutableArray<string>> Completions { get; init; } = [];

    /// <summary>It can end the container around it (End).</summary>
    public bool Ends { get; init; }

    /// <summary>It can end the nearest loop around it, with everything between (Break).</summary>
    public bool Breaks { get; init; }

    /// <summary>It can end everything around it (Complete).</summary>
    public bool EndsAll { get; init; }

    /// <summary>It can end the workflow at once: what was queued does not run any more (Finish).</summary>
    public bool EndsAtOnce { get; init; }

    /// <summary>It can become an incident, as it was drawn to.</summary>
    public bool Faults { get; init; }

    /// <summary>Asked of the ledger: not begun any more once the container has ended.</summary>
    public bool IsOfHouse { get; init; }

    /// <summary>It can complete without ever having waited: a loop through it may be a busy one.</summary>
    public bool IsBusy { get; init; }

    public bool Completes => !Completions.IsEmpty;

    public bool Leaves => Breaks || EndsAll || EndsAtOnce;
}
