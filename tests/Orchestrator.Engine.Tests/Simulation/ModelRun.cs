using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Simulation;

internal enum Fate { Running, Completed, Canceled, Faulted }

/// <summary>One run of one activity in the model.</summary>
internal sealed class ModelRun
{
    public required ActivityNode Node { get; init; }
    public ModelRun? Parent { get; init; }

    /// <summary>Which item of a loop this is for.</summary>
    public int? Item { get; init; }

    /// <summary>True where a line back began it.</summary>
    public bool IsByLoop { get; init; }

    public Fate Fate { get; set; }

    /// <summary>Runs below it that have not ended, faulted ones included.</summary>
    public List<ModelRun> Below { get; } = [];

    /// <summary>True while somebody outside may answer it.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Told to end with its child.</summary>
    public bool IsBreaking { get; set; }

    /// <summary>How far a container is: next child, round, or runs still out.</summary>
    public int Place { get; set; }

    /// <summary>Children instances awaited, and which of them have ended.</summary>
    public int Awaited { get; set; }
    public HashSet<int> Ended { get; } = [];

    /// <summary>Of a flowchart: how often each activity was left, each line visited, and whether it was followed last.
    /// </summary>
    public Dictionary<ActivityId, int> Left { get; } = [];
    public Dictionary<Connection, int> Visits { get; } = [];
    public HashSet<Connection> Followed { get; } = [];

    /// <summary>Ids and items from the root down.</summary>
    public string Path => $"{Parent?.Path}/{Node.Id}{(Item is { } item ? $"[{item}]" : "")}";
}
