using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Elsa's token-based flowchart: a followed line carries a token, and the merge mode of its target says how many it
/// takes. A branch that is not taken carries nothing, so a merge behind a decision waits for ever.
/// </summary>
internal sealed class TokenWalk(Burst burst, Execution flowchart, int start)
{
    private readonly CompiledFlow flow = flowchart.Activity.Flow!;
    private readonly FlowGraph graph = flowchart.Activity.Flow!.GraphFrom(start);
    private readonly List<Token> tokens = [.. burst.State.Activities[flowchart.Id].Flow?.Tokens ?? []];

    /// <summary>True when no token is on its way.</summary>
    public bool IsQuiet => tokens.TrueForAll(token => !IsActive(token));

    public void Leave(int place, ImmutableArray<string> outcomes)
    {
        var followed = flow.Outbound[place].Where(line => outcomes.Contains(flow.Lines[line].Port)).ToList();
        tokens.AddRange(followed.Select(line => new Token(line)));
        Consume(place);
        foreach (var line in followed)
            Arrive(line);
        tokens.RemoveAll(token => token.IsConsumed && TargetOf(token) == place);
        burst.Happen(new Event.TokensMoved(flowchart.Id, [.. tokens]));
    }

    /// <summary>Runs what a token stands before and nothing keeps any more, of these places.</summary>
    public void Reconsider(IReadOnlyCollection<int> redrawn)
    {
        foreach (var line in tokens.Where(IsActive).Select(token => token.Connection).Distinct().ToList())
        {
            var target = flow.Lines[line].Target;
            if (redrawn.Contains(target)
                && !burst.IsScheduledOrRunning(flowchart.Id, flowchart.Activity.Children[target]))
                Arrive(line);
        }

        burst.Happen(new Event.TokensMoved(flowchart.Id, [.. tokens]));
    }

    private void Arrive(int line)
    {
        var target = flow.Lines[line].Target;
        switch (FlowRule.MergeOf(burst, flowchart, target))
        {
            case MergeMode.Race:
                Cancel(target);
                First(line, target);
                break;
            case MergeMode.Cascade:
                First(line, target);
                break;
            case MergeMode.Merge when graph.Inbound(target) is { Length: > 1 } inbound:
                RunWhen(inbound.All(HasToken), target);
                break;
            case MergeMode.Converge when InboundOf(target) is { Count: > 1 } inbound:
                RunWhen(inbound.TrueForAll(HasToken), target);
                break;
            case MergeMode.Stream:
                RunWhen(!graph.Inbound(target).Any(inbound => IsAwaited(flow.Lines[inbound].Source)), target);
                break;
            default:
                Run(target);
                break;
        }
    }

    /// <summary>What still runs before a child ends.</summary>
    public void CancelBefore(int place)
    {
        if (Cancel(place))
            burst.Happen(new Event.TokensMoved(flowchart.Id, [.. tokens]));
    }

    /// <summary>With an activity that is cancelled go the tokens to it and from it.</summary>
    private bool Cancel(int target)
    {
        var running = FlowRule.RunningBefore(burst, flowchart, graph.Ancestors(target));
        foreach (var (id, place) in running)
        {
            burst.Cancel(id);
            tokens.RemoveAll(token => TargetOf(token) == place || flow.Lines[token.Connection].Source == place);
        }

        return running.Count > 0;
    }

    /// <summary>The first wins; the others find their line blocked until the target has run.</summary>
    private void First(int line, int target)
    {
        var blocked = tokens.FindIndex(token => token.Connection == line && token.IsBlocked);
        if (blocked >= 0)
        {
            tokens[blocked] = tokens[blocked] with { IsConsumed = true };
            return;
        }

        Run(target);
        var source = flow.Lines[line].Source;
        tokens.AddRange(graph.Inbound(target).Where(other => flow.Lines[other].Source != source)
            .Select(other => new Token(other, IsBlocked: true)));
    }

    private void RunWhen(bool may, int target)
    {
        if (may)
            Run(target);
    }

    private void Run(int target) => burst.Schedule(flowchart, flowchart.Activity.Children[target]);

    private void Consume(int place)
    {
        foreach (var (index, token) in tokens.Index().ToList())
        {
            if (IsActive(token) && TargetOf(token) == place)
                tokens[index] = token with { IsConsumed = true };
        }
    }

    private List<int> InboundOf(int place) =>
        [.. Enumerable.Range(0, flow.Lines.Length).Where(line => flow.Lines[line].Target == place)];

    private bool HasToken(int line) => tokens.Exists(token => IsActive(token) && token.Connection == line);

    private bool IsAwaited(int place) => tokens.Exists(token => IsActive(token) && TargetOf(token) == place);

    private int TargetOf(Token token) => flow.Lines[token.Connection].Target;

    private static bool IsActive(Token token) => token is { IsConsumed: false, IsBlocked: false };
}
