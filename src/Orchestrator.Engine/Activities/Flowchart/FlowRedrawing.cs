using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// What a flowchart remembers, carried from one drawing to another: visits by child, lines by both ends and port. A
/// new line counts as its source left it: what stood there before is not kept waiting by it, and what is new behind a
/// step that has ended does not begin.
/// </summary>
internal sealed class FlowRedrawing
{
    private readonly CompiledFlow was;
    private readonly CompiledFlow now;
    private readonly ImmutableArray<ActivityNode> nodesBefore;
    private readonly ImmutableArray<ActivityNode> nodes;

    /// <summary>The new place of each old child; −1 where it is gone.</summary>
    private readonly ImmutableArray<int> places;
    private readonly IReadOnlySet<int> running;

    private FlowRedrawing(Burst burst, Execution flowchart, Redrawn redrawn)
    {
        was = redrawn.Container.Flow!;
        now = flowchart.Activity.Flow!;
        nodesBefore = [.. redrawn.Container.Children.Select(child => redrawn.Workflow.Activities[child].Node)];
        nodes = [.. flowchart.Activity.Children.Select(child => burst.Workflow.Activities[child].Node)];
        var ids = nodes.Select(node => node.Id).ToList();
        places = [.. redrawn.Children.Select(child => ids.IndexOf(child))];
        running = FlowRule.PlacesOf(burst, flowchart);
    }

    public static FlowRedrawing Of(Burst burst, Execution flowchart, Redrawn redrawn) =>
        new(burst, flowchart, redrawn);

    /// <summary>
    /// New places, and those whose inbound lines or way of joining them is another: what may have become possible.
    /// Everything else was decided when it was reached.
    /// </summary>
    public IReadOnlyCollection<int> Changed()
    {
        var before = was.Lines.Select(Line).ToLookup(line => line.Target);
        var after = now.Lines.ToLookup(line => line.Target);
        return
        [
            .. from place in Enumerable.Range(0, nodes.Length)
               let old = places.IndexOf(place)
               where old < 0 || !before[place].ToHashSet().SetEquals(after[place])
                   || ModeOf(nodesBefore[old]) != ModeOf(nodes[place])
               select place,
        ];
    }

    private static string ModeOf(ActivityNode node) =>
        $"{node.MergeMode} {node.Inputs.GetValueOrDefault("mode")?.Value.AsText()}";

    public FlowMemory Carry(FlowMemory memory)
    {
        var visits = new int[now.Outbound.Length];
        foreach (var (old, place) in places.Index())
            if (place >= 0) visits[place] = Math.Max(visits[place], memory.VisitsOf(old));

        // A new child that nothing leads to any more counts as skipped once, as the lines that leave it do.
        foreach (var place in Enumerable.Range(0, visits.Length).Where(place => !places.Contains(place)))
            if (!Alive.Contains(place)) visits[place] = 1;
        var lines = was.Lines.Select(Line).ToList();
        var counts = new int[now.Lines.Length];
        foreach (var (index, line) in now.Lines.Index())
        {
            var old = lines.IndexOf(line);
            counts[index] = old >= 0 ? memory.CountOf(old) : Presumed(memory, line, visits[line.Target]);
        }

        return memory with
        {
            Visits = [.. visits],
            Connections = [.. counts],
            Tokens = [.. memory.Tokens.SelectMany(token => Moved(token, lines))],
        };
    }

    /// <summary>A line of the old drawing with the places of the new; −1 for an end that is gone.</summary>
    private FlowLine Line(FlowLine line) => new(places[line.Source], line.Port, places[line.Target]);

    /// <summary>How often a new line counts as visited: not at all while its source may still be left.</summary>
    private int Presumed(FlowMemory memory, FlowLine line, int visits)
    {
        var sources = places.Index().Where(place => place.Item == line.Source)
            .Select(place => place.Index).ToList();
        var left = sources.SelectMany(source => was.Outbound[source]).ToList();
        var isOver = sources.Exists(source => memory.VisitsOf(source) > 0)
            || left.Exists(old => memory.CountOf(old) != 0)
            || (sources.Count == 0 && !Alive.Contains(line.Source));
        if (!isOver)
            return 0;
        var isNew = !places.Contains(line.Target);
        var count = running.Contains(line.Target) ? visits + 1 : visits > 0 ? visits : 1;
        return !isNew && left.Exists(old => was.Lines[old].Port == line.Port && memory.CountOf(old) > 0)
            ? count
            : -count;
    }

    /// <summary>A token stays on its line; where that is gone, it goes on by new ones of the same port.</summary>
    private IEnumerable<Token> Moved(Token token, List<FlowLine> lines)
    {
        var line = lines[token.Connection];
        var same = now.Lines.IndexOf(line);
        if (same >= 0)
            return [token with { Connection = same }];
        return token.IsConsumed || token.IsBlocked
            ? []
            : now.Lines.Index()
                .Where(other => other.Item.Source == line.Source && other.Item.Port == line.Port
                    && !lines.Contains(other.Item))
                .Select(other => new Token(other.Index));
    }

    /// <summary>Places that run, and whatever can be reached from them.</summary>
    private HashSet<int> Alive => field ??= Reached();

    private HashSet<int> Reached()
    {
        var reached = running.Where(place => place >= 0).ToHashSet();
        var open = new Stack<int>(reached);
        while (open.TryPop(out var next))
        {
            foreach (var target in now.Outbound[next].Select(line => now.Lines[line].Target).Where(reached.Add))
                open.Push(target);
        }

        return reached;
    }
}
