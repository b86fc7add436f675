using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>The model's own reading of a flowchart's lines (elsa-workflow-json §8.2).</summary>
internal sealed class ModelFlow
{
    private readonly List<Connection> lines;
    private readonly HashSet<Connection> backward = [];
    private readonly HashSet<ActivityId> reached = [];

    public ModelFlow(ActivityNode flowchart)
    {
        lines = [.. flowchart.Connections.Distinct()];
        Start = flowchart.Children.FirstOrDefault(child => child.Type == "Elsa.Start")
            ?? flowchart.Children.FirstOrDefault(child => lines.TrueForAll(line => line.Target != child.Id))
            ?? flowchart.Children[0];
        Visit(Start.Id, []);
    }

    public ActivityNode Start { get; }

    public IEnumerable<Connection> From(ActivityId source) => lines.Where(line => line.Source == source);

    /// <summary>Lines that a decision about this activity waits for.</summary>
    public List<Connection> Into(ActivityId target) =>
        [.. lines.Where(line => line.Target == target && reached.Contains(line.Source) && !backward.Contains(line))];

    public bool IsBackward(Connection line) => backward.Contains(line);

    /// <summary>True where the start reaches the line's source without passing its target: no loop.</summary>
    public bool IsBroken(Connection line)
    {
        var seen = new HashSet<ActivityId>();
        return line.Target != Start.Id && Reaches(Start.Id);

        bool Reaches(ActivityId place) => place != line.Target && seen.Add(place)
            && (place == line.Source || From(place).Any(next => Reaches(next.Target)));
    }

    public HashSet<ActivityId> Before(ActivityId target)
    {
        var found = new HashSet<ActivityId>();
        Add(target);
        return found;

        void Add(ActivityId place)
        {
            foreach (var line in Into(place).Where(line => found.Add(line.Source)))
                Add(line.Source);
        }
    }

    private void Visit(ActivityId place, HashSet<ActivityId> path)
    {
        reached.Add(place);
        path.Add(place);
        foreach (var line in From(place))
        {
            if (path.Contains(line.Target))
                backward.Add(line);
            else if (!reached.Contains(line.Target))
                Visit(line.Target, path);
        }

        path.Remove(place);
    }
}
