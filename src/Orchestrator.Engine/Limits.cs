namespace Orchestrator.Engine;

/// <summary>Every bound of the engine. Reaching one is an incident with a sentence, never a hang.</summary>
public static class Limits
{
    /// <summary>Activities started or resumed by one command. A loop that never waits ends here.</summary>
    public const int StepsPerTurn = 5_000;

    /// <summary>Activities nested in each other at run time, and workflows used inside workflows.</summary>
    public const int Nesting = 64;

    /// <summary>Items of a list that a loop runs over or that children are started for.</summary>
    public const int ListItems = 20_000;

    /// <summary>
    /// Items that a loop runs side by side: all begin in one turn, each with a step of its own at least, and
    /// <see cref="StepsPerTurn"/> leaves some to what comes before.
    /// </summary>
    public const int ParallelItems = 4_000;

    /// <summary>UTF-8 bytes of one value kept by an instance: a variable, an output.</summary>
    public const int ValueBytes = 512 * 1024;

    /// <summary>Objects and arrays within each other in one value that an expression gives.</summary>
    public const int ValueDepth = 64;

    /// <summary>
    /// Bytes of a stored <see cref="Instances.InstanceState"/>. The turn that would save a larger one parks the
    /// instance instead (<see cref="Instances.Command.Park"/>).
    /// </summary>
    public const int StateBytes = 4 * 1024 * 1024;
}
