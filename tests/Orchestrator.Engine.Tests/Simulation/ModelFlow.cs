using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>The model's own reading of a flowchart's lines (elsa-workflow-json §8.2).</summary>
internal sealed class ModelFlow
{
    private readonly List<Connection> lines;
    private readonly List<Connection> ahead = [];

    public ModelFlow(ActivityNode flowchart)
    {
        lines = [.. flowchart.Connections.Distinct()];
        Start = flowchart.Children.FirstOrDefault(child => child.Type == "Elsa.Start")
            ?? flowchart.Children.FirstOrDefault(child => lines.TrueForAll(line => line.Target != child.Id))
            ?? flowchart.Children[0];
        var open = new List<ActivityId> { Start.Id };
        for (var next = 0; next < open.Count; next++)
        {
            foreach (var line in From(open[next]).Where(line => !Leads(line.Target, line.Source, without: null)))
            {
                ahead.Add(line);
                if (!open.Contains(line.Target))
                    open.Add(line.Target);
            }
        }
    }

    public ActivityNode Start { get; }

    public IEnumerable<Connection> From(ActivityId source) => lines.Where(line => line.Source == source);

    /// <summary>Lines that a decision about this activity waits for.</summary>
    public List<Connection> Into(ActivityId target) => [.. ahead.Where(line => line.Target == target)];

    /// <summary>True for a line that would have closed a circle, nearest to the start first.</summary>
    public bool IsBackward(Connection line) => !ahead.Contains(line);

    /// <summary>True where the start leads ahead to the line's source without passing its target: no loop.</summary>
    public bool IsBroken(Connection line) => line.Target != Start.Id && line.Source != line.Target
        && Leads(Start.Id, line.Source, line.Target);

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

    private bool Leads(ActivityId from, ActivityId to, ActivityId? without)
    {
        var seen = new HashSet<ActivityId>();
        return Reaches(from);

        bool Reaches(ActivityId place) => place != without && seen.Add(place)
            && (place == to || ahead.Where(line => line.Source == place).ToList().Exists(line => Reaches(line.Target)));
    }
}
