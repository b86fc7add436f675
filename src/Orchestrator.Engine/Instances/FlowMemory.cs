using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orchestrator.Engine.Instances;

/// <summary>What a flowchart remembers of its run, by index of activity and connection as compiled.</summary>
public sealed record FlowMemory
{
    public static readonly FlowMemory Empty = new();

    /// <summary>How often each activity completed or was skipped; shorter while nothing later ran.</summary>
    public ImmutableArray<int> Visits { get; init => field = value.OrEmpty(); } = [];

    /// <summary>How often each connection was visited; negative when the last visit did not follow it.</summary>
    public ImmutableArray<int> Connections { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Token mode only.</summary>
    public ImmutableArray<Token> Tokens { get; init => field = value.OrEmpty(); } = [];

    public int VisitsOf(int activity) => activity < Visits.Length ? Visits[activity] : 0;

    public int CountOf(int connection) => connection < Connections.Length ? Connections[connection] : 0;

    /// <param name="activity">Index of the activity; <c>-n-1</c> where a backward line began it, which is not counted:
    /// a loop does not use up the visits of the lines that lead into it.</param>
    /// <param name="connections">Index of each outbound one: <c>n</c> followed, <c>-n-1</c> not followed.</param>
    public FlowMemory Visited(int activity, ImmutableArray<int> connections)
    {
        var highest = -1;
        foreach (var connection in connections)
            highest = Math.Max(highest, IndexOf(connection));
        var counted = Grown(Connections, highest);
        foreach (var connection in connections)
        {
            var count = Math.Abs(counted[IndexOf(connection)]) + 1;
            counted[IndexOf(connection)] = connection >= 0 ? count : -count;
        }

        var visits = Grown(Visits, activity);
        if (activity >= 0)
            visits[activity]++;
        return this with
        {
            Visits = ImmutableCollectionsMarshal.AsImmutableArray(visits),
            Connections = ImmutableCollectionsMarshal.AsImmutableArray(counted),
        };
    }

    private static int IndexOf(int connection) => connection >= 0 ? connection : -connection - 1;

    /// <summary>A copy that has that index too.</summary>
    private static int[] Grown(ImmutableArray<int> counts, int index)
    {
        var copy = new int[Math.Max(counts.Length, index + 1)];
        counts.CopyTo(copy);
        return copy;
    }
}

/// <summary>A token on a connection, by index. A blocked one swallows the next arrival on that connection.</summary>
public sealed record Token(int Connection, bool IsConsumed = false, bool IsBlocked = false);
