using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>A point behind which a flowchart can end no more.</summary>
/// <param name="Loop">Places that it goes round, in order; empty where it stands still.</param>
/// <param name="Stands">As it stands still; null where it goes round.</param>
internal sealed record DeadEnd(ImmutableArray<int> Loop, Marking? Stands);

/// <summary>All runs of a flowchart from one start.</summary>
internal sealed record FlowRun(int Start, FlowRules Rules, Exploration Exploration)
{
    /// <summary>Dead ends of one flowchart that are told: the first few are enough to mend it.</summary>
    private const int MostTold = 3;

    private IReadOnlyList<IReadOnlyList<Exploration.Move>> Moves => Exploration.Moves;

    /// <summary>True where the end is come to by activities that do not wait.</summary>
    public bool IsBusy(ImmutableArray<Step> steps)
    {
        var reached = new HashSet<int> { 1 };
        var open = new Stack<int>(reached);
        while (open.TryPop(out var number))
        {
            foreach (var move in Moves[number].Where(move => move.Place < 0 || steps[move.Place].IsBusy))
            {
                if (reached.Add(move.To))
                    open.Push(move.To);
            }
        }

        return reached.Contains(Exploration.Ended);
    }

    public IEnumerable<DeadEnd> DeadEnds()
    {
        var ending = Ending();
        var told = new HashSet<string>();
        for (var number = 1; number < Moves.Count && told.Count < MostTold; number++)
        {
            var isFirst = !ending[number] && (number == 1 || cameFrom[number].Any(before => ending[before]));
            if (!isFirst)
                continue;
            var end = Follow(number);
            var name = end.Stands is { } stands
                ? stands.Key(Rules.CountsDecide)
                : string.Join(',', end.Loop.Order());
            if (told.Add(name))
                yield return end;
        }
    }

    private readonly Dictionary<int, List<int>> cameFrom = [];

    /// <summary>By number: whether the end can still be come to.</summary>
    private bool[] Ending()
    {
        for (var number = 1; number < Moves.Count; number++)
        {
            foreach (var move in Moves[number])
                (cameFrom.TryGetValue(move.To, out var list) ? list : cameFrom[move.To] = []).Add(number);
        }

        var ending = new bool[Moves.Count];
        var open = new Stack<int>([Exploration.Ended]);
        while (open.TryPop(out var number))
        {
            if (ending[number])
                continue;
            ending[number] = true;
            foreach (var before in cameFrom.GetValueOrDefault(number, []))
                open.Push(before);
        }

        return ending;
    }

    /// <summary>On from a marking, until it stands still or comes back to one that it was in.</summary>
    private DeadEnd Follow(int number)
    {
        var seen = new Dictionary<int, int>();
        var places = new List<int>();
        while (seen.TryAdd(number, places.Count))
        {
            if (Exploration.Stuck.TryGetValue(number, out var marking))
                return new DeadEnd([], marking);
            var move = Moves[number][0];
            places.Add(move.Place);
            number = move.To;
        }

        return new DeadEnd([.. places.Skip(seen[number]).Distinct()], null);
    }
}
