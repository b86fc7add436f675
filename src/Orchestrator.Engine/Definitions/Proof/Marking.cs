namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>A child that was begun or is about to be.</summary>
/// <param name="Place">Its place in the flowchart.</param>
/// <param name="IsByLoop">A line back began it, which does not count as a visit.</param>
internal readonly record struct Begun(int Place, bool IsByLoop);

/// <summary>
/// How a flowchart stands at one moment of a run, as far as it decides what can come next. Two runs that stand alike
/// go on alike.
/// </summary>
internal sealed class Marking
{
    /// <summary>Beyond this many, visits or blocks of one line are told apart no more.</summary>
    public const int Most = 3;

    private readonly sbyte[] counts;
    private readonly bool[] flags;
    private readonly List<Begun> queue;
    private readonly List<Begun> asked;
    private readonly List<Begun> waiting;
    private readonly List<Begun> faulted;

    public Marking(int lines)
    {
        (counts, flags) = (new sbyte[lines], new bool[lines]);
        (queue, asked, waiting, faulted) = ([], [], [], []);
    }

    private Marking(Marking other)
    {
        counts = (sbyte[])other.counts.Clone();
        flags = (bool[])other.flags.Clone();
        (queue, asked) = ([.. other.queue], [.. other.asked]);
        (waiting, faulted) = ([.. other.waiting], [.. other.faulted]);
        HasFaulted = other.HasFaulted;
    }

    /// <summary>To begin, first in first out.</summary>
    public List<Begun> Queue => queue;

    /// <summary>Begun, and the ledger answers in this order.</summary>
    public List<Begun> Asked => asked;

    /// <summary>Begun, in the order of their places.</summary>
    public List<Begun> Waiting => waiting;

    /// <summary>Begun, and an incident since.</summary>
    public List<Begun> Faulted => faulted;

    /// <summary>The instance has an incident, also where what became it was cancelled since.</summary>
    public bool HasFaulted { get; set; }

    /// <summary>Everything that was begun and has not ended.</summary>
    public IEnumerable<Begun> Running => asked.Concat(waiting).Concat(faulted);

    public int Size => queue.Count + asked.Count + waiting.Count + faulted.Count;

    public Marking Copy() => new(this);

    /// <summary>Counter mode: visits of the line beyond the runs of its target. Token mode: how often it is blocked.
    /// </summary>
    public int Count(int line) => counts[line];

    /// <summary>Counter mode: the last visit followed the line. Token mode: a token lies on it.</summary>
    public bool Flag(int line) => flags[line];

    public void SetFlag(int line, bool value) => flags[line] = value;

    public void Add(int line, int more) => counts[line] = (sbyte)Math.Clamp(counts[line] + more, -Most, Most);

    public void Set(int line, int count) => counts[line] = (sbyte)count;

    public void Wait(Begun begun)
    {
        var at = waiting.FindIndex(other => other.Place > begun.Place);
        waiting.Insert(at < 0 ? waiting.Count : at, begun);
    }

    /// <summary>Ends every execution of a child that runs.</summary>
    public void Cancel(int place)
    {
        foreach (var list in (List<Begun>[])[asked, waiting, faulted])
            list.RemoveAll(begun => begun.Place == place);
    }

    /// <summary>Equal for two that go on alike.</summary>
    /// <param name="countsDecide">Counter mode: a line without an unused visit says nothing by its flag.</param>
    public string Key(bool countsDecide)
    {
        var key = new System.Text.StringBuilder();
        for (var line = 0; line < counts.Length; line++)
        {
            var flag = flags[line] && !(countsDecide && counts[line] <= 0);
            if (counts[line] != 0 || flag)
                key.Append((char)(line + 1)).Append((char)(counts[line] + Most + (flag ? 2 * Most + 1 : 0)));
        }

        foreach (var list in (List<Begun>[])[queue, asked, waiting, faulted])
        {
            key.Append('\0');
            foreach (var begun in list)
                key.Append((char)((begun.Place * 2) + (begun.IsByLoop ? 2 : 1)));
        }

        return key.Append(HasFaulted ? '!' : '\0').ToString();
    }
}
