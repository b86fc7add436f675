namespace Orchestrator.Engine.Definitions;

/// <summary>The name that somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>Null where nothing is near.</summary>
    public static string? To(string name, IEnumerable<string> candidates) =>
        candidates.Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(found => found.Distance <= Math.Max(2, name.Length / 4))
            .OrderBy(found => found.Distance).ThenBy(found => found.Name, StringComparer.Ordinal)
            .Select(found => found.Name).FirstOrDefault();

    /// <summary>Letters to insert, delete or change.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        foreach (var (i, letter) in one.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (char.ToUpperInvariant(letter) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
