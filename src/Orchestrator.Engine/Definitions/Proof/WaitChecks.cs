using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>
/// Waits for somebody that no time ends: neither a deadline of their own, nor a clock that waits beside them, nor a
/// reason why there is none.
/// </summary>
internal static class WaitChecks
{
    private static readonly FrozenSet<string> ForSomebody =
        FrozenSet.Create("Elsa.Event", "Elsa.RunTask", "Elsa.HttpEndpoint");

    public static IEnumerable<Problem> Of(Drawing drawing, Steps steps) =>
        from one in drawing.Activities.Index()
        where IsOpenEnded(drawing, one.Item.Node) && one.Item.Node is { NoDeadline: null, CanStartWorkflow: false }
            && !HasClockBeside(drawing, steps, one.Index)
        select new Problem("WF133", Where(one.Item, steps.In(one.Index)),
            $"{Names.Of(one.Item.Node)}没有期限：没有人办理时，流程会一直等下去。请填写期限，或在旁边并行画一个到期的时刻；"
            + "确实不需要期限的，在该活动的 customProperties.noDeadline 中写明理由。", ProblemSeverity.Warning);

    private static bool IsOpenEnded(Drawing drawing, ActivityNode node) => ForSomebody.Contains(node.Type)
        || (drawing.Known.Activities.TryGetValue(node.Type, out var known)
            && !known.Deadlines.IsEmpty && !known.Deadlines.Any(node.Inputs.ContainsKey));

    /// <summary>Also where it waits beside something around it.</summary>
    private static bool HasClockBeside(Drawing drawing, Steps steps, int index)
    {
        for (var at = index; drawing.Activities[at].Parent is >= 0 and var parent; at = parent)
        {
            if (Beside(drawing, steps, at).Any(other => drawing.Activities[other].Node.WithAll().Any(Clocks.Is)))
                return true;
        }

        return false;
    }

    private static IEnumerable<int> Beside(Drawing drawing, Steps steps, int index)
    {
        var parent = drawing.Activities[index].Parent;
        var all = steps.Inside(parent).Where(other => other != index);
        return steps.In(index) is { } drawn
            // Of one that is too large nothing is proved, so nothing is said either.
            ? drawn.Flow.IsComplete ? drawn.Flow.Beside(drawn.Place).Select(place => steps.Inside(parent)[place]) : all
            : drawing.Activities[parent].Node.Type is "Elsa.Parallel" or "Elsa.Fork" or StateMachineReader.Type
                ? all
                : [];
    }

    private static string Where(Drawn drawn, (FlowProof Flow, int Place)? place) => place is { } at
        ? $"{at.Flow.Flowchart.Path} {Names.Path(at.Flow.Flowchart, at.Flow.To(at.Place))}"
        : drawn.Path;
}

/// <summary>Activities that wait for an instant.</summary>
internal static class Clocks
{
    private static readonly ImmutableArray<string> Types = ["Elsa.Delay", "Elsa.Timer", "Elsa.Cron", "Elsa.StartAt"];

    public static bool Is(ActivityNode node) => Types.Contains(node.Type);
}
