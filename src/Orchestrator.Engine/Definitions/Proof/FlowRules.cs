using System.Collections.Immutable;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>What leaving a child does to the marking: the flowchart's own rules, without a run.</summary>
internal abstract class FlowRules(ActivityNode flowchart, CompiledFlow flow, int start)
{
    private readonly Dictionary<int, HashSet<int>> ancestors = [];

    protected CompiledFlow Flow => flow;

    protected FlowGraph Graph { get; } = flow.GraphFrom(start);

    /// <summary>Lines that a child waits for together.</summary>
    public abstract ImmutableArray<int> Awaited(int place);

    /// <summary>True when every one of <see cref="Awaited"/> must have been followed.</summary>
    public abstract bool NeedsAll(int place);

    /// <summary>True when a line has brought something that its target has not used yet.</summary>
    public abstract bool HasArrived(Marking marking, int line);

    /// <summary>True for a flowchart in which nothing is under way and that ends here.</summary>
    public abstract bool IsQuiet(Marking marking);

    /// <summary>Whether two markings are told apart by counted visits.</summary>
    public abstract bool CountsDecide { get; }

    /// <returns>False where the flowchart becomes an incident: a line back that makes no loop.</returns>
    public abstract bool Leave(Marking marking, Begun begun, ImmutableArray<string> outcomes);

    /// <summary>A join that begins ends whatever still runs before it.</summary>
    public void Begin(Marking marking, int place)
    {
        if (flowchart.Children[place].Type == "Elsa.FlowJoin")
            CancelBefore(marking, place);
    }

    protected abstract void CancelBefore(Marking marking, int join);

    public static FlowRules Of(FlowchartMode? mode, ActivityNode flowchart, (CompiledFlow Flow, int Start) from) =>
        mode == FlowchartMode.Token
            ? new TokenRules(flowchart, from.Flow, from.Start)
            : new CounterRules(flowchart, from.Flow, from.Start);

    protected HashSet<int> Ancestors(int place)
    {
        if (!ancestors.TryGetValue(place, out var found))
            ancestors[place] = found = Graph.Ancestors(place);
        return found;
    }

    /// <summary>A mode that is computed is taken for the one that neither cancels nor drops a branch.</summary>
    protected static JoinRule ModeOf(ActivityNode join) => join.Inputs.GetValueOrDefault("mode") switch
    {
        null => JoinRule.WaitAny,
        { Syntax: not "Literal" } => JoinRule.WaitAllActive,
        var written => Enum.TryParse<JoinRule>(written.Value.AsText(), out var rule) ? rule : JoinRule.WaitAny,
    };
}
