namespace Orchestrator.Engine.Instances;

/// <summary>
/// Numbers by the execution they belong to, the oldest first: what runs below it, or what it waits for. Without it
/// every step of a turn would look through everything that is alive.
/// </summary>
internal sealed class Belongings
{
    private static readonly List<long> Nothing = [];

    private readonly Dictionary<ActivityInstanceId, List<long>> numbers = [];

    public IReadOnlyList<long> Of(ActivityInstanceId owner) => numbers.GetValueOrDefault(owner, Nothing);

    public void Add(ActivityInstanceId owner, long number)
    {
        if (!numbers.TryGetValue(owner, out var own))
            numbers[owner] = own = [];
        if (own.BinarySearch(number) is var at and < 0)
            own.Insert(~at, number);
    }

    public void Remove(ActivityInstanceId owner, long number)
    {
        if (numbers.TryGetValue(owner, out var own) && own.BinarySearch(number) is var at and >= 0)
            own.RemoveAt(at);
    }
}
