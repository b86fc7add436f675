using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// What a flowchart remembers once a person lets it go on from another child. What follows that child is as if it had
/// not been reached this time; a branch beside it that nothing can bring on any more counts as arrived, so that no
/// join behind it waits for ever.
/// </summary>
internal sealed class FlowJump(CompiledFlow flow, FlowGraph graph)
{
    private HashSet<int> Ahead => field ??= Reached([Target]);

    private HashSet<int> Alive => field ??= Reached(Running);

    public required int Target { get; init; }

    /// <summary>Places that go on running beside it.</summary>
    public required IReadOnlySet<int> Running { get; init; }

    /// <summary>Places that ran and were ended for it.</summary>
    public required IReadOnlySet<int> Ended { get; init; }

    /// <summary>Token mode: true where a place waits for a token on every line.</summary>
    public required Func<int, bool> Waits { get; init; }

    public FlowMemory Counts(FlowMemory memory)
    {
        var counts = memory.Connections.Concat(Enumerable.Repeat(0, flow.Lines.Length))
            .Take(flow.Lines.Length).ToArray();
        foreach (var (line, (source, _, target)) in flow.Lines.Index())
        {
            if (target == Target || !Ahead.Contains(target) || graph.IsBackward(line))
                continue;
            if (Ahead.Contains(source))
                counts[line] = memory.VisitsOf(target) * (counts[line] < 0 ? -1 : 1);
            else if (!Alive.Contains(source))
                counts[line] = memory.VisitsOf(target) + 1;
        }

        return memory with { Connections = [.. counts] };
    }

    public FlowMemory Tokens(FlowMemory memory)
    {
        var tokens = memory.Tokens.Where(token => token.IsBlocked || !IsStale(flow.Lines[token.Connection])).ToList();
        foreach (var (line, (source, _, target)) in flow.Lines.Index())
        {
            var arrives = target != Target && Ahead.Contains(target) && !graph.IsBackward(line)
                && !Ahead.Contains(source) && !Alive.Contains(source) && Waits(target);
            if (arrives && !tokens.Exists(token => token.Connection == line))
                tokens.Add(new Token(line));
        }

        return memory with { Tokens = [.. tokens] };
    }

    private bool IsStale(FlowLine line) =>
        Ended.Contains(line.Target) || (Ahead.Contains(line.Source) && Ahead.Contains(line.Target));

    /// <summary>These places and whatever follows them by forward lines.</summary>
    private HashSet<int> Reached(IEnumerable<int> places)
    {
        var reached = places.ToHashSet();
        var open = new Stack<int>(reached);
        while (open.TryPop(out var next))
        {
            if (next < 0)
                continue;
            foreach (var line in flow.Outbound[next].Where(line => !graph.IsBackward(line)))
                if (reached.Add(flow.Lines[line].Target)) open.Push(flow.Lines[line].Target);
        }

        return reached;
    }
}
