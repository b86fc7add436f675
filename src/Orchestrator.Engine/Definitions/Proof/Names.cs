namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Activities as an administrator knows them.</summary>
internal static class Names
{
    /// <summary>What the box says, and the id behind it.</summary>
    public static string Of(ActivityNode node) =>
        node.Title is { Length: > 0 } title && title != node.Id.Value ? $"“{title}”（{node.Id}）" : $"“{node.Id}”";

    /// <summary>Ids with arrows between them.</summary>
    public static string Path(Drawn container, IEnumerable<int> places) =>
        string.Join(" → ", places.Select(place => container.Node.Children[place].Id));
}
