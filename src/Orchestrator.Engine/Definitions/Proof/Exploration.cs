using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>
/// Every marking that a flowchart can come to from one start, whatever its children answer and in whatever order.
/// </summary>
internal sealed class Exploration
{
    /// <summary>Markings of one flowchart; a drawing with more is too large to be proved.</summary>
    public const int MostMarkings = 20_000;

    /// <summary>Children begun at one moment; a drawing that comes to more multiplies them without end.</summary>
    private const int MostBegun = 64;

    /// <summary>The number of the marking in which the flowchart has ended.</summary>
    public const int Ended = 0;

    private readonly FlowRules rules;
    private readonly CompiledFlow flow;
    private readonly ImmutableArray<Step> steps;
    private readonly bool faultEnds;
    private readonly Dictionary<string, int> numbers = [];
    private readonly List<List<Move>> moves = [[]];
    private readonly Queue<(int Number, Marking Marking)> open = [];
    private readonly Dictionary<int, Marking> stuck = [];

    private Exploration(FlowRules rules, CompiledFlow flow, ImmutableArray<Step> steps, bool faultEnds)
    {
        (this.rules, this.flow, this.steps, this.faultEnds) = (rules, flow, steps, faultEnds);
        Trail = new Trail(flow, rules);
    }

    /// <param name="To">Number of the marking that comes of it.</param>
    /// <param name="Place">The child that began or went on.</param>
    public readonly record struct Move(int To, int Place);

    /// <summary>Pairs of children that wait at one moment, the smaller place first.</summary>
    public HashSet<(int, int)> Together { get; } = [];

    /// <summary>What ran, and by which lines it was first come to.</summary>
    public Trail Trail { get; }

    /// <summary>False where there were more markings than are looked at: what is missing proves nothing.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>True where the flowchart can end as itself, and not only with something around it.</summary>
    public bool Completes { get; private set; }

    /// <summary>By number of the marking; the first is that of the start, <see cref="Ended"/> has none.</summary>
    public IReadOnlyList<IReadOnlyList<Move>> Moves => moves;

    /// <summary>Markings in which nothing is left to go on and the flowchart has not ended.</summary>
    public IReadOnlyDictionary<int, Marking> Stuck => stuck;

    public static Exploration Of(
        FlowRules rules, (CompiledFlow Flow, int Start) from, ImmutableArray<Step> steps, bool faultEnds)
    {
        var exploration = new Exploration(rules, from.Flow, steps, faultEnds);
        var marking = new Marking(from.Flow.Lines.Length);
        marking.Queue.Add(new Begun(from.Start, false));
        exploration.Number(marking);
        while (exploration.IsComplete && exploration.open.TryDequeue(out var next))
            exploration.GoOn(next.Number, next.Marking);
        return exploration;
    }

    private void GoOn(int number, Marking marking)
    {
        if (marking.Queue is [var head, ..])
        {
            marking.Queue.RemoveAt(0);
            Begin(number, marking, head);
        }
        else if (marking.Asked is [var asked, ..])
        {
            marking.Asked.RemoveAt(0);
            End(number, marking, asked);
        }
        else if (marking.HasFaulted && (faultEnds || marking.Waiting.Count == 0))
        {
            moves[number].Add(new Move(Ended, marking.Faulted.Select(begun => begun.Place).FirstOrDefault(-1)));
        }
        else if (marking.Waiting.Count == 0)
        {
            stuck[number] = marking;
        }
        else
        {
            foreach (var waiting in marking.Waiting.Distinct().ToList())
            {
                var copy = marking.Copy();
                copy.Waiting.Remove(waiting);
                End(number, copy, waiting);
            }
        }
    }

    private void Begin(int number, Marking marking, Begun begun)
    {
        var step = steps[begun.Place];
        Trail.Ran(begun.Place, marking);
        rules.Begin(marking, begun.Place);
        if (step.Faults)
            Fault(number, marking.Copy(), begun);
        if (step.Timing == StepTiming.Passes)
        {
            End(number, marking, begun);
            return;
        }

        if (step.Timing == StepTiming.Asks)
            marking.Asked.Add(begun);
        else
            Wait(marking, begun);
        moves[number].Add(new Move(Number(marking), begun.Place));
    }

    private void Wait(Marking marking, Begun begun)
    {
        Together.UnionWith(marking.Waiting.Where(other => other.Place != begun.Place)
            .Select(other => (Math.Min(other.Place, begun.Place), Math.Max(other.Place, begun.Place))));
        marking.Wait(begun);
    }

    private void Fault(int number, Marking marking, Begun begun)
    {
        marking.HasFaulted = true;
        marking.Faulted.Add(begun);
        moves[number].Add(new Move(Number(marking), begun.Place));
    }

    private void End(int number, Marking marking, Begun begun)
    {
        var step = steps[begun.Place];
        foreach (var outcomes in step.Completions)
        {
            var copy = marking.Copy();
            Trail.Left(begun.Place, outcomes);
            var holds = rules.Leave(copy, begun, outcomes);
            copy.HasFaulted |= !holds;
            Trail.Arrived(begun.Place, copy);
            var isOver = holds && copy.Size == 0 && rules.IsQuiet(copy);
            moves[number].Add(new Move(isOver ? Ended : Number(copy), begun.Place));
            Completes |= isOver;
        }

        Completes |= step.Ends;
        if (step.EndsAtOnce)
            EndHere(number, marking, begun, []);
        else if (step.Ends || step.Leaves)
            EndHere(number, marking, begun, marking.Queue.Where(late => !steps[late.Place].IsOfHouse));
    }

    /// <param name="number">Of the marking before.</param>
    /// <param name="marking">As it is left.</param>
    /// <param name="begun">Whatever ended the flowchart.</param>
    /// <param name="late">What was queued before the end and is begun once more.</param>
    private void EndHere(int number, Marking marking, Begun begun, IEnumerable<Begun> late)
    {
        foreach (var one in late)
        {
            Trail.Ran(one.Place, marking);
            if (steps[one.Place] is { EndsAtOnce: true, Completes: false })
                break;
        }

        moves[number].Add(new Move(Ended, begun.Place));
    }

    private int Number(Marking marking)
    {
        var key = marking.Key(rules.CountsDecide);
        if (numbers.TryGetValue(key, out var known))
            return known;
        if (moves.Count > MostMarkings || marking.Size > MostBegun)
        {
            IsComplete = false;
            return Ended;
        }

        var number = moves.Count;
        numbers[key] = number;
        moves.Add([]);
        open.Enqueue((number, marking));
        return number;
    }
}
