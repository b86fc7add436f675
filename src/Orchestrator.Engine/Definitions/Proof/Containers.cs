namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Whether a container can complete, and whether it can without having waited, by what is inside it.</summary>
internal static class Containers
{
    public static (bool Completes, bool IsBusy) Sequence(IReadOnlyList<Step> inside)
    {
        // What stands behind an End is never begun.
        var last = inside.Index().Where(one => one.Item is { Ends: true, Completes: false })
            .Select(one => one.Index).DefaultIfEmpty(inside.Count).First();
        return All([.. inside.Take(last)]);
    }

    public static (bool Completes, bool IsBusy) All(IReadOnlyList<Step> inside) =>
        (inside.All(one => one.Completes || one.Ends), inside.All(one => one.IsBusy));

    /// <param name="inside">Of which one is begun.</param>
    /// <param name="orNone">True where it may also be that nothing is begun.</param>
    public static (bool Completes, bool IsBusy) Any(IReadOnlyList<Step> inside, bool orNone) => (
        orNone || inside.Any(one => one.Completes || one.Ends),
        orNone || inside.Any(one => one.IsBusy));
}
