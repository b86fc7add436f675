using Orchestrator.Engine;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// The instances that this transaction wrote commands for: a note of the transaction, read by
/// <see cref="Turn.Advance"/>.
/// </summary>
public sealed class Touched
{
    private readonly List<Guid> order = [];
    private readonly HashSet<Guid> known = [];

    public int Count => order.Count;

    public void Add(InstanceId instance) => Add(instance.Value);

    public void Add(IEnumerable<Guid> instances)
    {
        foreach (var instance in instances)
            Add(instance);
    }

    /// <summary>Takes the first ones out, in the order in which they were touched.</summary>
    public Guid[] Take(int limit)
    {
        Guid[] taken = [.. order.Take(limit)];
        order.RemoveRange(0, taken.Length);
        known.ExceptWith(taken);
        return taken;
    }

    /// <summary>They keep their commands for the next drain; what was undone has none.</summary>
    public void Forget()
    {
        order.Clear();
        known.Clear();
    }

    private void Add(Guid instance)
    {
        if (known.Add(instance))
            order.Add(instance);
    }
}
