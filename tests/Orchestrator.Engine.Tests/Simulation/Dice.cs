namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>Chance from a seed, the same on every machine and in every version of the runtime.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>0 to below <paramref name="sides"/>.</summary>
    public int Roll(int sides) => (int)(Next() % (ulong)sides);

    public bool Hit(int percent) => Roll(100) < percent;

    public T Pick<T>(params IReadOnlyList<T> of) => of[Roll(of.Count)];

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
